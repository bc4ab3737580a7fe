"""Partial files of downloads: what an interrupted transfer left, and whether the server can go on with it.

A partial file `<digest of the URL>.part` has a `.json` beside it, with the validator of the response that it is from:
without one (a strong ETag, else Last-Modified; RFC 9110, 13.1.5), the download begins anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from podcast.importing.downloads.fetch_document import content_length
from podcast.platform.file_changes import remove_file

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.http import Response


@dataclass(frozen=True, slots=True)
class Version:
    """The version of a file on its server: its validators as they were sent, and its length in bytes if it is known."""

    url: str
    etag: str = ""
    last_modified: str = ""
    length: int | None = None

    @property
    def validator(self) -> str:
        """The value for If-Range; empty if no answer can be trusted to be of the same version."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified

    def is_same(self, other: Version) -> bool:
        """Whether a partial response is of this version: servers exist that ignore If-Range.

        It has to repeat the validator, and has an ETag if the complete one had (RFC 9110, 15.3.7); some leave out
        Last-Modified beside an ETag.
        """
        if (self.validator, self.etag) != (other.validator, other.etag):
            return False
        values = ((self.last_modified, other.last_modified), (self.length, other.length))
        return all(value == answered for value, answered in values if value and answered)


def response_version(url: str, response: Response) -> Version:
    """The version that a complete (200) or partial (206) response is of."""
    length = content_length(response) if response.status != 206 else _total_length(response)
    return Version(url, response.header("etag"), response.header("last-modified"), length)


def _total_length(response: Response) -> int | None:
    """The length of the whole file that the Content-Range of a response names (RFC 9110, 14.4); None if it does not."""
    total = response.header("content-range").rpartition("/")[2].strip()
    return int(total) if total.isascii() and total.isdecimal() else None


class PartialDownload:
    """Partial file of a download.

    Args:
        folder: of the partial files.
        url: the URL of the download.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self.path = folder / f"{hashlib.sha256(url.encode(errors='surrogatepass')).hexdigest()[:32]}.part"
        self._state, self.url = self.path.with_suffix(".json"), url

    @property
    def size(self) -> int:
        """Bytes that are there, of a version that can be continued; 0 otherwise."""
        with contextlib.suppress(OSError):
            return self.path.stat().st_size if self.version() else 0
        return 0

    def version(self) -> Version | None:
        """Return the version that the bytes are of; None if the server cannot tell whether it is still the same."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            version = Version(**json.loads(self._state.read_bytes()))
            return version if version.validator and version.url == self.url else None
        return None

    def begin(self, version: Version) -> None:
        """Empty the file, for the bytes of a version."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.forget_version()  # first: never old bytes with a new version
        self.path.write_bytes(b"")
        self._state.write_text(json.dumps(asdict(version)), "utf-8")

    def forget_version(self) -> None:
        """Say that the bytes will be others than the server's: they cannot be continued."""
        remove_file(self._state, missing_ok=True)

    def discard(self) -> None:
        """Remove the file."""
        self.forget_version()
        remove_file(self.path, missing_ok=True)
