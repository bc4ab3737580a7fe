"""Compute the gain and the limiter ceiling that bring a programme to its target, from measurements alone."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.audio.limiter import DIP_RADIUS, CeilingDip, GainPlan
from podcast.audio.loudness import WINDOWS_PER_READING, integrated_loudness, to_ratio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.loudness import LoudnessMeasurement

MAX_GAIN_DB = 30.0  # a recording that needs more is noise
LOUDNESS_TOLERANCE_LU = 0.1
_DEEP_REDUCTION_DB = 6.0
# Encoding raises peaks by 0.1 to 0.5 dB in speech, by 1.3 dB in claps, and by more in rare cases.
_ENCODING_MARGIN_DB, _LOW_BITRATE_MARGIN_DB = 1.8, 2.3
_GAIN_STEPS_PER_DB = 50
# dB that a peak may be higher than oversampling by four shows: sixteenfold oversampling showed up to 0.06 dB more.
TRUE_PEAK_MARGIN = 0.15
_EXTRA_DIP_DB = 0.2  # a dip is this much deeper than computed
_BATCH_READINGS = 3000  # five minutes
_NEIGHBOUR_WINDOWS = 2  # windows on either side whose peaks move the limiter in a window
_MAX_ITERATIONS = 20  # of the search for a gain


@dataclass(frozen=True, slots=True)
class LoudnessTarget:
    """Target of mastering: loudness in LUFS, the highest true peak in dBTP, and the bit rate of encoding in kbit/s."""

    loudness: float
    true_peak: float
    bitrate: int


def plan_gain(measurement: LoudnessMeasurement, target: LoudnessTarget) -> GainPlan:
    """Return the first plan.

    The ceiling leaves a margin for what encoding adds to the peaks: more at lower bit rates. The loudness that the
    limiter will take is predicted and compensated.
    """
    ceiling = target.true_peak - (_ENCODING_MARGIN_DB if target.bitrate >= 112 else _LOW_BITRATE_MARGIN_DB)
    return GainPlan(_best_gain(measurement, target.loudness, ceiling), ceiling)


def _best_gain(measurement: LoudnessMeasurement, loudness: float, ceiling: float) -> float:
    """Return the gain in dB, rounded, by which the limited programme reaches `loudness`.

    If it cannot, that is the highest gain allowed.
    """
    gain = _round_gain(loudness - measurement.values.loudness)
    for _ in range(_MAX_ITERATIONS):
        next_gain = _round_gain(gain + loudness - predict_loudness(measurement, gain, ceiling))
        if next_gain == gain:
            break
        gain = next_gain
    return gain


def predict_loudness(measurement: LoudnessMeasurement, gain: float, ceiling: float) -> float:
    """Return the approximate loudness in LUFS after gain (dB) and limiter (dBTP), from the windows of peaks and RMS."""
    import numpy as np

    factor, top = to_ratio(gain), to_ratio(ceiling)
    if float(measurement.peaks.max(initial=0)) * factor <= top:
        return integrated_loudness(measurement.momentary + gain)
    hops = min(measurement.momentary.size, measurement.peaks.size // WINDOWS_PER_READING)
    sums = [
        _limited_power(measurement, begin, min(begin + _BATCH_READINGS, hops), factor, top)
        for begin in range(0, hops, _BATCH_READINGS)
    ]
    after, before = (np.convolve(power, np.ones(4))[:hops] + 1e-20 for power in np.concatenate(sums, axis=1))
    return integrated_loudness(measurement.momentary[:hops] + gain + 10 * np.log10(after / before))


def _limited_power(
    measurement: LoudnessMeasurement, begin: int, end: int, factor: float, top: float
) -> NDArray[np.float64]:
    """Return the power of each reading's time after the limiter, and before it: shape (2, n).

    `factor` and `top` are ratios of amplitudes.
    """
    import numpy as np

    first, end = begin * WINDOWS_PER_READING, end * WINDOWS_PER_READING
    early = max(0, first - _NEIGHBOUR_WINDOWS)
    peaks = measurement.peaks[early : end + _NEIGHBOUR_WINDOWS].astype(np.float64)
    curve = _smooth_gain(np.minimum(1.0, top / np.maximum(peaks * factor, top)))[first - early :]
    before = np.square(measurement.rms[first:end].astype(np.float64)).reshape(-1, WINDOWS_PER_READING)
    after = before * np.square(curve[: before.size].reshape(-1, WINDOWS_PER_READING))
    return np.stack([after.sum(axis=1), before.sum(axis=1)])


def _smooth_gain(needed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Imitate the limiter's smoothing on the coarse grid of windows: the lowest of the neighbours, then their mean."""
    import numpy as np

    padded = np.pad(needed, 2, constant_values=1.0)
    lowest = np.minimum(np.minimum(padded[:-2], padded[1:-1]), padded[2:])
    smooth: NDArray[np.float64] = (lowest[:-2] + 2 * lowest[1:-1] + lowest[2:]) / 4
    return smooth


def correct_plan(
    plan: GainPlan,
    before: LoudnessMeasurement,
    after: LoudnessMeasurement,
    target: LoudnessTarget,
    max_reduction: float = 0.0,
) -> GainPlan:
    """Return the next plan, or the same one if the encoded file meets the target.

    Args:
        plan: the plan that was carried out.
        before: measurement of the programme before it.
        after: measurement of the encoded file; `over_ceiling` has the samples above the target's true peak less
            `TRUE_PEAK_MARGIN`.
        target: loudness and true peak to reach.
        max_reduction: the limiter's deepest gain reduction, in dB: past 6 dB twice the deviation is accepted, as
            another encoding costs more.
    """
    deviation = target.loudness - after.values.loudness
    if abs(deviation) > (LOUDNESS_TOLERANCE_LU if max_reduction <= _DEEP_REDUCTION_DB else 2 * LOUDNESS_TOLERANCE_LU):
        prediction_error = after.values.loudness - predict_loudness(before, plan.gain, plan.ceiling)
        gain = _best_gain(before, target.loudness - prediction_error, plan.ceiling)
        if (gain - plan.gain) * deviation <= 0:  # under heavy limiting the prediction may point the wrong way
            gain = _round_gain(plan.gain + math.copysign(max(abs(deviation), 0.1), deviation))
        if gain != plan.gain:
            return replace(plan, gain=gain)
    if not after.over_ceiling:
        return plan
    ceiling = target.true_peak - TRUE_PEAK_MARGIN
    new_dips = [
        CeilingDip(sample, round(_dip_depth(plan, sample) + height - ceiling + _EXTRA_DIP_DB, 2))
        for sample, height in after.over_ceiling
    ]
    return replace(plan, dips=tuple(sorted((*plan.dips, *new_dips), key=lambda dip: (dip.sample, dip.depth))))


def _dip_depth(plan: GainPlan, sample: int) -> float:
    """Return the depth of the plan's deepest dip around a sample, in dB; 0 where it has none."""
    return max((dip.depth for dip in plan.dips if abs(dip.sample - sample) < DIP_RADIUS), default=0.0)


def _round_gain(gain: float) -> float:
    """Round a gain to 0.02 dB, so that the last bits of a measurement have no effect, and limit it to `MAX_GAIN_DB`."""
    return min(round(gain * _GAIN_STEPS_PER_DB) / _GAIN_STEPS_PER_DB, MAX_GAIN_DB) + 0.0
