"""The mastering report of a build, from the cache and the show's files; nothing is decoded."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from podcast.audio import master_cache
from podcast.audio.preflight import analysis
from podcast.audio.programme.programme_parts import programme_parts
from podcast.files import atomic
from podcast.files.cache import open_cache
from podcast.files.fingerprints import fingerprints
from podcast.i18n import page_language, temporary_language
from podcast.report.sound_details import MixedTrack, SoundDetails, removals
from podcast.transcripts.cue import map_cues
from podcast.transcripts.episode_transcript import episode_cues

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.audio.job import MasterJob
    from podcast.files.cache import Cache
    from podcast.model.show import Episode
    from podcast.pipeline.build_result import BuildResult
    from podcast.report.entry import ReportEntry
    from podcast.timeline.recording_notes import RecordingNotes


def write_report(build: BuildResult) -> tuple[ReportEntry, ...]:
    """Write the mastering report of a build, a page for the producer.

    Returns:
        How each episode was mastered, newest first.

    Raises:
        FileError: the disk refuses.
    """
    from podcast.report.html_report import page

    masters = build.mastering.masters
    with open_cache(build.paths.database, build.paths.root) as cache:
        mastered = [episode for episode in build.show.episodes if episode.slug in masters]
        entries = tuple(report_entry(build, episode, cache) for episode in mastered)
    with temporary_language(page_language()):
        report = page(build.show, entries, page_language())
    atomic.write(build.paths.report, report)
    return entries


def report_entry(build: BuildResult, episode: Episode, cache: Cache) -> ReportEntry:
    """Return how an episode of a build was mastered."""
    from podcast.report.entry import ReportEntry

    slug, mastering = episode.slug, build.mastering
    job = mastering.jobs[slug]
    levels = master_cache.read_levels(cache, job.path.stem)
    details = _sound_details(build, episode, cache)
    return ReportEntry(episode, job.targets, mastering.masters[slug], levels, mastering.elapsed.get(slug), details)


def _sound_details(build: BuildResult, episode: Episode, cache: Cache) -> SoundDetails:
    """Return the details of an episode's sound.

    Args:
        build: the build that it is part of.
        episode: with a master.
        cache: of the show.
    """
    job, master = build.mastering.jobs[episode.slug], build.mastering.masters[episode.slug]
    levels = master_cache.read_programme(cache, job.path.stem)
    speakers = _speakers(build, episode, master) if levels else {}
    trimmed = levels.trimmed if levels else (0.0, 0.0)
    return SoundDetails(
        parts=programme_parts(levels, speakers) if levels else None,
        removals=tuple(removals(master.time_map, master.recording_seconds, trimmed, job.cuts)),
        notes=tuple(_notes(job, build.paths.root, cache)),
        tracks=tuple(_tracks(episode, master)),
    )


def _speakers(build: BuildResult, episode: Episode, master: Master) -> dict[str, list[tuple[float, float]]]:
    """Return when each speaker of the transcript speaks, in the master's time; empty if it names none."""
    spans: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    if episode.transcript:
        try:
            data = (build.paths.root / episode.transcript).read_bytes()
        except OSError:  # it was there when the build began, and is not needed for the report
            return {}
        for cue in map_cues(episode_cues(build.show, episode, data), master.time_map, master.seconds):
            if cue.speaker:
                spans[cue.speaker].append((cue.start, cue.end))
    return dict(spans)


def _notes(job: MasterJob, root: Path, cache: Cache) -> Iterator[tuple[str, RecordingNotes]]:
    """Yield the notes of each recording that the pre-flight has decoded."""
    recordings = [path for path in job.recordings if path.is_file()]
    for path, sha256 in fingerprints(recordings, cache).items():
        if (result := analysis.read_cached(cache, sha256)) is not None:
            yield path.relative_to(root).as_posix(), result.notes


def _tracks(episode: Episode, master: Master) -> Iterator[MixedTrack]:
    for track, facts in zip(episode.mixed_tracks, master.tracks, strict=False):
        yield MixedTrack(str(track.file), track.speaker, facts)
