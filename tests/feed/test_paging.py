"""A feed that grows too long: older episodes move into archives, and those never change."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.feed.paging import split_into_parts
from tests.support.feed_inputs import Inputs, an_episode, inputs
from tests.support.feed_rules import FH, address, broken, of_a_season, text

LONGEST = 5000  # bytes of a part in these tests


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
def test_every_part_holds_what_fits_and_a_new_one_changes_no_archive(sizes: list[int], newest: int):
    feed, *archives = split_into_parts(sizes[::-1], lambda size: size, 100) or [[]]
    assert [size for part in (feed, *archives[::-1]) for size in part] == sizes[::-1]
    assert sum(feed) <= 200
    assert all(sum(part) <= 100 for part in archives)
    later = split_into_parts([newest, *sizes[::-1]], lambda size: size, 100)
    assert later[1:][: len(archives)] == archives
    assert later[0][0] == newest


@pytest.fixture(scope="module")
def paged() -> dict[str, bytes]:
    return a_show(60).all(LONGEST)


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
    before = a_show(40).all(LONGEST)
    for count in range(41, 60):
        after = a_show(count).all(LONGEST)
        archives = [document for document in before if "archive" in document]
        assert len(archives) > 2
        assert all(after[document] == before[document] for document in archives)
        assert after["feed.xml"] != before["feed.xml"]
        before = after


def test_a_feed_that_is_whole_says_so_and_no_other_does():
    undivided, divided = a_show(3).all(), a_show(60).all(LONGEST)
    assert channel(undivided["feed.xml"]).find(f"{FH}complete") is not None
    assert not any(
        channel(data).find(f"{FH}complete") is not None for name, data in divided.items() if name == "feed.xml"
    )
    assert channel(divided["feed.archive-1.rss"]).find(f"{FH}archive") is not None


def test_a_thousand_plain_episodes_need_archives_and_a_hundred_do_not():
    notes = {f"e{n:03}": f"<p>{'Inhalt ' * 150}</p>" for n in range(300)}
    hundred, many = a_show(100)._replace(notes=notes).all(), a_show(300)._replace(notes=notes).all()
    assert [name for name in hundred if name.startswith("feed")] == ["feed.xml"]
    assert [name for name in many if name.startswith("feed")] == ["feed.xml", "feed.archive-1.rss"]
    assert all(len(data) < 1_000_000 for data in many.values())


def test_the_json_feed_leads_back_by_its_own_archives():
    feeds = {name: json.loads(data) for name, data in a_show(60).json(LONGEST).items()}
    here, seen = "feed.json", []
    while here:
        document = feeds[here]
        assert document["feed_url"].endswith(f"/{here}")
        seen += [item["id"] for item in document["items"]]
        here = document.get("next_url", "").removeprefix("https://podcast.example.org/amt/")
    assert seen == [f"guid-e{n:03}" for n in range(59, -1, -1)]


def test_the_trailer_of_the_show_is_named_by_its_feed_even_when_it_stands_in_an_archive():
    trailer = an_episode("trailer", type="trailer", date="2023-01-01 09:00")
    feeds = inputs(trailer, *a_show(60).show.episodes).all(LONGEST)
    assert "guid-trailer" not in guids(feeds["feed.xml"])
    assert b"<podcast:trailer " in feeds["feed.xml"]
