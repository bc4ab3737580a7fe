"""Gain, and a look-ahead limiter that keeps all true peaks under the ceiling.

The limiter turns down smoothly around every peak that is too high, and changes nothing else. The gain that each sample
needs is an integer, and all sums are sums of integers, so the gain does not depend on where a block ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio import true_peak
from podcast.audio.loudness import to_ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

_ATTACK_SECONDS = 0.010  # time to turn down before a peak, and up again after it
_UNITY = 1 << 24  # a gain of 1.0 as an integer
DIP_RADIUS = 1152  # samples on either side of a dip: an MP3 frame spreads its error over its whole length


@dataclass(frozen=True, slots=True)
class CeilingDip:
    """A sample around which the ceiling is lower by `depth` dB, because encoding had raised a peak there."""

    sample: int
    depth: float


@dataclass(frozen=True, slots=True)
class GainPlan:
    """The change of level: a gain in dB, the limiter's ceiling in dBTP, and its dips."""

    gain: float
    ceiling: float
    dips: tuple[CeilingDip, ...] = ()


def limit_blocks(
    blocks: Iterable[NDArray[np.float32]],
    sample_rate: int,
    plan: GainPlan,
    start: int = 0,
    on_reduction: Callable[[float], None] = lambda reduction: None,  # noqa: ARG005 the default ignores it
) -> Iterator[NDArray[np.float32]]:
    """Apply the gain to the blocks, and keep their true peaks under the ceiling.

    Args:
        blocks: float32, shape (channels, n): a programme, or its rest. The first samples of a rest lack the peaks
            before them: see `lead_in_samples`.
        sample_rate: in Hz.
        plan: gain, ceiling and dips.
        start: the position of the first block's first sample in the programme.
        on_reduction: called with the lowest gain of each place that is turned down, as a ratio (1.0: unchanged).
    """
    import numpy as np

    reach = int(sample_rate * _ATTACK_SECONDS)
    factor = np.float32(to_ratio(plan.gain))
    louder = (block * factor for block in blocks)
    for block, window in true_peak.blocks_with_neighbours(louder, 2 * reach + true_peak.REACH):
        limited = block  # copied before it is changed: the block is also the next block's neighbour
        for first, curve in _gain_curves(window, plan, start - 2 * reach, reach):
            on_reduction(float(curve.min()))
            limited = block.copy() if limited is block else limited
            limited[:, first : first + curve.size] *= curve
        yield limited
        start += block.shape[1]


def lead_in_samples(sample_rate: int) -> int:
    """Return how many samples earlier the limiter must start, so that all peaks that affect a sample are known."""
    return 2 * (2 * int(sample_rate * _ATTACK_SECONDS) + true_peak.REACH)


def _gain_curves(
    window: NDArray[np.float32], plan: GainPlan, start: int, reach: int
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Yield where in the block the limiter turns down, and the gain of each sample from there on.

    Args:
        window: the block, with 2 · `reach` and the true peak's own reach at either end.
        plan: gain, ceiling and dips.
        start: the position in the programme of the first sample whose true peak can be computed.
        reach: of the limiter, in samples.
    """
    import numpy as np

    count = window.shape[1] - 2 * true_peak.REACH - 4 * reach
    places, peaks = _peaks_over_ceiling(window, plan, start)
    if not places.size:
        return
    needed = np.floor(_ceilings(plan, start + places) / peaks * _UNITY).astype(np.int64)
    for part in np.split(np.arange(places.size), np.flatnonzero(np.diff(places) > 4 * reach) + 1):
        first, last = max(0, int(places[part[0]]) - 4 * reach), min(count - 1, int(places[part[-1]]))
        if first <= last:
            needed_here = np.full(last - first + 1 + 4 * reach, _UNITY, np.int64)
            needed_here[places[part] - first] = needed[part]
            smooth = _sliding_sum(_sliding_sum(_sliding_minimum(needed_here, 2 * reach + 1), reach + 1), reach + 1)
            yield first, (smooth / (float(_UNITY) * (reach + 1) ** 2)).astype(np.float32)


def _peaks_over_ceiling(
    window: NDArray[np.float32], plan: GainPlan, start: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the positions at which the true peak passes the ceiling, and its height as a ratio."""
    import numpy as np

    count = window.shape[1] - 2 * true_peak.REACH
    deepest = max(
        (dip.depth for dip in plan.dips if start - DIP_RADIUS < dip.sample < start + count + DIP_RADIUS), default=0.0
    )
    steps, heights = true_peak.true_peaks_near(window, to_ratio(plan.ceiling - deepest))
    places = (steps[:, None] * true_peak.STEP_SAMPLES + np.arange(true_peak.STEP_SAMPLES)).ravel()
    peaks = heights.ravel()
    high = (peaks > _ceilings(plan, start + places)) & (places < count)
    return places[high], peaks[high].astype(np.float64)


def _ceilings(plan: GainPlan, places: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the ceiling at each position, as a ratio: lower around dips."""
    import numpy as np

    ceilings = np.full(places.size, to_ratio(plan.ceiling))
    if places.size:
        for dip in plan.dips:
            if places[0] - DIP_RADIUS < dip.sample < places[-1] + DIP_RADIUS:
                in_dip = (places >= dip.sample - DIP_RADIUS) & (places < dip.sample + DIP_RADIUS)
                ceilings[in_dip] = np.minimum(ceilings[in_dip], to_ratio(plan.ceiling - dip.depth))
    return ceilings


def _sliding_minimum(values: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """Return the minimum of each `width` neighbours.

    Source: van Herk's and Gil and Werman's algorithm, two comparisons a value.
    """
    import numpy as np

    count = values.size - width + 1
    rows = -(-values.size // width)
    padded = np.full(rows * width, _UNITY, np.int64)
    padded[: values.size] = values
    table = padded.reshape(rows, width)
    onward = np.minimum.accumulate(table, axis=1).ravel()
    back = np.minimum.accumulate(table[:, ::-1], axis=1)[:, ::-1].ravel()
    return np.minimum(back[:count], onward[width - 1 : width - 1 + count])


def _sliding_sum(values: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """Return the sum of each `width` neighbours."""
    import numpy as np

    total = np.concatenate([np.zeros(1, np.int64), np.cumsum(values)])
    sums: NDArray[np.int64] = total[width:] - total[:-width]
    return sums
