"""A feed that grows too long: older episodes move into archives, and those never change."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.feed.paging import DEFAULT_LIMITS, EntrySizes, FeedLimits, paginate
from tests.support.feed_inputs import Inputs, an_episode, inputs, small_limits
from tests.support.feed_rules import FH, address, broken, of_a_season, text

LIMITS = small_limits(5000)
SIZES: EntrySizes[int] = EntrySizes(lambda size: size, lambda size: size - size // 3)


def a_show(count: int, **fields) -> Inputs:
    episodes = (
        an_episode(f"e{n:03}", season=1 + n % 2, episode=1 + n, date=f"2024-{1 + n // 28:02}-{1 + n % 28:02} 09:00")
        for n in range(count)
    )
    return inputs(*episodes, seasons=[{"number": 1, "title": "Eins"}, {"number": 2, "title": "Zwei"}], **fields)


def guids(data: bytes) -> list[str]:
    return [text(item, "guid") for item in channel(data).iter("item")]


def channel(data: bytes) -> ET.Element:
    element = ET.fromstring(data).find("channel")  # noqa: S314 -- our own bytes, and expat does not load entities
    assert element is not None
    return element


def way_back(feeds: dict[str, bytes], start: str, rel: str) -> list[str]:
    """The documents from the feed to the oldest archive, as a reader goes."""
    addresses = [start]
    while url := address(channel(feeds[addresses[-1]]), rel):
        addresses.append(url.removeprefix("https://podcast.example.org/amt/"))
        assert len(addresses) < 50
    return addresses


@given(st.lists(st.integers(1, 60), max_size=40), st.integers(1, 60))
def test_every_document_holds_what_fits_and_a_new_one_changes_no_archive(sizes: list[int], newest: int):
    limits = FeedLimits(2000 + 200, 100, 5)
    pages = paginate(sizes[::-1], SIZES, 100, limits)
    assert [size for part in (pages.feed, *pages.archives[::-1]) for size in part] == sizes[::-1]
    written = 100 + sum(SIZES.short(size) if is_short else size for size, is_short in pages.with_length())
    assert written <= limits.feed_bytes
    assert all(sum(part) <= 100 for part in pages.archives)
    assert not pages.short_count or 100 + sum(sizes) > limits.feed_bytes
    assert not pages.archives or pages.short_count == len(pages.feed)
    later = paginate([newest, *sizes[::-1]], SIZES, 100, limits)
    assert later.archives[: len(pages.archives)] == pages.archives
    assert later.feed[0] == newest


def test_long_texts_go_from_the_oldest_in_blocks_until_the_feed_fits():
    assert [
        paginate([30] * count, SIZES, 0, FeedLimits(600, 100, 5)).short_count for count in (20, 21, 22, 24, 29, 30)
    ] == [0, 5, 10, 15, 29, 30]


@pytest.fixture(scope="module")
def paged() -> dict[str, bytes]:
    return a_show(60).all(LIMITS)


def test_every_episode_stands_in_one_document_of_the_feed_newest_first(paged: dict[str, bytes]):
    order = way_back(paged, "feed.xml", "prev-archive")
    assert len(order) > 4
    assert order == way_back(paged, "feed.xml", "next")
    assert [guid for document in order for guid in guids(paged[document])] == [
        f"guid-e{n:03}" for n in range(59, -1, -1)
    ]


def test_the_feeds_of_seasons_have_archives_of_their_own(paged: dict[str, bytes]):
    order = way_back(paged, "staffel-2/feed.xml", "prev-archive")
    assert order[-1] == "staffel-2/feed.archive-1.rss"
    assert all(of_a_season(channel(paged[document])) for document in order)
    assert [guid for document in order for guid in guids(paged[document])] == [
        f"guid-e{n:03}" for n in range(59, 0, -2)
    ]


def test_every_document_keeps_the_rules(paged: dict[str, bytes]):
    assert {document: broken(data) for document, data in paged.items() if broken(data)} == {}


def test_a_new_episode_changes_no_archive():
    before = a_show(40).all(LIMITS)
    for count in range(41, 60):
        after = a_show(count).all(LIMITS)
        archives = [document for document in before if "archive" in document]
        assert len(archives) > 2
        assert all(after[document] == before[document] for document in archives)
        assert after["feed.xml"] != before["feed.xml"]
        before = after


def test_a_feed_that_is_whole_says_so_and_no_other_does():
    undivided, divided = a_show(3).all(), a_show(60).all(LIMITS)
    assert channel(undivided["feed.xml"]).find(f"{FH}complete") is not None
    assert not any(
        channel(data).find(f"{FH}complete") is not None for name, data in divided.items() if name == "feed.xml"
    )
    assert channel(divided["feed.archive-1.rss"]).find(f"{FH}archive") is not None
    assert b"<fh:archive/>" in divided["feed.archive-1.rss"]


def test_three_hundred_episodes_are_in_one_feed_in_full():
    notes = {f"e{n:03}": f"<p>{'Inhalt ' * 150}</p>" for n in range(300)}
    many = a_show(300)._replace(notes=notes).all()
    assert [name for name in many if name.startswith("feed")] == ["feed.xml"]
    assert many["feed.xml"].count(b"<content:encoded>") == 300
    assert len(many["feed.xml"]) <= DEFAULT_LIMITS.feed_bytes


def test_the_json_feed_leads_back_by_its_own_archives():
    feeds = {name: json.loads(data) for name, data in a_show(60).json(LIMITS).items()}
    here, seen = "feed.json", []
    while here:
        document = feeds[here]
        assert document["feed_url"].endswith(f"/{here}")
        seen += [item["id"] for item in document["items"]]
        here = document.get("next_url", "").removeprefix("https://podcast.example.org/amt/")
    assert seen == [f"guid-e{n:03}" for n in range(59, -1, -1)]


def test_the_trailer_of_the_show_is_named_by_its_feed_even_when_it_stands_in_an_archive():
    trailer = an_episode("trailer", type="trailer", date="2023-01-01 09:00")
    feeds = inputs(trailer, *a_show(60).show.episodes).all(LIMITS)
    assert "guid-trailer" not in guids(feeds["feed.xml"])
    assert b"<podcast:trailer " in feeds["feed.xml"]
