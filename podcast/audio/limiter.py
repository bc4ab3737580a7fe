"""Gain, and a limiter that looks ahead, so that no true peak passes the ceiling.

The limiter turns down smoothly around every peak that is too high and leaves all else alone. What each sample needs is
held as a whole number, and all sums are sums of whole numbers: the gain does not depend on where a block ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio import true_peak as truepeak
from podcast.audio.loudness import ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

_ATTACK = 0.010  # seconds over which it turns down before a peak, and up again after it
_ONE = 1 << 24  # a gain of 1.0 as a whole number
DIP = 1152  # samples on either side of a dip: a frame spreads what it gets wrong over itself


@dataclass(frozen=True, slots=True)
class Dip:
    """A place (in samples) around which the ceiling lies lower, by `depth` dB: encoding had lifted a peak there."""

    place: int
    depth: float


@dataclass(frozen=True, slots=True)
class Level:
    """What is done to the loudness: a gain in dB, the limiter's ceiling in dBTP, and its dips."""

    gain: float
    ceiling: float
    dips: tuple[Dip, ...] = ()


def limited(
    blocks: Iterable[NDArray[np.float32]],
    sample_rate: int,
    level: Level,
    at: int = 0,
    deepest: Callable[[float], None] = lambda cut: None,  # noqa: ARG005 a listener that does not listen
) -> Iterator[NDArray[np.float32]]:
    """The blocks with the gain applied and true peaks kept under the ceiling.

    Args:
        blocks: float32, shape (channels, n): a programme, or its rest. Of a rest the first samples lack what the
            limiter knows of those before them: see `before`.
        sample_rate: in Hz.
        level: what to do.
        at: the place of the first block's first sample in the programme.
        deepest: hears of each cut as a ratio (1.0: untouched).
    """
    import numpy as np

    reach = int(sample_rate * _ATTACK)
    factor = np.float32(ratio(level.gain))
    louder = (block * factor for block in blocks)
    for block, window in truepeak.windows(louder, 2 * reach + truepeak.REACH):
        out = block  # never changed in place: it is the next block's neighbour
        for place, curve in _turned_down(window, level, at - 2 * reach, reach):
            deepest(float(curve.min()))
            out = block.copy() if out is block else out
            out[:, place : place + curve.size] *= curve
        yield out
        at += block.shape[1]


def before(sample_rate: int) -> int:
    """How many samples earlier the limiter must begin, so that it knows all that matters of those before a place."""
    return 2 * (2 * int(sample_rate * _ATTACK) + truepeak.REACH)


def _turned_down(
    window: NDArray[np.float32], level: Level, at: int, reach: int
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Where in the block, and with which gain for each sample, it turns down.

    Args:
        window: the block, with 2 · `reach` and the true peak's own reach at either end.
        level: what to do.
        at: the place in the programme of the first sample of these whose true peak can be known.
        reach: of the limiter, in samples.
    """
    import numpy as np

    count = window.shape[1] - 2 * truepeak.REACH - 4 * reach
    places, peaks = _peaks(window, level, at)
    if not places.size:
        return
    needed = np.floor(_tops(level, at + places) / peaks * _ONE).astype(np.int64)
    for part in np.split(np.arange(places.size), np.flatnonzero(np.diff(places) > 4 * reach) + 1):
        first, last = max(0, int(places[part[0]]) - 4 * reach), min(count - 1, int(places[part[-1]]))
        if first <= last:
            own = np.full(last - first + 1 + 4 * reach, _ONE, np.int64)
            own[places[part] - first] = needed[part]
            smooth = _sums(_sums(_lowest(own, 2 * reach + 1), reach + 1), reach + 1)
            yield first, (smooth / (float(_ONE) * (reach + 1) ** 2)).astype(np.float32)


def _peaks(window: NDArray[np.float32], level: Level, at: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Where the true peak passes the ceiling, and its height."""
    import numpy as np

    count = window.shape[1] - 2 * truepeak.REACH
    deepest = max((dip.depth for dip in level.dips if at - DIP < dip.place < at + count + DIP), default=0.0)
    steps, heights = truepeak.near(window, ratio(level.ceiling - deepest))
    places = (steps[:, None] * truepeak.STEP + np.arange(truepeak.STEP)).ravel()
    peaks = heights.ravel()
    high = (peaks > _tops(level, at + places)) & (places < count)
    return places[high], peaks[high].astype(np.float64)


def _tops(level: Level, places: NDArray[np.int64]) -> NDArray[np.float64]:
    """The ceiling at each place, as a ratio: lower around dips."""
    import numpy as np

    tops = np.full(places.size, ratio(level.ceiling))
    if places.size:
        for dip in level.dips:
            if places[0] - DIP < dip.place < places[-1] + DIP:
                near = (places >= dip.place - DIP) & (places < dip.place + DIP)
                tops[near] = np.minimum(tops[near], ratio(level.ceiling - dip.depth))
    return tops


def _lowest(values: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """The least of each `width` neighbours (van Herk's and Gil and Werman's algorithm: two comparisons a value)."""
    import numpy as np

    count = values.size - width + 1
    rows = -(-values.size // width)
    padded = np.full(rows * width, _ONE, np.int64)
    padded[: values.size] = values
    table = padded.reshape(rows, width)
    onward = np.minimum.accumulate(table, axis=1).ravel()
    back = np.minimum.accumulate(table[:, ::-1], axis=1)[:, ::-1].ravel()
    return np.minimum(back[:count], onward[width - 1 : width - 1 + count])


def _sums(values: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """The sum of each `width` neighbours."""
    import numpy as np

    total = np.concatenate([np.zeros(1, np.int64), np.cumsum(values)])
    sums: NDArray[np.int64] = total[width:] - total[:-width]
    return sums
