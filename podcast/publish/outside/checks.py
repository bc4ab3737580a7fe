"""Checks of public addresses, each by what apps do with the response.

Apps request audio with "Accept-Encoding: gzip"; so do these checks, because a server that then compresses audio breaks
playback.
"""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from podcast import urls
from podcast.http import Response
from podcast.i18n import _
from podcast.publish.headers import content_type
from podcast.publish.outside.feed_items import parse_guid, parse_items
from podcast.publish.outside.site_client import NoResponse, fetch
from podcast.publish.protocol.generation_mark import unmark_feed
from podcast.publish.split_audio.audio_keys import WITH_PAGES, AudioLocation

if TYPE_CHECKING:
    from collections.abc import Mapping

ORIGIN: Final = "https://player.example"  # another web site
ACCEPT_GZIP: Final = {"Accept-Encoding": "gzip"}
ACCEPT_IDENTITY: Final = {"Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class ExpectedSite:
    """What listeners should get.

    Args:
        link: the base URL, with a slash at its end.
        feed: the bytes of feed.xml as they were built.
        mark_length: of the generation mark that the publish has added to it, in bytes.
        uploaded: the keys that this publish has written.
        target: of `publish:`, for the remedies.
        endpoint: of `publish:`.
        previous_sha256: of the feed that was public before, if that is known.
        changed_pages: the public URLs of the pages that this publish has written and that search engines may list.
        audio: where the audio is.
        audio_target: of audio that is not with the pages, for the remedies.
        audio_endpoint: of that.
    """

    link: str
    feed: bytes
    uploaded: frozenset[str]
    target: str
    endpoint: str | None = None
    previous_sha256: str = ""
    mark_length: int = 0
    changed_pages: tuple[str, ...] = ()
    audio: AudioLocation = WITH_PAGES
    audio_target: str = ""
    audio_endpoint: str | None = None

    def store_of(self, kind: str) -> tuple[str | None, str]:
        """The endpoint and the target of what a kind of probe asks for."""
        return (self.audio_endpoint, self.audio_target) if self.is_elsewhere(kind) else (self.endpoint, self.target)

    def is_elsewhere(self, kind: str) -> bool:
        """Whether a kind of probe asks for what is not with the pages."""
        return kind == "audio" and bool(self.audio_target)


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """Result of a check: `fault` is a key of `remedies.FAULTS`, empty if there is none.

    `cache_seconds` is how long a cache will still serve its copy, if the response tells; `headers` are the response's.
    """

    fault: str = ""
    detail: str = ""
    cache_seconds: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def check_feed_get(expected: ExpectedSite, url: str) -> ProbeResult:
    """Check the feed by GET."""
    response = fetch("GET", url, ACCEPT_GZIP)
    if (fault := status_fault(response)) or isinstance(response, NoResponse):
        return fault or ProbeResult()
    body = _decompressed(response)
    if body is None:
        return _fault(
            response,
            "encoding",
            _("it is compressed as {encoding} and cannot be read").format(encoding=response.header("content-encoding")),
        )
    if unmark_feed(urls.FEED, body) != expected.feed:
        return _different_feed(expected, response, body)
    return _type_fault(response, content_type(urls.FEED)) or ProbeResult(headers=response.headers)


def _different_feed(expected: ExpectedSite, response: Response, body: bytes) -> ProbeResult:
    """The fault of another body: an older feed of the show, its feed with changes, or no feed of the show."""
    try:
        public, published = parse_items(body), parse_items(expected.feed)
    except ValueError as error:
        return _fault(response, "no feed", _("it is not a feed: {error}").format(error=error))
    is_previous = sha256(body).hexdigest() == expected.previous_sha256
    if not is_previous and published and published[0].guid in {item.guid for item in public}:
        detail = _("{found} bytes instead of {wanted}, with the same episodes")
        return _fault(response, "altered", detail.format(found=len(body), wanted=len(expected.feed)))
    if not is_previous and len({parse_guid(body), parse_guid(expected.feed)} - {""}) > 1:
        return _fault(response, "no feed", _("it is the feed of another podcast"))
    return ProbeResult("outdated", _("the newest episode is missing"), _cache_seconds(response), response.headers)


def _cache_seconds(response: Response) -> float | None:
    """The seconds that a cache will still serve its copy (RFC 9111): its remaining freshness."""
    ages = re.findall(r"(?:s-maxage|max-age)=(\d+)", response.header("cache-control"))
    age = response.header("age")
    return max(0.0, float(ages[-1]) - float(age)) if ages and age.isdecimal() else None


def check_feed_head(expected: ExpectedSite, url: str) -> ProbeResult:
    """Check the feed by HEAD."""
    response = fetch("HEAD", url, ACCEPT_IDENTITY)
    if (fault := status_fault(response)) or isinstance(response, NoResponse):
        return fault or ProbeResult()
    if response.header("content-encoding") not in {"", "identity"}:
        return _fault(response, "encoding", _("it is compressed for apps that did not ask for it"))
    length = response.header("content-length")
    if length and length != str(len(expected.feed) + expected.mark_length):
        detail = _("a length of {length}").format(length=length)
        return ProbeResult("outdated", detail, _cache_seconds(response), response.headers)
    return _type_fault(response, content_type(urls.FEED)) or ProbeResult(headers=response.headers)


def check_audio_head(length: str, media_type: str, url: str) -> ProbeResult:
    """Check an audio file by HEAD; `length` and `media_type` are those in the feed."""
    response = fetch("HEAD", url, ACCEPT_GZIP)
    if (fault := status_fault(response)) or isinstance(response, NoResponse):
        return fault or ProbeResult()
    if fault := _encoding_fault(response):
        return fault
    actual = response.header("content-length")
    if actual != length:
        detail = _("{said} bytes instead of {length}") if actual else _("no bytes instead of {length}")
        return _fault(response, "length", detail.format(said=actual, length=length))
    return _type_fault(response, media_type) or ProbeResult(headers=response.headers)


def check_range(length: str, url: str) -> ProbeResult:
    """Check that the first two bytes of an audio file can be requested."""
    response = fetch("GET", url, {"Range": "bytes=0-1", **ACCEPT_GZIP}, max_body=3)
    if isinstance(response, NoResponse) or response.status != 206:
        fault = status_fault(response)
        return fault or _fault(response, "range", _("a range request returned the whole file (200) instead of 206"))
    if fault := _encoding_fault(response):
        return fault
    actual = response.header("content-range")
    if actual.replace(" ", "").lower() != f"bytes0-1/{length}" or len(response.body) != 2:
        detail = _('the first two bytes arrived as "{said}", {count} bytes')
        return _fault(response, "range", detail.format(said=actual, count=len(response.body)))
    return ProbeResult(headers=response.headers)


def check_cors(media_type: str, url: str) -> ProbeResult:
    """Check a file that players on other web sites read."""
    response = fetch("GET", url, {"Origin": ORIGIN, **ACCEPT_GZIP}, max_body=1)
    if (fault := status_fault(response)) or isinstance(response, NoResponse):
        return fault or ProbeResult()
    if response.header("access-control-allow-origin") not in {"*", ORIGIN}:
        return _fault(response, "cors", _("Access-Control-Allow-Origin is missing"))
    return _type_fault(response, media_type) or ProbeResult(headers=response.headers)


def check_page(url: str) -> ProbeResult:
    """Check a page."""
    response = fetch("GET", url, ACCEPT_GZIP, max_body=1)
    if isinstance(response, NoResponse):
        return ProbeResult(response.fault, response.detail)
    if response.status in {401, 403, 404}:
        return _fault(response, "page", _("status {status}").format(status=response.status))
    return status_fault(response) or _type_fault(response, "text/html") or ProbeResult(headers=response.headers)


def check_embed(url: str) -> ProbeResult:
    """Get the headers of the page of an embedded player. It is no part of the podcast, so nothing here is a fault."""
    response = fetch("GET", url, ACCEPT_GZIP, max_body=1)
    is_there = isinstance(response, Response) and response.status == 200
    return ProbeResult(headers=response.headers) if isinstance(response, Response) and is_there else ProbeResult()


def status_fault(response: Response | NoResponse) -> ProbeResult | None:
    """The fault of a request without a response, or with a status of failure."""
    if isinstance(response, NoResponse):
        return ProbeResult(response.fault, response.detail)
    if response.status in {200, 206}:
        return None
    faults = {401: "forbidden", 403: "forbidden", 404: "missing", 410: "missing", 429: "busy"}
    fault = faults.get(response.status, "busy" if response.status >= 500 else "status")
    return _fault(response, fault, _("status {status}").format(status=response.status))


def _type_fault(response: Response, content_type: str) -> ProbeResult | None:
    expected = content_type.partition(";")[0]
    if response.media_type == expected:
        return None
    detail = _("{type} instead of {wanted}") if response.media_type else _("no type instead of {wanted}")
    return _fault(response, "type", detail.format(type=response.media_type, wanted=expected))


def _encoding_fault(response: Response) -> ProbeResult | None:
    encoding = response.header("content-encoding")
    if encoding in {"", "identity"}:
        return None
    return _fault(response, "encoding", _("it is compressed as {encoding}").format(encoding=encoding))


def _decompressed(response: Response) -> bytes | None:
    """The body without gzip; None if it cannot be decompressed."""
    if response.header("content-encoding") in {"", "identity"}:
        return response.body
    if response.header("content-encoding") != "gzip":
        return None
    try:
        return gzip.decompress(response.body)
    except (OSError, EOFError, zlib.error):
        return None


def _fault(response: Response | NoResponse, fault: str, detail: str) -> ProbeResult:
    headers = response.headers if isinstance(response, Response) else {}
    return ProbeResult(fault, detail, headers=headers)
