"""Measure an encoded file as a player decodes it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from podcast.audio.blocks import take_samples
from podcast.audio.gain import TRUE_PEAK_MARGIN
from podcast.audio.loudness import join_measurements
from podcast.audio.meter import ProgrammeSpan, measure_blocks
from podcast.audio.mp3.decoder import decode_mp3

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.audio.loudness import LoudnessMeasurement
    from podcast.audio.mp3.encode import EncodingJob

_MIN_SECONDS_PER_THREAD = 20  # a shorter part is not worth a thread to measure it
_SETTLING_SECONDS = 2  # after a change: rounded up to a second, and the meter's filters reach on for less than one


def measure_file(job: EncodingJob) -> LoudnessMeasurement:
    """Measure the file of a job, in as many parts as there are threads.

    True peaks that pass the ceiling, less `TRUE_PEAK_MARGIN`, are recorded.
    """
    seconds = job.sample_count // job.targets.sample_rate
    count = max(1, min(job.threads, seconds // _MIN_SECONDS_PER_THREAD))
    firsts = [seconds * number // count for number in range(count)]
    spans = map(ProgrammeSpan, firsts, [*firsts[1:], None])
    with ThreadPoolExecutor(job.threads) as pool:
        return join_measurements(list(pool.map(partial(_measure_span, job), spans)))


def measure_again(
    job: EncodingJob, measurement: LoudnessMeasurement, changed: Iterable[tuple[int, int]]
) -> LoudnessMeasurement:
    """Return the measurement of a file of which some spans of samples have changed; only these are decoded."""
    rate = job.targets.sample_rate
    seconds = job.sample_count // rate
    for low, high in changed:
        last = high // rate + _SETTLING_SECONDS
        span = ProgrammeSpan(low // rate, last if last <= seconds else None)
        measurement = measurement.with_part(span.first, _measure_span(job, span), rate)
    return measurement


def _measure_span(job: EncodingJob, span: ProgrammeSpan) -> LoudnessMeasurement:
    rate, ceiling = job.targets.sample_rate, job.targets.true_peak - TRUE_PEAK_MARGIN
    start = (span.first - span.lead_in) * rate
    samples = take_samples(job.sample_count - start, decode_mp3(job.path, job.targets, job.channels, start))
    return measure_blocks(samples, rate, ceiling=ceiling, span=span)
