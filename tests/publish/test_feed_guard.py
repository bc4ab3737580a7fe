"""The build against what is live, on a folder as target: what passes, and what is refused with a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podcast import urls
from podcast.cli.publish_json import episode_changes_document
from podcast.errors import PublishError
from podcast.feed.breaking_changes import change_sentences
from podcast.feed.diff import FeedChanges, compare_feeds, feed_documents
from podcast.feed.paging import DEFAULT_LIMITS, FeedLimits
from podcast.model.groups import Publish
from podcast.publish.feed_guard import (
    KINDS,
    describe_changes,
    feed_changes,
    refuse_breaking_changes,
    vanishing_addresses,
)
from podcast.publish.targets import open as targets
from tests.support.feed_inputs import Inputs, an_audio, an_episode, inputs, small_limits

if TYPE_CHECKING:
    from pathlib import Path

LIVE = [an_episode(f"e{n:02}", episode=n, season=1, date=f"2024-01-{n:02} 09:00") for n in range(1, 13)]


SMALL_LIMITS = small_limits(3_000)


def written(given: Inputs, folder: Path, limits: FeedLimits = SMALL_LIMITS) -> Path:
    for address, data in given.all(limits).items():
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
    found = feed_changes(written(inputs(*LIVE), tmp_path / "site", DEFAULT_LIMITS), target)
    assert change_sentences(found) == ("first feed: 12 episodes",)
    refuse_breaking_changes(found, inputs(*LIVE).show)


@pytest.mark.parametrize("is_live", [False, True])
def test_episodes_leave_the_stores_for_archives_only_when_that_is_allowed(tmp_path: Path, is_live: bool):  # noqa: FBT001 -- two cases
    if is_live:
        written(inputs(*LIVE), tmp_path / "live", DEFAULT_LIMITS)
    target = targets.open_target(Publish(target="live"), tmp_path)
    found = feed_changes(written(inputs(*LIVE), tmp_path / "site"), target)
    archived = len(found.to_archive)
    assert 0 < archived < len(LIVE)
    assert any(f"{archived} episodes are only in archives of the feed" in line for line in change_sentences(found))
    with pytest.raises(PublishError) as refused:
        refuse_breaking_changes(found, inputs(*LIVE).show)
    assert str(refused.value).startswith(f"{archived} episodes do not fit into feed.xml (4.5 MB)")
    assert str(refused.value).endswith("pass --allow archive")
    refuse_breaking_changes(found, inputs(*LIVE).show, allowed={"archive"})


def test_a_show_that_is_too_long_keeps_its_archives_and_fills_more_of_them_without_permission(tmp_path: Path):
    later = [an_episode(f"f{n:02}", episode=n, season=2, date=f"2024-02-{n:02} 09:00") for n in range(1, 13)]
    new = inputs(*LIVE, *later)
    found = compared(tmp_path, new)
    assert len(found.to_archive) > 3
    assert any("episodes are only in archives of the feed" in line for line in change_sentences(found))
    refuse_breaking_changes(found, new.show)


def test_archives_that_are_no_longer_needed_come_back_in_words_and_need_no_permission(tmp_path: Path):
    live = written(inputs(*LIVE), tmp_path / "live")
    site = written(inputs(*LIVE), tmp_path / "site", DEFAULT_LIMITS)
    archived = sum(file.read_bytes().count(b"<item>") for file in live.glob("feed.archive-*"))
    target = targets.open_target(Publish(target="live"), tmp_path)
    found = feed_changes(site, target)
    (line, total) = change_sentences(found)
    assert line.startswith(f"{archived} episodes come back into feed.xml: every store and app shows them again")
    assert (total, found.is_empty) == ("0 new episodes, 0 changed, 0 removed", False)
    refuse_breaking_changes(found, inputs(*LIVE).show)
    (live / "feed.xml").write_bytes((site / "feed.xml").read_bytes())  # the archives are still there for a while
    fewer = inputs(*LIVE[1:])
    again = feed_changes(written(fewer, tmp_path / "later", DEFAULT_LIMITS), target)
    assert [item.guid for item in again.removed] == ["guid-e01"]
    (live / "feed.xml").write_bytes((tmp_path / "later/feed.xml").read_bytes())
    assert feed_changes(tmp_path / "later", target).is_empty


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
    assert [kind for kind in KINDS if f"--allow {kind}" in str(refused.value)] == list(KINDS[:5])


DECLARED = {
    "complete": "<itunes:complete>Yes</itunes:complete>",
    "block": "<itunes:block>Yes</itunes:block>",
    "moved": "<itunes:new-feed-url>https://elsewhere.example.org/feed</itunes:new-feed-url>",
}


@pytest.mark.parametrize("kind", DECLARED)
def test_what_ends_or_hides_or_moves_a_show_is_refused_until_it_is_allowed_and_asked_once(tmp_path: Path, kind: str):
    new, site = inputs(*LIVE), written(inputs(*LIVE), tmp_path / "site", DEFAULT_LIMITS)
    written(new, tmp_path / "live", DEFAULT_LIMITS)
    target = targets.open_target(Publish(target="live"), tmp_path)
    feed = (site / "feed.xml").read_text("utf-8")
    (site / "feed.xml").write_text(feed.replace("</title>", f"</title>{DECLARED[kind]}", 1), "utf-8")
    for place in (target, targets.open_target(Publish(target="empty"), tmp_path)):
        with pytest.raises(PublishError, match=f"--allow {kind}$"):
            refuse_breaking_changes(feed_changes(site, place), new.show)
        refuse_breaking_changes(feed_changes(site, place), new.show, allowed={kind})
    (tmp_path / "live" / "feed.xml").write_bytes((site / "feed.xml").read_bytes())
    refuse_breaking_changes(feed_changes(site, target), new.show)


def test_the_page_of_a_withdrawn_episode_and_a_season_s_feed_do_not_vanish_unasked():
    show, retired = inputs(*LIVE).show, ["zurueckgezogen/index.html", "staffel-2/feed.xml", "staffel-2/index.html"]
    vanishing = vanishing_addresses([*retired, "impressum/index.html", "personen/x/index.html"], FeedChanges(), show)
    assert [change.kind for change in vanishing] == ["gone", "gone"]
    assert "the feed of season 2" in vanishing[0].sentence
    assert "restore its folder episodes/zurueckgezogen" in vanishing[1].sentence
    with pytest.raises(PublishError, match="--allow gone"):
        refuse_breaking_changes(FeedChanges(), show, (), vanishing)
    refuse_breaking_changes(FeedChanges(), show, ("gone",), vanishing)


def test_a_season_without_an_episode_left_is_named_and_its_feed_stays(tmp_path: Path):
    withdrawn = an_episode(
        "e02", episode=1, season=2, date="2024-01-02 09:00", withdrawn={"on": "2024-02-01", "reason": "So."}
    )
    live = an_episode("e02", episode=1, season=2, date="2024-01-02 09:00")
    written(inputs(LIVE[0], live), tmp_path / "live")
    new = inputs(LIVE[0], withdrawn)
    new = new._replace(audio={slug: audio for slug, audio in new.audio.items() if slug != "e02"})
    site = written(new, tmp_path / "site")
    changes = feed_changes(site, targets.open_target(Publish(target="live"), tmp_path))
    assert "season 2: no episode is left; its feed stays at its address, without episodes" in describe_changes(
        changes, new.show
    )
    assert b"<item>" not in (site / urls.season_feed(new.show, 2)).read_bytes()


def test_the_document_of_a_publish_names_the_episodes_that_leave_the_stores_and_come_back() -> None:
    whole, halved = inputs(*LIVE).all(), inputs(*LIVE).all(SMALL_LIMITS)
    documents = {name: feed_documents(feeds.get) for name, feeds in (("whole", whole), ("halved", halved))}
    leaving = compare_feeds(documents["whole"], documents["halved"])
    gone = [item["guid"] for item in episode_changes_document(leaving, None)["archived"]]
    assert gone == [item.guid for item in leaving.to_archive]
    assert gone
    back = episode_changes_document(compare_feeds(documents["halved"], documents["whole"]), None)
    assert ([item["guid"] for item in back["returning"]], back["archived"]) == (gone, [])
