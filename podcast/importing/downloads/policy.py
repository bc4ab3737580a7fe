"""Vocabulary of downloads: limits of the network, files to download, their results, the events in between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from podcast.errors import PodcastError

if TYPE_CHECKING:
    from pathlib import Path

    DownloadKind = Literal["audio", "picture", "transcript", "chapters", "other"]


@dataclass(frozen=True, slots=True)
class NetworkPolicy:
    """The addresses that an import may reach, and how much, how long and how often it asks.

    `allow_private` opens loopback, private, link-local and other addresses that are not public. Sizes are in bytes,
    times in seconds; `idle_timeout` is without a byte, the others hold for one attempt, redirects included. After a
    failure that may pass, an attempt is made `retries` times more; the pause before it begins with `first_pause`,
    doubles each time, and is no longer than `max_pause`, even where the server asks for more (Retry-After).
    """

    allow_private: bool = False
    max_document_bytes: int = 64 << 20
    max_file_bytes: int = 8 << 30
    idle_timeout: float = 30.0
    document_timeout: float = 120.0
    file_timeout: float = 3600.0
    max_redirects: int = 10
    retries: int = 4
    first_pause: float = 1.0
    max_pause: float = 60.0
    max_downloads: int = 6  # at once
    max_downloads_per_host: int = 2  # at once


class FetchError(PodcastError):
    """A document that could not be had.

    Args:
        sentence: the address, the reason and the remedy.
        status: that of HTTP; 0 without a response.
    """

    def __init__(self, sentence: str, status: int = 0) -> None:
        super().__init__(sentence, status)
        self.status = status

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Download:
    """A file that an import needs.

    `url` is as it is written in the feed; spaces and umlauts in it are encoded for the request. `path` is the place of
    the file, relative to the show; its suffix is replaced by that of the content, see `file_suffix`. `length` in bytes
    and `type` are those of the feed: None and empty where it has none. Both are often wrong, and only used to estimate.
    `fallback` is the address of the same file without services that count downloads, for when those do not answer;
    empty for none.
    """

    url: str
    path: Path
    kind: DownloadKind
    length: int | None = None
    type: str = ""
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file that is at its place.

    `path` is relative to the show, with the suffix that fits the content. `size` is in bytes, `sha256` in lower-case
    hex, of the bytes that were received. `type` is the media type that the server named (without parameters, in lower
    case), `url` the address that answered. `is_new` is False where the journal of an earlier import has the file,
    `used_fallback` True where the address of the feed did not answer, but the fallback did.
    """

    download: Download
    path: Path
    size: int
    sha256: str
    type: str
    url: str
    is_new: bool = True
    used_fallback: bool = False


@dataclass(frozen=True, slots=True)
class FailedDownload:
    """A file that could not be had, and the reason as a sentence in the language of the run.

    `status` is that of HTTP; 0 without a response. The next import tries again.
    """

    download: Download
    sentence: str
    status: int = 0


@dataclass(frozen=True, slots=True)
class DownloadsPlanned:
    """The downloads begin: `files` of them with `size` bytes in all, as far as their lengths are known.

    `received` are the bytes that an interrupted import left; `unknown` is the number of files without a length.
    """

    files: int
    size: int
    received: int
    unknown: int


@dataclass(frozen=True, slots=True)
class BytesReceived:
    """`count` more bytes of a file; negative where a server sends the file from its beginning once more."""

    download: Download
    count: int


@dataclass(frozen=True, slots=True)
class DownloadDelayed:
    """An attempt failed and is made again in `pause` seconds; `sentence` says why."""

    download: Download
    pause: float
    sentence: str


@dataclass(frozen=True, slots=True)
class DownloadFinished:
    """The result of a file, in the order in which they end."""

    result: FetchedFile | FailedDownload


DownloadEvent: TypeAlias = DownloadsPlanned | BytesReceived | DownloadDelayed | DownloadFinished
