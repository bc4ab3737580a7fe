"""Shows at the limits of a feed, read back by feedparser: what stays, what goes first, and what comes into archives."""

from __future__ import annotations

import json

import feedparser
import pytest

from podcast.feed.paging import DEFAULT_LIMITS, FeedLimits
from tests.support.feed_inputs import Inputs, an_episode, inputs
from tests.support.feed_rules import broken

LIMITS = FeedLimits(1_800_000, 180_000)  # smaller than the real ones: the test is faster
SMALL_LIMITS = FeedLimits(450_000, 45_000)
NO_LIMIT = FeedLimits(10**9)
SHORT_TEXT = "Worum es in dieser Folge geht."


def long_show(notes_bytes: int, count: int = 120, summary: str = SHORT_TEXT) -> Inputs:
    """A show of two seasons whose episodes have chapters, and notes of so many bytes."""
    episodes = [
        an_episode(
            f"e{number:04}",
            season=1 + (number > 60),
            episode=number,
            date=f"{2000 + number // 300}-{1 + number % 300 // 25:02}-{1 + number % 25:02} 09:00",
            summary=summary,
            chapters=["0:00 Anfang", "1:00 Mitte", "2:00 Ende"],
            transcript="transcript.vtt",
        )
        for number in range(1, count + 1)
    ]
    notes = dict.fromkeys((episode.slug for episode in episodes), paragraph(notes_bytes))
    return inputs(*episodes, notes=notes)


def paragraph(size_bytes: int) -> str:
    """A paragraph of so many bytes: plain words, and x at the end."""
    return f"<p>{'Inhalt ' * ((size_bytes - 7) // 7)}{'x' * ((size_bytes - 7) % 7)}</p>"


def guids(document: bytes) -> list[str]:
    return [entry.id for entry in feedparser.parse(document).entries]


def full_items(document: bytes) -> list[bool]:
    """Whether each item has its long texts; feedparser reads them as content and chapters."""
    items = document.split(b"<item>")[1:]
    assert all(item.count(b"<podcast:chapters ") == item.count(b"<description>") == 1 for item in items)
    assert all((b"<content:encoded>" in item) == (b"<psc:chapters " in item) for item in items)
    return [b"<content:encoded>" in item for item in items]


def padded(notes_bytes: int, wanted_bytes: int, count: int) -> Inputs:
    """A show whose full feed has exactly so many bytes; the newest item is larger than the others."""
    show = long_show(notes_bytes, count)
    missing = wanted_bytes - len(show.all(NO_LIMIT)["feed.xml"])
    newest = f"e{count:04}"
    return show._replace(notes={**show.notes, newest: paragraph(notes_bytes + missing)})


@pytest.fixture(scope="module")
def at_the_limit() -> Inputs:
    return padded(9_000, LIMITS.feed_bytes, 120)


def test_nothing_is_shortened_while_the_full_feed_fits_to_the_byte(at_the_limit: Inputs):
    documents = at_the_limit.all(LIMITS)
    assert len(documents["feed.xml"]) == LIMITS.feed_bytes
    assert full_items(documents["feed.xml"]) == [True] * 120
    assert [name for name in documents if "archive" in name] == []
    assert broken(documents["feed.xml"]) == set()


@pytest.mark.long
def test_one_byte_more_shortens_the_oldest_fifty_and_no_other(at_the_limit: Inputs):
    notes = {**at_the_limit.notes, "e0120": at_the_limit.notes["e0120"].replace("</p>", "x</p>")}
    documents = at_the_limit._replace(notes=notes).all(LIMITS)
    feed = documents["feed.xml"]
    assert full_items(feed) == [True] * 70 + [False] * 50
    assert guids(feed) == [f"guid-e{number:04}" for number in range(120, 0, -1)]
    oldest = feedparser.parse(feed).entries[-1]
    assert oldest.podcast_chapters
    assert oldest.podcast_transcript
    assert SHORT_TEXT in oldest.summary
    assert not oldest.get("content") or oldest.content[0].value == oldest.summary
    assert broken(feed) == set()
    assert full_items(documents["staffel-1/feed.xml"]) == [True] * 60
    before = at_the_limit.all(LIMITS)["feed.xml"].split(b"<item>")
    assert feed.split(b"<item>")[2:71] == before[2:71]


@pytest.mark.long
def test_a_new_episode_leaves_every_other_item_as_it_is():
    before, after = (long_show(10_400, count).all(LIMITS)["feed.xml"] for count in (125, 126))
    assert full_items(after) == [True, *full_items(before)]
    assert after.split(b"<item>")[2:] == before.split(b"<item>")[1:]


@pytest.mark.long
def test_archives_begin_only_when_every_item_is_short():
    count = 120
    documents = long_show(500, count, "übel " * 700).all(SMALL_LIMITS)
    order = [guids(documents["feed.xml"])]
    archives = [name for name in documents if name.startswith("feed.archive-")]
    assert len(archives) > 1
    order += [guids(documents[name]) for name in reversed(archives)]
    assert [guid for part in order for guid in part] == [f"guid-e{number:04}" for number in range(count, 0, -1)]
    assert (
        SMALL_LIMITS.feed_bytes - SMALL_LIMITS.part_bytes - 5_000
        < len(documents["feed.xml"])
        <= SMALL_LIMITS.feed_bytes
    )
    assert not any(full_items(documents["feed.xml"]))
    assert all(all(full_items(documents[name])) for name in archives)
    assert all(len(documents[name]) < SMALL_LIMITS.part_bytes + 5_000 for name in archives)


def test_the_json_feed_has_the_description_of_its_oldest_items_when_it_is_full():
    documents = long_show(20_000, 120).json(LIMITS)
    assert list(documents) == ["feed.json"]
    assert len(documents["feed.json"]) <= LIMITS.feed_bytes
    sizes = [len(item["content_html"]) for item in json.loads(documents["feed.json"])["items"]]
    assert [size > 5_000 for size in sizes] == [True] * 70 + [False] * 50


def test_one_item_that_is_larger_than_a_feed_stays_in_it():
    documents = long_show(600_000, 1).all(SMALL_LIMITS)
    assert [name for name in documents if name.startswith("feed")] == ["feed.xml"]
    assert full_items(documents["feed.xml"]) == [False]


def test_the_real_limit_is_four_and_a_half_megabytes():
    assert FeedLimits() == DEFAULT_LIMITS == FeedLimits(4_500_000, 450_000, 50)
