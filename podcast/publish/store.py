"""What every target can do, and the values it is spoken to in.

Keys are paths below the target's prefix or folder, with `/` between their parts and none in front.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

from podcast.errors import PublishError
from podcast.files import Digest, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ABSENT: Final = "*"  # instead of an ETag: nothing is there, or nothing may be there (RFC 9110, If-None-Match: *)

CANNOT, REFUSED, LOST, FOREIGN = 1, 3, 4, 5  # exit statuses


class ConflictError(Exception):
    """The condition of a write does not hold. Whoever writes looks at what is there, and decides."""


@dataclass(frozen=True, slots=True)
class Headers:
    """How an object is served."""

    content_type: str
    cache_control: str


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as the target has it; `headers` is None where the target does not tell (a folder, a listing)."""

    key: str
    size: int  # bytes
    etag: str  # without quotes
    headers: Headers | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """What is written: bytes, or a file that is streamed, and the digest that it must have."""

    source: Path | bytes
    digest: Digest

    def opened(self) -> BinaryIO:
        """The bytes as a stream that can be read again from the start.

        Raises:
            PublishError: the file is gone; while reading: it is not as long as it was.
        """
        if isinstance(self.source, bytes):
            return io.BytesIO(self.source)
        try:
            return _Steady(self.source, self.digest.size)
        except OSError as error:
            raise changed(self.source) from error


def body_of(data: bytes) -> Body:
    """Bytes in memory as a body."""
    return Body(data, digest_of(data))


class Target(Protocol):
    """A place that a site is published to. Each method may be called from several threads at once.

    All raise PublishError where the target refuses or cannot be reached.
    """

    def get(self, key: str) -> tuple[bytes, str] | None:
        """The bytes and the ETag of a small object, or None."""

    def head(self, key: str) -> Stored | None:
        """What is known of an object without its bytes, or None."""

    def list(self, prefix: str) -> Iterator[Stored]:
        """All objects whose key begins with `prefix`, in any order: stores differ."""

    def put(self, key: str, body: Body, headers: Headers, expected: str | None) -> str:
        """Writes an object, whole or not at all, and returns its ETag.

        Args:
            key: where to.
            body: what; bytes that do not have its digest are not accepted.
            headers: how it is served from then on.
            expected: the ETag that must be there, ABSENT if nothing may be there, None if it does not matter.

        Raises:
            ConflictError: something else is there.
        """

    def delete(self, key: str) -> None:
        """Deletes an object; one that is not there is deleted already."""


def check(key: str, there: Stored | None, expected: str | None) -> None:
    """Holds the condition of a write against what is there.

    Raises:
        ConflictError: it does not hold.
    """
    if expected is not None and expected != (there.etag if there else ABSENT):
        raise ConflictError(key)


def proper(key: str) -> str:
    """A key that stays below its prefix on every target.

    Raises:
        PublishError: it would not.
    """
    if not key or "\\" in key or "\0" in key or any(part in {"", ".", ".."} for part in key.split("/")):
        raise PublishError(f'"{key}" is no name for a published file; rename it, then build and publish again')
    return key


def same_bytes(target: Target, there: Stored, digest: Digest) -> bool:
    """Whether an object has these bytes. Where the ETag is no MD5 (encrypted buckets), the bytes themselves tell."""
    if there.size != digest.size or there.etag == digest.md5:
        return there.size == digest.size
    found = target.get(there.key)
    return found is not None and digest_of(found[0]).sha256 == digest.sha256


def changed(path: Path) -> PublishError:
    """A file is no longer what was planned."""
    return PublishError(
        f"{path} changed while it was being uploaded, so the feed was not published; "
        "run `podcast build`, then `podcast publish` again",
        CANNOT,
    )


class _Steady(io.FileIO):
    """A file that is still as long as it was when it was hashed."""

    def __init__(self, path: Path, size: int) -> None:
        super().__init__(path, "rb")
        self._size = size

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(-1 if size is None else size) or b""
        if self.tell() > self._size or (not data and size and self.tell() < self._size):
            raise changed(Path(str(self.name)))
        return data
