"""Feeds with older pages, new addresses and limits, from files and from a server on loopback."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from podcast.errors import FileError, PodcastError
from podcast.importing.downloads.policy import NetworkPolicy
from podcast.importing.source.read_source import SourceFeed, read_source
from tests.support.media_host import MediaHost, media_host

POLICY = NetworkPolicy(allow_private=True, idle_timeout=1.0, first_pause=0.001, max_pause=0.01, retries=1)
NAMES = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom"'


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[MediaHost]:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with media_host() as started:
        yield started


def item(number: int, audio: str = "", guid: str = "", more: str = "") -> str:
    url = audio or f"https://example.org/{number}.mp3"
    return f'<item><title>T{number}</title><guid>{guid or number}</guid><enclosure url="{url}"/>{more}</item>'


def feed(*parts: str) -> bytes:
    return f'<rss version="2.0" {NAMES}><channel><title>Show</title>{"".join(parts)}</channel></rss>'.encode()


def link(rel: str, url: str) -> str:
    return f'<atom:link rel="{rel}" href="{url}"/>'


def titles(source: SourceFeed) -> list[str]:
    return [item.element.findtext("title") for item in source.items]


def rules(source: SourceFeed) -> list[str]:
    return [finding.rule for finding in source.findings]


def test_a_file_is_read_compressed_or_not(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    for data in (feed(item(1)), gzip.compress(feed(item(1)))):
        path.write_bytes(data)
        source = read_source(str(path), POLICY)
        assert titles(source) == ["T1"]
        assert source.documents == (feed(item(1)),)
        assert (source.location, source.requested) == (str(path), str(path))


def test_a_file_that_is_missing_is_an_error_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        read_source(str(tmp_path / "feed.xml"), POLICY)


def test_archives_beside_a_file_are_read_and_others_are_named(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(feed(link("prev-archive", "https://example.org/a/archive-1.xml"), item(2)))
    assert rules(read_source(str(tmp_path / "feed.xml"), POLICY)) == ["older-episodes"]
    (tmp_path / "archive-1.xml").write_bytes(feed(item(1)))
    source = read_source(str(tmp_path / "feed.xml"), POLICY)
    assert titles(source) == ["T2", "T1"]
    assert [item.document for item in source.items] == [0, 1]


def test_pages_are_followed_to_their_end_and_each_guid_comes_once(host: MediaHost) -> None:
    url = host.add("/feed", feed(link("next", "/feed?paged=2"), item(4), item(3)))
    host.add("/feed?paged=2", feed(link("next", "/feed?paged=3"), item(3, "https://example.org/old.mp3"), item(2)))
    host.add("/feed?paged=3", feed(item(1)))
    source = read_source(url, POLICY)
    assert titles(source) == ["T4", "T3", "T2", "T1"]
    assert rules(source) == ["older-pages"]


def test_pages_that_lead_in_a_circle_or_bring_nothing_new_end(host: MediaHost) -> None:
    url = host.add("/a", feed(link("next", "/b"), item(2)))
    host.add("/b", feed(link("next", "/a"), item(1)))
    assert titles(read_source(url, POLICY)) == ["T2", "T1"]
    url = host.add("/c", feed(link("next", "/c?page=2"), item(2)))
    host.add("/c?page=2", feed(link("next", "/c?page=3"), item(2)))
    assert titles(read_source(url, POLICY)) == ["T2"]
    assert "/c?page=3" not in host.received()


def test_a_page_that_cannot_be_read_is_said_and_the_rest_is_imported(host: MediaHost) -> None:
    url = host.add("/feed", feed(link("next", "/page2"), item(2)))
    source = read_source(url, POLICY)
    assert titles(source) == ["T2"]
    (finding,) = source.findings
    assert (finding.rule, finding.kind) == ("unreadable-page", "lost")
    assert "/page2" in finding.sentence


def test_the_address_is_that_after_permanent_redirects_alone(host: MediaHost) -> None:
    url = host.add("/old", status=301, location="/new")
    host.add("/new", status=302, location="/today")
    host.add("/today", feed(item(1)))
    source = read_source(url, POLICY)
    assert (source.requested, source.location) == (url, host.url("/new"))
    assert rules(source) == ["moved-address"]


def test_a_new_address_in_the_feed_is_followed_and_a_circle_of_them_ends(host: MediaHost) -> None:
    url = host.add("/a", feed(f"<itunes:new-feed-url>{host.url('/b')}</itunes:new-feed-url>", item(1)))
    host.add("/b", feed(f"<itunes:new-feed-url>{url}</itunes:new-feed-url>", item(1), item(0)))
    source = read_source(url, POLICY)
    assert source.location == host.url("/b")
    assert len(source.items) == 2
    assert rules(source) == ["new-address"]


def test_a_new_address_that_is_not_there_leaves_the_old_one(host: MediaHost) -> None:
    url = host.add("/a", feed(f"<itunes:new-feed-url>{host.url('/gone')}</itunes:new-feed-url>", item(1)))
    source = read_source(url, POLICY)
    assert source.location == url
    assert [(finding.rule, finding.kind) for finding in source.findings] == [("new-address", "to do")]


def test_private_addresses_are_refused_also_behind_the_first(host: MediaHost) -> None:
    url = host.add("/feed", feed(item(1)))
    with pytest.raises(PodcastError):
        read_source(url, NetworkPolicy(retries=0))
    assert host.requests == []


def test_an_item_twice_is_read_once_and_two_episodes_of_one_guid_stay_two(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(feed(item(2, guid="a"), item(2, guid="a"), item(3, guid="a"), item(4)))
    source = read_source(str(path), POLICY)
    assert titles(source) == ["T2", "T3", "T4"]
    assert rules(source) == ["duplicate-item"]


def numbered(first: int, last: int) -> list[str]:
    return [item(number, more=f"<itunes:episode>{number}</itunes:episode>") for number in range(last, first - 1, -1)]


@pytest.mark.parametrize(
    ("parts", "loss"),
    [
        (numbered(5, 30), "lost"),
        (numbered(1, 30), None),
        ([item(number) for number in range(100)], "to do"),
        ([item(number) for number in range(99)], None),
        ([item(number) for number in range(10)], None),
        (["<generator>https://wordpress.org/?v=6</generator>", *(item(number) for number in range(10))], "to do"),
        ([*numbered(3, 30), item(0, more="<itunes:episodeType>trailer</itunes:episodeType>")], "lost"),
        (['<h:complete xmlns:h="http://purl.org/syndication/history/1.0"/>', *numbered(5, 30)], None),
    ],
)
def test_a_feed_that_ends_before_the_first_episode_is_said_loudly(
    tmp_path: Path, parts: list[str], loss: str | None
) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(feed(*parts))
    kinds = [finding.kind for finding in read_source(str(path), POLICY).findings if finding.rule == "capped-feed"]
    assert kinds == ([loss] if loss else [])


def test_dates_in_other_notations_are_counted_and_an_empty_feed_is_said(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    dates = ("Do, 02 Mai 2019 10:00:00 +0200", "Thu, 02 May 2019 10:00:00", "Thu, 02 May 2019 10:00:00 GMT", "soon")
    path.write_bytes(feed(*(item(number, more=f"<pubDate>{date}</pubDate>") for number, date in enumerate(dates))))
    assert rules(read_source(str(path), POLICY)) == ["sloppy-date", "date-without-zone"]
    path.write_bytes(feed())
    assert rules(read_source(str(path), POLICY)) == ["no-items"]
