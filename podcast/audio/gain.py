"""Compute the gain and the limiter ceiling that bring a programme to its target, from measurements alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.audio.limiter import DIP_RADIUS, CeilingDip, GainPlan
from podcast.audio.loudness import integrated_loudness, reading_powers, to_ratio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.loudness import LoudnessMeasurement

MAX_GAIN_DB = 30.0  # a recording that needs more is noise
# A file that deviates by more is encoded again. The gain is chosen so that none does: 0.1 LU is the goal.
MAX_DEVIATION_LU = 0.3
# Encoding raises peaks by 0.1 to 0.5 dB in speech, by 1.3 dB in claps, and by more in rare cases.
_ENCODING_MARGIN_DB, _LOW_BITRATE_MARGIN_DB = 1.8, 2.3
_GAIN_STEPS_PER_DB = 50
# dB that a peak may be higher than oversampling by four shows: sixteenfold oversampling showed up to 0.06 dB more.
TRUE_PEAK_MARGIN = 0.15
_EXTRA_DIP_DB = 0.4  # a dip is this much deeper than computed: the encoder may raise the peak by more than before
_BATCH_WINDOWS = 45_000  # five minutes
_NEIGHBOUR_WINDOWS = 2  # windows on either side whose peaks move the limiter in a window
_MAX_STEEPNESS = 4.0  # dB of gain for each LU that is missing
_MAX_ITERATIONS = 20  # of the search for a gain


@dataclass(frozen=True, slots=True)
class LoudnessTarget:
    """Target of mastering: loudness in LUFS, the highest true peak in dBTP, and the bit rate of encoding in kbit/s."""

    loudness: float
    true_peak: float
    bitrate: int


def plan_gain(measurement: LoudnessMeasurement, target: LoudnessTarget, offset: float = 0.0) -> GainPlan:
    """Return the first plan.

    The ceiling leaves a margin for what encoding adds to the peaks: more at lower bit rates. The loudness that the
    limiter will take is predicted and compensated, and so is `offset`: the LU by which the encoded file is known to be
    louder than that prediction.
    """
    ceiling = _first_ceiling(target)
    return GainPlan(_best_gain(measurement, target.loudness - offset, ceiling), ceiling)


def limiter_headroom(target: LoudnessTarget) -> float:
    """Return how far the limiter's ceiling is above the loudness of the programme, in dB."""
    return _first_ceiling(target) - target.loudness


def _first_ceiling(target: LoudnessTarget) -> float:
    return target.true_peak - (_ENCODING_MARGIN_DB if target.bitrate >= 112 else _LOW_BITRATE_MARGIN_DB)


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
    """Return the approximate loudness in LUFS after gain (dB) and limiter (dBTP), from the windows of a measurement."""
    return integrated_loudness(reading_powers(limited_powers(measurement, gain, ceiling)))


def limited_powers(measurement: LoudnessMeasurement, gain: float, ceiling: float) -> NDArray[np.float32]:
    """Return the approximate power of each window after gain (dB) and limiter (dBTP)."""
    import numpy as np

    factor, top = to_ratio(gain), to_ratio(ceiling)
    if float(measurement.peaks.max(initial=0)) * factor <= top:
        return measurement.powers * np.float32(factor**2)
    windows = min(measurement.powers.size, measurement.peaks.size)
    batches = [
        _limited_batch(measurement, begin, min(begin + _BATCH_WINDOWS, windows), factor, top)
        for begin in range(0, windows, _BATCH_WINDOWS)
    ]
    return np.concatenate(batches)


def _limited_batch(
    measurement: LoudnessMeasurement, begin: int, end: int, factor: float, top: float
) -> NDArray[np.float32]:
    """Return the powers of some windows after gain and limiter; `factor` and `top` are ratios of amplitudes."""
    import numpy as np

    early = max(0, begin - _NEIGHBOUR_WINDOWS)
    peaks = measurement.peaks[early : end + _NEIGHBOUR_WINDOWS].astype(np.float64)
    curve = _smooth_gain(np.minimum(1.0, top / np.maximum(peaks * factor, top)))[begin - early :]
    return measurement.powers[begin:end] * np.square(factor * curve[: end - begin]).astype(np.float32)


def _smooth_gain(needed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Imitate the limiter's smoothing on the coarse grid of windows: the lowest of the neighbours, then their mean."""
    import numpy as np

    padded = np.pad(needed, 2, constant_values=1.0)
    lowest = np.minimum(np.minimum(padded[:-2], padded[1:-1]), padded[2:])
    smooth: NDArray[np.float64] = (lowest[:-2] + 2 * lowest[1:-1] + lowest[2:]) / 4
    return smooth


def correct_gain(
    plan: GainPlan, before: LoudnessMeasurement, after: LoudnessMeasurement, target: LoudnessTarget
) -> GainPlan:
    """Return a plan with another gain, or the same one if the encoded file is as loud as it should be, or can be.

    Args:
        plan: the plan that was carried out.
        before: measurement of the programme before it.
        after: measurement of the encoded file.
        target: loudness to reach.
    """
    deviation = target.loudness - after.values.loudness
    if abs(deviation) <= MAX_DEVIATION_LU:
        return plan
    prediction_error = after.values.loudness - predict_loudness(before, plan.gain, plan.ceiling)
    gain = _best_gain(before, target.loudness - prediction_error, plan.ceiling)
    if not 0 < (gain - plan.gain) / deviation < _MAX_STEEPNESS:  # under heavy limiting it may lead far astray
        gain = _round_gain(plan.gain + deviation)
    return replace(plan, gain=gain)


def add_dips(plan: GainPlan, after: LoudnessMeasurement, target: LoudnessTarget) -> GainPlan:
    """Return the plan with a dip at each place where the encoded file passes the target's true peak.

    `after` is the measurement of the file; its `over_ceiling` has the samples above the true peak less
    `TRUE_PEAK_MARGIN`.
    """
    ceiling = target.true_peak - TRUE_PEAK_MARGIN
    depths = [(sample, _dip_depth(plan, sample), height - ceiling) for sample, height in after.over_ceiling]
    dips = [
        CeilingDip(sample, round(depth + excess + _EXTRA_DIP_DB * (2 if depth else 1), 2))
        for sample, depth, excess in depths
    ]
    return replace(plan, dips=tuple(sorted((*plan.dips, *dips), key=lambda dip: (dip.sample, dip.depth))))


def _dip_depth(plan: GainPlan, sample: int) -> float:
    """Return the depth of the plan's deepest dip around a sample, in dB; 0 where it has none."""
    return max((dip.depth for dip in plan.dips if abs(dip.sample - sample) < DIP_RADIUS), default=0.0)


def _round_gain(gain: float) -> float:
    """Round a gain to 0.02 dB, so that the last bits of a measurement have no effect, and limit it to `MAX_GAIN_DB`."""
    return min(round(gain * _GAIN_STEPS_PER_DB) / _GAIN_STEPS_PER_DB, MAX_GAIN_DB) + 0.0
