"""Read a feed of any origin, from a file or from the web."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from podcast.errors import FileError, PodcastError
from podcast.feed.feed_links import older_document
from podcast.files.os_errors import os_error_message
from podcast.i18n import _

MAX_FEED_BYTES: Final = 64 << 20  # of a document, uncompressed; no app reads one that is larger
MAX_ARCHIVES: Final = 100  # documents of one feed that are followed
_GZIP: Final = b"\x1f\x8b"
_GZIP_WINDOW: Final = 31  # zlib: a gzip header, the largest window


@dataclass(frozen=True, slots=True)
class FeedSource:
    """The bytes of a feed; `location` is where they came from, `redirects` are the addresses on the way there."""

    location: str
    data: bytes
    redirects: tuple[str, ...] = ()


def read_feed(location: str) -> FeedSource:
    """Read a feed; bytes that are compressed with gzip are unpacked.

    Args:
        location: a path, or an address for the web.

    Raises:
        FileError: there is no such file, or it cannot be read.
        PodcastError: the server does not answer with a document, or it is too large.
    """
    if _is_on_the_web(location):
        return _fetch(location)
    try:
        with Path(location).open("rb") as file:
            data = file.read(MAX_FEED_BYTES + 1)
    except FileNotFoundError:
        raise FileError(_("{file}: there is no such file; check the path").format(file=location)) from None
    except IsADirectoryError:
        raise FileError(_("{file}: is a folder; name the file of the feed in it").format(file=location)) from None
    except (OSError, ValueError) as error:
        reason = os_error_message(Path(location), error) if isinstance(error, OSError) else str(error)
        raise FileError(reason) from error
    return FeedSource(location, unpack_document(data, location))


def read_archives(feed: FeedSource) -> tuple[FeedSource, ...]:
    """Read the archives of a feed, the newest first, as far as its links lead; of a file, those beside it.

    Raises:
        FileError: an archive is not there, or cannot be read.
        PodcastError: the server does not answer with a document, or it is too large.
    """
    archives: list[FeedSource] = []
    newest = feed
    seen = {feed.location}
    while (url := older_document(newest.data)) and len(archives) < MAX_ARCHIVES:
        location = _archive_location(newest.location, url)
        if location in seen or _is_on_the_web(location) is not _is_on_the_web(feed.location):
            break
        seen.add(location)
        newest = read_feed(location)
        archives.append(newest)
    return tuple(archives)


def _archive_location(feed: str, url: str) -> str:
    """Return where an archive is: at its address, or in the folder of a feed that is a file."""
    if _is_on_the_web(feed):
        return urljoin(feed, url)
    return str(Path(feed).with_name(PurePosixPath(unquote(urlsplit(url).path)).name or "feed"))


def _is_on_the_web(location: str) -> bool:
    return location.lower().startswith(("http://", "https://"))


def _fetch(url: str) -> FeedSource:
    from podcast import http

    limits = http.Limits(idle_timeout=20, total_timeout=60, max_body=MAX_FEED_BYTES + 1)
    try:
        response = http.send(http.Request("GET", url, {"Accept-Encoding": "gzip"}), limits)
    except http.RequestError as error:
        sentence = _("{url}: no answer ({reason}); check the address and the network")
        raise PodcastError(sentence.format(url=url, reason=error.reason or error.kind)) from error
    if response.status != 200:
        sentence = _("{url}: the server answers with {status}; check the address")
        raise PodcastError(sentence.format(url=response.url, status=response.status))
    redirects = tuple(redirect.url for redirect in response.redirects)
    return FeedSource(url, unpack_document(response.body, url), redirects)


def unpack_document(data: bytes, location: str) -> bytes:
    """Return a document, unpacked if it is in gzip; a bomb of compressed zeros costs no more than the limit.

    Args:
        data: the bytes of the document.
        location: for the message.

    Raises:
        PodcastError: it is damaged, or too large.
    """
    if data.startswith(_GZIP):
        unpacker = zlib.decompressobj(_GZIP_WINDOW)
        try:
            data = unpacker.decompress(data, MAX_FEED_BYTES + 1)
        except zlib.error as error:
            raise PodcastError(_("{file}: is not readable as gzip").format(file=location)) from error
    if len(data) > MAX_FEED_BYTES:
        sentence = _("{file}: is larger than {size} MB; this is no feed that an app would read")
        raise PodcastError(sentence.format(file=location, size=MAX_FEED_BYTES >> 20))
    return data
