"""What a recording's header promises of its length: a file that ends earlier was not copied whole."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from podcast.errors import AudioError

if TYPE_CHECKING:
    from pathlib import Path

TOLERANCE = 0.5  # seconds a recording may end before its header says so
AGAIN = "copy the recording again from where it was made, or export it anew"
_STREAMED = 0x7FFFF000  # bytes: from here on a WAV's stated length is a placeholder of a program that wrote to a pipe


def promised_seconds(path: Path, container: Any, stream: Any) -> float:
    """The length that the header promises, in seconds; 0 where it only guesses.

    FFmpeg shortens a WAV's length to what is there, so a WAV's header is read here. An MP3 without a Xing header has
    its length estimated from its bit rate, an Ogg says how long its last link is: no promises.
    """
    if container.format.name == "wav":
        promised, there = _wav_bytes(path)
        seconds = float(stream.duration * stream.time_base) if stream.duration else 0.0
        if promised > there > 0:
            whole = seconds * promised / there
            if whole - seconds > TOLERANCE:
                raise cut_off(path, whole, seconds)
        return seconds
    if container.format.name == "ogg" or (container.format.name in {"mp3", "aac"} and not _has_xing(path)):
        return 0.0
    return float(stream.duration * stream.time_base) if stream.duration else 0.0


def _wav_bytes(path: Path) -> tuple[int, int]:
    """How many bytes of sound a WAV's header promises, and how many are there; (0, 0) where it does not say.

    Source: Microsoft RIFF; EBU Tech 3306 (RF64, whose true lengths stand in `ds64`).
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        form, long_data = file.read(12)[:4], 0
        while len(header := file.read(8)) == 8:
            name, length = header[:4], struct.unpack("<I", header[4:])[0]
            if name == b"data":
                length = long_data if form in {b"RF64", b"BW64"} and length == 0xFFFFFFFF else length
                there = size - file.tell()
                streamed = length == 0 or (form == b"RIFF" and length >= _STREAMED)
                return (0, 0) if streamed else (length, there)
            body = file.read(16) if name == b"ds64" else b""
            long_data = struct.unpack("<QQ", body)[1] if len(body) == 16 else long_data
            file.seek(length + length % 2 - len(body), 1)
    return 0, 0


def _has_xing(path: Path) -> bool:
    """Whether an MP3 says how many frames it has."""
    from mutagen import MutagenError
    from mutagen.mp3 import MP3, BitrateMode

    try:
        info: Any = MP3(path).info
    except MutagenError:
        return False
    return bool(info.bitrate_mode is not BitrateMode.UNKNOWN)


def cut_off(path: Path, promised: float, heard: float) -> AudioError:
    """The error that says so; both lengths in seconds."""
    what = f"is cut off: its header promises {promised:.1f} s, the sound ends after {heard:.1f} s"
    return AudioError(path, what, f"{AGAIN} if it is meant to end there")
