"""Find the links of a chained Ogg file, and check that its last page is complete.

Several Ogg files joined end to end are one valid Ogg file, a chain, and each link may have its own sample rate and
channels (RFC 3533, section 6). FFmpeg reads on through a chain only while nothing changes, so each link is read by
itself.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from podcast.audio.containers.wav_length import TRUNCATION_REMEDY
from podcast.errors import AudioError
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MAGIC = b"OggS"
_HEADER = struct.Struct("<4sBBqIIIB")  # magic, version, flags, position, serial, number, checksum, segments
_SEARCH_BYTES = 1 << 12  # searched at once for the next page, which usually follows directly
_FIRST_PAGE_FLAG = 0b010  # flag: the first page of a stream


@dataclass(frozen=True, slots=True)
class _OggPage:
    """A page's position in the file, and whether a stream begins with it."""

    start: int  # bytes
    end: int
    begins_stream: bool


def chain_links(path: Path) -> list[tuple[int, int]]:
    """Return the first and the last byte (exclusive) of each link of an Ogg file; empty if the file is no Ogg.

    Raises:
        AudioError: the file ends in the middle of a page.
    """
    starts, last, in_head = [], None, False
    for page in _pages(path):
        if page.begins_stream and not in_head:  # the first pages of all streams of a link are adjacent
            starts.append(page.start)
        in_head, last = page.begins_stream, page
    size = path.stat().st_size
    if last is not None and last.end > size:
        raise AudioError(path, _("is incomplete: its last Ogg page is cut off"), _(TRUNCATION_REMEDY))
    return list(zip(starts, [*starts[1:], size], strict=True)) if starts else []


def _pages(path: Path) -> Iterator[_OggPage]:
    """Yield the pages of a file; bytes between pages are skipped."""
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            return
        start: int | None = 0
        while start is not None:
            file.seek(start)
            header = file.read(_HEADER.size)
            if len(header) < _HEADER.size:
                return
            _, version, flags, _, _, number, _, segments = _HEADER.unpack(header)
            end = start + _HEADER.size + segments + sum(file.read(segments))
            yield _OggPage(start, end, version == 0 and number == 0 and bool(flags & _FIRST_PAGE_FLAG))
            start = _find_page(file, end)


def _find_page(file: BinaryIO, start: int) -> int | None:
    """Return the position of the next page, from `start` on; None if there is none."""
    file.seek(start)
    while len(data := file.read(_SEARCH_BYTES)) >= len(_MAGIC):
        if (position := data.find(_MAGIC)) >= 0:
            return start + position
        start += len(data) - len(_MAGIC) + 1
        file.seek(start)
    return None
