"""The Info frame: the silent first frame of an MP3 that tells players its length, and what to cut at both ends.

Sources: Xing's header and LAME's extension, "Mp3 Info Tag revision 1" (LAME project); ISO/IEC 11172-3 for the frame.
"""

from __future__ import annotations

import struct
from functools import cache
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
_PADDING = 0b10  # the bit of a header's third byte that says: a byte longer
_LANES = 4096  # a power of two
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
        begin = start = file.seek(base)  # of what is read
        rest = b""
        while new := file.read(_READ):
            crc, data = crc16(new, crc), rest + new
            count, at = _walked(data, kind, base)
            if at + base < len(data):
                raise ValueError(f"no MP3 frame at byte {begin + at} of {path}")
            frames, begin, rest = frames + count, begin + at, data[at:]
    if rest:
        raise ValueError(f"the last MP3 frame of {path} is cut off")
    return frames, begin - start, crc


def _walked(data: bytes, kind: bytes, base: int) -> tuple[int, int]:
    """How many whole frames of this kind follow one another from the beginning, and where they end."""
    frames, at, last = 0, 0, len(data) - base
    first, second, third = kind[:3]
    while at <= last:
        flags = data[at + 2]
        if data[at] != first or data[at + 1] != second or (flags ^ third) & ~_PADDING or at + (flags >> 1 & 1) > last:
            break
        at += base + (flags >> 1 & 1)
        frames += 1
    return frames, at


def crc16(data: bytes, crc: int = 0) -> int:
    """CRC-16/ARC (polynomial 0x8005, reflected, from 0), as LAME's header wants it.

    Long data is cut into lanes that are reckoned side by side, two bytes at a time. Then neighbours are put together: a
    result is carried over the bytes behind it by the matrix that as many zeros would make.
    """
    import numpy as np

    words = len(data) // 2 // _LANES
    if words:
        block = np.frombuffer(data, "<u2", words * _LANES).reshape(_LANES, words)
        lanes, table = np.zeros(_LANES, np.uint16), _table(16)
        lanes[0] = crc
        for column in np.ascontiguousarray(block.T):
            lanes = table[lanes ^ column]
        carry = _zeros(words * 2)
        while lanes.size > 1:
            lanes = _times(carry, lanes[::2]) ^ lanes[1::2]
            carry = _times(carry, carry)
        crc, data = int(lanes[0]), data[words * _LANES * 2 :]
    bytewise = _table(8).tolist()
    for byte in data:
        crc = crc >> 8 ^ bytewise[(crc ^ byte) & 0xFF]
    return crc


@cache
def _table(bits: int) -> NDArray[np.uint16]:
    """What so many zero bits make of each value of as many bits."""
    import numpy as np

    values = np.arange(1 << bits)
    for _ in range(bits):
        values = (values >> 1) ^ (values & 1) * 0xA001
    return values.astype(np.uint16)


def _zeros(count: int) -> NDArray[np.uint16]:
    """What `count` zero bytes make of each bit of a CRC: a matrix over GF(2), one column a bit."""
    import numpy as np

    result: NDArray[np.uint16] = (1 << np.arange(16)).astype(np.uint16)
    power: NDArray[np.uint16] = (result >> 8) ^ _table(8)[result & 0xFF]
    while count:
        if count & 1:
            result = _times(power, result)
        power = _times(power, power)
        count >>= 1
    return result


def _times(matrix: NDArray[np.uint16], values: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """A matrix over GF(2) times each of some values."""
    import numpy as np

    products = np.zeros_like(values)
    for bit, column in enumerate(matrix):
        products ^= (values >> bit & 1) * column
    return products
