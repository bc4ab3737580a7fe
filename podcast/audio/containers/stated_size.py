"""Compare the size that a recording's header states with that of the file: FFmpeg takes a cut file for a short one."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO

from podcast.audio.containers.wav_length import TRUNCATION_REMEDY
from podcast.errors import AudioError
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_FILE_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_MAX_ASF_HEADER_BYTES = 1 << 22
_MAX_CAF_CHUNKS = 1000


def require_stated_size(path: Path) -> None:
    """Refuse an AVI, a CAF or a Windows Media file that is shorter than its header states.

    Raises:
        AudioError: it is.
    """
    with path.open("rb") as file:
        stated, actual = _stated_bytes(file), file.seek(0, 2)
    if stated > actual:
        percent = max(1, round(100 * (1 - actual / stated)))
        what = _("is incomplete: {percent} % of the file is missing").format(percent=percent)
        raise AudioError(path, what, _(TRUNCATION_REMEDY))


def _stated_bytes(file: BinaryIO) -> int:
    """Return the size in bytes that the header states; 0 if it does not."""
    head = file.read(24)
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return int(struct.unpack_from("<I", head, 4)[0]) + 8
    if head.startswith(b"caff"):
        return _stated_caf_bytes(file)
    if head.startswith(_ASF_HEADER):
        return _stated_asf_bytes(file.read(min(struct.unpack_from("<Q", head, 16)[0], _MAX_ASF_HEADER_BYTES)))
    return 0


def _stated_caf_bytes(file: BinaryIO) -> int:
    """Return the end of the chunk `data` (Apple Core Audio Format Specification 1.0); its length may be left open."""
    position = 8
    for _chunk in range(_MAX_CAF_CHUNKS):
        file.seek(position)
        header = file.read(12)
        if len(header) < 12:
            break
        name, length = struct.unpack(">4sq", header)
        if name == b"data":
            return position + 12 + max(0, int(length))
        if length < 0:
            break
        position += 12 + int(length)
    return 0


def _stated_asf_bytes(header: bytes) -> int:
    """Return the file size of the File Properties Object (ASF specification 1.20.05, section 3.2)."""
    position = header.find(_ASF_FILE_PROPERTIES)
    if position < 0 or len(header) < position + 48:
        return 0
    return int(struct.unpack_from("<Q", header, position + 40)[0])
