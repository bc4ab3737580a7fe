"""Pauses never become louder than they were.

A filter rings after a sound, and one that works on windows spreads a sound to both sides of it: in silence that an
editor or a gate made, both would be heard. So windows of 10 ms that are much quieter than the sound around them are
turned down to the power that they had.

Powers are sums of integers, so that they are the same on every CPU, in whatever order it adds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

_WINDOWS_PER_SECOND = 100
_RAMPS_PER_SECOND = 1000  # the gain moves from one window's to the next in 1 ms
_PAUSE_BELOW_LOUDEST = 10**2.5  # a ratio of powers: 25 dB below the loudest window within a block or two …
_MAX_PAUSE_POWER = 10**-5.5  # full scale 1.0, or quieter than -55 dBFS
_INTEGER_SCALE = 1 << 22  # samples are counted in these parts of full scale; what is smaller is silence
_MAX_INTEGER = 1 << 26  # 24 dB above full scale: sums of a window stay below 63 bits
_GAIN_STEPS = 1 << 12  # gains are rounded down to these parts


def limit_pauses(
    pairs: Iterable[tuple[NDArray[np.float32], NDArray[np.float32]]], sample_rate: int
) -> Iterator[NDArray[np.float32]]:
    """Yield the filtered samples, with pauses turned down that became louder.

    Args:
        pairs: the samples before and after filtering in blocks of a second, shape (channels, n); the last is shorter.
        sample_rate: in Hz.
    """
    width = sample_rate // _WINDOWS_PER_SECOND
    waiting: tuple[NDArray[np.float32], NDArray[np.float64]] | None = None
    previous_gain, loudest = 1.0, 0
    for before, after in pairs:
        powers = _window_powers(before, width)
        block_loudest = int(powers.max())
        gains = _window_gains(powers, _window_powers(after, width), max(loudest, block_loudest), width * len(before))
        loudest = block_loudest
        if waiting:
            yield _with_gains(*waiting, (previous_gain, gains[0]), width)
            previous_gain = waiting[1][-1]
        waiting = after, gains
    if waiting:
        yield _with_gains(*waiting, (previous_gain, 1.0), width)


def _window_powers(block: NDArray[np.float32], width: int) -> NDArray[np.int64]:
    """Return the sum of squares of each `width` samples of all channels; the last window may be shorter."""
    import numpy as np

    integers = np.clip(np.rint(block * np.float32(_INTEGER_SCALE)), -_MAX_INTEGER, _MAX_INTEGER).astype(np.int64)
    powers: NDArray[np.int64] = np.add.reduceat(
        np.square(integers).sum(axis=0), np.arange(0, block.shape[1], width), dtype=np.int64
    )
    return powers


def _window_gains(
    before: NDArray[np.int64], after: NDArray[np.int64], loudest: int, values: int
) -> NDArray[np.float64]:
    """Return the gain of each window, at most 1; `values` is the number of values in a window."""
    import numpy as np

    gains = np.ones(before.size)
    quiet = int(_MAX_PAUSE_POWER * values * _INTEGER_SCALE**2)
    is_louder = ((after > before) | (before == 0)) & (before <= max(int(loudest / _PAUSE_BELOW_LOUDEST), quiet))
    gains[is_louder] = (
        np.floor(np.sqrt(before[is_louder] / np.maximum(after[is_louder], 1)) * _GAIN_STEPS) / _GAIN_STEPS
    )
    return gains


def _with_gains(
    block: NDArray[np.float32], gains: NDArray[np.float64], neighbours: tuple[float, float], width: int
) -> NDArray[np.float32]:
    """Return a block with the gain of each window; it moves at the edge of the window with the higher gain.

    `neighbours` are the gains before and after the block.
    """
    import numpy as np

    if (gains == 1.0).all() and neighbours == (1.0, 1.0):
        return block
    around = np.array([neighbours[0], *gains, neighbours[1]])
    starts = np.arange(gains.size) * width
    ramp = max(1, width * _WINDOWS_PER_SECOND // _RAMPS_PER_SECOND)
    ends = np.minimum(starts + width, block.shape[1])
    middle = (starts + ends) / 2
    positions = np.stack([starts, np.minimum(starts + ramp, middle), np.maximum(ends - ramp, middle), ends], axis=1)
    levels = np.stack([np.minimum(around[:-2], gains), gains, gains, np.minimum(gains, around[2:])], axis=1)
    curve = np.interp(np.arange(block.shape[1]) + 0.5, positions.ravel(), levels.ravel())
    softened: NDArray[np.float32] = (block * curve).astype(np.float32)
    return softened
