"""Entries of a ZIP whose directory, at its end, is gone: what is left of a file that was cut off.

Each entry begins with a header that has its name, size and CRC (APPNOTE.TXT 4.3.7), so those before the cut can be read
one after the other.
"""

from __future__ import annotations

import os
import struct
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, BinaryIO, Final

from podcast.files.digest import BLOCK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from zipfile import ZipInfo

_HEADER: Final = struct.Struct("<4s5H3L2H")
_SIGNATURE: Final = b"PK\3\4"
_DIRECTORY_SIGNATURE: Final = b"PK\1\2"
_END_SIGNATURE: Final = b"PK\5\6"
_END_SIZE: Final = 22  # bytes, without a comment
_ZIP64: Final = 1  # the extra field with sizes of eight bytes
_IN_ZIP64: Final = 0xFFFFFFFF
_SIZES_FOLLOW: Final = 0x08


@dataclass(frozen=True, slots=True)
class RemainingEntries:
    """Entries of a ZIP without a directory: the number of whole ones, those with other bytes, the one that is cut off.

    `cut` is empty if it ends between two entries. `has_directory`: a whole directory follows.
    """

    whole_count: int
    damaged: tuple[str, ...]
    cut: str
    has_directory: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    size: int
    crc: int


def read_entries(path: Path, report_bytes: Callable[[int], None] = lambda _size: None) -> RemainingEntries:
    """Read the entries of a ZIP from its beginning, as far as they go.

    Args:
        path: of the file.
        report_bytes: called with the number of bytes that were read.

    Raises:
        OSError: it cannot be read.
    """
    count = 0
    damaged: list[str] = []
    with path.open("rb") as file:
        while (entry := _read_header(file)) is not None:
            size, crc = _read_body(file, entry.size, report_bytes)
            if size < entry.size:
                return RemainingEntries(count, tuple(damaged), entry.name)
            if crc == entry.crc:
                count += 1
            else:
                damaged.append(entry.name)
        has_directory = _has_directory(file)
    return RemainingEntries(count, tuple(damaged), "", has_directory)


def matches_header(file: IO[bytes], entry: ZipInfo) -> bool:
    """Whether the header of an entry says the same as the directory: `zipfile` heeds the directory alone.

    Sizes and CRC that follow the entry (bit 3 of its flags), or are in an extra field, are not compared.

    Args:
        file: the ZIP; its position changes.
        entry: of the directory.
    """
    file.seek(entry.header_offset)
    data = file.read(_HEADER.size)
    if len(data) < _HEADER.size:
        return False
    _signature, _version, flags, method, time, date, crc, size, whole_size, *_lengths = _HEADER.unpack(data)
    year, month, day, hour, minute, second = entry.date_time
    stated = (method, flags, date, time)
    if stated != (
        entry.compress_type,
        entry.flag_bits,
        (year - 1980) << 9 | month << 5 | day,
        hour << 11 | minute << 5 | second // 2,
    ):
        return False
    if flags & _SIZES_FOLLOW or _IN_ZIP64 in {size, whole_size}:
        return True
    return (crc, size, whole_size) == (entry.CRC, entry.compress_size, entry.file_size)


def _has_directory(file: BinaryIO) -> bool:
    """Whether the rest of a file is a directory with its end; `_read_header` went back to where that begins."""
    begins = file.read(len(_DIRECTORY_SIGNATURE)) == _DIRECTORY_SIGNATURE
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - _END_SIZE))
    return begins and file.read(len(_END_SIGNATURE)) == _END_SIGNATURE


def _read_header(file: BinaryIO) -> _Entry | None:
    """The next entry; None if there is none, or if its size is not in its header."""
    start = file.tell()
    data = file.read(_HEADER.size)
    if len(data) < _HEADER.size or not data.startswith(_SIGNATURE):
        file.seek(start)
        return None
    *_fields, crc, size, whole_size, name_length, extra_length = _HEADER.unpack(data)
    name = file.read(name_length).decode("utf-8", "replace")
    extra = file.read(extra_length)
    if len(extra) < extra_length:
        return None
    if _IN_ZIP64 in {size, whole_size}:
        size = _zip64_size(extra)
    return _Entry(name, size, crc) if size is not None else None


def _zip64_size(extra: bytes) -> int | None:
    """The stored size in a ZIP64 extra field: the second of its numbers."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == _ZIP64 and length >= 16 and len(extra) >= 20:
            return int(struct.unpack_from("<QQ", extra, 4)[1])
        extra = extra[4 + length :]
    return None


def _read_body(file: BinaryIO, size: int, report_bytes: Callable[[int], None]) -> tuple[int, int]:
    """Read the bytes of an entry; return how many there were, and their CRC."""
    crc, left = 0, size
    while left and (block := file.read(min(BLOCK, left))):
        crc = zlib.crc32(block, crc)
        left -= len(block)
        report_bytes(len(block))
    return size - left, crc
