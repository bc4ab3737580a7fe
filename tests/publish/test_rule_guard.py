"""A publish held against the rules of a feed: a new MUST fault is refused, one that is live already is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from podcast.errors import PublishError
from podcast.model.audio_settings import AudioChanges
from podcast.publish.rule_guard import RuleVerdict, fault_lines, judge_publish, refuse_faults
from tests.support.feed_inputs import full

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.show import Show

SHOW = full().show
GOOD = full().bytes()
BAD = GOOD.replace(b"0</pubDate>", b"0 Uhr</pubDate>")


@dataclass
class LiveFeeds:
    """A target that has feeds, and counts what is read."""

    feeds: dict[str, bytes] = field(default_factory=dict)
    requests: int = 0

    def get(self, key: str) -> tuple[bytes, str] | None:
        self.requests += 1
        return (self.feeds[key], "etag") if key in self.feeds else None


def judged(folder: Path, live: dict[str, bytes], show: Show = SHOW, **new: bytes) -> RuleVerdict:
    """The verdict over a publish of feeds."""
    target = LiveFeeds(live)
    uploads = []
    for name, data in new.items():
        key = name.replace("_", ".")
        (folder / key).write_bytes(data)
        uploads.append(SimpleNamespace(key=key, data=None))
    prepared: Any = SimpleNamespace(
        plan=SimpleNamespace(uploads=uploads), site=SimpleNamespace(folder=folder), target=target
    )
    return judge_publish(prepared, show)


def test_a_new_fault_of_a_must_rule_is_refused_with_its_rule_and_place(tmp_path: Path):
    verdict = judged(tmp_path, {"feed.xml": GOOD}, feed_xml=BAD)
    with pytest.raises(PublishError, match=r"feed\.xml: rule 49: .*and 2 more places") as refusal:
        refuse_faults(verdict)
    assert refusal.value.exit_status == 3


def test_a_first_publish_is_refused_as_well(tmp_path: Path):
    with pytest.raises(PublishError, match="rule 49"):
        refuse_faults(judged(tmp_path, {}, feed_xml=BAD))


def test_episodes_that_were_published_elsewhere_keep_the_faults_that_they_came_with(tmp_path: Path):
    as_it_is = AudioChanges(passthrough=True)
    imported = SHOW.with_episodes([episode.model_copy(update={"audio": as_it_is}) for episode in SHOW.episodes])
    verdict = judged(tmp_path, {}, imported, feed_xml=BAD)
    refuse_faults(verdict)
    assert any(line.startswith("as it was at the old host: feed.xml: rule 49") for line in fault_lines(verdict))
    first, *others = imported.episodes
    made_here = first.model_copy(update={"audio": None})
    with pytest.raises(PublishError, match="rule 49"):
        refuse_faults(judged(tmp_path, {}, imported.with_episodes([made_here, *others]), feed_xml=BAD))


def test_a_fault_that_is_live_is_named_and_stops_nothing(tmp_path: Path):
    verdict = judged(tmp_path, {"feed.xml": BAD}, feed_xml=BAD)
    refuse_faults(verdict)
    assert any(line.startswith("live already: feed.xml: rule 49") for line in fault_lines(verdict))


def test_a_new_fault_of_a_should_rule_is_named(tmp_path: Path):
    verdict = judged(
        tmp_path, {"feed.xml": GOOD}, feed_xml=GOOD.replace(b">yes</podcast:locked>", b">true</podcast:locked>")
    )
    refuse_faults(verdict)
    assert [line.partition(" (")[0] for line in fault_lines(verdict)] == [
        "feed.xml: rule 24: podcast:locked must be `yes` or `no`"
    ]


def test_the_json_feed_is_judged_by_its_own_rules(tmp_path: Path):
    verdict = judged(tmp_path, {}, feed_json=b'{"version": "https://jsonfeed.org/version/1.1", "title": "x"}')
    with pytest.raises(PublishError, match=r"feed\.json: rule JSON 3"):
        refuse_faults(verdict)
