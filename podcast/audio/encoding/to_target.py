"""Encode a recording once, so that loudness and true peak of the decoded MP3 meet its targets.

Gain and limiter are chosen from measurements, before the encoder runs. How much it adds to single peaks is known only
afterwards: where a true peak of the decoded MP3 passes the ceiling, the limiter goes deeper at that place, and only
some seconds around it are encoded again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.audio.encoding.limited_recording import LimitedRecording
from podcast.audio.encoding.rehearsal import Rehearsal, rehearsed_plan
from podcast.audio.encoding.verification import measure_again, measure_file
from podcast.audio.gain import LoudnessTarget, add_dips, correct_gain
from podcast.audio.limiter import DIP_RADIUS
from podcast.audio.mp3.encode import EncodingJob, encode
from podcast.audio.mp3.patch import expected_samples, patch_mp3
from podcast.errors import AudioError
from podcast.i18n import _, format_number

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.audio.first_pass import EditedRecording
    from podcast.audio.job import MasterJob
    from podcast.audio.limiter import GainPlan
    from podcast.audio.loudness import LoudnessMeasurement

_MAX_MENDS = 7  # each followed by a measurement


@dataclass(frozen=True, slots=True)
class EncodingResult:
    """An encoded file: its plan, the limiter's lowest gain as a ratio, and the measurement of the decoded file.

    `encoded_samples` is how much was given to the encoder, mends and all.
    """

    plan: GainPlan
    min_ratio: float
    measurement: LoudnessMeasurement
    encoded_samples: int


def encode_to_target(
    job: MasterJob, recording: EditedRecording, before: LoudnessMeasurement, path: Path
) -> EncodingResult:
    """Encode a recording into `path` so that loudness and true peak of the decoded file meet the job's targets.

    Raises:
        AudioError: true peaks stay over the ceiling after `_MAX_MENDS`.
    """
    target = LoudnessTarget(job.targets.loudness, job.targets.true_peak, job.targets.bitrate)
    rehearsal = Rehearsal(
        before,
        target,
        limited=lambda plan: LimitedRecording(recording, plan),
        job=lambda limited: _encoding_job(job, limited, path),
    )
    plan, rehearsed_samples = rehearsed_plan(rehearsal)
    result = _encode_whole(job, recording, path, plan, rehearsed_samples)
    plan = correct_gain(plan, before, result.measurement, target)
    if plan != result.plan:
        result = _encode_whole(job, recording, path, plan, result.encoded_samples)
    for _round in range(_MAX_MENDS):
        if not result.measurement.over_ceiling:
            return result
        plan = add_dips(result.plan, result.measurement, target)
        result = _mend(job, recording, path, replace(result, plan=plan))
    if result.measurement.over_ceiling:
        raise _missed_targets(job, result.measurement)
    return result


def _encode_whole(
    job: MasterJob, recording: EditedRecording, path: Path, plan: GainPlan, encoded_before: int
) -> EncodingResult:
    """Encode a whole recording, and measure the file; `encoded_before` are the samples that were encoded so far."""
    ratios = [1.0]
    encoding_job = _encoding_job(job, LimitedRecording(recording, plan, ratios.append), path)
    encode(encoding_job)
    return EncodingResult(plan, min(ratios), measure_file(encoding_job), encoded_before + encoding_job.sample_count)


def _mend(job: MasterJob, recording: EditedRecording, path: Path, result: EncodingResult) -> EncodingResult:
    """Encode the places again at which the decoded file passes the ceiling; `result` has the plan with new dips."""
    ratios = [result.min_ratio]
    encoding_job = _encoding_job(job, LimitedRecording(recording, result.plan, ratios.append), path)
    peaks = [sample for sample, _height in result.measurement.over_ceiling]
    reach = 2 * DIP_RADIUS
    if expected_samples(peaks, reach) >= encoding_job.sample_count:  # a short file: all of it is less
        return _encode_whole(job, recording, path, result.plan, result.encoded_samples)
    patches = patch_mp3(encoding_job, peaks, reach)
    measurement = measure_again(encoding_job, result.measurement, patches.changed_spans)
    return EncodingResult(result.plan, min(ratios), measurement, result.encoded_samples + patches.encoded_samples)


def _encoding_job(job: MasterJob, limited: LimitedRecording, path: Path) -> EncodingJob:
    recording = limited.recording
    return EncodingJob(limited.blocks, recording.sample_count, job.targets, recording.channels, path, job.threads)


def _missed_targets(job: MasterJob, measurement: LoudnessMeasurement) -> AudioError:
    """Return the error for a recording whose targets cannot be met."""
    message = _("cannot reach {loudness:g} LUFS with peaks below {true_peak:g} dBTP").format(
        loudness=job.targets.loudness, true_peak=job.targets.true_peak
    )
    outcome = _("the result is {loudness} LUFS, {true_peak} dBTP").format(
        loudness=format_number(measurement.values.loudness), true_peak=format_number(measurement.values.true_peak)
    )
    remedy = _("look for loud clicks in it, or lower audio.loudness")
    return AudioError(job.recording, f"{message} ({outcome})", remedy)
