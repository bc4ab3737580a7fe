"""The build against what is live, on a folder as target: what passes, and what is refused with a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podcast.errors import PublishError
from podcast.feed.breaking_changes import change_sentences
from podcast.model.groups import Publish
from podcast.publish.feed_guard import KINDS, feed_changes, refuse_breaking_changes
from podcast.publish.targets import open as targets
from tests.support.feed_inputs import Inputs, an_audio, an_episode, inputs

if TYPE_CHECKING:
    from pathlib import Path

LIVE = [an_episode(f"e{n:02}", episode=n, season=1, date=f"2024-01-{n:02} 09:00") for n in range(1, 13)]


def written(given: Inputs, folder: Path) -> Path:
    for address, data in given.all(3_000).items():
        (folder / address).parent.mkdir(parents=True, exist_ok=True)
        (folder / address).write_bytes(data)
    return folder


def compared(tmp_path: Path, new: Inputs):
    """The difference between LIVE, published into a folder, and a build."""
    written(inputs(*LIVE), tmp_path / "live")
    target = targets.open_target(Publish(target="live"), tmp_path)
    return feed_changes(written(new, tmp_path / "site"), target)


def test_the_first_publish_needs_no_permission(tmp_path: Path):
    target = targets.open_target(Publish(target="live"), tmp_path)
    found = feed_changes(written(inputs(*LIVE), tmp_path / "site"), target)
    assert change_sentences(found) == ("first feed: 12 episodes",)
    refuse_breaking_changes(found, inputs(*LIVE).show)


def test_a_new_episode_passes_and_archives_count_as_live(tmp_path: Path):
    new = inputs(*LIVE, an_episode("neu", episode=13, season=1, date="2024-02-01 09:00"))
    found = compared(tmp_path, new)
    assert (tmp_path / "live/feed.archive-1.rss").is_file()
    assert change_sentences(found)[-1] == "1 new episode, 0 changed, 0 removed"
    refuse_breaking_changes(found, new.show)


def test_another_guid_in_an_archive_is_refused_until_it_is_allowed(tmp_path: Path):
    new = inputs(LIVE[0].model_copy(update={"guid": "anders"}), *LIVE[1:])
    found = compared(tmp_path, new)
    with pytest.raises(PublishError) as refused:
        refuse_breaking_changes(found, new.show)
    assert refused.value.exit_status == 3
    assert 'has a new guid ("anders" instead of "guid-e01")' in str(refused.value)
    assert str(refused.value).endswith("Nothing was changed. If this is intended, pass --allow guid")
    refuse_breaking_changes(found, new.show, allowed={"guid"})


@pytest.mark.parametrize("announced", [False, True])
def test_another_recording_passes_when_it_was_announced(tmp_path: Path, announced: bool):  # noqa: FBT001 -- two cases
    note = {"on": "2024-03-01", "text": "Neu aufgenommen."}
    again = an_episode("e01", episode=1, season=1, date="2024-01-01 09:00", correction=note if announced else None)
    new = inputs(again, *LIVE[1:])
    new = new._replace(audio={**new.audio, "e01": an_audio("e01", 9, 100.0)})
    found = compared(tmp_path, new)
    if announced:
        refuse_breaking_changes(found, new.show)
        return
    with pytest.raises(PublishError, match=r"(?s)is now 1:40 long instead of 33:05.*--allow recording"):
        refuse_breaking_changes(found, new.show)


def test_everything_at_once_names_every_kind(tmp_path: Path):
    moved = LIVE[1].model_copy(update={"slug": "umbenannt"})
    new = inputs(
        LIVE[0].model_copy(update={"guid": "anders"}), moved, *LIVE[3:], guid="11111111-5f0e-5d3c-9a55-0d1c2b3a4f5e"
    )
    new = new._replace(audio={**new.audio, "e04": an_audio("e04", 9, 100.0)})
    with pytest.raises(PublishError) as refused:
        refuse_breaking_changes(compared(tmp_path, new), new.show)
    assert [kind for kind in KINDS if f"--allow {kind}" in str(refused.value)] == list(KINDS)
