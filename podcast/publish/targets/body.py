"""What is written to a target: bytes, or a file that is streamed and must not change meanwhile."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from podcast.errors import PublishError
from podcast.files.digest import digest_of
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.files.digest import Digest


class Meter:
    """Counts how much of a file has been read to be sent; what is read once more counts once.

    Args:
        flow: is told of bytes; of a negative number when they are read anew.
    """

    def __init__(self, flow: Callable[[int], None]) -> None:
        self._flow, self._count = flow, 0

    def anew(self) -> None:
        """It begins again: an attempt failed, or it was only read to be signed."""
        self.add(-self._count)

    def add(self, count: int) -> None:
        """So many bytes more."""
        if count:
            self._count += count
            self._flow(count)


@dataclass(frozen=True, slots=True)
class Body:
    """What is written: bytes, or a file that is streamed, the digest that it must have, and who counts."""

    source: Path | bytes
    digest: Digest
    meter: Meter | None = None

    def opened(self) -> BinaryIO:
        """The bytes as a stream that can be read again from the start.

        Raises:
            PublishError: the file is gone; while reading: it is not as long as it was.
        """
        if isinstance(self.source, bytes):
            return _Memory(self.source, self.digest)
        try:
            return _Steady(self.source, self.digest, self.meter or Meter(lambda _: None))
        except OSError as error:
            raise changed(self.source) from error


def body_of(data: bytes) -> Body:
    """Bytes in memory as a body."""
    return Body(data, digest_of(data))


def changed(path: Path) -> PublishError:
    """A file is no longer what was planned."""
    return PublishError(
        _(
            "{path} changed while it was being uploaded, so the feed was not published; run `podcast "
            "build`, then `podcast publish` again"
        ).format(path=path)
    )


class _Memory(io.BytesIO):
    """Bytes that know their digest."""

    def __init__(self, data: bytes, digest: Digest) -> None:
        super().__init__(data)
        self.digest = digest


class _Steady(io.FileIO):
    """A file that is still as long as it was when it was hashed; it knows its digest."""

    def __init__(self, path: Path, digest: Digest, meter: Meter) -> None:
        super().__init__(path, "rb")
        self.digest, self._size, self._meter = digest, digest.size, meter
        meter.anew()

    def seek(self, offset: int, whence: int = 0, /) -> int:
        place = super().seek(offset, whence)
        if place == 0:
            self._meter.anew()
        return place

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(-1 if size is None else size) or b""
        if self.tell() > self._size or (not data and size and self.tell() < self._size):
            raise changed(Path(str(self.name)))
        self._meter.add(len(data))
        return data
