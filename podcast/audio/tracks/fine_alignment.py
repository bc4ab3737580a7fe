"""Fine alignment of two tracks: offset and drift of the clocks, by cross-correlation of the whitened sound.

Windows of two seconds of both tracks are correlated with all frequencies weighted alike (GCC-PHAT), which gives a sharp
peak where a room or a microphone colours the sound. A voice reaches its own microphone first: where one of both speaks,
the other track is late by the distance, and where the other one speaks, early. Both are fitted at once, so that the
distance does not count as an offset.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.audio.tracks.track import TrackClock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

WINDOW_SECONDS = 2
MIN_HOP_SECONDS = 0.5  # from window to window …
MAX_WINDOWS = 300  # … of which a recording has so many at most, spread over its length
_SEARCH_DIVISOR = 10  # the windows of two tracks may be a tenth of a second apart
_BAND = (200, 6000)  # Hz
_GRID_RATE = 24000  # Hz, of the correlation
_MIDDLE_STEPS_PER_SECOND = 20
_PEAK_SECONDS = 0.004  # around the highest value, that do not count as noise
_MIN_SCORE = 7.0  # the highest value, in standard deviations of the others: lower ones are chance
_MIN_SINGLE_SCORE = 14.0  # enough without another window that agrees: a clap
_MIN_DOMINANCE_DB = 6.0
_OUTLIER_SECONDS = (0.002, 0.0006)
_MIN_WINDOWS = 3
_MIN_DRIFT_SPAN_SECONDS = 10.0  # a single clap is in several windows, which all say the same
_MAX_ERROR_PPM, _MAX_ERROR_SHARE = 1.5, 0.1  # a drift that is less certain counts as none


@dataclass(frozen=True, slots=True)
class Correlation:
    """The correlation of two windows. `lag` is how much later the second one has the same sound, in seconds.

    The lag counts from where the coarse clock has the second window. `time` is that of the first window's middle in its
    track, in seconds; `dominance` how much nearer the first track is to its usual level than the second one, in dB.
    """

    time: float
    lag: float
    score: float
    dominance: float


@dataclass(frozen=True, slots=True)
class FineMatch:
    """The clock of the second track relative to the first; `has_drift` says whether its rate was measured."""

    clock: TrackClock
    has_drift: bool


def windows_at(
    blocks: Iterable[NDArray[np.float32]], starts: Iterable[int], length: int
) -> Iterator[NDArray[np.float32]]:
    """Yield the windows of a stream that begin at `starts` (samples, ascending), mixed to mono.

    What lies before the stream, or behind it, is silence.
    """
    import numpy as np

    source = iter(blocks)
    held, position = np.zeros(0, np.float32), 0
    for start in starts:
        while position + held.size < start + length and (block := next(source, None)) is not None:
            held = np.concatenate([held, block.mean(axis=0, dtype=np.float32)])
            if start > position:
                dropped = min(start - position, held.size)
                held, position = held[dropped:], position + dropped
        window = np.zeros(length, np.float32)
        first, last = max(start, position), min(start + length, position + held.size)
        if first < last:
            window[first - start : last - start] = held[first - position : last - position]
        yield window


def window_spectrum(window: NDArray[np.float32], sample_rate: int) -> NDArray[np.complex128]:
    """Return the spectrum of a window of `WINDOW_SECONDS`, each frequency of speech with magnitude 1, others with 0."""
    import numpy as np

    size = window.size + 2 * (sample_rate // _SEARCH_DIVISOR)
    spectrum = np.fft.rfft(window.astype(np.float64), size)[: 12000 * size // sample_rate + 1]
    frequency = np.arange(spectrum.size) * sample_rate / size
    spectrum /= np.abs(spectrum) + 1e-12
    spectrum[(frequency < _BAND[0]) | (frequency > _BAND[1])] = 0
    return spectrum


def common_middle(first: NDArray[np.float32], second: NDArray[np.float32], sample_rate: int) -> float:
    """Return where in two windows their common sound has its middle, in seconds: a lag that drifts is that of there."""
    import numpy as np

    width = sample_rate // _MIDDLE_STEPS_PER_SECOND
    power = [np.square(window.astype(np.float64)).reshape(-1, width).sum(axis=1) for window in (first, second)]
    weights = np.sqrt(power[0] * power[1])
    if not (total := float(weights.sum())):
        return WINDOW_SECONDS / 2
    return float((weights * (np.arange(weights.size) + 0.5)).sum()) / total / _MIDDLE_STEPS_PER_SECOND


def correlate(first: NDArray[np.complex128], second: NDArray[np.complex128]) -> tuple[float, float]:
    """Return the lag of the highest correlation of two window spectra, in seconds, and its score."""
    import numpy as np

    correlation = np.fft.irfft(np.conj(first) * second)
    reach = _GRID_RATE // _SEARCH_DIVISOR
    near = np.concatenate([correlation[-reach:], correlation[: reach + 1]])
    peak = int(np.argmax(near[1:-1])) + 1
    apart = np.abs(np.arange(near.size) - peak) > _PEAK_SECONDS * _GRID_RATE
    noise = float(np.sqrt(np.square(near[apart]).mean()))
    before, top, after = (float(near[peak + step]) for step in (-1, 0, 1))
    bend = before - 2 * top + after
    vertex = 0.5 * (before - after) / bend if bend else 0.0
    return (peak + vertex - reach) / _GRID_RATE, top / noise if noise else 0.0


def fit_clock(correlations: list[Correlation], coarse: TrackClock) -> FineMatch | None:
    """Return the exact clock of the second track, from windows that were laid by the `coarse` clock.

    None: the windows do not agree.
    """
    import numpy as np

    clear = [correlation for correlation in correlations if correlation.score >= _MIN_SCORE]
    sided = [correlation for correlation in clear if abs(correlation.dominance) >= _MIN_DOMINANCE_DB]
    candidates = sided if len(sided) >= _MIN_WINDOWS else clear
    if not candidates:
        return None
    time, lag, dominance = (
        np.array([getattr(candidate, name) for candidate in candidates]) for name in ("time", "lag", "dominance")
    )
    side = np.sign(dominance) if candidates is sided else np.zeros(time.size)
    fit = _robust_fit(time, lag, side)
    if fit is None:
        best = max(clear, key=lambda correlation: correlation.score)
        if best.score < _MIN_SINGLE_SCORE:
            return None
        return FineMatch(_without_drift(coarse, best.time, best.lag), has_drift=False)
    offset, slope, error = fit
    if error > max(_MAX_ERROR_PPM * 1e-6, abs(slope) * _MAX_ERROR_SHARE):  # the middle of the windows is certain
        middle = float(time.mean())
        return FineMatch(_without_drift(coarse, middle, offset + slope * middle), has_drift=False)
    return FineMatch(TrackClock(coarse.start + offset, coarse.rate + slope), has_drift=True)


def _without_drift(coarse: TrackClock, time: float, lag: float) -> TrackClock:
    """Return the clock with a rate of 1 that is right at one time."""
    return TrackClock(coarse.start + (coarse.rate - 1) * time + lag, 1.0)


def _robust_fit(
    time: NDArray[np.float64], lag: NDArray[np.float64], side: NDArray[np.float64]
) -> tuple[float, float, float] | None:
    """Fit `lag = offset + slope × time + distance × side`; return offset, slope, and the slope's standard error."""
    import numpy as np

    slope = _median_slope(time, lag, side)
    rest = lag - slope * time
    for value in (-1.0, 0.0, 1.0):
        if (side == value).any():
            rest[side == value] -= np.median(rest[side == value])
    inliers = np.abs(rest) < _OUTLIER_SECONDS[0]
    for tolerance in (*_OUTLIER_SECONDS, _OUTLIER_SECONDS[-1]):
        if inliers.sum() < max(_MIN_WINDOWS, 0.3 * time.size):
            return None
        values, error = _least_squares(time, lag, side, inliers)
        rest = lag - values[0] - values[1] * time - values[2] * side
        inliers = np.abs(rest) < tolerance
    return values[0], values[1], error


def _median_slope(time: NDArray[np.float64], lag: NDArray[np.float64], side: NDArray[np.float64]) -> float:
    """Return the median of the slopes between windows of the same side that lie well apart (Theil and Sen)."""
    import numpy as np

    apart = time[None, :] - time[:, None]
    chosen = (apart > (time.max() - time.min()) / 4) & (side[None, :] == side[:, None])
    return float(np.median((lag[None, :] - lag[:, None])[chosen] / apart[chosen])) if chosen.any() else 0.0


def _least_squares(
    time: NDArray[np.float64], lag: NDArray[np.float64], side: NDArray[np.float64], chosen: NDArray[Any]
) -> tuple[tuple[float, float, float], float]:
    """Return offset, slope and distance, and the slope's standard error; the distance is 0 with one side alone."""
    import numpy as np

    used_time, used_lag, used_side = time[chosen], lag[chosen], side[chosen]
    middle = used_time.mean()
    both = min((used_side > 0).sum(), (used_side < 0).sum()) >= 2
    rows = np.stack([np.ones(used_time.size), used_time - middle, used_side if both else np.zeros(used_time.size)])
    solution = _solve(rows, used_lag, 3 if both else 2)
    rest = used_lag - (rows[: solution.size] * solution[:, None]).sum(axis=0)
    spread = np.square(used_time - middle).sum()
    freedom = max(1, used_time.size - solution.size)
    is_long = float(np.ptp(used_time)) >= _MIN_DRIFT_SPAN_SECONDS
    error = float(np.sqrt(np.square(rest).sum() / freedom / spread)) if is_long else float("inf")
    distance = float(solution[2]) if both else 0.0
    return (float(solution[0] - solution[1] * middle), float(solution[1]), distance), error


def _solve(rows: NDArray[np.float64], values: NDArray[np.float64], unknowns: int) -> NDArray[np.float64]:
    """Solve the normal equations by elimination: sums in a fixed order, without a linear-algebra library."""
    import numpy as np

    used = rows[:unknowns]
    matrix = [[float((a * b).sum()) for b in used] for a in used]
    right = [float((a * values).sum()) for a in used]
    for pivot in range(unknowns):
        for row in range(pivot + 1, unknowns):
            factor = matrix[row][pivot] / matrix[pivot][pivot] if matrix[pivot][pivot] else 0.0
            matrix[row] = [x - factor * y for x, y in zip(matrix[row], matrix[pivot], strict=True)]
            right[row] -= factor * right[pivot]
    solution = [0.0] * unknowns
    for row in reversed(range(unknowns)):
        rest = sum(matrix[row][column] * solution[column] for column in range(row + 1, unknowns))
        solution[row] = (right[row] - rest) / matrix[row][row] if abs(matrix[row][row]) > 1e-12 else 0.0
    return np.array(solution)
