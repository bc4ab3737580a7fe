"""Info frame: the silent first frame of an MP3 that states its length, and the samples to cut at both ends.

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

ENCODER_DELAY = 576  # samples that LAME puts before the first
FRAME_SAMPLES = 1152  # samples of an MPEG-1 layer III frame
GRID_FRAMES = (
    49  # frames: at 44.1 kHz the pattern of longer and shorter frames repeats after so many, at every bit rate
)
_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # kbit/s, by their index in a header
_SAMPLE_RATES = (44100, 48000, 32000)  # Hz, likewise
_ENCODER = b"LAME3.100"
_CBR = 1
_PADDING = 0b10  # bit of a header's third byte: the frame is a byte longer
_CRC_LANES = 4096  # a power of two
_READ_BYTES = 1 << 22


def frame_bytes(bitrate: int, sample_rate: int) -> int:
    """Return the length of a frame without padding, in bytes."""
    return 144_000 * bitrate // sample_rate


def grid_bytes(bitrate: int, sample_rate: int) -> int:
    """Return the length of `GRID_FRAMES` frames, in bytes."""
    return GRID_FRAMES * 144_000 * bitrate // sample_rate


def info_frame(
    bitrate: int, sample_rate: int, channels: int, figures: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> bytes:
    """Return the Info frame.

    Args:
        bitrate: in kbit/s.
        sample_rate: in Hz.
        channels: 1 or 2.
        figures: samples of audio, frames after this one, bytes of them, and their CRC-16.
    """
    samples, frames, size, crc = figures
    length = frame_bytes(bitrate, sample_rate)
    padding = frames * FRAME_SAMPLES - ENCODER_DELAY - samples if frames else 0
    tag = b"".join(
        (
            _frame_header(bitrate, sample_rate, channels),
            bytes(17 if channels == 1 else 32),  # side information: silence
            b"Info",
            struct.pack(">III", 0b1111, frames, size + length),
            _seek_table(size, length),
            struct.pack(">I", 100 - 10 * 4 - 3),  # quality, as LAME computes it from -V (its default, 4) and -q
            _ENCODER,
            bytes([_CBR, 0]),  # revision 0; low-pass not stated
            bytes(8),  # peak and replay gain: not stated
            bytes([0, min(bitrate, 255)]),
            (ENCODER_DELAY << 12 | padding).to_bytes(3, "big"),
            bytes([_stereo_mode(channels) << 2 | {44100: 1, 48000: 2}.get(sample_rate, 0) << 6, 0]),
            struct.pack(">HIH", bitrate, size + length, crc),
        )
    )
    tag += struct.pack(">H", crc16(tag))
    return tag.ljust(length, b"\0")


def _frame_header(bitrate: int, sample_rate: int, channels: int) -> bytes:
    """Return a frame header: MPEG-1 layer III, no CRC, no padding; joint stereo or mono; original."""
    rates = _BITRATES.index(bitrate) << 4 | _SAMPLE_RATES.index(sample_rate) << 2
    return bytes([0xFF, 0xFB, rates, (0b01 if channels == 2 else 0b11) << 6 | 0b100])


def _seek_table(size: int, first: int) -> bytes:
    """Return the position of each hundredth of the time, in 256ths of the bytes.

    At a constant bit rate that is a straight line.
    """
    total = size + first
    return bytes(min(255, (first + size * part // 100) * 256 // total) if part and size else 0 for part in range(100))


def _stereo_mode(channels: int) -> int:
    return 3 if channels == 2 else 0  # joint stereo, mono


def scan_frames(path: Path) -> tuple[int, int, int]:
    """Walk the frames after the Info frame; return their number, their bytes, and their CRC-16.

    Raises:
        ValueError: the stream is not one frame after the other, all of one kind: a bug, never caused by an input.
    """
    with path.open("rb") as file:
        header = file.read(4)
        base = frame_bytes(_BITRATES[header[2] >> 4], _SAMPLE_RATES[header[2] >> 2 & 3])
        frames = crc = 0
        begin = start = file.seek(base)  # of what is read
        remainder = b""
        while chunk := file.read(_READ_BYTES):
            crc, data = crc16(chunk, crc), remainder + chunk
            count, position = _count_frames(data, header, base)
            if position + base < len(data):
                raise ValueError(f"no MP3 frame at byte {begin + position} of {path}")
            frames, begin, remainder = frames + count, begin + position, data[position:]
    if remainder:
        raise ValueError(f"the last MP3 frame of {path} is cut off")
    return frames, begin - start, crc


def _count_frames(data: bytes, header: bytes, base: int) -> tuple[int, int]:
    """Return how many whole frames of this kind follow one another from the beginning, and where they end."""
    frames, position, last = 0, 0, len(data) - base
    first, second, third = header[:3]
    while position <= last:
        flags = data[position + 2]
        if (
            data[position] != first
            or data[position + 1] != second
            or (flags ^ third) & ~_PADDING
            or position + (flags >> 1 & 1) > last
        ):
            break
        position += base + (flags >> 1 & 1)
        frames += 1
    return frames, position


def crc16(data: bytes, crc: int = 0) -> int:
    """Return the CRC-16/ARC (polynomial 0x8005, reflected, from 0), which LAME's header has.

    Long data is cut into lanes that are computed in parallel, two bytes at a time. Then neighbours are joined: a result
    is carried over the bytes behind it by the matrix that corresponds to as many zero bytes.
    """
    import numpy as np

    words = len(data) // 2 // _CRC_LANES
    if words:
        block = np.frombuffer(data, "<u2", words * _CRC_LANES).reshape(_CRC_LANES, words)
        lanes, table = np.zeros(_CRC_LANES, np.uint16), _crc_table(16)
        lanes[0] = crc
        for column in np.ascontiguousarray(block.T):
            lanes = table[lanes ^ column]
        carry = _zero_bytes_matrix(words * 2)
        while lanes.size > 1:
            lanes = _multiply_gf2(carry, lanes[::2]) ^ lanes[1::2]
            carry = _multiply_gf2(carry, carry)
        crc, data = int(lanes[0]), data[words * _CRC_LANES * 2 :]
    bytewise = _crc_table(8).tolist()
    for byte in data:
        crc = crc >> 8 ^ bytewise[(crc ^ byte) & 0xFF]
    return crc


@cache
def _crc_table(bits: int) -> NDArray[np.uint16]:
    """Return the CRC's state after `bits` zero bits, for each value of `bits` bits."""
    import numpy as np

    values = np.arange(1 << bits)
    for _ in range(bits):
        values = (values >> 1) ^ (values & 1) * 0xA001
    return values.astype(np.uint16)


def _zero_bytes_matrix(count: int) -> NDArray[np.uint16]:
    """Return the effect of `count` zero bytes on each bit of a CRC: a matrix over GF(2), one column a bit."""
    import numpy as np

    result: NDArray[np.uint16] = (1 << np.arange(16)).astype(np.uint16)
    power: NDArray[np.uint16] = (result >> 8) ^ _crc_table(8)[result & 0xFF]
    while count:
        if count & 1:
            result = _multiply_gf2(power, result)
        power = _multiply_gf2(power, power)
        count >>= 1
    return result


def _multiply_gf2(matrix: NDArray[np.uint16], values: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Multiply a matrix over GF(2) with each of some values."""
    import numpy as np

    products = np.zeros_like(values)
    for bit, column in enumerate(matrix):
        products ^= (values >> bit & 1) * column
    return products
