"""Mastering: brings a recording to the target loudness and encodes it, completely or not at all.

The steps: first pass (decode once: loudness, edges) → edit → gain and limiter → encode → decode again and measure →
mend the places at which the encoder has raised a peak over the ceiling.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from podcast.artifacts import Levels, Master
from podcast.audio import opus_m4a
from podcast.audio.encoding.limited_recording import LimitedRecording
from podcast.audio.encoding.to_target import encode_to_target
from podcast.audio.first_pass import analyse
from podcast.audio.loudness import READINGS_PER_SECOND, to_decibels
from podcast.audio.programme.level_curves import loudness_curve, waveform_peaks
from podcast.audio.programme.programme_levels import programme_levels, recorded_measurement
from podcast.audio.source import open_source
from podcast.files import atomic
from podcast.files.digest import bytes_digest, file_sha256

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from podcast.audio.encoding.to_target import EncodingResult
    from podcast.audio.first_pass import EditedRecording
    from podcast.audio.job import MasterJob
    from podcast.audio.limiter import GainPlan
    from podcast.audio.loudness import LoudnessMeasurement
    from podcast.audio.programme.programme_levels import ProgrammeLevels
    from podcast.audio.source import Source
    from podcast.model.audio_settings import AudioTargets

CHAIN_VERSION = 2  # raise it when the same recording shall be mastered anew
# Settings that every fingerprint contains. Any other is left out where it has its default: a master then keeps its
# fingerprint when a later version adds settings.
_BASE_SETTINGS = frozenset({"loudness", "true_peak", "bitrate", "channels", "sample_rate", "trim_silence"})


def fingerprint(
    recording: str,
    targets: AudioTargets,
    intro: str | None,
    outro: str | None,
    cuts: Sequence[tuple[float, float]] = (),
) -> str:
    """Return the fingerprint of a master: the hash of the files' digests, the targets, cuts and `CHAIN_VERSION`.

    It is the master's file name, so the same inputs have to give the same fingerprint for ever, also after a version
    has added settings.
    """
    settings = {**_hashed_settings(targets), **({"cuts": sorted(cuts)} if cuts else {})}
    made_from = json.dumps([CHAIN_VERSION, recording, intro, outro, settings], sort_keys=True)
    return bytes_digest(made_from.encode()).sha256[:32]


@lru_cache
def _hashed_settings(targets: AudioTargets) -> Mapping[str, Any]:
    """Return the settings that a fingerprint contains, as JSON values; few shows have more than some."""
    settings = targets.model_dump(mode="json", exclude={"intro", "outro"})
    defaults = type(targets)().model_dump(mode="json")
    return {name: value for name, value in settings.items() if name in _BASE_SETTINGS or value != defaults[name]}


@dataclass(frozen=True, slots=True)
class MasteringOutput:
    """Output of a mastering job besides its files: the SHA-256 of each file by its format, and facts to be stored.

    Facts, levels and plan are None where the job has encoded other formats only. `encoded_seconds` is the length of all
    that the encoder of the MP3 was given, mends included.
    """

    sha256: Mapping[str, str]
    master: Master | None = None
    levels: Levels | None = None
    gain_plan: GainPlan | None = None
    encoded_seconds: float = 0.0
    programme: ProgrammeLevels | None = None


def master(job: MasterJob) -> MasteringOutput:
    """Master a recording, or encode only other formats of a master that exists: with the gain plan of the job.

    Raises:
        AudioError: the recording, the intro or the outro cannot be used.
        FileError: a file cannot be written.
    """
    with open_source(job) as source:
        return _master_source(job, source)


def _master_source(job: MasterJob, source: Source) -> MasteringOutput:
    """Master the samples of a source; see `master`."""
    recording, recording_seconds, before = analyse(job, source)
    if job.gain_plan:
        return MasteringOutput(_write_alternate_formats(job, recording, job.gain_plan))
    with atomic.atomic_path(job.path) as temporary:
        result = encode_to_target(job, recording, before, temporary)
        sha256 = file_sha256(temporary)
    facts = Master(
        path=job.path.name,
        recording_seconds=round(recording_seconds, 3),
        seconds=round(recording.sample_count / recording.sample_rate, 3),
        sample_rate=recording.sample_rate,
        channels=recording.channels,
        bitrate=job.targets.bitrate,
        time_map=recording.time_map,
        before=recorded_measurement(recording, before).values,
        after=result.measurement.values,
        gain=result.plan.gain,
        limited=round(-to_decibels(result.min_ratio), 1),
        shortened_pauses=len(recording.pauses),
        pause_seconds=round(sum(end - start for start, end in recording.pauses) / recording.sample_rate, 3),
        tracks=source.tracks,
    )
    digests = {"mp3": sha256, **_write_alternate_formats(job, recording, result.plan)}
    levels = _loudness_levels(recording, recorded_measurement(recording, before), result)
    encoded_seconds = result.encoded_samples / recording.sample_rate
    programme = programme_levels(recording, recording_seconds, before, result)
    return MasteringOutput(digests, facts, levels, result.plan, encoded_seconds, programme)


def _write_alternate_formats(job: MasterJob, recording: EditedRecording, plan: GainPlan) -> dict[str, str]:
    """Write the other formats, from the same limited samples, in one pass; each completely or not at all.

    Returns:
        The SHA-256 of each.
    """
    if not job.new_formats:
        return {}
    with contextlib.ExitStack() as stack:
        paths = {name: stack.enter_context(atomic.atomic_path(job.alternate_path(name))) for name in job.new_formats}
        opus_m4a.write_formats(
            LimitedRecording(recording, plan).blocks(), recording.sample_rate, recording.channels, paths
        )
        return {name: file_sha256(path) for name, path in paths.items()}


# --- levels ----------------------------------------------------------------------------------------------------------


def _loudness_levels(recording: EditedRecording, before: LoudnessMeasurement, result: EncodingResult) -> Levels:
    """Return the levels from the measurements at hand, without decoding again."""
    trimmed_readings = (
        0 if recording.is_rearranged else recording.trim.start * READINGS_PER_SECOND // recording.sample_rate
    )
    curves = (
        loudness_curve(before.short_term[trimmed_readings:]),
        loudness_curve(result.measurement.short_term),
    )
    return Levels(*curves, waveform_peaks(result.measurement.true_peaks))
