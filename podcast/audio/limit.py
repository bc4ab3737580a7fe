"""Gain, and a limiter that looks ahead, so that no true peak passes the ceiling.

The limiter turns down smoothly around every peak that is too high and leaves all else alone. What each sample needs is
held as a whole number, and all sums are sums of whole numbers: the gain does not depend on where a block ends.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio import truepeak
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
    start: int = 0,
    deepest: Callable[[float], None] = lambda cut: None,  # noqa: ARG005 a listener that does not listen
) -> Iterator[NDArray[np.float32]]:
    """The blocks with the gain applied and true peaks kept under the ceiling.

    Args:
        blocks: the whole programme, float32, shape (channels, n).
        sample_rate: in Hz.
        level: what to do.
        start: the first sample that is wanted; nothing is reckoned for those before it.
        deepest: hears of each block's deepest cut as a ratio (1.0: untouched).
    """
    import numpy as np

    reach = int(sample_rate * _ATTACK)
    at, blocks = _from(start - 2 * (2 * reach + truepeak.REACH), blocks)
    factor = np.float32(ratio(level.gain))
    louder = (block * factor for block in blocks)
    for block, window in truepeak.windows(louder, 2 * reach + truepeak.REACH):
        top = _ceiling(level, at - 2 * reach, window.shape[1] - 2 * truepeak.REACH)
        turned = _turned_down(window, top, reach)
        out = block  # never changed in place: it is the next block's neighbour
        if turned is not None:
            deepest(float(turned.min()))
            out = block * turned[None, : block.shape[1]]
        if at + block.shape[1] > start:
            yield out[:, max(0, start - at) :]
        at += block.shape[1]


def _from(start: int, blocks: Iterable[NDArray[np.float32]]) -> tuple[int, Iterator[NDArray[np.float32]]]:
    """The blocks without those that end before `start`, and where the first of them begins."""
    at, rest = 0, iter(blocks)
    for block in rest:
        if at + block.shape[1] > start:
            return at, itertools.chain([block], rest)
        at += block.shape[1]
    return at, rest


def _ceiling(level: Level, start: int, count: int) -> NDArray[np.float64] | float:
    """The ceiling as a ratio: one for all, or where dips lie near, one for each of the samples from `start` on."""
    import numpy as np

    top = ratio(level.ceiling)
    near = [dip for dip in level.dips if start - DIP < dip.place < start + count + DIP]
    if not near:
        return top
    tops = np.full(count, top)
    for dip in near:
        part = slice(max(0, dip.place - DIP - start), max(0, dip.place + DIP - start))
        tops[part] = np.minimum(tops[part], ratio(level.ceiling - dip.depth))
    return tops


def _turned_down(
    window: NDArray[np.float32], top: NDArray[np.float64] | float, reach: int
) -> NDArray[np.float32] | None:
    """The limiter's gain for each sample of the window but 2 · `reach` and the true peak's own reach at either end."""
    import numpy as np

    peaks = truepeak.envelope(window, float(np.min(top)))
    if peaks is None:
        return None
    high = peaks > top
    if not high.any():
        return None
    needed = np.full(peaks.size, _ONE, np.int64)
    tops = np.broadcast_to(top, peaks.shape)[high]
    needed[high] = np.floor(tops / peaks[high].astype(np.float64) * _ONE).astype(np.int64)
    lowest = _lowest(needed, 2 * reach + 1)
    smooth = _sums(_sums(lowest, reach + 1), reach + 1)
    return (smooth / (float(_ONE) * (reach + 1) ** 2)).astype(np.float32)


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
