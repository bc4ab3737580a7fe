"""True peaks: what the signal reaches between its samples.

Source: ITU-R BS.1770-4, annex 2: oversampling by four. The interpolator is a Kaiser-windowed sinc of 24 taps a phase,
longer than the annex's example, so that it errs less close to half the sample rate.

Only elementwise operations in a fixed order are used: matrix products round differently from one CPU to another.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

TAPS = 24  # samples that one interpolated value is made from
REACH = TAPS // 2  # samples on either side
_STEP = 64  # samples judged at once
_BETA = 8.0  # of the Kaiser window
_GRAIN = 1 << 20  # taps are rounded to this part: sines and square roots differ in their last bit between CPUs


@cache
def _phases() -> NDArray[np.float32]:
    """The interpolator at 1/4, 2/4 and 3/4 between two samples: shape (3, TAPS), each phase with a gain of 1."""
    import numpy as np

    at = np.arange(-REACH + 1, REACH + 1)[None, :] - np.array([0.25, 0.5, 0.75])[:, None]
    window = np.i0(_BETA * np.sqrt(np.maximum(0.0, 1 - (at / REACH) ** 2))) / np.i0(_BETA)
    taps = np.sinc(at) * window
    taps /= taps.sum(axis=1, keepdims=True)
    rounded: NDArray[np.float32] = (np.round(taps * _GRAIN) / _GRAIN).astype(np.float32)
    return rounded


@cache
def _overshoot() -> float:
    """The most that a value between samples can exceed the samples around it."""
    import numpy as np

    return float(np.abs(_phases()).sum(axis=1).max())


def envelope(samples: NDArray[np.float32], ceiling: float) -> NDArray[np.float32] | None:
    """The true peak at and after each sample, the loudest channel's, wherever it could exceed `ceiling`.

    Args:
        samples: shape (channels, n), with `REACH` samples on either side that only serve as neighbours.
        ceiling: full scale is 1.0; elsewhere than near it the envelope stays 0.

    Returns:
        Shape (n - 2 · REACH,), or None when nothing comes near the ceiling.
    """
    import numpy as np

    count = samples.shape[1] - 2 * REACH
    steps = -(-count // _STEP)
    loud = np.zeros((steps + 1) * _STEP + 2 * REACH, np.float32)
    loud[: samples.shape[1]] = np.abs(samples).max(axis=0)
    reach = np.lib.stride_tricks.sliding_window_view(loud, _STEP + TAPS)[::_STEP][:steps].max(axis=1)
    near = np.flatnonzero(reach * _overshoot() > ceiling)
    if not near.size:
        return None
    peaks = np.zeros(steps * _STEP, np.float32)
    places = near[:, None] * _STEP + np.arange(_STEP)[None, :]
    peaks[places] = loud[places + REACH]
    for channel in samples:
        padded = np.zeros(loud.size, np.float32)
        padded[: channel.size] = channel
        peaks[places] = np.maximum(peaks[places], _between(padded, places))
    return peaks[:count]


def _between(channel: NDArray[np.float32], places: NDArray[np.intp]) -> NDArray[np.float32]:
    """The greatest interpolated value after each place; `places` count from REACH into `channel`."""
    import numpy as np

    sums = np.zeros((3, *places.shape), np.float32)
    for tap in range(TAPS):
        neighbours = channel[places + (tap + 1)]
        for phase in range(3):
            sums[phase] += _phases()[phase, tap] * neighbours
    between: NDArray[np.float32] = np.abs(sums).max(axis=0)
    return between


def windows(
    blocks: Iterable[NDArray[np.float32]], reach: int
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Each block, and the same block with `reach` samples of its neighbours on either side (zeros at the ends)."""
    import numpy as np

    before: NDArray[np.float32] | None = None
    block: NDArray[np.float32] | None = None
    for following in blocks:
        if block is not None and before is not None:
            yield block, np.concatenate([before, block, _first(following, reach)], axis=1)
            before = np.concatenate([before, block], axis=1)[:, -reach:]
        else:
            before = np.zeros((following.shape[0], reach), np.float32)
        block = following
    if block is not None and before is not None:
        yield block, np.concatenate([before, block, _first(block[:, :0], reach)], axis=1)


def _first(block: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """The first `count` samples, with zeros where the block is shorter."""
    import numpy as np

    return np.pad(block[:, :count], ((0, 0), (0, max(0, count - block.shape[1]))))


def highest(window: NDArray[np.float32], so_far: float) -> float:
    """The true peak of a window (see `windows`, reach `REACH`), full scale 1.0; `so_far` when it is not exceeded."""
    peaks = envelope(window, so_far)
    return so_far if peaks is None else max(so_far, float(peaks.max()))
