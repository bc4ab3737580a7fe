"""What a recording's header promises of its length: a file that ends earlier was not copied whole."""

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

TOLERANCE = 0.5  # seconds a recording may end before its header says so
AGAIN = gettext_noop("copy the recording again from where it was made, or export it anew")
AGAIN_IF = gettext_noop(
    "copy the recording again from where it was made, or export it anew if it is meant to end there"
)
_STREAMED = 0x7FFFF000  # bytes: from here on a WAV's stated length is a placeholder of a program that wrote to a pipe
_LONGEST = 1 << 32  # bytes: what a WAV can say of its length; beyond, it begins at 0 again
_PROBED = str(1 << 17)  # bytes of a WAV that tell what is in it
_PACKET = (1 << 12, 1 << 22)  # bytes: more FFmpeg does not take
_LONG = (b"RF64", b"BW64")
_WAVES = frozenset({"wav", "w64"})
# Formats whose length is estimated (ADTS, MP3 without a count of frames), or that of the last link only (Ogg).
_GUESSED = frozenset({"aac", "ogg"})


def promised_seconds(path: Path, container: Any, stream: Any) -> float:
    """The length that the header promises, in seconds; 0 where it only guesses.

    Raises:
        AudioError: a WAV is shorter than it says: FFmpeg takes what is there for the whole.
    """
    form = container.format.name
    if form == "mp3":
        return _mp3_seconds(path)
    if form in _GUESSED:
        return 0.0
    if form in _WAVES:
        data = _data(path)
        if data.rate and (data.promised - data.there) / data.rate > TOLERANCE:
            raise cut_off(path, data.promised / data.rate, data.there / data.rate)
        if not data.promised:
            return 0.0
    return float(stream.duration * stream.time_base) if stream.duration else 0.0


def wave_options(path: Path) -> dict[str, str]:
    """How FFmpeg reads a WAV, or one of its longer kinds: a second at a time, as small packets take long; else nothing.

    To see whether something else hides in it, it would look at a number of packets, which here would be a minute.
    """
    with path.open("rb") as file:
        if file.read(4) not in {b"RIFF", b"riff", *_LONG}:
            return {}
    second = _data(path).rate
    return {"probesize": _PROBED, "max_size": str(max(_PACKET[0], min(_PACKET[1], second)))} if second else {}


def misstated(path: Path) -> bool:
    """Whether a WAV's stated length is no length, so that its sound goes on to the end of the file.

    That is so where a program that wrote to a pipe left a placeholder, and where more than 4 GiB were recorded into a
    WAV that cannot say so: its length has begun at 0 again.
    """
    with path.open("rb") as file:
        if file.read(4) != b"RIFF":
            return False
    data = _data(path)
    return data.there > 0 and not data.promised


class Unstated(io.FileIO):
    """A WAV whose stated length is no length, read as if it said so: then FFmpeg reads to the end of the file."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._place = path.stat().st_size - _data(path).there - 4

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes; the length in the header is all ones."""
        at, data = self.tell(), bytearray(super().read(-1 if size is None else size) or b"")
        for place in range(max(self._place, at), min(self._place + 4, at + len(data))):
            data[place - at] = 0xFF
        return bytes(data)


@dataclass(frozen=True, slots=True)
class _Data:
    """The sound of a WAV: how many bytes its header promises (0: it does not say), how many are there, and a second."""

    promised: int
    there: int
    rate: int  # bytes a second


def _data(path: Path) -> _Data:
    """What the chunks of a WAV say.

    Sources: Microsoft RIFF; EBU Tech 3306 (RF64: the true lengths stand in `ds64`); Sony Wave64.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        form, long_length, rate = file.read(4), 0, 0
        for name, length in _chunks(file, form):
            if name == b"data":
                return _Data(_promise(form, length, long_length, size - file.tell()), size - file.tell(), rate)
            body = file.read(16) if name in {b"ds64", b"fmt "} and length >= 16 else b""
            if len(body) == 16:
                long_length = struct.unpack("<QQ", body)[1] if name == b"ds64" else long_length
                rate = struct.unpack("<HHIIHH", body)[3] if name == b"fmt " else rate
    return _Data(0, 0, 0)


def _chunks(file: BinaryIO, form: bytes) -> Iterator[tuple[bytes, int]]:
    """Each chunk's name and length in bytes; the file then stands at its body, and may be read from there.

    Wave64 has GUIDs for names (they begin with RIFF's), longer lengths that count the head of the chunk, and all
    begins at a multiple of 8.
    """
    layout, head, step = ("<4s12xQ", 24, 8) if form == b"riff" else ("<4sI", 8, 2)
    at, end = 40 if form == b"riff" else 12, file.seek(0, 2)
    while at < end:
        file.seek(at)
        header = file.read(head)
        if len(header) < head:
            return
        name, length = struct.unpack(layout, header)
        length = max(0, length - 24) if form == b"riff" else length
        yield name, length
        at += head + length + -length % step


def _promise(form: bytes, length: int, long_length: int, there: int) -> int:
    """The bytes that a `data` chunk promises: `length`, or an RF64's `long_length`; 0: it does not say."""
    if form in _LONG and length == 0xFFFFFFFF:
        return long_length
    if form == b"RIFF" and (length >= _STREAMED or there - length >= _LONGEST):
        return 0
    return length


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
    what = _("is cut off: its header promises {promised} s, the sound ends after {heard} s").format(
        promised=format_number(promised), heard=format_number(heard)
    )
    return AudioError(path, what, _(AGAIN_IF))
