"""True peaks: what the signal reaches between its samples.

Source: ITU-R BS.1770-4, annex 2: oversampling by four. The interpolator is a Kaiser-windowed sinc of 16 taps a phase,
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

TAPS = 16  # samples that one interpolated value is made from
REACH = TAPS // 2  # samples on either side
STEP = 64  # samples judged at once
_PIECE = 1 << 16  # samples, whole steps
_BATCH = 256  # steps reckoned at once: what they need stays in the processor's cache
# How much higher than the samples around it a value between them is, at most: 3.5 dB. A tone at a quarter of the sample
# rate reaches 3 dB; more needs tones above, in step with the samples, and nothing else: no sound that is published.
_ABOVE = 1.5
_SELDOM_ABOVE = 1.19  # 1.5 dB: enough where the figure is only told
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


def envelope(samples: NDArray[np.float32], ceiling: float) -> NDArray[np.float32] | None:
    """The true peak at and after each sample, the loudest channel's, wherever it could exceed `ceiling`.

    Args:
        samples: shape (channels, n), with `REACH` samples on either side that only serve as neighbours.
        ceiling: full scale is 1.0; elsewhere than near it the envelope stays 0.

    Returns:
        Shape (n - 2 · REACH,), or None when nothing comes near the ceiling.
    """
    import numpy as np

    near, heights = _near(samples, ceiling)
    if not near.size:
        return None
    count = samples.shape[1] - 2 * REACH
    peaks = np.zeros((-(-count // STEP), STEP), np.float32)
    peaks[near] = heights
    return peaks.ravel()[:count]


def _near(
    samples: NDArray[np.float32], ceiling: float, above: float = _ABOVE
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The steps of `STEP` samples in which a true peak can pass the ceiling, and it at each of their samples."""
    import numpy as np

    count = samples.shape[1] - 2 * REACH
    steps = -(-count // STEP)
    padded = samples
    if missing := steps * STEP - count:
        padded = np.pad(samples, ((0, 0), (0, missing)))
    rows = np.lib.stride_tricks.sliding_window_view(padded, STEP + TAPS, axis=1)[:, ::STEP]
    whole = padded[:, REACH:-REACH].reshape(samples.shape[0], steps, STEP)
    loud = np.maximum(whole.max(axis=2), -whole.min(axis=2)).max(axis=0)
    edges = np.abs(padded[:, :REACH]).max(), np.abs(padded[:, -REACH:]).max()
    around = np.concatenate([edges[:1], loud, edges[1:]])
    reach = np.maximum(np.maximum(around[:-2], loud), around[2:])
    near = np.flatnonzero(reach * np.float32(above) > ceiling)
    heights = np.zeros((near.size, STEP), np.float32)
    for channel in rows:
        for begin in range(0, near.size, _BATCH):
            part = slice(begin, begin + _BATCH)
            np.maximum(heights[part], _heights(channel[near[part]]), out=heights[part])
    return near, heights


def _heights(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The true peak at and after each of the `STEP` samples in the middle of each row of `STEP` + `TAPS`."""
    import numpy as np

    highest = np.abs(rows[:, REACH : REACH + STEP])
    total, product = np.empty_like(highest), np.empty_like(highest)
    for taps in _phases():
        np.multiply(rows[:, 1 : 1 + STEP], taps[0], out=total)
        for tap in range(1, TAPS):
            np.multiply(rows[:, tap + 1 : tap + 1 + STEP], taps[tap], out=product)
            np.add(total, product, out=total)
        np.maximum(highest, np.abs(total, out=total), out=highest)
    return highest


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
            behind = block if block.shape[1] >= reach else np.concatenate([before, block], axis=1)
            before = behind[:, -reach:]
        else:
            before = np.zeros((following.shape[0], reach), np.float32)
        block = following
    if block is not None and before is not None:
        yield block, np.concatenate([before, block, _first(block[:, :0], reach)], axis=1)


def _first(block: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """The first `count` samples, with zeros where the block is shorter."""
    import numpy as np

    return np.pad(block[:, :count], ((0, 0), (0, max(0, count - block.shape[1]))))


def highest(window: NDArray[np.float32]) -> float:
    """The true peak of a window (with `REACH` samples more on either side), full scale 1.0.

    It is looked for where the samples come within 1.5 dB of the highest.
    """
    own = window[:, REACH:-REACH]
    peak = float(max(own.max(), -own.min()))
    if peak:
        for _, part in _pieces(window):
            peak = max(peak, float(_near(part, peak, _SELDOM_ABOVE)[1].max(initial=0.0)))
    return peak


def over(window: NDArray[np.float32], ceiling: float) -> list[tuple[int, float]]:
    """Where the true peak passes the ceiling: the highest place of each step of `STEP` samples, and its height."""
    found = []
    for start, part in _pieces(window):
        near, heights = _near(part, ceiling)
        high = heights.max(axis=1, initial=0.0) > ceiling
        for step, row in zip(near[high].tolist(), heights[high], strict=True):
            found.append((start + int(step * STEP + row.argmax()), float(row.max())))
    return found


def _pieces(window: NDArray[np.float32]) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """A long window as shorter ones, so that what is reckoned of it takes little memory: place and samples of each."""
    for start in range(0, window.shape[1] - 2 * REACH, _PIECE):
        yield start, window[:, start : start + _PIECE + 2 * REACH]
