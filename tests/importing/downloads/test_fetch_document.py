"""Documents that are fetched into memory: feeds and their pages."""

from __future__ import annotations

import gzip
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from podcast.importing.downloads.fetch_document import fetch_document
from podcast.importing.downloads.policy import FetchError, NetworkPolicy
from tests.support.media_host import Fault, MediaHost, media_host

if TYPE_CHECKING:
    from collections.abc import Iterator

POLICY = NetworkPolicy(allow_private=True, idle_timeout=1.0, first_pause=0.001, max_pause=0.01, retries=2)
FEED = b"<rss version='2.0'><channel><title>Show</title></channel></rss>"


@pytest.fixture
def host() -> Iterator[MediaHost]:
    with media_host() as started:
        yield started


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_a_document_comes_with_the_redirects_that_lead_to_it(host: MediaHost) -> None:
    feed = host.add("/feed.xml", FEED, type="application/rss+xml")
    old = host.add("/alt.xml", status=301, location="/feed.xml")
    response = fetch_document(f" {old} ", POLICY)
    assert (response.url, response.body, response.media_type) == (feed, FEED, "application/rss+xml")
    assert [(redirect.status, redirect.url) for redirect in response.redirects] == [(301, feed)]


def test_a_compressed_document_is_unpacked(host: MediaHost) -> None:
    url = host.add("/feed.xml", gzip.compress(FEED), headers={"Content-Encoding": "gzip"})
    assert fetch_document(url, POLICY).body == FEED


def test_a_document_that_breaks_off_or_is_refused_for_a_moment_is_asked_for_again(host: MediaHost) -> None:
    url = host.add("/feed.xml", FEED, faults=[Fault(503), Fault(cut_after=10)])
    assert fetch_document(url, POLICY).body == FEED
    assert len(host.requests) == 3


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"status": 404}, "it does not exist (status 404)"),
        ({"status": 401}, "the server asks for a password (status 401)"),
        ({"faults": [Fault(cut_after=10)] * 3}, "the server ended before the end of the document; try again later"),
        ({"headers": {"Content-Encoding": "gzip"}}, "the server compressed it wrongly"),
        ({"status": 302, "location": "mailto:a@example.org"}, "which is no web address"),
    ],
)
def test_a_document_that_cannot_be_had_is_one_clear_sentence(
    host: MediaHost, options: dict[str, object], sentence: str
) -> None:
    url = host.add("/feed.xml", FEED, **options)
    with pytest.raises(FetchError) as error:
        fetch_document(url, POLICY)
    assert str(error.value).startswith(f"{url}: ")
    assert str(error.value).endswith(sentence)


def test_a_document_may_not_be_larger_than_the_limit_even_unpacked(host: MediaHost) -> None:
    bomb = gzip.compress(b"x" * (3 << 20))
    urls = [
        host.add("/a", bomb, headers={"Content-Encoding": "gzip"}),
        host.add("/b", b"x" * (3 << 20)),
        host.add("/c", b"x" * (3 << 20), is_chunked=True),
    ]
    for url in urls:
        with pytest.raises(FetchError, match="it is larger than 1 MB"):
            fetch_document(url, replace(POLICY, max_document_bytes=1 << 20))


@pytest.mark.parametrize("url", ["", "feed.xml", "file:///etc/passwd", "http://"])
def test_an_address_that_is_none_is_said(url: str) -> None:
    with pytest.raises(FetchError, match="it is no web address"):
        fetch_document(url, POLICY)


def test_a_private_address_names_the_option_that_opens_it(host: MediaHost) -> None:
    url = host.add("/feed.xml", FEED)
    with pytest.raises(FetchError, match="--allow-private"):
        fetch_document(url, replace(POLICY, allow_private=False))
    assert host.requests == []


def test_a_redirect_to_a_host_that_does_not_exist_is_said(host: MediaHost) -> None:
    url = host.add("/feed.xml", status=301, location="http://gibt.es.nicht.invalid/")
    with pytest.raises(FetchError, match="the host name"):
        fetch_document(url, replace(POLICY, retries=0))
