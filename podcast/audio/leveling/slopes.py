"""Curves of gain whose slope is limited at each step, whatever rule makes them.

Gains are hundredths of dB, times are steps of 20 ms. `limits[t]` is by how much the gain may change from the step `t`
to the next one, up or down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CHUNK_STEPS = 1 << 18  # 87 minutes: memory does not grow with a recording's length


def highest_curve_below(values: NDArray[np.int16], limits: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return the highest curve that is nowhere above `values` and keeps to the limits, shape (n,) as both."""
    onward = _forward_minimum(values, limits)
    if values.size < 2:
        return onward
    return _forward_minimum(onward[::-1], limits[-2::-1])[::-1]


def lowest_curve_above(values: NDArray[np.int16], limits: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return the lowest curve that is nowhere below `values` and keeps to the limits."""
    curve: NDArray[np.int16] = -highest_curve_below(-values, limits)
    return curve


def curve_through(
    values: NDArray[np.int16], is_set: NDArray[np.bool_], rest: NDArray[np.int16], limits: NDArray[np.int16]
) -> NDArray[np.int16]:
    """Return a curve that keeps to the limits, has `values` where they are set, and elsewhere `rest` where it can.

    Where the limits do not allow all values, it is off by the same on both sides.

    Args:
        values: of the curve, within ±10,000.
        is_set: where they count.
        rest: to which the curve tends elsewhere. It may jump, but only where values are set.
        limits: of the slope.
    """
    import numpy as np

    lowest = lowest_curve_above(np.where(is_set, values, np.int16(-_UNSET)), limits)
    highest = highest_curve_below(np.where(is_set, values, np.int16(_UNSET)), limits)
    middle = ((lowest.astype(np.int32) + highest) >> 1).astype(np.int16)
    return np.where(lowest > highest, middle, np.clip(rest, np.minimum(lowest, highest), highest))


_UNSET = 30000


def _forward_minimum(values: NDArray[Any], limits: NDArray[Any]) -> NDArray[np.int16]:
    """Return the highest curve that is nowhere above `values` and rises no faster than the limits."""
    import numpy as np

    curve = np.empty(values.size, np.int16)
    before = _UNSET  # the highest value that the first step of a chunk may have
    for begin in range(0, values.size, CHUNK_STEPS):
        chunk = values[begin : begin + CHUNK_STEPS].astype(np.int64)
        rises = np.cumsum(limits[begin : begin + chunk.size], dtype=np.int64)
        ramp = np.concatenate([[0], rises[: chunk.size - 1]])
        chunk[0] = min(int(chunk[0]), before)
        chunk = np.minimum.accumulate(chunk - ramp) + ramp
        curve[begin : begin + chunk.size] = chunk
        before = min(_UNSET, int(chunk[-1]) + int(rises[-1] - ramp[-1])) if rises.size == chunk.size else _UNSET
    return curve
