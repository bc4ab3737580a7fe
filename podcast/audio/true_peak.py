"""True peak measurement: the level that the signal reaches between its samples.

Source: ITU-R BS.1770-4, annex 2: oversampling by four. The interpolator is a Kaiser-windowed sinc of 16 taps a phase,
longer than the annex's example, so that its error is smaller close to half the sample rate.

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
STEP_SAMPLES = 64  # samples whose true peaks are computed, or skipped, together
_BATCH_STEPS = 256  # steps computed at once: their data fits into the processor's cache
# How much higher than the samples around it a value between them is at most: 3.5 dB. A tone at a quarter of the sample
# rate reaches 3 dB; more needs only tones above that, in phase with the samples, which no published audio consists of.
MAX_INTERSAMPLE_RATIO = 1.5
USUAL_INTERSAMPLE_RATIO = 1.19  # 1.5 dB: enough for a reported figure
# The same, over samples and the values half-way between them: a tone at 19.5 kHz reaches it.
_MAX_RATIO_OVER_HALVES = 1.3
_KAISER_BETA = 8.0
_TAP_STEPS = 1 << 20  # taps are rounded to 1 / this: sines and square roots differ in their last bit between CPUs


@cache
def _phases() -> NDArray[np.float32]:
    """Return the interpolator at 1/4, 2/4 and 3/4 between two samples: shape (3, TAPS), each phase with a gain of 1."""
    import numpy as np

    offsets = np.arange(-REACH + 1, REACH + 1)[None, :] - np.array([0.25, 0.5, 0.75])[:, None]
    window = np.i0(_KAISER_BETA * np.sqrt(np.maximum(0.0, 1 - (offsets / REACH) ** 2))) / np.i0(_KAISER_BETA)
    taps = np.sinc(offsets) * window
    taps /= taps.sum(axis=1, keepdims=True)
    rounded: NDArray[np.float32] = (np.round(taps * _TAP_STEPS) / _TAP_STEPS).astype(np.float32)
    return rounded


def true_peaks_near(
    samples: NDArray[np.float32], ceiling: float, max_ratio: float = MAX_INTERSAMPLE_RATIO
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return the steps of `STEP_SAMPLES` samples in which a true peak can pass the ceiling, with their true peaks.

    Args:
        samples: shape (channels, n), with `REACH` samples on either side that only serve as neighbours.
        ceiling: full scale is 1.0.
        max_ratio: how much higher than the samples a value between them is assumed to be at most.

    Returns:
        Numbers of steps, shape (m,), and the true peak at and after each of their samples, of the loudest channel,
        shape (m, `STEP_SAMPLES`).
    """
    import numpy as np

    level = channel_maximum(samples)
    steps = np.arange(0, level.size - 2 * REACH, STEP_SAMPLES)
    loud = np.maximum.reduceat(level[REACH:-REACH], steps)
    around = np.concatenate([[level[:REACH].max()], loud, [level[-REACH:].max()]])
    reach = np.maximum(np.maximum(around[:-2], loud), around[2:])
    near = np.flatnonzero(reach * np.float32(max_ratio) > ceiling)
    heights = np.zeros((near.size, STEP_SAMPLES), np.float32)
    if not near.size:
        return near, heights
    missing = -(level.size - 2 * REACH) % STEP_SAMPLES
    if missing and near[-1] == steps.size - 1:
        samples = np.pad(samples, ((0, 0), (0, missing)))
    rows = np.lib.stride_tricks.sliding_window_view(samples, STEP_SAMPLES + TAPS, axis=1)[:, ::STEP_SAMPLES]
    for channel in rows:
        for begin in range(0, near.size, _BATCH_STEPS):
            part = slice(begin, begin + _BATCH_STEPS)
            np.maximum(heights[part], _true_peak_rows(channel[near[part]], ceiling), out=heights[part])
    if missing and near[-1] == steps.size - 1:
        heights[-1, -missing:] = 0
    return near, heights


def channel_maximum(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the magnitude of the louder channel at each sample: shape (channels, n) in, (n,) out."""
    import numpy as np

    level: NDArray[np.float32] = np.abs(samples[0])
    for channel in samples[1:]:
        np.maximum(level, np.abs(channel), out=level)
    return level


def window_true_peaks(samples: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """Return the true peak around the highest sample of each `width` samples, of the loudest channel.

    A little less than the true peak of the whole window in rare cases, at a small part of the cost. `samples` are as in
    `true_peaks_near`; the last window may be shorter.
    """
    import numpy as np

    level = channel_maximum(samples[:, REACH:-REACH])
    rows = np.pad(level, (0, -level.size % width)).reshape(-1, width)
    highest = rows.argmax(axis=1)
    peaks: NDArray[np.float32] = rows[np.arange(len(rows)), highest]
    places = highest + np.arange(len(rows)) * width + np.arange(TAPS + 1)[:, None]
    for channel in samples:
        around = channel[places]
        for neighbours in (around[:-1], around[1:]):  # between the highest sample and the one before, the one after
            between = np.abs((neighbours * _phases()[:, :, None]).sum(axis=1)).max(axis=0)
            np.maximum(peaks, between, out=peaks)
    return peaks


def _true_peak_rows(rows: NDArray[np.float32], ceiling: float) -> NDArray[np.float32]:
    """Return the true peak at and after each of the `STEP_SAMPLES` samples in the middle of each row.

    A row has `STEP_SAMPLES` + `TAPS` samples. The values between samples and the half-way values are computed only
    where these come near the ceiling.
    """
    import numpy as np

    quarter, half, last = _phases()
    highest = np.maximum(np.abs(rows[:, REACH : REACH + STEP_SAMPLES]), _interpolated_magnitude(rows, half))
    close = np.flatnonzero(highest.max(axis=1, initial=0.0) * np.float32(_MAX_RATIO_OVER_HALVES) > ceiling)
    if close.size:
        rows, between = rows[close], highest[close]
        for taps in (quarter, last):
            np.maximum(between, _interpolated_magnitude(rows, taps), out=between)
        highest[close] = between
    return highest


def _interpolated_magnitude(rows: NDArray[np.float32], taps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the magnitudes of the values of one phase of the interpolator."""
    import numpy as np

    total: NDArray[np.float32] = rows[:, 1 : 1 + STEP_SAMPLES] * taps[0]
    product = np.empty_like(total)
    for tap in range(1, TAPS):
        np.multiply(rows[:, tap + 1 : tap + 1 + STEP_SAMPLES], taps[tap], out=product)
        np.add(total, product, out=total)
    np.abs(total, out=total)
    return total


def blocks_with_neighbours(
    blocks: Iterable[NDArray[np.float32]], reach: int
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Yield each block, and the same block with `reach` samples of its neighbours on either side.

    At the ends of the stream the neighbours are zeros.
    """
    import numpy as np

    before: NDArray[np.float32] | None = None
    block: NDArray[np.float32] | None = None
    for following in blocks:
        if block is not None and before is not None:
            yield block, np.concatenate([before, block, _pad_to(following, reach)], axis=1)
            behind = block if block.shape[1] >= reach else np.concatenate([before, block], axis=1)
            before = behind[:, -reach:]
        else:
            before = np.zeros((following.shape[0], reach), np.float32)
        block = following
    if block is not None and before is not None:
        yield block, np.concatenate([before, block, _pad_to(block[:, :0], reach)], axis=1)


def _pad_to(block: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """Return the first `count` samples, padded with zeros if the block is shorter."""
    import numpy as np

    missing = count - block.shape[1]
    return np.pad(block, ((0, 0), (0, missing))) if missing > 0 else block[:, :count]
