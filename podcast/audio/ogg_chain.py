"""Ogg files: where the links of a chain begin, and whether the last page is whole.

Several Ogg files joined end to end are one valid Ogg file, a chain, and each link may have its own sample rate and
channels (RFC 3533, section 6). FFmpeg reads a chain on only as long as nothing changes, so each link is read by itself.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from podcast.audio.wav_length import AGAIN_IF
from podcast.errors import AudioError
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MAGIC = b"OggS"
_HEADER = struct.Struct("<4sBBqIIIB")  # magic, version, flags, position, serial, number, checksum, segments
_PIECE = 1 << 12  # bytes searched at once for the next page, which mostly stands right there
_FIRST = 0b010  # flag: the first page of a stream


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's place in the file, and whether a stream begins with it."""

    start: int  # bytes
    end: int
    opens: bool


def links(path: Path) -> list[tuple[int, int]]:
    """Where each link of an Ogg file begins and ends, in bytes; empty when the file is no Ogg.

    Raises:
        AudioError: the file ends in the middle of a page.
    """
    starts, last, in_head = [], None, False
    for page in _pages(path):
        if page.opens and not in_head:  # the first pages of all streams of a link stand together
            starts.append(page.start)
        in_head, last = page.opens, page
    size = path.stat().st_size
    if last is not None and last.end > size:
        raise AudioError(path, _("is cut off: its last page is not whole"), _(AGAIN_IF))
    return list(zip(starts, [*starts[1:], size], strict=True)) if starts else []


def _pages(path: Path) -> Iterator[_Page]:
    """The pages of a file; what lies between them is passed over."""
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            return
        at: int | None = 0
        while at is not None:
            file.seek(at)
            header = file.read(_HEADER.size)
            if len(header) < _HEADER.size:
                return
            _, version, flags, _, _, number, _, segments = _HEADER.unpack(header)
            end = at + _HEADER.size + segments + sum(file.read(segments))
            yield _Page(at, end, version == 0 and number == 0 and bool(flags & _FIRST))
            at = _next(file, end)


def _next(file: BinaryIO, at: int) -> int | None:
    """Where the next page begins, from `at` on."""
    file.seek(at)
    while len(piece := file.read(_PIECE)) >= len(_MAGIC):
        if (found := piece.find(_MAGIC)) >= 0:
            return at + found
        at += len(piece) - len(_MAGIC) + 1
        file.seek(at)
    return None
