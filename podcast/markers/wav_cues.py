"""Markers in a WAV file: its `cue ` points, with their names from the list `adtl`.

Source: Microsoft RIFF, "Multimedia Programming Interface and Data Specifications 1.0": chunks `fmt `, `cue `, `LIST`
of type `adtl` with `labl` and `ltxt`.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from podcast.markers.cut_marks import is_cut_mark
from podcast.markers.marker import Marker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

_RF64_IDS = {b"RF64", b"BW64"}
_MAX_CHUNK_BYTES = 1 << 22  # larger chunks are skipped


def read_cue_points(file: BinaryIO) -> tuple[Marker, ...]:
    """Return the cue points of a WAV in the order of their positions; those with a length are regions.

    Args:
        file: open for reading, at its beginning.
    """
    rate, points, names, lengths = 0, dict[int, int](), dict[int, str](), dict[int, int]()
    for name, body in _chunks(file):
        if name == b"fmt " and len(body) >= 8:
            rate = struct.unpack_from("<I", body, 4)[0]
        elif name == b"cue " and len(body) >= 4:
            points |= _points(body)
        elif name == b"LIST" and body[:4] == b"adtl":
            for kind, content in _subchunks(body[4:]):
                key = struct.unpack_from("<I", content)[0] if len(content) >= 4 else 0
                if kind == b"labl":
                    names[key] = _text(content[4:])
                elif kind == b"ltxt" and len(content) >= 8 and struct.unpack_from("<I", content, 4)[0]:
                    lengths[key] = struct.unpack_from("<I", content, 4)[0]
    ordered = sorted((sample, key) for key, sample in points.items() if rate)
    return tuple(
        Marker(
            round(sample / rate, 3),
            names.get(key, ""),
            end=round((sample + lengths[key]) / rate, 3) if key in lengths else None,
        )
        for sample, key in ordered
    )


def chapter_points(markers: Iterable[Marker]) -> tuple[Marker, ...]:
    """Return the cue points that are chapters: without cut marks, and without other regions if there are points."""
    chapters = [marker for marker in markers if not is_cut_mark(marker)]
    return tuple(marker for marker in chapters if marker.end is None) or tuple(chapters)


def _points(body: bytes) -> dict[int, int]:
    """Return the key of each cue point and the sample at which it is."""
    count = min(struct.unpack_from("<I", body)[0], (len(body) - 4) // 24)
    rows = (struct.unpack_from("<II4sIII", body, 4 + 24 * number) for number in range(count))
    return {key: offset or position for key, position, _chunk, _start, _block, offset in rows}


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and body of each chunk; the body is empty for the sound and for chunks that are too large."""
    head = file.read(12)
    if head[:4] not in {b"RIFF", *_RF64_IDS} or head[8:] != b"WAVE":
        return
    long_data = 0
    while len(header := file.read(8)) == 8:
        name, length = struct.unpack("<4sI", header)
        if name == b"data":
            length = long_data if length == 0xFFFFFFFF and long_data else length
        body = file.read(length) if length <= _MAX_CHUNK_BYTES and name != b"data" else b""
        if name == b"ds64" and len(body) >= 16:
            long_data = struct.unpack_from("<Q", body, 8)[0]
        file.seek(length - len(body) + length % 2, 1)
        yield name, body


def _subchunks(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(body):
        name, length = struct.unpack_from("<4sI", body, at)
        yield name, body[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _text(data: bytes) -> str:
    """Decode a name: UTF-8, else Windows-1252."""
    data = data.split(b"\0")[0]
    try:
        return " ".join(data.decode().split())
    except UnicodeDecodeError:
        return " ".join(data.decode("cp1252", "replace").split())
