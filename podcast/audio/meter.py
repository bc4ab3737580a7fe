"""Meter of loudness and peaks, by EBU R 128 / ITU-R BS.1770-4.

A programme may be measured in parts, in parallel; each part begins a second early, so that the filters have settled
when its own time comes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from podcast.audio import true_peak
from podcast.audio.blocks import equal_blocks
from podcast.audio.k_weighting import WINDOWS_PER_SECOND, PowerMeter
from podcast.audio.loudness import (
    READINGS_PER_SECOND,
    WINDOWS_PER_READING,
    LoudnessMeasurement,
    LoudnessReadings,
    reading_powers,
    to_decibels,
    to_ratio,
)
from podcast.audio.treble import treble_share

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from podcast.artifacts import LoudnessValues

_COLUMN_TYPES = {"powers": "f4", "true_peaks": "f4", "peaks": "f2", "treble": "f2"}  # numpy's names
_LEAD_IN_SECONDS = 1  # after which the filters no longer depend on where they began


def measure(blocks: Iterable[NDArray[np.float32]], sample_rate: int) -> LoudnessValues:
    """Return integrated loudness with both gates, true peak and loudness range of a programme; see `measure_blocks`."""
    return measure_blocks(blocks, sample_rate).values


@dataclass(frozen=True, slots=True)
class ProgrammeSpan:
    """A part of a programme, in whole seconds from its beginning; `last` None: to its end."""

    first: int = 0
    last: int | None = None

    @property
    def lead_in(self) -> int:
        """Seconds before the span that the filters need."""
        return min(_LEAD_IN_SECONDS, self.first)


def measure_blocks(
    blocks: Iterable[NDArray[np.float32]],
    sample_rate: int,
    threads: int = 1,
    ceiling: float = math.inf,
    span: ProgrammeSpan = ProgrammeSpan(),
) -> LoudnessMeasurement:
    """Measure a programme, or a part of it.

    Args:
        blocks: float32, shape (channels, n), full scale 1.0; of a part: from `span.lead_in` seconds before it, and to
            some samples behind it.
        sample_rate: in Hz, 44100 or 48000.
        threads: with two, the meter has a thread of its own; the result is the same.
        ceiling: in dBTP; samples whose true peak passes it are recorded.
        span: the part; the whole programme if not given.

    Returns:
        The measurement. Its loudness is -70 LUFS if the programme is silent or shorter than the 400 ms of a gating
        block.
    """
    recorder, hop = _Recorder(), sample_rate // READINGS_PER_SECOND
    top, end = 0.0, None if span.last is None else span.last - span.first + span.lead_in
    windows = true_peak.blocks_with_neighbours(equal_blocks(blocks, sample_rate), true_peak.REACH)
    with PowerMeter(sample_rate, threaded=threads > 1) as meter:
        for number, (block, window) in enumerate(islice(windows, end)):
            recorder.add("powers", *meter.push(block))
            if number < span.lead_in:
                continue
            peaks = _window_peaks(block, hop // WINDOWS_PER_READING)
            top = max(top, float(peaks.max()))
            limits = (top, true_peak.USUAL_INTERSAMPLE_RATIO)
            if ceiling < math.inf:
                limits = (to_ratio(ceiling), true_peak.MAX_INTERSAMPLE_RATIO)
            steps, heights = true_peak.true_peaks_near(window, *limits)
            readings = steps * true_peak.STEP_SAMPLES // hop
            recorder.add("true_peaks", _true_peaks_per_reading(peaks, readings, heights))
            if ceiling == math.inf:
                recorder.add("treble", treble_share(block, sample_rate))
                recorder.add("peaks", true_peak.window_true_peaks(window, hop // WINDOWS_PER_READING))
            else:
                start = (span.first - span.lead_in + number) * sample_rate
                recorder.over_ceiling += _peaks_over_ceiling(start, steps, heights, to_ratio(ceiling))
        recorder.add("powers", *meter.flush())
    return recorder.measurement(span.lead_in * WINDOWS_PER_SECOND)


def measure_readings(blocks: Iterable[NDArray[np.float32]], sample_rate: int, threads: int = 1) -> LoudnessReadings:
    """Measure a whole programme by tenths of a second, in little memory; see `measure_blocks`."""
    import numpy as np

    powers, true_peaks, rest = bytearray(), bytearray(), np.zeros(0, np.float32)
    hop, top = sample_rate // READINGS_PER_SECOND, 0.0
    windows = true_peak.blocks_with_neighbours(equal_blocks(blocks, sample_rate), true_peak.REACH)
    with PowerMeter(sample_rate, threaded=threads > 1) as meter:
        for block, window in windows:
            rest = _add_readings(powers, [rest, *meter.push(block)])
            peaks = _window_peaks(block, hop // WINDOWS_PER_READING)
            top = max(top, float(peaks.max()))
            steps, heights = true_peak.true_peaks_near(window, top, true_peak.USUAL_INTERSAMPLE_RATIO)
            readings = steps * true_peak.STEP_SAMPLES // hop
            true_peaks += _true_peaks_per_reading(peaks, readings, heights).astype("f4").tobytes()
        _add_readings(powers, [rest, *meter.flush()])
    return LoudnessReadings(np.frombuffer(powers, np.float64), np.frombuffer(true_peaks, np.float32))


def _add_readings(powers: bytearray, arrays: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Append the power of each whole tenth of a second of some windows; return the windows that are left."""
    import numpy as np

    windows = np.concatenate(arrays).astype(np.float32, copy=False)
    count = windows.size // WINDOWS_PER_READING * WINDOWS_PER_READING
    powers += reading_powers(windows).tobytes()
    return windows[count:]


class _Recorder:
    """Columns of a measurement, collected as bytes: a day has too many seconds for an array each."""

    def __init__(self) -> None:
        self._columns = {name: bytearray() for name in _COLUMN_TYPES}
        self.over_ceiling: list[tuple[int, float]] = []

    def add(self, name: str, *arrays: NDArray[Any]) -> None:
        """Append arrays to a column."""
        for array in arrays:
            self._columns[name] += array.astype(_COLUMN_TYPES[name]).tobytes()

    def measurement(self, lead_in: int) -> LoudnessMeasurement:
        """Return the measurement without the first `lead_in` powers."""
        import numpy as np

        columns = {name: np.frombuffer(data, _COLUMN_TYPES[name]) for name, data in self._columns.items()}
        powers = columns.pop("powers")[lead_in:]
        return LoudnessMeasurement(powers, **columns, over_ceiling=tuple(self.over_ceiling))


def _peaks_over_ceiling(
    start: int, steps: NDArray[Any], heights: NDArray[np.float32], ceiling: float
) -> list[tuple[int, float]]:
    """Return where the true peak passes the ceiling (a ratio).

    One position for each step of samples, the highest one, with its height in dBTP.
    """
    high = heights.max(axis=1, initial=0.0) > ceiling
    return [
        (start + int(step) * true_peak.STEP_SAMPLES + int(row.argmax()), to_decibels(float(row.max())))
        for step, row in zip(steps[high], heights[high], strict=True)
    ]


def _window_peaks(block: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """Return the highest sample of each `width` samples; the last window may be shorter."""
    import numpy as np

    level = true_peak.channel_maximum(block)
    peaks: NDArray[np.float32] = np.maximum.reduceat(level, np.arange(0, level.size, width))
    return peaks


def _true_peaks_per_reading(
    peaks: NDArray[np.float32], readings: NDArray[Any], heights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the highest true peak of each tenth of a second: of its samples, and of the values between them."""
    import numpy as np

    true_peaks: NDArray[np.float32] = np.maximum.reduceat(peaks, np.arange(0, peaks.size, WINDOWS_PER_READING))
    np.maximum.at(true_peaks, readings, heights.max(axis=1, initial=0.0))
    return true_peaks
