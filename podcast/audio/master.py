"""Mastering: brings a recording to the target loudness and encodes it, completely or not at all.

The steps: first pass (decode once: loudness, edges) → edit → gain and limiter → encode → decode again and measure. How
much the encoder adds to the peaks is known only afterwards, so the last step decides: where a true peak of the decoded
MP3 passes the ceiling, the limiter goes deeper at that place and only some seconds around it are encoded again; if the
loudness deviates, the gain is corrected and the whole file is encoded again.
"""

from __future__ import annotations

import contextlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING

from podcast.artifacts import Levels, LoudnessValues, Master
from podcast.audio import edit, limiter, opus_m4a
from podcast.audio.blocks import skip_samples, take_samples
from podcast.audio.ebur128 import READINGS_PER_SECOND
from podcast.audio.first_pass import EditedRecording, analyse
from podcast.audio.gain import TRUE_PEAK_MARGIN, LoudnessTarget, correct_plan, plan_gain
from podcast.audio.limiter import DIP_RADIUS
from podcast.audio.loudness import ProgrammeSpan, join_measurements, measure_blocks, to_decibels
from podcast.audio.mp3.decoder import decode_mp3
from podcast.audio.mp3.encode import EncodingJob, encode
from podcast.audio.mp3.patch import patch_mp3
from podcast.errors import AudioError
from podcast.files import atomic
from podcast.files.digest import bytes_digest
from podcast.i18n import _, format_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from podcast.audio.job import MasterJob
    from podcast.audio.limiter import GainPlan
    from podcast.audio.loudness import LoudnessMeasurement
    from podcast.model.groups import AudioTargets

CHAIN_VERSION = 1  # raise it when the same recording shall be mastered anew
_MAX_ROUNDS = 8  # of encoding or patching, each followed by a measurement
_MIN_SECONDS_PER_THREAD = 20  # a shorter part is not worth a thread to measure it
_WAVEFORM_VALUES = 1000


def fingerprint(recording: str, targets: AudioTargets, intro: str | None, outro: str | None) -> str:
    """Return the fingerprint of a master: the hash of the files' digests, the targets and `CHAIN_VERSION`.

    It is the master's file name, so the same inputs have to give the same fingerprint for ever.
    """
    settings = targets.model_dump(exclude={"intro", "outro"})
    made_from = json.dumps([CHAIN_VERSION, recording, intro, outro, settings], sort_keys=True)
    return bytes_digest(made_from.encode()).sha256[:32]


def read_master(path: Path, formats: tuple[str, ...] = ()) -> Master | None:
    """Return the facts of a master that exists complete and in all `formats`; None if it has to be made.

    Facts that were written by another version, with other fields, count as none.
    """
    if read_levels(path) is None or not all(path.with_suffix(f".{name}").is_file() for name in formats):
        return None
    try:
        facts = json.loads(path.with_suffix(".json").read_text("utf-8"))
        if path.stat().st_size != facts.pop("size"):
            return None
        return Master(**facts | {name: LoudnessValues(**facts[name]) for name in ("before", "after")})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def master(job: MasterJob) -> Master:
    """Master a recording, and write its facts and levels beside it.

    Raises:
        AudioError: the recording, the intro or the outro cannot be used.
        FileError: a file cannot be written.
    """
    recording, recording_seconds, before = analyse(job)
    with atomic.atomic_path(job.path) as temporary:
        result = _encode_to_target(job, recording, before, temporary)
        size = temporary.stat().st_size
    facts = Master(
        path=job.path.name,
        recording_seconds=round(recording_seconds, 3),
        seconds=round(recording.sample_count / recording.sample_rate, 3),
        sample_rate=recording.sample_rate,
        channels=recording.channels,
        bitrate=job.targets.bitrate,
        shift=round(edit.time_shift(recording.trim, recording.sample_rate, recording.jingles[0]), 6),
        before=before.values,
        after=result.measurement.values,
        gain=result.plan.gain,
        limited=round(-to_decibels(result.min_ratio), 1),
    )
    _write_alternate_formats(job, recording, result.plan)
    levels = asdict(_loudness_levels(recording, before, result))
    atomic.write(job.path.with_suffix(".levels.json"), json.dumps(levels, separators=(",", ":")).encode())
    atomic.write(job.path.with_suffix(".json"), json.dumps({"size": size, **asdict(facts)}, indent=1).encode())
    return facts


def _write_alternate_formats(job: MasterJob, recording: EditedRecording, plan: GainPlan) -> None:
    """Write the other formats, from the same limited samples, in one pass; each completely or not at all."""
    if not job.formats:
        return
    with contextlib.ExitStack() as stack:
        paths = {name: stack.enter_context(atomic.atomic_path(job.alternate_path(name))) for name in job.formats}
        opus_m4a.write_formats(
            _limited_samples(recording, plan, [], 0), recording.sample_rate, recording.channels, paths
        )


@dataclass(frozen=True, slots=True)
class _Result:
    """Result of encoding: the plan, the limiter's lowest gain as a ratio, and the measurement of the decoded file."""

    plan: GainPlan
    min_ratio: float
    measurement: LoudnessMeasurement


def _encode_to_target(job: MasterJob, recording: EditedRecording, before: LoudnessMeasurement, path: Path) -> _Result:
    """Encode until loudness and true peak of the decoded file meet the target.

    Raises:
        AudioError: they do not within `_MAX_ROUNDS`.
    """
    targets, ratios = job.targets, [1.0]
    target = LoudnessTarget(targets.loudness, targets.true_peak, targets.bitrate)
    plan = plan_gain(before, target)
    measurement: LoudnessMeasurement | None = None
    for _round in range(_MAX_ROUNDS):
        read_samples = partial(_limited_samples, recording, plan, ratios)
        encoding_job = EncodingJob(read_samples, recording.sample_count, targets, recording.channels, path, job.threads)
        if measurement is None:
            encode(encoding_job)
            measurement = _measure_file(encoding_job)
        else:
            peaks = [sample for sample, _height in measurement.over_ceiling]
            changed_spans = patch_mp3(encoding_job, peaks, 2 * DIP_RADIUS)
            measurement = _remeasure(encoding_job, measurement, changed_spans)
        next_plan = correct_plan(plan, before, measurement, target, -to_decibels(min(ratios)))
        if next_plan == plan:
            return _Result(plan, min(ratios), measurement)
        if next_plan.gain != plan.gain:
            ratios, measurement = [1.0], None
        plan = next_plan
    if measurement and not measurement.over_ceiling:  # as loud as it gets
        return _Result(plan, min(ratios), measurement)
    message = _("cannot reach {loudness:g} LUFS with peaks below {true_peak:g} dBTP").format(
        loudness=targets.loudness, true_peak=targets.true_peak
    )
    if measurement:
        outcome = _("the result is {loudness} LUFS, {true_peak} dBTP")
        values = {
            "loudness": format_number(measurement.values.loudness),
            "true_peak": format_number(measurement.values.true_peak),
        }
        message += f" ({outcome.format(**values)})"
    raise AudioError(recording.path, message, _("look for loud clicks in it, or lower audio.loudness"))


def _limited_samples(
    recording: EditedRecording, plan: GainPlan, ratios: list[float], start: int
) -> Iterator[NDArray[np.float32]]:
    """Return the samples to encode, from the sample `start` on."""
    begin = max(0, start - limiter.lead_in_samples(recording.sample_rate))
    blocks = limiter.limit_blocks(recording.blocks(begin), recording.sample_rate, plan, begin, ratios.append)
    return skip_samples(start - begin, blocks)


# --- measuring -------------------------------------------------------------------------------------------------------


def _measure_file(encoding_job: EncodingJob) -> LoudnessMeasurement:
    """Measure an encoded file, in as many parts as there are threads."""
    seconds = encoding_job.sample_count // encoding_job.targets.sample_rate
    count = max(1, min(encoding_job.threads, seconds // _MIN_SECONDS_PER_THREAD))
    firsts = [seconds * number // count for number in range(count)]
    spans = map(ProgrammeSpan, firsts, [*firsts[1:], None])
    with ThreadPoolExecutor(encoding_job.threads) as pool:
        return join_measurements(list(pool.map(partial(_measure_span, encoding_job), spans)))


def _measure_span(encoding_job: EncodingJob, span: ProgrammeSpan) -> LoudnessMeasurement:
    """Measure a part of an encoded file, as a player decodes it."""
    rate, ceiling = encoding_job.targets.sample_rate, encoding_job.targets.true_peak - TRUE_PEAK_MARGIN
    start = (span.first - span.lead_in) * rate
    samples = take_samples(
        encoding_job.sample_count - start,
        decode_mp3(encoding_job.path, encoding_job.targets, encoding_job.channels, start),
    )
    return measure_blocks(samples, rate, ceiling=ceiling, span=span)


def _remeasure(
    encoding_job: EncodingJob, measurement: LoudnessMeasurement, changed: list[tuple[int, int]]
) -> LoudnessMeasurement:
    """Return the measurement after some spans of samples have changed.

    A window of short-term loudness reaches three seconds back, so some seconds after each span are measured again, too.
    """
    rate = encoding_job.targets.sample_rate
    seconds = encoding_job.sample_count // rate
    for low, high in changed:
        last = high // rate + 4
        span = ProgrammeSpan(low // rate, last if last <= seconds else None)
        measurement = measurement.with_part(span.first, _measure_span(encoding_job, span), rate)
    return measurement


# --- levels ----------------------------------------------------------------------------------------------------------


def read_levels(path: Path) -> Levels | None:
    """Return the loudness of a master along its time; None if it was not stored."""
    try:
        raw = json.loads(path.with_suffix(".levels.json").read_text("utf-8"))
        return Levels(*(tuple(raw[name]) for name in ("before", "after", "peaks")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _loudness_levels(recording: EditedRecording, before: LoudnessMeasurement, result: _Result) -> Levels:
    """Return the levels from the measurements at hand, without decoding again."""
    trimmed_readings = (
        0 if any(recording.jingles) else recording.trim.start * READINGS_PER_SECOND // recording.sample_rate
    )
    curves = [
        [round(float(value), 1) for value in short[READINGS_PER_SECOND - 1 :: READINGS_PER_SECOND]]
        for short in (before.short_term[trimmed_readings:], result.measurement.short_term)
    ]
    peaks = result.measurement.true_peaks
    width = max(1, -(-peaks.size // _WAVEFORM_VALUES))
    highest = [round(min(1.0, float(peaks[start : start + width].max())), 3) for start in range(0, peaks.size, width)]
    return Levels(tuple(curves[0]), tuple(curves[1]), tuple(highest))
