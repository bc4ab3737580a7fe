"""Lower the gain around high peaks, so that the limiter need not cut them deeply.

Gains, and heights of peaks, are hundredths of dB; times are steps of 20 ms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.leveling.phrases import WINDOWS_PER_STEP
from podcast.audio.leveling.slopes import highest_curve_below

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MAX_CUT = 350  # of the limiter, in speech
_MAX_REDUCTION = 900
_MAX_MEAN_REDUCTION = 100  # of speech: where all peaks are high, that is how a voice sounds
_PEAK_STEP = 50
_MIN_RATIO = 1e-6


def step_heights(peaks: NDArray[np.float16], count: int) -> NDArray[np.int16]:
    """Return the highest peak of each step, from the peaks of windows of a 150th of a second."""
    import numpy as np

    ratios = np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float64)
    usable = np.where(np.isfinite(ratios), ratios, 0.0)
    table = np.round(2000 * np.log10(np.maximum(usable, _MIN_RATIO))).astype(np.int16)
    highest = peaks[: count * WINDOWS_PER_STEP].reshape(count, WINDOWS_PER_STEP).max(axis=1)
    heights: NDArray[np.int16] = table[highest.view(np.uint16)]
    return heights


@dataclass(frozen=True, slots=True)
class Peaks:
    """The peaks of a recording, and how far the gain around them may go down.

    `heights` are the highest peaks of the steps, `is_speech` says where they are of speech, `limits` are those of the
    slope, see `pause_gains.slope_limits`; `room` is how far the gain may be from 0. `headroom` is how far the limiter's
    ceiling is above the loudness of the programme.
    """

    heights: NDArray[np.int16]
    is_speech: NDArray[np.bool_]
    limits: NDArray[np.int16]
    room: NDArray[np.int16]
    headroom: int

    def lower_gains(self, gains: NDArray[np.int16], loudness: int, excess: NDArray[np.int16]) -> NDArray[np.int16]:
        """Return gains that are as much lower as the peaks need, and keep to the limits of the slope.

        Where all peaks of a voice are high, only the highest count: speech as a whole keeps its loudness.

        Args:
            gains: of the steps.
            loudness: of the programme with these gains, in hundredths of LU.
            excess: by how much the peaks of each step may be higher than others.
        """
        import numpy as np

        heights, most = self.heights + gains - excess, np.minimum(_MAX_REDUCTION, gains + self.room)
        highest = loudness + self.headroom + _MAX_CUT
        while True:
            needed = np.clip(heights - np.int16(highest), 0, most)
            lower = highest_curve_below(gains - needed, self.limits)
            if float((gains - lower)[self.is_speech].mean(dtype=np.float64)) <= _MAX_MEAN_REDUCTION:
                return lower
            highest += _PEAK_STEP

    def limiter_reduction(self, gains: NDArray[np.int16], loudness: int) -> NDArray[np.int16]:
        """Return about how deep the limiter will cut each step; see `lower_gains`."""
        import numpy as np

        cut = np.maximum(self.heights + gains - np.int16(loudness + self.headroom), 0)
        deepest = cut.copy()
        deepest[1:] = np.maximum(deepest[1:], cut[:-1])
        deepest[:-1] = np.maximum(deepest[:-1], cut[1:])
        reduction: NDArray[np.int16] = (cut + deepest) // 2
        return reduction
