"""Loudness by EBU R 128 / ITU-R BS.1770-4, from the K-weighted powers of a programme.

The power of every 6.7 ms is kept: loudness, loudness range, and the loudness after a change of gain follow from it.
Decisions are made on powers, and logarithms taken of results only: numpy's differ in the last bit between CPUs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from podcast.artifacts import LoudnessValues
from podcast.audio.k_weighting import WINDOWS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

ABSOLUTE_GATE_LUFS = -70.0  # quieter blocks are not counted (BS.1770-4)
READINGS_PER_SECOND = 10  # of loudness (EBU Tech 3341)
WINDOWS_PER_READING = WINDOWS_PER_SECOND // READINGS_PER_SECOND  # windows of power and peak: 6.7 ms each
_MOMENTARY_READINGS, _SHORT_TERM_READINGS = 4, 30  # tenths of a second that a value is the mean of
_LUFS_OFFSET = -0.691  # loudness of a power of 1 (BS.1770-4, equation 2)
_ABSOLUTE_GATE_POWER = 10 ** ((ABSOLUTE_GATE_LUFS - _LUFS_OFFSET) / 10)
_MIN_POWER = 1e-12  # shown as -121 LUFS
_MIN_RATIO = 1e-7  # full scale 1.0: -140 dBTP


@dataclass(frozen=True, slots=True)
class LoudnessReadings:
    """Loudness and peaks of a programme by tenths of a second: a day of them takes some megabytes.

    `powers` are the K-weighted power of each whole tenth, `true_peaks` the highest true peak of each, as a ratio.
    """

    powers: NDArray[np.float64]
    true_peaks: NDArray[np.float32]

    @property
    def values(self) -> LoudnessValues:
        """The three values that are reported: integrated loudness, true peak and loudness range."""
        top = to_decibels(float(self.true_peaks.max(initial=0.0)))
        return LoudnessValues(integrated_loudness(self.powers), round(top, 2), loudness_range(self.powers))

    @property
    def short_term(self) -> NDArray[np.float64]:
        """The loudness in LUFS of the last 3 s, for each tenth of a second."""
        return _loudness_curve(self.powers, _SHORT_TERM_READINGS)


@dataclass(frozen=True, slots=True)
class LoudnessMeasurement:
    """Loudness and peaks of a programme; all arrays run along its time.

    `powers` are the K-weighted powers of its windows, see `podcast.audio.k_weighting`; `true_peaks` the highest true
    peak of each tenth of a second, as a ratio. If a ceiling was given, `over_ceiling` are the samples at which the true
    peak passes it, with its height in dBTP. If not, `peaks` are kept to predict the limiter's effect: the true
    peak around the highest sample of each window; and `treble` to predict the encoder's: the share of the power above
    10 kHz, for each second. Eleven bits of these are precise enough, and a day of them has to fit into memory.
    """

    powers: NDArray[np.float32]
    true_peaks: NDArray[np.float32]
    peaks: NDArray[np.float16]
    treble: NDArray[np.float16]
    over_ceiling: tuple[tuple[int, float], ...] = ()

    @property
    def values(self) -> LoudnessValues:
        """The three values that are reported: integrated loudness, true peak and loudness range."""
        return LoudnessReadings(reading_powers(self.powers), self.true_peaks).values

    @property
    def momentary(self) -> NDArray[np.float64]:
        """The loudness in LUFS of the last 400 ms, for each tenth of a second."""
        return _loudness_curve(reading_powers(self.powers), _MOMENTARY_READINGS)

    @property
    def short_term(self) -> NDArray[np.float64]:
        """The loudness in LUFS of the last 3 s, for each tenth of a second."""
        return _loudness_curve(reading_powers(self.powers), _SHORT_TERM_READINGS)

    def with_window_gains(self, gains: NDArray[Any]) -> LoudnessMeasurement:
        """Return the measurement of the programme after a change of its level, computed from this one.

        Args:
            gains: a ratio of amplitudes for each window, shape (windows,). They are exact for a gain that is constant
                in the window and around it.
        """
        import numpy as np

        count = self.true_peaks.size * WINDOWS_PER_READING
        padded = np.pad(np.asarray(gains, np.float32), (0, max(0, count - len(gains))), mode="edge")[:count]
        return replace(
            self,
            powers=self.powers * np.square(padded[: self.powers.size]),
            true_peaks=self.true_peaks * padded.reshape(-1, WINDOWS_PER_READING).max(axis=1),
            peaks=(self.peaks * padded[: self.peaks.size]).astype(self.peaks.dtype),
        )

    def with_part(self, second: int, part: LoudnessMeasurement, sample_rate: int) -> LoudnessMeasurement:
        """Return the measurement with a part replaced that was measured again.

        `part` begins at `second`; `sample_rate` is in Hz.
        """
        reading = second * READINGS_PER_SECOND
        first, last = second * sample_rate, (reading + part.true_peaks.size) * (sample_rate // READINGS_PER_SECOND)
        peaks = [(sample, height) for sample, height in self.over_ceiling if not first <= sample < last]
        return LoudnessMeasurement(
            _splice(self.powers, second * WINDOWS_PER_SECOND, part.powers),
            _splice(self.true_peaks, reading, part.true_peaks),
            self.peaks,
            self.treble,
            tuple(sorted((*peaks, *part.over_ceiling))),
        )


def _splice(values: NDArray[Any], start: int, part: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    return np.concatenate([values[:start], part, values[start + part.size :]])


def join_measurements(parts: Sequence[LoudnessMeasurement]) -> LoudnessMeasurement:
    """Join the measurements of consecutive parts of a programme to one."""
    import numpy as np

    return LoudnessMeasurement(
        np.concatenate([part.powers for part in parts]),
        np.concatenate([part.true_peaks for part in parts]),
        np.concatenate([part.peaks for part in parts]),
        np.concatenate([part.treble for part in parts]),
        tuple(peak for part in parts for peak in part.over_ceiling),
    )


def to_decibels(ratio: float) -> float:
    """Convert a ratio of amplitudes to dB; silence is -140."""
    return 20 * math.log10(max(ratio, _MIN_RATIO))


def to_ratio(decibels: float) -> float:
    """Convert decibels to a ratio of amplitudes."""
    return float(10 ** (decibels / 20))


def reading_powers(powers: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the mean power of each whole tenth of a second."""
    import numpy as np

    count = powers.size // WINDOWS_PER_READING * WINDOWS_PER_READING
    means: NDArray[np.float64] = powers[:count].reshape(-1, WINDOWS_PER_READING).mean(axis=1, dtype=np.float64)
    return means


def integrated_loudness(readings: NDArray[np.float64]) -> float:
    """Return the loudness of a programme in LUFS, from the power of each tenth of a second.

    Source: BS.1770-4, equations 3-7: blocks of 400 ms above -70 LUFS, of these the ones above 10 LU below their mean.
    """
    blocks = _sliding_means(readings, _MOMENTARY_READINGS)
    loud = blocks[blocks > _ABSOLUTE_GATE_POWER]
    if not loud.size:
        return ABSOLUTE_GATE_LUFS
    return round(_to_lufs(float(loud[loud > 0.1 * loud.mean()].mean())), 3)


def loudness_range(readings: NDArray[np.float64]) -> float:
    """Return the loudness range (LRA) in LU, from the power of each tenth of a second.

    Source: EBU Tech 3342: from the 10th to the 95th percentile of the short-term values above -70 LUFS and above 20 LU
    below their mean.
    """
    import numpy as np

    short_term = _sliding_means(readings, _SHORT_TERM_READINGS)
    loud = short_term[short_term > _ABSOLUTE_GATE_POWER]
    if loud.size < 2:
        return 0.0
    loud = np.sort(loud[loud > 0.01 * loud.mean()])
    low, high = (float(loud[int((loud.size - 1) * percentile + 0.5)]) for percentile in (0.10, 0.95))
    return round(_to_lufs(high) - _to_lufs(low), 2)


def _loudness_curve(readings: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """Return the loudness in LUFS of the last `length` tenths of a second, for each tenth; silence is before them."""
    import numpy as np

    means = _sliding_means(np.pad(readings, (length - 1, 0)), length)
    curve: NDArray[np.float64] = _LUFS_OFFSET + 10 * np.log10(np.maximum(means, _MIN_POWER))
    return curve


def _sliding_means(values: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """Return the mean of each `length` neighbours."""
    import numpy as np

    if values.size < length:
        return np.zeros(0)
    means: NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(values, length).mean(axis=1)
    return means


def _to_lufs(power: float) -> float:
    return _LUFS_OFFSET + 10 * math.log10(power)
