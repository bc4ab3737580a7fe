"""The mastering plan: a job and its reason for each recording. Nothing is mastered here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.artifacts import AudioInfo
from podcast.audio import decode, master
from podcast.audio.job import MasterJob
from podcast.audio.preflight import analysis
from podcast.audio.tags import id3
from podcast.errors import AudioError, FileProblem
from podcast.files import digest_cache
from podcast.i18n import gettext_noop
from podcast.transcripts.cue import shift_cues
from podcast.transcripts.episode_transcript import episode_cues
from podcast.transcripts.sections import sections
from podcast.transcripts.write import format_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.model.groups import AudioTargets
    from podcast.model.show import Episode, Show
    from podcast.steps.paths import ProjectPaths
    from podcast.steps.site_writer import AudioRecord, BuildRecord

BYTES_PER_SECOND = 125  # for each kbit/s


@dataclass(frozen=True, slots=True)
class MasteringPlan:
    """A job for each recording, by slug (`reason` is empty where its master exists), and the SHA-256 of all inputs."""

    jobs: Mapping[str, MasterJob]
    fingerprints: Mapping[Path, str]


def plan_masters(show: Show, paths: ProjectPaths, before: BuildRecord) -> MasteringPlan:
    """Plan a job for every episode with a recording, with its reason.

    Raises:
        FileError: the disk refuses.
    """
    recorded = [episode for episode in show.episodes if episode.recording]
    names = {path for episode in recorded for path in _audio_inputs(show, episode)}
    names |= {path for path in (show.cover, *(episode.cover for episode in show.episodes)) if path}
    names |= {chapter.image for episode in recorded for chapter in episode.chapters if chapter.image}
    fingerprints = digest_cache.fingerprints([paths.root / name for name in names], paths.fingerprints)
    jobs = {
        episode.slug: _job(show, episode, paths, fingerprints, before.audio.get(episode.slug)) for episode in recorded
    }
    return MasteringPlan(jobs, fingerprints)


def recordings_to_analyse(plan: MasteringPlan, paths: ProjectPaths) -> dict[Path, Path]:
    """Recordings without a cached pre-flight result, each with the path of its cache file."""
    recordings = sorted({job.recording for job in plan.jobs.values()})
    caches = {path: paths.preflight(plan.fingerprints[path]) for path in recordings}
    return {path: cache for path, cache in caches.items() if analysis.read_cached(cache) is None}


def probe_recording(path: Path) -> AudioInfo | FileProblem:
    """Return what the header of a recording says, or why it cannot be read."""
    try:
        return decode.probe(path)
    except AudioError as error:
        return FileProblem(error.what, error.remedy)


def in_master_time(episode: Episode, master: Master | None) -> Episode:
    """The episode with its chapters in the time of its master, where it has one."""
    return episode.with_shifted_times(master.shift, master.seconds) if master else episode


def tagging_job(
    show: Show, episode: Episode, plan: MasteringPlan, master: Master, paths: ProjectPaths
) -> id3.TaggingJob:
    """The job of tagging an episode's master: the master, its cover, its chapters' pictures, its transcript."""
    path, cover = plan.jobs[episode.slug].path, paths.root / (episode.cover or show.cover)
    pictures = tuple(plan.fingerprints[paths.root / chapter.image] for chapter in episode.chapters if chapter.image)
    transcript = _embedded_transcript(show, episode, master, paths)
    return id3.TaggingJob(path, path.stem, master, plan.fingerprints[cover], pictures, transcript)


def _embedded_transcript(show: Show, episode: Episode, master: Master, paths: ProjectPaths) -> str:
    """The transcript as text, where the audio file is to carry it."""
    if not show.audio_settings(episode).transcript or not episode.transcript:
        return ""
    cues = episode_cues(show, episode, (paths.root / episode.transcript).read_bytes())
    return format_text(sections(shift_cues(cues, master.shift, master.seconds), episode.chapters)).decode().strip()


def audio_exists(paths: ProjectPaths, record: AudioRecord) -> bool:
    """Whether a tagged file is in site/, in its full size."""
    path = paths.site / record.path
    return path.is_file() and path.stat().st_size == record.size


def _audio_inputs(show: Show, episode: Episode) -> list[str]:
    settings = show.audio_settings(episode)
    return [path for path in (episode.recording, settings.intro, settings.outro) if path]


def _job(
    show: Show, episode: Episode, paths: ProjectPaths, fingerprints: Mapping[Path, str], before: AudioRecord | None
) -> MasterJob:
    recording = paths.root / str(episode.recording)
    targets = _targets(show, episode, recording)
    intro, outro = (paths.root / path if path else None for path in (targets.intro, targets.outro))
    sha256, *jingles = (fingerprints[path] if path else None for path in (recording, intro, outro))
    path = paths.master(master.fingerprint(str(sha256), targets, *jingles))
    formats = tuple(name for name in show.audio_settings(episode).formats if name != "mp3")
    reason = "" if master.read_master(path, formats) else master_reason(before, str(sha256), path.stem)
    return MasterJob(episode.slug, recording, targets, intro, outro, path, reason, formats=formats)


def _targets(show: Show, episode: Episode, recording: Path) -> AudioTargets:
    """The targets of an episode's mastering; the recording's header is read only where its channels matter."""
    settings = show.audio_settings(episode)
    header = probe_recording(recording) if settings.loudness_mono is not None else None
    return settings.for_channels(header.channels if isinstance(header, AudioInfo) else 2)


def with_expected_size(job: MasterJob) -> MasterJob:
    """The job with the expected size of its master, by the recording's header; 0 where that states no length."""
    header = probe_recording(job.recording)
    seconds = 0.0 if isinstance(header, FileProblem) else header.seconds
    return replace(job, expected_bytes=int(seconds * job.targets.bitrate * BYTES_PER_SECOND))


def master_reason(before: AudioRecord | None, recording: str, fingerprint: str) -> str:
    """The reason why an episode needs another master than its last audio file was made from.

    Args:
        before: the record of that file.
        recording: SHA-256 of the recording.
        fingerprint: of the master.
    """
    if before is None:
        return gettext_noop("new")
    if before.recording != recording:
        return gettext_noop("recording changed")
    if before.master != fingerprint:
        return gettext_noop("audio settings changed")
    return gettext_noop("master missing")
