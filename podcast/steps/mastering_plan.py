"""The mastering plan: a job and its reason for each recording. Nothing is mastered here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from podcast.artifacts import AudioInfo
from podcast.audio import decode, master, master_cache
from podcast.audio.job import MasterJob
from podcast.audio.preflight import analysis
from podcast.audio.tags import id3
from podcast.audio.tracks.episode_tracks import tracks_input
from podcast.errors import AudioError, FileProblem
from podcast.files import fingerprints as file_fingerprints
from podcast.i18n import _, gettext_noop
from podcast.steps import audio_record, recorded_inputs
from podcast.steps.jobs.passthrough_jobs import copying_job, measuring_job
from podcast.transcripts.cue import map_cues
from podcast.transcripts.episode_transcript import episode_cues
from podcast.transcripts.sections import sections
from podcast.transcripts.write import format_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.files.cache import Cache
    from podcast.model.audio_settings import AudioSettings, AudioTargets
    from podcast.model.show import Episode, Show
    from podcast.steps.audio_record import AudioRecord
    from podcast.steps.paths import ProjectPaths

BYTES_PER_SECOND = 125  # for each kbit/s
_MASTER_MISSING = gettext_noop("master missing")


@dataclass(frozen=True, slots=True)
class MasteringPlan:
    """A job for each recording, by slug (`reason` is empty where nothing is to be done), and the inputs of all jobs.

    `masters` are those that exist, by slug; `fingerprints` are the SHA-256 of all inputs, pictures of tags among them,
    and `states` their states before they were hashed.
    """

    jobs: Mapping[str, MasterJob]
    masters: Mapping[str, Master]
    fingerprints: Mapping[Path, str]
    states: Mapping[Path, file_fingerprints.InputState]
    root: Path

    def without(self, slugs: Collection[str]) -> MasteringPlan:
        """Return the plan without the jobs of some episodes."""
        jobs = {slug: job for slug, job in self.jobs.items() if slug not in slugs}
        masters = {slug: master for slug, master in self.masters.items() if slug not in slugs}
        return replace(self, jobs=jobs, masters=masters)

    def changed_inputs(self, paths: Iterable[Path]) -> tuple[Path, ...]:
        """The files among `paths` that have changed since the plan was made, sorted."""
        states = {path: self.states[path] for path in paths if path in self.states}
        return file_fingerprints.changed_inputs(states, self.fingerprints)

    def recorded_digest(self, job: MasterJob) -> str:
        """The SHA-256 of a job's recording, or one that stands for its tracks."""
        return recorded_inputs.recorded_digest(job.recording, job.tracks, self.fingerprints)


def plan_masters(show: Show, paths: ProjectPaths, cache: Cache) -> MasteringPlan:
    """Plan a job for every episode with a recording, with its reason.

    Raises:
        FileError: the disk refuses.
    """
    recorded = [episode for episode in show.episodes if episode.has_recording]
    names = {path for episode in show.episodes for path in _audio_inputs(show, episode)}
    names |= {path for path in (show.cover, *(episode.cover for episode in show.episodes)) if path}
    names |= {chapter.image for episode in show.episodes for chapter in episode.chapters if chapter.image}
    names |= {episode.transcript for episode in show.episodes if episode.transcript}
    files = [paths.root / name for name in names]
    states = file_fingerprints.input_states(files)  # before they are hashed: a change during that is one, too
    digests = file_fingerprints.fingerprints(files, cache)
    jobs = {episode.slug: _job(show, episode, paths, digests) for episode in recorded}
    existing = {slug: master_cache.read_master(cache, job.path) for slug, job in jobs.items()}
    masters = {slug: master for slug, master in existing.items() if master}
    for slug, job in jobs.items():
        if slug in masters and not _missing_formats(job, cache):
            continue
        record = audio_record.read_record(cache, paths, slug)
        plan_job = _formats_job if slug in masters else _master_job
        jobs[slug] = plan_job(job, cache, record, recorded_inputs.recorded_digest(job.recording, job.tracks, digests))
    return MasteringPlan(jobs, masters, digests, states, paths.root)


def _master_job(job: MasterJob, cache: Cache, record: AudioRecord | None, recording: str) -> MasterJob:
    """The job of mastering a recording, with its reason; `recording` is its SHA-256."""
    reason = master_reason(record, recording, job.path.stem)
    if job.passthrough and reason == _MASTER_MISSING:
        reason = gettext_noop("measurements missing")
    elif cache.is_damaged(job.path):
        reason = gettext_noop("master damaged")
    elif job.path.is_file() and reason == _MASTER_MISSING:
        reason = gettext_noop("measurements missing")
    return replace(job, reason=reason, new_formats=_missing_formats(job, cache))


def _formats_job(job: MasterJob, cache: Cache, record: AudioRecord | None, _recording: str) -> MasterJob:
    """The job of encoding the formats that a master lacks, with its reason; without one where it has all of them."""
    new_formats = _missing_formats(job, cache)
    if not new_formats:
        return job
    reason = gettext_noop("format added")
    if any(cache.is_damaged(job.alternate_path(name)) for name in new_formats):
        reason = gettext_noop("format damaged")
    elif record and record.master == job.path.stem and record.files.keys() >= {*new_formats}:
        reason = gettext_noop("format missing")
    gain_plan = master_cache.read_gain_plan(cache, job.path.stem)
    return replace(job, reason=reason, new_formats=new_formats, gain_plan=gain_plan)


def _missing_formats(job: MasterJob, cache: Cache) -> tuple[str, ...]:
    return tuple(name for name in job.formats if not master_cache.read_file(cache, job.alternate_path(name)))


def recordings_to_analyse(plan: MasteringPlan, cache: Cache) -> tuple[Path, ...]:
    """Recordings to be mastered without a cached pre-flight result, sorted."""
    recordings = sorted({path for job in plan.jobs.values() for path in job.recordings if not job.passthrough})
    return tuple(path for path in recordings if analysis.read_cached(cache, plan.fingerprints[path]) is None)


def probe_recording(path: Path) -> AudioInfo | FileProblem:
    """Return what the header of a recording says, or why it cannot be read."""
    try:
        if file_fingerprints.lfs_sha256(path):
            return FileProblem(_("is a Git LFS pointer, not the recording"), _("run `git lfs pull`"))
        return decode.probe(path)
    except AudioError as error:
        return FileProblem(error.what, error.remedy)


def in_master_time(episode: Episode, master: Master | None) -> Episode:
    """The episode with its chapters in the time of its master, where it has one."""
    return episode.with_master_times(master.time_map, master.seconds) if master else episode


def tagging_job(
    show: Show, episode: Episode, plan: MasteringPlan, master: Master, paths: ProjectPaths
) -> id3.TaggingJob:
    """The job of tagging an episode's master: the master, its cover, its chapters' pictures, its transcript.

    A recording that is published as it is stands for its master.
    """
    job, cover = plan.jobs[episode.slug], paths.root / (episode.cover or show.cover)
    if not episode.is_tagged:
        return copying_job(job, master, plan.fingerprints[job.recording])
    pictures = tuple(plan.fingerprints[paths.root / chapter.image] for chapter in episode.chapters if chapter.image)
    transcript = _embedded_transcript(show, episode, master, paths)
    tagging = id3.TaggingJob(job.path, job.path.stem, master, plan.fingerprints[cover], pictures, transcript)
    if not job.passthrough:
        return tagging
    sha256 = plan.fingerprints[job.recording]
    return replace(tagging, path=job.recording, sha256=sha256, passthrough="tags", format=master.format)


def tagging_inputs(show: Show, episode: Episode, paths: ProjectPaths) -> tuple[Path, ...]:
    """The pictures that an episode's audio files embed."""
    images = (chapter.image for chapter in episode.chapters)
    return tuple(paths.root / path for path in (episode.cover or show.cover, *images) if path)


def _embedded_transcript(show: Show, episode: Episode, master: Master, paths: ProjectPaths) -> str:
    """The transcript as text, where the audio file is to carry it."""
    if not show.audio_settings(episode).transcript or not episode.transcript:
        return ""
    cues = episode_cues(show, episode, (paths.root / episode.transcript).read_bytes())
    return format_text(sections(map_cues(cues, master.time_map, master.seconds), episode.chapters)).decode().strip()


def _audio_inputs(show: Show, episode: Episode) -> list[str]:
    settings = show.audio_settings(episode)
    return [path for path in (*recorded_inputs.recorded_files(episode), settings.intro, settings.outro) if path]


def _job(show: Show, episode: Episode, paths: ProjectPaths, digests: Mapping[Path, str]) -> MasterJob:
    """The job of an episode, before its master is looked up in the cache."""
    recorded = [paths.root / path for path in recorded_inputs.recorded_files(episode)]
    tracks, targets = tracks_input(show, episode, paths.root), _targets(show, episode, recorded)
    if episode.is_passthrough:
        return measuring_job(episode, recorded[0], targets, paths, digests)
    intro, outro = (paths.root / path if path else None for path in (targets.intro, targets.outro))
    first, last = (digests[path] if path else None for path in (intro, outro))
    digest = recorded_inputs.recorded_digest(recorded[0], tracks, digests)
    made_from = recorded_inputs.mix_digest(digest, tracks) if tracks else digest
    path = paths.master(master.fingerprint(made_from, targets, first, last, episode.cut_spans))
    formats = tuple(name for name in show.audio_settings(episode).formats if name != "mp3")
    job = MasterJob(episode.slug, recorded[0], targets, intro, outro, path, "", formats=formats, new_formats=formats)
    return replace(job, tracks=tracks, cuts=episode.cut_spans)


def _targets(show: Show, episode: Episode, recorded: Iterable[Path]) -> AudioTargets:
    """The targets of an episode's mastering; the headers of what is recorded are read only where channels matter."""
    settings = show.audio_settings(episode)
    headers = map(probe_recording, recorded) if settings.loudness_mono is not None else ()
    channels = (header.channels if isinstance(header, AudioInfo) else 2 for header in headers)
    return _targets_for(settings, max(channels, default=2))


@lru_cache
def _targets_for(settings: AudioSettings, channels: int) -> AudioTargets:
    """The targets of all episodes with the same settings, in one place of the memory."""
    return settings.for_channels(channels)


def with_expected_size(job: MasterJob) -> MasterJob:
    """The job with the expected size of its master, by the recording's header; 0 where that states no length."""
    headers = map(probe_recording, job.recordings)
    seconds = max(0.0 if isinstance(header, FileProblem) else header.seconds for header in headers)
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
    return _MASTER_MISSING
