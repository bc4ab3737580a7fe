"""The leveler's gain along a recording."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

WINDOWS_PER_SECOND = 150  # grid of the curve: that of the powers of `podcast.audio.loudness`
_HUNDREDTHS = 100  # steps per dB
_RATIO_STEPS = 1 << 20  # ratios are rounded to 1 / this: functions of the C library differ in their last bit


@dataclass(frozen=True, slots=True)
class GainCurve:
    """Gain along a recording: linear in dB between knots, constant before the first and after the last one.

    `knots` are pairs of a window (of a 150th of a second) and the gain in hundredths of dB at its beginning, ascending.
    Within a window the ratio of amplitudes moves linearly, so the gain of a sample is a function of its position.
    """

    knots: tuple[tuple[int, int], ...] = ()

    def apply(
        self, blocks: Iterable[NDArray[np.float32]], sample_rate: int, start: int = 0
    ) -> Iterator[NDArray[np.float32]]:
        """Yield the blocks with the gain applied.

        Args:
            blocks: float32, shape (channels, n).
            sample_rate: in Hz, a multiple of 150.
            start: the position in the recording of the first block's first sample.
        """
        import numpy as np

        width = sample_rate // WINDOWS_PER_SECOND
        fractions = (np.arange(width) / width).astype(np.float32)
        knots = self._knot_table()
        for block in blocks:
            first, last = start // width, -(-(start + block.shape[1]) // width)
            ratios = _ratios(knots, first, last + 1)
            if (ratios == ratios[0]).all():
                yield block if ratios[0] == 1 else block * ratios[0]
            else:
                steps = np.diff(ratios)[:, None] * fractions
                gains = (ratios[:-1, None] + steps).ravel()[start - first * width :][: block.shape[1]]
                yield block * gains
            start += block.shape[1]

    def window_gains(self, count: int) -> NDArray[np.float32]:
        """Return the ratio of amplitudes in the middle of each of the first `count` windows."""
        import numpy as np

        ratios = _ratios(self._knot_table(), 0, count + 1)
        return (ratios[:-1] + ratios[1:]) * np.float32(0.5)

    @property
    def end(self) -> int:
        """The window after the last one that the curve describes."""
        return self.knots[-1][0] if self.knots else 0

    def decibels(self, windows: NDArray[Any]) -> NDArray[np.float64]:
        """Return the gain in dB at positions in windows."""
        return _interpolated(self._knot_table(), windows) / _HUNDREDTHS

    def _knot_table(self) -> NDArray[np.float64]:
        """Return the knots as an array, shape (2, n): windows, and hundredths of dB."""
        import numpy as np

        return np.array(self.knots or ((0, 0),), np.float64).T


def _interpolated(knots: NDArray[np.float64], windows: NDArray[Any]) -> NDArray[np.float64]:
    """Return the gain in hundredths of dB at positions in windows."""
    import numpy as np

    first, last = np.searchsorted(knots[0], (windows[0], windows[-1])) if windows.size else (0, 0)
    near = knots[:, max(0, int(first) - 1) : int(last) + 1]
    gains: NDArray[np.float64] = np.interp(windows, *near)
    return gains


def _ratios(knots: NDArray[np.float64], first: int, end: int) -> NDArray[np.float32]:
    """Return the ratio of amplitudes at the beginning of each window from `first` up to `end`."""
    import numpy as np

    hundredths = np.round(_interpolated(knots, np.arange(first, end, dtype=np.float64))).astype(np.int64)
    lowest, highest = int(hundredths.min()), int(hundredths.max())
    table = np.array([_ratio(value) for value in range(lowest, highest + 1)], np.float32)
    ratios: NDArray[np.float32] = table[hundredths - lowest]
    return ratios


@cache
def _ratio(hundredths: int) -> float:
    """Return hundredths of dB as a ratio of amplitudes, rounded."""
    return float(round(10 ** (hundredths / (20 * _HUNDREDTHS)) * _RATIO_STEPS) / _RATIO_STEPS)
