"""Loudness measurement by EBU R 128 / ITU-R BS.1770-4, with FFmpeg's filter `ebur128`.

Unlike the output of FFmpeg's `loudnorm`, the filter's readings do not depend on the CPU. A programme may be measured in
parts, in parallel; each part begins some seconds early, so that filters and windows are filled when its own time comes.
The momentary loudness of every tenth of a second is kept: loudness, loudness range and the limiter's effect follow from
it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from podcast.artifacts import LoudnessValues
from podcast.audio import true_peak
from podcast.audio.blocks import equal_blocks
from podcast.audio.ebur128 import READINGS_PER_SECOND, LoudnessMeter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

ABSOLUTE_GATE_LUFS = -70.0  # quieter blocks are not counted (BS.1770-4)
WINDOWS_PER_READING = 15  # windows of peak and RMS in a tenth of a second: 6.7 ms each
_COLUMN_TYPES = {"readings": "f8", "true_peaks": "f4", "peaks": "f2", "rms": "f2"}  # numpy's names
_MIN_RATIO = 1e-7  # full scale 1.0: -140 dBTP
_LEAD_IN_SECONDS = 4  # a short-term window is 3 s, and the filters need time to settle


@dataclass(frozen=True, slots=True)
class LoudnessMeasurement:
    """Loudness and peaks of a programme; all arrays run along its time.

    `momentary` and `short_term` are the loudness in LUFS of the last 400 ms and 3 s, one value for each tenth of a
    second; `true_peaks` the highest true peak of each, as a ratio. If a ceiling was given, `over_ceiling` are the
    samples at which the true peak passes it, with its height in dBTP. If not, `peaks` and `rms` are kept to predict the
    limiter's effect: the highest sample of the loudest channel, and the root mean square of all channels, for each
    fifteenth of those tenths. Eleven bits of these are precise enough, and a day of them has to fit into memory.
    """

    momentary: NDArray[np.float64]
    short_term: NDArray[np.float64]
    true_peaks: NDArray[np.float32]
    peaks: NDArray[np.float16]
    rms: NDArray[np.float16]
    over_ceiling: tuple[tuple[int, float], ...]

    @property
    def values(self) -> LoudnessValues:
        """The three values that are reported: integrated loudness, true peak and loudness range."""
        top = to_decibels(float(self.true_peaks.max(initial=0.0)))
        return LoudnessValues(integrated_loudness(self.momentary), round(top, 2), loudness_range(self.short_term))

    def with_part(self, second: int, part: LoudnessMeasurement, sample_rate: int) -> LoudnessMeasurement:
        """Return the measurement with a part replaced that was measured again.

        `part` begins at `second`; `sample_rate` is in Hz.
        """
        reading = second * READINGS_PER_SECOND
        first, last = second * sample_rate, (reading + part.true_peaks.size) * (sample_rate // READINGS_PER_SECOND)
        peaks = [(sample, height) for sample, height in self.over_ceiling if not first <= sample < last]
        return LoudnessMeasurement(
            _splice(self.momentary, reading, part.momentary),
            _splice(self.short_term, reading, part.short_term),
            _splice(self.true_peaks, reading, part.true_peaks),
            self.peaks,
            self.rms,
            tuple(sorted((*peaks, *part.over_ceiling))),
        )


def _splice(values: NDArray[Any], start: int, part: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    return np.concatenate([values[:start], part, values[start + part.size :]])


def join_measurements(parts: Sequence[LoudnessMeasurement]) -> LoudnessMeasurement:
    """Join the measurements of consecutive parts of a programme to one."""
    import numpy as np

    return LoudnessMeasurement(
        np.concatenate([part.momentary for part in parts]),
        np.concatenate([part.short_term for part in parts]),
        np.concatenate([part.true_peaks for part in parts]),
        np.concatenate([part.peaks for part in parts]),
        np.concatenate([part.rms for part in parts]),
        tuple(peak for part in parts for peak in part.over_ceiling),
    )


def to_decibels(ratio: float) -> float:
    """Convert a ratio of amplitudes to dB; silence is -140."""
    return 20 * math.log10(max(ratio, _MIN_RATIO))


def to_ratio(decibels: float) -> float:
    """Convert decibels to a ratio of amplitudes."""
    return float(10 ** (decibels / 20))


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
        """Seconds before the span that the filters and windows need."""
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
        sample_rate: in Hz.
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
    with LoudnessMeter(sample_rate, threaded=threads > 1) as meter:
        for number, (block, window) in enumerate(islice(windows, end)):
            recorder.add("readings", *meter.push(block))
            if number < span.lead_in:
                continue
            peaks, rms = _peaks_and_rms(block, hop // WINDOWS_PER_READING)
            top = max(top, float(peaks.max()))
            limits = (top, true_peak.USUAL_INTERSAMPLE_RATIO)
            if ceiling < math.inf:
                limits = (to_ratio(ceiling), true_peak.MAX_INTERSAMPLE_RATIO)
            steps, heights = true_peak.true_peaks_near(window, *limits)
            readings = steps * true_peak.STEP_SAMPLES // hop
            recorder.add("true_peaks", _true_peaks_per_reading(peaks, readings, heights))
            if ceiling == math.inf:
                recorder.add("peaks", peaks)
                recorder.add("rms", rms)
            else:
                start = (span.first - span.lead_in + number) * sample_rate
                recorder.over_ceiling += _peaks_over_ceiling(start, steps, heights, to_ratio(ceiling))
        recorder.add("readings", *meter.flush())
    return recorder.measurement(span.lead_in * READINGS_PER_SECOND)


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
        """Return the measurement without the first `lead_in` readings."""
        import numpy as np

        columns = {name: np.frombuffer(data, _COLUMN_TYPES[name]) for name, data in self._columns.items()}
        momentary, short_term = columns.pop("readings").reshape(-1, 2)[lead_in:].T
        return LoudnessMeasurement(momentary, short_term, **columns, over_ceiling=tuple(self.over_ceiling))


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


def _peaks_and_rms(block: NDArray[np.float32], width: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the highest sample and the root mean square of each `width` samples.

    The last window is padded with silence.
    """
    import numpy as np

    count = -(-block.shape[1] // width)
    if missing := count * width - block.shape[1]:
        block = np.pad(block, ((0, 0), (0, missing)))
    windows = block.reshape(block.shape[0], count, width)
    peaks = np.maximum.reduceat(true_peak.channel_maximum(block), np.arange(0, block.shape[1], width))
    return peaks, np.sqrt(np.einsum("cnw,cnw->n", windows, windows) / np.float32(width))


def _true_peaks_per_reading(
    peaks: NDArray[np.float32], readings: NDArray[Any], heights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the highest true peak of each tenth of a second: of its samples, and of the values between them."""
    import numpy as np

    padded = np.pad(peaks, (0, -peaks.size % WINDOWS_PER_READING))
    true_peaks: NDArray[np.float32] = padded.reshape(-1, WINDOWS_PER_READING).max(axis=1)
    np.maximum.at(true_peaks, readings, heights.max(axis=1, initial=0.0))
    return true_peaks


def integrated_loudness(momentary: NDArray[np.float64]) -> float:
    """Return the loudness of a programme in LUFS.

    Source: BS.1770-4, equations 5-7: blocks above -70 LUFS, of these the ones above 10 LU below their mean.
    """
    import numpy as np

    loud = momentary[momentary > ABSOLUTE_GATE_LUFS]
    if not loud.size:
        return ABSOLUTE_GATE_LUFS
    gate = _power_mean(loud) - 10
    return round(float(_power_mean(loud[loud > gate])), 3) if np.isfinite(gate) else ABSOLUTE_GATE_LUFS


def loudness_range(short: NDArray[np.float64]) -> float:
    """Return the loudness range (LRA) in LU.

    Source: EBU Tech 3342: from the 10th to the 95th percentile of the short-term values above -70 LUFS and above 20 LU
    below their mean.
    """
    import numpy as np

    loud = short[short > ABSOLUTE_GATE_LUFS]
    if loud.size < 2:
        return 0.0
    loud = np.sort(loud[loud > _power_mean(loud) - 20])
    low, high = (loud[int((loud.size - 1) * percentile + 0.5)] for percentile in (0.10, 0.95))
    return round(float(high - low), 2)


def _power_mean(loudness: NDArray[np.float64]) -> float:
    """Return the mean of powers, as loudness."""
    import numpy as np

    return float(10 * np.log10(np.mean(10 ** (loudness / 10))))
