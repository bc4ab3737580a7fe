"""Gain, and a limiter that looks ahead, so that no true peak passes the ceiling.

The limiter turns down smoothly around every peak that is too high and leaves all else alone. What each sample needs is
held as a whole number, and all sums are sums of whole numbers: the gain does not depend on where a block ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.audio import truepeak
from podcast.audio.loudness import ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

_ATTACK = 0.010  # seconds over which it turns down before a peak, and up again after it
_ONE = 1 << 24  # a gain of 1.0 as a whole number


def limited(
    blocks: Iterable[NDArray[np.float32]],
    sample_rate: int,
    gain: float,
    ceiling: float,
    deepest: Callable[[float], None] = lambda cut: None,  # noqa: ARG005 a listener that does not listen
) -> Iterator[NDArray[np.float32]]:
    """The blocks with `gain` (dB) applied and true peaks kept under `ceiling` (dBTP).

    `deepest` hears of each block's deepest cut as a ratio (1.0: untouched).
    """
    import numpy as np

    reach = int(sample_rate * _ATTACK)
    factor, top = np.float32(ratio(gain)), ratio(ceiling)
    louder = (block * factor for block in blocks)
    for block, window in truepeak.windows(louder, 2 * reach + truepeak.REACH):
        turned = _turned_down(window, top, reach)
        if turned is None:
            yield block
        else:
            deepest(float(turned.min()))
            yield block * turned[None, : block.shape[1]]


def _turned_down(window: NDArray[np.float32], top: float, reach: int) -> NDArray[np.float32] | None:
    """The limiter's gain for each sample of the window but 2 · `reach` and the true peak's own reach at either end."""
    import numpy as np

    peaks = truepeak.envelope(window, top)
    if peaks is None or peaks.max() <= top:
        return None
    needed = np.full(peaks.size, _ONE, np.int64)
    high = peaks > top
    needed[high] = np.floor(top / peaks[high].astype(np.float64) * _ONE).astype(np.int64)
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
