"""MP3 frames with their stuffing bits set to zero.

Between the end of a frame's sound and the beginning of the next frame's lie bits that no decoder reads. LAME fills them
with its name and a pattern that depends on how many there were before: two encoders that agree on every audible bit
differ there. With zeros instead, the same sound is the same bytes, however the work was divided.

Source: ISO/IEC 11172-3, 2.4.1.7 (side information) and 2.4.1.8 (main data, ancillary data).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HEADER = 4  # bytes
_REACH = 12  # frames: further back or ahead than this no frame's sound lies (511 bytes at 64 kbit/s and less)
_GRANULE = 59  # bits of side information for one channel of one granule; the first 12 are its length


def frame_starts(data: bytes, size: int) -> NDArray[np.int64]:
    """Where each whole frame begins, and at the end where the last one ends.

    Args:
        data: frames of one kind, one after the other.
        size: of a frame without padding, in bytes.

    Raises:
        ValueError: something else is between them: a bug, never an input's fault.
    """
    import numpy as np

    starts, at, length, kind = [0], 0, len(data), data[:2]
    while at + _HEADER <= length:
        if data[at : at + 2] != kind:
            raise ValueError(f"no MP3 frame at byte {at}")
        at += size + (data[at + 2] >> 1 & 1)
        if at > length:
            break
        starts.append(at)
    return np.array(starts, np.int64)


class Cleared:
    """Frames that come bit by bit from an encoder, without stuffing."""

    def __init__(self, size: int, channels: int) -> None:
        """`size` is a frame's without padding, in bytes."""
        self._size, self._channels = size, channels
        self._raw = b""
        self._given = 0  # frames at the front of these that were given already

    def settled(self, data: bytes, *, ended: bool = False) -> bytes:
        """Takes what the encoder made and gives the whole frames in which nothing will change any more."""
        self._raw += data
        starts = frame_starts(self._raw, self._size)
        until = len(starts) - 1 - (0 if ended else _REACH)
        if until <= self._given:
            return b""
        clear = without_stuffing(self._raw, starts, self._channels)[starts[self._given] : starts[until]]
        kept = max(0, until - _REACH)
        self._raw, self._given = self._raw[starts[kept] :], until - kept
        return clear


def without_stuffing(data: bytes, starts: NDArray[np.int64], channels: int) -> bytes:
    """The frames with all bits that are nobody's set to zero, those after the last frame's sound as well.

    Of frames that were cut out of a longer stream, the last few are therefore not what they were: the sound of those
    that followed began in them.
    """
    import numpy as np

    frames = np.frombuffer(data, np.uint8)[: starts[-1]].copy()
    side = _HEADER + (32 if channels == 2 else 17)
    sound = np.ones(frames.size, bool)
    for byte in range(side):
        sound[starts[:-1] + byte] = False
    main = frames[sound]
    areas = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.diff(starts) - side)])
    begins, lengths = _pointers(frames, starts[:-1], channels)
    first = areas[:-1] - begins
    ends = np.maximum(first * 8 + lengths, 0)  # the first frames may follow upon some that are not here
    for bit_end, following in zip(ends.tolist(), [*first[1:].tolist(), main.size], strict=True):
        byte, bit = bit_end >> 3, bit_end & 7
        if byte < following:
            if bit:
                main[byte] &= 0xFF00 >> bit & 0xFF
                byte += 1
            main[byte:following] = 0
    frames[sound] = main
    return frames.tobytes()


def _pointers(
    frames: NDArray[np.uint8], starts: NDArray[np.int64], channels: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many bytes before its own area each frame's sound begins, and how many bits it takes."""
    import numpy as np

    def bits(at: int, width: int) -> NDArray[np.int64]:
        byte, shift = divmod(at, 8)
        value = np.zeros(starts.size, np.int64)
        for offset in range(4):
            value = value << 8 | frames[np.minimum(starts + _HEADER + byte + offset, frames.size - 1)]
        return value >> (32 - shift - width) & ((1 << width) - 1)

    head = 20 if channels == 2 else 18  # main_data_begin, private bits, scale factor selection
    lengths = sum((bits(head + _GRANULE * part, 12) for part in range(2 * channels)), np.zeros(starts.size, np.int64))
    return bits(0, 9), lengths
