"""The Info frame: the silent first frame of an MP3 that tells players its length, and what to cut at both ends.

Sources: Xing's header and LAME's extension, "Mp3 Info Tag revision 1" (LAME project); ISO/IEC 11172-3 for the frame.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

DELAY = 576  # samples that LAME puts before the first
FRAME = 1152  # samples of an MPEG-1 layer III frame
GRID = 49  # frames: at 44.1 kHz the pattern of longer and shorter frames repeats after so many, at every bit rate
_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # kbit/s, by their index in a header
_SAMPLE_RATES = (44100, 48000, 32000)  # Hz, likewise
_ENCODER = b"LAME3.100"
_CBR = 1
_LANES = 1024
_READ = 1 << 22  # bytes


def frame_bytes(bitrate: int, sample_rate: int) -> int:
    """The length of a frame without padding, in bytes."""
    return 144_000 * bitrate // sample_rate


def grid_bytes(bitrate: int, sample_rate: int) -> int:
    """The length of `GRID` frames, in bytes."""
    return GRID * 144_000 * bitrate // sample_rate


def info_frame(
    bitrate: int, sample_rate: int, channels: int, figures: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> bytes:
    """The Info frame.

    Args:
        bitrate: in kbit/s.
        sample_rate: in Hz.
        channels: 1 or 2.
        figures: samples of sound, frames after this one, bytes of them, and their CRC-16.
    """
    samples, frames, size, crc = figures
    length = frame_bytes(bitrate, sample_rate)
    padding = frames * FRAME - DELAY - samples if frames else 0
    tag = b"".join(
        (
            _header(bitrate, sample_rate, channels),
            bytes(17 if channels == 1 else 32),  # side information: silence
            b"Info",
            struct.pack(">III", 0b1111, frames, size + length),
            _contents(size, length),
            struct.pack(">I", 100 - 10 * 4 - 3),  # quality, as LAME reckons it from -V (its default, 4) and -q
            _ENCODER,
            bytes([_CBR, 0]),  # revision 0; low-pass not stated
            bytes(8),  # peak and replay gain: not stated
            bytes([0, min(bitrate, 255)]),
            (DELAY << 12 | padding).to_bytes(3, "big"),
            bytes([_stereo(channels) << 2 | {44100: 1, 48000: 2}.get(sample_rate, 0) << 6, 0]),
            struct.pack(">HIH", bitrate, size + length, crc),
        )
    )
    tag += struct.pack(">H", crc16(tag))
    return tag.ljust(length, b"\0")


def _header(bitrate: int, sample_rate: int, channels: int) -> bytes:
    """MPEG-1 layer III, no CRC, no padding; joint stereo or mono; original."""
    rates = _BITRATES.index(bitrate) << 4 | _SAMPLE_RATES.index(sample_rate) << 2
    return bytes([0xFF, 0xFB, rates, (0b01 if channels == 2 else 0b11) << 6 | 0b100])


def _contents(size: int, first: int) -> bytes:
    """Where each hundredth of the time begins, in 256ths of the bytes: at a constant bit rate a straight line."""
    whole = size + first
    return bytes(min(255, (first + size * part // 100) * 256 // whole) if part and size else 0 for part in range(100))


def _stereo(channels: int) -> int:
    return 3 if channels == 2 else 0  # joint stereo, mono


def scan(path: Path) -> tuple[int, int, int]:
    """Walks the frames after the Info frame: how many, their bytes, their CRC-16.

    Raises:
        ValueError: the stream is not one frame after the other, all of one kind: a bug, never an input's fault.
    """
    with path.open("rb") as file:
        kind = file.read(4)
        base = frame_bytes(_BITRATES[kind[2] >> 4], _SAMPLE_RATES[kind[2] >> 2 & 3])
        frames = crc = 0
        begin = file.seek(base)  # of what is read
        rest = b""
        while new := file.read(_READ):
            crc, data, at = crc16(new, crc), rest + new, 0
            while at + base + 1 <= len(data):
                at, frames = at + _frame(data[at : at + 4], kind, base, f"byte {begin + at} of {path}"), frames + 1
            begin, rest = begin + at, data[at:]
        end = begin + len(rest)
        if rest and _frame(rest[:4], kind, base, f"byte {begin} of {path}") != len(rest):
            raise ValueError(f"the last MP3 frame of {path} is cut off")
    return frames + bool(rest), end - base, crc


def _frame(header: bytes, kind: bytes, base: int, place: str) -> int:
    """The length of a frame of this kind, in bytes."""
    if header[:2] != kind[:2] or len(header) < len(kind) or (header[2] ^ kind[2]) & ~0b10:
        raise ValueError(f"no MP3 frame at {place}")
    return base + (header[2] >> 1 & 1)


def crc16(data: bytes, crc: int = 0) -> int:
    """CRC-16/ARC (polynomial 0x8005, reflected, from 0), as LAME's header wants it.

    Long data is cut into lanes that are reckoned side by side; a lane's result is carried over the lanes behind it by
    the matrix that as many zero bytes would make.
    """
    import numpy as np

    table = _table()
    while len(data) >= _LANES * 16:
        length = min(len(data) // _LANES, 4096)
        block = np.frombuffer(data[: length * _LANES], np.uint8).reshape(_LANES, length)
        lanes = np.zeros(_LANES, np.uint16)
        for column in block.T:
            lanes = (lanes >> 8) ^ table[(lanes ^ column) & 0xFF]
        zeros = _zeros(length)
        for lane in lanes:
            crc = _times(zeros, crc) ^ int(lane)
        data = data[length * _LANES :]
    for byte in data:
        crc = crc >> 8 ^ int(table[(crc ^ byte) & 0xFF])
    return crc


def _table() -> NDArray[np.uint16]:
    import numpy as np

    values = np.arange(256)
    for _ in range(8):
        values = (values >> 1) ^ np.where(values & 1, 0xA001, 0)
    return values.astype(np.uint16)


def _zeros(count: int) -> list[int]:
    """What `count` zero bytes make of each of the 16 bits of a CRC."""
    table = _table()
    bits = [1 << bit for bit in range(16)]
    result, power = list(bits), [value >> 8 ^ int(table[value & 0xFF]) for value in bits]
    while count:
        if count & 1:
            result = [_times(power, value) for value in result]
        power = [_times(power, value) for value in power]
        count >>= 1
    return result


def _times(matrix: list[int], value: int) -> int:
    """A matrix over GF(2), one column a bit, times a value."""
    result = 0
    for bit, column in enumerate(matrix):
        if value >> bit & 1:
            result ^= column
    return result
