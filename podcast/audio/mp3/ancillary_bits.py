"""Set the ancillary bits of MP3 frames to zero.

Between the end of a frame's main data and the beginning of the next frame's lie bits that no decoder reads. LAME fills
them with its name and a pattern that depends on how many there were before: two encoders that agree on every audible
bit differ there. With zeros instead, the same audio is the same bytes, however the work was divided.

Source: ISO/IEC 11172-3, 2.4.1.7 (side information) and 2.4.1.8 (main data, ancillary data).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HEADER_BYTES = 4
_MAX_REACH_FRAMES = 12  # a frame's main data begins at most so far back (511 bytes at 64 kbit/s and less)
_GRANULE_BITS = 59  # bits of side information for one channel of one granule; the first 12 are its length


def frame_starts(data: bytes, size: int) -> NDArray[np.int64]:
    """Return the position of each whole frame, and at the end the position at which the last one ends.

    Args:
        data: frames of one kind, one after the other.
        size: of a frame without padding, in bytes.

    Raises:
        ValueError: the data has something else between frames: a bug, never caused by an input.
    """
    import numpy as np

    starts, position, length, header = [0], 0, len(data), data[:2]
    while position + _HEADER_BYTES <= length:
        if data[position : position + 2] != header:
            raise ValueError(f"no MP3 frame at byte {position}")
        position += size + (data[position + 2] >> 1 & 1)
        if position > length:
            break
        starts.append(position)
    return np.array(starts, np.int64)


class AncillaryBitsCleaner:
    """Cleaner of ancillary bits for frames that come from an encoder in pieces."""

    def __init__(self, size: int, channels: int) -> None:
        """`size` is a frame's without padding, in bytes."""
        self._size, self._channels = size, channels
        self._raw = b""
        self._frames_given = 0  # frames at the front of the raw data that were returned already

    def push(self, data: bytes, *, ended: bool = False) -> bytes:
        """Add the encoder's output, and return the whole frames that will not change any more."""
        self._raw += data
        starts = frame_starts(self._raw, self._size)
        until = len(starts) - 1 - (0 if ended else _MAX_REACH_FRAMES)
        if until <= self._frames_given:
            return b""
        cleared = clear_ancillary_bits(self._raw, starts, self._channels)[starts[self._frames_given] : starts[until]]
        first = max(0, until - _MAX_REACH_FRAMES)
        self._raw, self._frames_given = self._raw[starts[first] :], until - first
        return cleared


def clear_ancillary_bits(data: bytes, starts: NDArray[np.int64], channels: int) -> bytes:
    """Return the frames with all ancillary bits set to zero, those after the last frame's main data as well.

    If the frames were cut out of a longer stream, the last few therefore differ from the stream: the main data of the
    following frames began in them.
    """
    import numpy as np

    frames = np.frombuffer(data, np.uint8)[: starts[-1]].copy()
    header_bytes = _HEADER_BYTES + (32 if channels == 2 else 17)
    is_main_data = np.ones(frames.size, bool)
    for byte in range(header_bytes):
        is_main_data[starts[:-1] + byte] = False
    main = frames[is_main_data]
    area_starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.diff(starts) - header_bytes)])
    offsets, lengths = _main_data_positions(frames, starts[:-1], channels)
    first = area_starts[:-1] - offsets
    ends = np.maximum(first * 8 + lengths, 0)  # the first frames may refer to frames before them
    for bit_end, following in zip(ends.tolist(), [*first[1:].tolist(), main.size], strict=True):
        byte, bit = bit_end >> 3, bit_end & 7
        if byte < following:
            if bit:
                main[byte] &= 0xFF00 >> bit & 0xFF
                byte += 1
            main[byte:following] = 0
    frames[is_main_data] = main
    return frames.tobytes()


def _main_data_positions(
    frames: NDArray[np.uint8], starts: NDArray[np.int64], channels: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many bytes before its own area each frame's main data begins, and its length in bits."""
    import numpy as np

    def bits(position: int, width: int) -> NDArray[np.int64]:
        byte, shift = divmod(position, 8)
        value = np.zeros(starts.size, np.int64)
        for offset in range(4):
            value = value << 8 | frames[np.minimum(starts + _HEADER_BYTES + byte + offset, frames.size - 1)]
        return value >> (32 - shift - width) & ((1 << width) - 1)

    first_granule = 20 if channels == 2 else 18  # main_data_begin, private bits, scale factor selection
    lengths = sum(
        (bits(first_granule + _GRANULE_BITS * part, 12) for part in range(2 * channels)),
        np.zeros(starts.size, np.int64),
    )
    return bits(0, 9), lengths
