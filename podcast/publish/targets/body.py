"""Bodies of writes to a target: bytes, or a file that is streamed and must not change meanwhile."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.files.digest import Digest


class ByteCounter:
    """Counter of the bytes of a file that were read to be sent; bytes that are read again count once.

    Args:
        report_bytes: called with the number of bytes; with a negative number when they are read again.
    """

    def __init__(self, report_bytes: Callable[[int], None]) -> None:
        self._report_bytes, self._count = report_bytes, 0

    def restart(self) -> None:
        """Start from zero: an attempt failed, or the file was only read to be signed."""
        self.add(-self._count)

    def add(self, count: int) -> None:
        """Add a number of bytes."""
        if count:
            self._count += count
            self._report_bytes(count)


@dataclass(frozen=True, slots=True)
class Body:
    """Body of a write: bytes, or a file that is streamed, the digest that it must have, and a counter for progress."""

    source: Path | bytes
    digest: Digest
    counter: ByteCounter | None = None

    def open(self) -> BinaryIO:
        """Open the body as a stream that can be read again from the start.

        Raises:
            PublishError: the file is gone; while reading: its length has changed.
        """
        if isinstance(self.source, bytes):
            return _BytesBody(self.source, self.digest)
        try:
            return _FileBody(self.source, self.digest, self.counter or ByteCounter(lambda _: None))
        except OSError as error:
            raise changed_file_error(self.source) from error


def body_of(data: bytes) -> Body:
    """The body of bytes in memory."""
    return Body(data, bytes_digest(data))


def changed_file_error(path: Path) -> PublishError:
    """The error for a file that has changed since the publish was planned."""
    return PublishError(
        _(
            "{path} changed while it was being uploaded, so the feed was not published; run `podcast "
            "build`, then `podcast publish` again"
        ).format(path=path)
    )


class _BytesBody(io.BytesIO):
    """Stream over bytes, with their digest."""

    def __init__(self, data: bytes, digest: Digest) -> None:
        super().__init__(data)
        self.digest = digest


class _FileBody(io.FileIO):
    """Stream over a file, with its digest, that raises an error if its length is not that of the digest."""

    def __init__(self, path: Path, digest: Digest, counter: ByteCounter) -> None:
        super().__init__(path, "rb")
        self.digest, self._size, self._counter = digest, digest.size, counter
        counter.restart()

    def seek(self, offset: int, whence: int = 0, /) -> int:
        position = super().seek(offset, whence)
        if position == 0:
            self._counter.restart()
        return position

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(-1 if size is None else size) or b""
        if self.tell() > self._size or (not data and size and self.tell() < self._size):
            raise changed_file_error(Path(str(self.name)))
        self._counter.add(len(data))
        return data
