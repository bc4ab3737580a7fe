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
_BATCH = 256  # steps reckoned at once: what they need stays in the processor's cache
# How much higher than the samples around it a value between them is, at most: 3.5 dB. A tone at a quarter of the sample
# rate reaches 3 dB; more needs tones above, in step with the samples, and nothing else: no sound that is published.
ABOVE = 1.5
SELDOM_ABOVE = 1.19  # 1.5 dB: enough where the figure is only told
_ABOVE_HALVES = 1.3  # the same above samples and the values half-way between them: a tone at 19.5 kHz reaches it
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


def near(
    samples: NDArray[np.float32], ceiling: float, above: float = ABOVE
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The steps of `STEP` samples in which a true peak can pass the ceiling, and it at and after each of their samples.

    Args:
        samples: shape (channels, n), with `REACH` samples on either side that only serve as neighbours.
        ceiling: full scale is 1.0.
        above: how much higher than the samples a value between them is taken to be at most.

    Returns:
        Numbers of steps, shape (m,), and heights, the loudest channel's, shape (m, `STEP`).
    """
    import numpy as np

    level = loudest(samples)
    steps = np.arange(0, level.size - 2 * REACH, STEP)
    loud = np.maximum.reduceat(level[REACH:-REACH], steps)
    around = np.concatenate([[level[:REACH].max()], loud, [level[-REACH:].max()]])
    reach = np.maximum(np.maximum(around[:-2], loud), around[2:])
    found = np.flatnonzero(reach * np.float32(above) > ceiling)
    heights = np.zeros((found.size, STEP), np.float32)
    if not found.size:
        return found, heights
    missing = -(level.size - 2 * REACH) % STEP
    if missing and found[-1] == steps.size - 1:
        samples = np.pad(samples, ((0, 0), (0, missing)))
    rows = np.lib.stride_tricks.sliding_window_view(samples, STEP + TAPS, axis=1)[:, ::STEP]
    for channel in rows:
        for begin in range(0, found.size, _BATCH):
            part = slice(begin, begin + _BATCH)
            np.maximum(heights[part], _heights(channel[found[part]], ceiling), out=heights[part])
    if missing and found[-1] == steps.size - 1:
        heights[-1, -missing:] = 0
    return found, heights


def loudest(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The louder channel at each sample: shape (channels, n) in, (n,) out."""
    import numpy as np

    level: NDArray[np.float32] = np.abs(samples[0])
    for channel in samples[1:]:
        np.maximum(level, np.abs(channel), out=level)
    return level


def _heights(rows: NDArray[np.float32], ceiling: float) -> NDArray[np.float32]:
    """The true peak at and after each of the `STEP` samples in the middle of each row of `STEP` + `TAPS`.

    Between samples and the values half-way between them is looked only where these come near the ceiling.
    """
    import numpy as np

    quarter, half, last = _phases()
    highest = np.maximum(np.abs(rows[:, REACH : REACH + STEP]), _between(rows, half))
    close = np.flatnonzero(highest.max(axis=1, initial=0.0) * np.float32(_ABOVE_HALVES) > ceiling)
    if close.size:
        rows, between = rows[close], highest[close]
        for taps in (quarter, last):
            np.maximum(between, _between(rows, taps), out=between)
        highest[close] = between
    return highest


def _between(rows: NDArray[np.float32], taps: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far from zero the values of one phase of the interpolator lie."""
    import numpy as np

    total: NDArray[np.float32] = rows[:, 1 : 1 + STEP] * taps[0]
    product = np.empty_like(total)
    for tap in range(1, TAPS):
        np.multiply(rows[:, tap + 1 : tap + 1 + STEP], taps[tap], out=product)
        np.add(total, product, out=total)
    np.abs(total, out=total)
    return total


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
