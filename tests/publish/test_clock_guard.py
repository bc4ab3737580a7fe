"""A wrong clock: found by the target's clock, by the last publish and by the files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from podcast.errors import PublishError
from podcast.publish.clock_guard import clock_doubt, clock_hint, refuse_wrong_clock
from tests.support.feed_inputs import an_episode, inputs

if TYPE_CHECKING:
    from podcast.publish.protocol.prepare import PreparedPublish

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SHOW = inputs(an_episode("eins", episode=1, date="2026-02-01 09:00")).show


def prepared(now: datetime, *, skew: float = 0.0, live: tuple[str, ...] = (), deletions: int = 0) -> PreparedPublish:
    """A publish at `now` of a show that was last published, and changed, at NOW."""
    manifest = SimpleNamespace(published_at=NOW, objects=dict.fromkeys(live))
    values = {
        "now": now,
        "state": SimpleNamespace(manifest=manifest),
        "target": SimpleNamespace(clock_skew=lambda: skew),
        "site": SimpleNamespace(content_time=NOW),
        "plan": SimpleNamespace(deletions=(None,) * deletions),
    }
    return cast("PreparedPublish", SimpleNamespace(**values))


def test_a_clock_before_the_last_publish_is_wrong():
    assert "but the last publish was on 2026-03-01" in clock_doubt(SHOW, prepared(NOW - timedelta(days=2000)))
    assert "set the clock" in clock_hint(SHOW, NOW, NOW - timedelta(days=2000))
    assert clock_hint(SHOW, NOW, NOW) == clock_hint(SHOW, None, NOW) == ""


def test_a_clock_years_ahead_is_doubted_only_where_something_depends_on_it():
    later = NOW + timedelta(days=3000)
    assert "the newest file and the last publish are of 2026-03-01" in clock_doubt(SHOW, prepared(later))
    assert clock_doubt(SHOW, prepared(later, live=("eins/index.html",))) == ""
    assert clock_doubt(SHOW, prepared(later, live=("eins/index.html",), deletions=1)) != ""
    assert clock_doubt(SHOW, prepared(later), at=NOW) == ""
    assert clock_doubt(SHOW, prepared(NOW + timedelta(days=300))) == ""


def test_the_clock_of_the_target_decides_where_it_has_one():
    assert "the target's clock 2026-03-01 11:00" in clock_doubt(SHOW, prepared(NOW, skew=3600))
    assert clock_doubt(SHOW, prepared(NOW + timedelta(days=3000), skew=1.5)) == ""


def test_a_doubt_is_refused_until_it_is_allowed():
    with pytest.raises(PublishError, match="pass --allow clock"):
        refuse_wrong_clock("the clock is wrong")
    refuse_wrong_clock("the clock is wrong", ("clock",))
