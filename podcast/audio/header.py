"""What a recording's header promises of its length: a file that ends earlier was not copied whole."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.errors import AudioError

if TYPE_CHECKING:
    from pathlib import Path

TOLERANCE = 0.5  # seconds a recording may end before its header says so
AGAIN = "copy the recording again from where it was made, or export it anew"
_STREAMED = 0x7FFFF000  # bytes: from here on a WAV's stated length is a placeholder of a program that wrote to a pipe
_LONGEST = 1 << 32  # bytes: what a WAV can say of its length; beyond, it begins at 0 again
_LONG = (b"RF64", b"BW64")
# Formats whose length is estimated (ADTS, MP3 without a count of frames), or that of the last link only (Ogg).
_GUESSED = frozenset({"aac", "ogg"})


def promised_seconds(path: Path, container: Any, stream: Any) -> float:
    """The length that the header promises, in seconds; 0 where it only guesses.

    Raises:
        AudioError: a WAV is shorter than it says: FFmpeg takes what is there for the whole.
    """
    form = container.format.name
    seconds = float(stream.duration * stream.time_base) if stream.duration else 0.0
    if form == "mp3":
        return _mp3_seconds(path)
    if form in _GUESSED or (form == "wav" and not _wav(path).promised):
        return 0.0
    if form == "wav":
        data = _wav(path)
        whole = seconds * data.promised / data.there if data.there else 0.0
        if whole - seconds > TOLERANCE:
            raise cut_off(path, whole, seconds)
    return seconds


def misstated(path: Path) -> bool:
    """Whether a WAV's stated length is no length, so that its sound goes on to the end of the file.

    That is so where a program that wrote to a pipe left a placeholder, and where more than 4 GiB were recorded into a
    WAV that cannot say so: its length has begun at 0 again.
    """
    with path.open("rb") as file:
        if file.read(4) != b"RIFF":
            return False
    data = _wav(path)
    return data.there > 0 and not data.promised


@dataclass(frozen=True, slots=True)
class _Data:
    """The sound of a WAV: how many bytes its header promises (0: it does not say), and how many are there."""

    promised: int
    there: int


def _wav(path: Path) -> _Data:
    """Reads the chunks of a WAV. Source: Microsoft RIFF; EBU Tech 3306 (RF64: the true lengths stand in `ds64`)."""
    size = path.stat().st_size
    with path.open("rb") as file:
        form, long_data = file.read(12)[:4], 0
        while len(header := file.read(8)) == 8:
            name, length = header[:4], struct.unpack("<I", header[4:])[0]
            if name == b"data":
                return _promise(form, length, long_data, size - file.tell())
            body = file.read(16) if name == b"ds64" else b""
            long_data = struct.unpack("<QQ", body)[1] if len(body) == 16 else long_data
            file.seek(length + length % 2 - len(body), 1)
    return _Data(0, 0)


def _promise(form: bytes, length: int, long_data: int, there: int) -> _Data:
    """The promise of a `data` chunk: `length` bytes, or `long_data` in an RF64 that says so."""
    if form in _LONG:
        return _Data(long_data if length == 0xFFFFFFFF else length, there)
    no_length = length == 0 or length >= _STREAMED or there - length >= _LONGEST
    return _Data(0 if no_length and there > 0 else length, there)


def _mp3_seconds(path: Path) -> float:
    """The length of an MP3 that says how many frames it has, in seconds; 0 where it does not.

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
    counted = frame.find(b"VBRI") >= 0
    for name in (b"Xing", b"Info"):
        counted = counted or ((at := frame.find(name)) >= 0 and len(frame) > at + 7 and frame[at + 7] & 1 == 1)
    return float(info.length) if counted else 0.0


def cut_off(path: Path, promised: float, heard: float) -> AudioError:
    """The error that says so; both lengths in seconds."""
    what = f"is cut off: its header promises {promised:.1f} s, the sound ends after {heard:.1f} s"
    return AudioError(path, what, f"{AGAIN} if it is meant to end there")
