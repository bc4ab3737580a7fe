"""Read the length that a recording's header states: a file that ends earlier was not copied completely."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from podcast.errors import AudioError
from podcast.i18n import _, format_number, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LENGTH_TOLERANCE_SECONDS = 0.5  # a recording may end this much before the length that its header states
RECOPY_REMEDY = gettext_noop("copy the recording again from its source, or export it again")
TRUNCATION_REMEDY = gettext_noop("copy the recording again from its source, or export it again if it should end there")
# A WAV that states this length or more was written to a pipe: the length is a placeholder.
_MIN_PLACEHOLDER_BYTES = 0x7FFFF000
_WAV_LENGTH_MODULUS = 1 << 32  # bytes: the length of a longer WAV starts at 0 again
_PROBE_BYTES = str(1 << 17)  # enough of a WAV to recognise its codec
_PACKET_BYTES_LIMITS = (1 << 12, 1 << 22)  # the maximum is FFmpeg's
_RF64_MAGICS = (b"RF64", b"BW64")
_WAV_FORMATS = frozenset({"wav", "w64"})
# Formats whose header states the length of each track. FFmpeg estimates that of others (ADTS, MPEG streams), or knows
# that of the last link only (Ogg).
_STATED_LENGTH_FORMATS = frozenset(
    {
        "wav",
        "w64",
        "aiff",
        "flac",
        "mov,mp4,m4a,3gp,3g2,mj2",
        "caf",
        "au",
        "ape",
        "wv",
        "tta",
        "tak",
        "mpc8",
        "dsf",
        "mxf",
    }
)


def promised_seconds(path: Path, container: Any, stream: Any) -> float:
    """Return the length that the header promises, in seconds; 0 if the header has only an estimate.

    Raises:
        AudioError: a WAV is shorter than its header states: FFmpeg would read it without an error.
    """
    format_name = container.format.name
    if format_name == "mp3":
        return _mp3_seconds(path)
    if format_name not in _STATED_LENGTH_FORMATS:
        return 0.0
    if format_name in _WAV_FORMATS:
        data = _read_wav_data(path)
        if data.bytes_per_second:
            stated, actual = (size / data.bytes_per_second for size in (data.promised_bytes, data.actual_bytes))
            if stated - actual > LENGTH_TOLERANCE_SECONDS:
                raise truncation_error(path, stated, actual)
        if not data.promised_bytes:
            return 0.0
    return float(stream.duration * stream.time_base) if stream.duration else 0.0


def wave_options(path: Path) -> dict[str, str]:
    """Return FFmpeg's options to read a WAV or one of its longer kinds in packets of a second; empty for other files.

    FFmpeg's default packets are small and slow. To see whether the WAV contains another codec, FFmpeg would read a
    number of packets, which here would be a minute, so the probe is limited, too.
    """
    with path.open("rb") as file:
        if file.read(4) not in {b"RIFF", b"riff", *_RF64_MAGICS}:
            return {}
    second = _read_wav_data(path).bytes_per_second
    if not second:
        return {}
    smallest, largest = _PACKET_BYTES_LIMITS
    return {"probesize": _PROBE_BYTES, "max_size": str(max(smallest, min(largest, second)))}


def has_placeholder_length(path: Path) -> bool:
    """Whether a WAV's stated length is a placeholder, so that its audio goes on to the end of the file.

    That is the case if a program wrote it to a pipe, and if more than 4 GiB were recorded into a WAV, whose 32-bit
    length then starts at 0 again.
    """
    with path.open("rb") as file:
        if file.read(4) != b"RIFF":
            return False
    data = _read_wav_data(path)
    return data.actual_bytes > 0 and not data.promised_bytes


class PatchedLengthFile(io.FileIO):
    """A WAV with a placeholder length, read as if its length were all ones.

    FFmpeg then reads to the end of the file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._place = path.stat().st_size - _read_wav_data(path).actual_bytes - 4

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes, with the length in the header replaced by all ones."""
        start, data = self.tell(), bytearray(super().read(-1 if size is None else size) or b"")
        for position in range(max(self._place, start), min(self._place + 4, start + len(data))):
            data[position - start] = 0xFF
        return bytes(data)


@dataclass(frozen=True, slots=True)
class _WavData:
    """The `data` chunk of a WAV.

    `promised_bytes` is the length that the header states (0: a placeholder), `actual_bytes` the length in the file.
    """

    promised_bytes: int
    actual_bytes: int
    bytes_per_second: int


def _read_wav_data(path: Path) -> _WavData:
    """Read the chunks of a WAV.

    Sources: Microsoft RIFF; EBU Tech 3306 (RF64: the true lengths are in `ds64`); Sony Wave64.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        magic, long_length, rate = file.read(4), 0, 0
        for name, length in _chunks(file, magic):
            if name == b"data":
                return _WavData(
                    _promised_bytes(magic, length, long_length, size - file.tell()), size - file.tell(), rate
                )
            body = file.read(16) if name in {b"ds64", b"fmt "} and length >= 16 else b""
            if len(body) == 16:
                long_length = struct.unpack("<QQ", body)[1] if name == b"ds64" else long_length
                rate = struct.unpack("<HHIIHH", body)[3] if name == b"fmt " else rate
    return _WavData(0, 0, 0)


def _chunks(file: BinaryIO, magic: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield each chunk's name and length in bytes; the file is then at the chunk's body, and may be read from there.

    Wave64 has GUIDs for names (they begin with RIFF's), longer lengths that include the head of the chunk, and aligns
    chunks to multiples of 8 bytes.
    """
    layout, head, step = ("<4s12xQ", 24, 8) if magic == b"riff" else ("<4sI", 8, 2)
    position, end = 40 if magic == b"riff" else 12, file.seek(0, 2)
    while position < end:
        file.seek(position)
        header = file.read(head)
        if len(header) < head:
            return
        name, length = struct.unpack(layout, header)
        length = max(0, length - 24) if magic == b"riff" else length
        yield name, length
        position += head + length + -length % step


def _promised_bytes(magic: bytes, length: int, long_length: int, actual: int) -> int:
    """Return the bytes that a `data` chunk promises: `length`, or an RF64's `long_length`; 0: a placeholder."""
    if magic in _RF64_MAGICS and length == 0xFFFFFFFF:
        return long_length
    if magic == b"RIFF" and (length >= _MIN_PLACEHOLDER_BYTES or actual - length >= _WAV_LENGTH_MODULUS):
        return 0
    return length


def _mp3_seconds(path: Path) -> float:
    """Return the length of an MP3 that states its number of frames, in seconds; 0 if it does not.

    Sources: Xing's header (also named Info), Fraunhofer's VBRI header.
    """
    from mutagen import MutagenError
    from mutagen.mp3 import MP3

    try:
        info: Any = MP3(path).info
    except MutagenError:
        return 0.0
    with path.open("rb") as file:
        file.seek(info.frame_offset)
        frame = file.read(64)
    has_frame_count = b"VBRI" in frame
    for name in (b"Xing", b"Info"):
        flags = frame.partition(name)[2][:4]  # four bytes, big-endian; the lowest bit: frames are counted
        has_frame_count = has_frame_count or (len(flags) == 4 and flags[3] & 1 == 1)
    return float(info.length) if has_frame_count else 0.0


def truncation_error(path: Path, promised: float, actual: float) -> AudioError:
    """Return the error for a file that ends too early; both lengths in seconds."""
    message = _("is incomplete: its header says {promised} s, but the audio ends after {heard} s").format(
        promised=format_number(promised), heard=format_number(actual)
    )
    return AudioError(path, message, _(TRUNCATION_REMEDY))
