"""What there is to master, and why: a job for every recording. Nothing is made here.

Where things are kept below the show's root is said here, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.artifacts import AudioInfo
from podcast.audio import decode, master
from podcast.audio import preflight as quality
from podcast.audio.job import MasterJob
from podcast.audio.tags import id3 as tags
from podcast.errors import AudioError, FileProblem
from podcast.files import digest_cache as hashes
from podcast.i18n import gettext_noop
from podcast.transcripts.cue import shifted
from podcast.transcripts.episode_transcript import transcript
from podcast.transcripts.sections import sections
from podcast.transcripts.write import text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.model.groups import AudioTargets
    from podcast.model.show import Episode, Show
    from podcast.steps.paths import ProjectPaths
    from podcast.steps.site_writer import Record, Tagged


@dataclass(frozen=True, slots=True)
class Plan:
    """A job for each recording, by slug (`reason` is empty where its master is known), and the files' SHA-256."""

    jobs: Mapping[str, MasterJob]
    fingerprints: Mapping[Path, str]


def planned(show: Show, places: ProjectPaths, before: Record) -> Plan:
    """A job for every episode with a recording, with its reason.

    Raises:
        FileError: the disk refuses.
    """
    heard = [one for one in show.episodes if one.recording]
    names = {path for one in heard for path in _sounds(show, one)}
    covers = {path for path in (show.cover, *(one.cover for one in show.episodes)) if path}
    covers |= {chapter.image for one in heard for chapter in one.chapters if chapter.image}
    known = hashes.fingerprints([places.root / path for path in names | covers], places.fingerprints)
    jobs = {one.slug: _job(show, one, places, known, before.audio.get(one.slug)) for one in heard}
    return Plan(jobs, known)


def unheard(plan: Plan, places: ProjectPaths) -> dict[Path, Path]:
    """The recordings that nobody has examined, and where what is found of each is to be kept."""
    recordings = sorted({job.recording for job in plan.jobs.values()})
    kept = {path: places.heard(plan.fingerprints[path]) for path in recordings}
    return {path: cache for path, cache in kept.items() if quality.known(cache) is None}


def sound(path: Path) -> AudioInfo | FileProblem:
    """Return what the header of a recording says, or why it cannot be read."""
    try:
        return decode.probe(path)
    except AudioError as error:
        return FileProblem(error.what, error.remedy)


def in_master_time(episode: Episode, made: Master | None) -> Episode:
    """The episode with its chapters in the time of its master, where it has one."""
    return episode.moved(made.shift, made.seconds) if made else episode


def to_tag(show: Show, episode: Episode, plan: Plan, made: Master, places: ProjectPaths) -> tags.ToTag:
    """The master of an episode and the cover that it is to carry."""
    path, cover = plan.jobs[episode.slug].path, places.root / (episode.cover or show.cover)
    pictures = tuple(plan.fingerprints[places.root / one.image] for one in episode.chapters if one.image)
    words = _words(show, episode, made, places)
    return tags.ToTag(path, path.stem, made, plan.fingerprints[cover], pictures, words)


def _words(show: Show, episode: Episode, made: Master, places: ProjectPaths) -> str:
    """The transcript as text, where the audio file is to carry it."""
    if not show.settings(episode).transcript or not episode.transcript:
        return ""
    cues = transcript(show, episode, (places.root / episode.transcript).read_bytes())
    return text(sections(shifted(cues, made.shift, made.seconds), episode.chapters)).decode().strip()


def there(places: ProjectPaths, tagged: Tagged) -> bool:
    """Whether a tagged file is in site/, whole."""
    path = places.site / tagged.path
    return path.is_file() and path.stat().st_size == tagged.size


def _sounds(show: Show, episode: Episode) -> list[str]:
    settings = show.settings(episode)
    return [path for path in (episode.recording, settings.intro, settings.outro) if path]


def _job(
    show: Show, episode: Episode, places: ProjectPaths, known: Mapping[Path, str], before: Tagged | None
) -> MasterJob:
    recording = places.root / str(episode.recording)
    targets = _targets(show, episode, recording)
    intro, outro = (places.root / path if path else None for path in (targets.intro, targets.outro))
    sha, *pieces = (known[path] if path else None for path in (recording, intro, outro))
    path = places.master(master.fingerprint(str(sha), targets, *pieces))
    others = tuple(name for name in show.settings(episode).formats if name != "mp3")
    why = "" if master.known(path, others) else reason(before, str(sha), path.stem)
    expected = int(_seconds(recording) * targets.bitrate * 125) if why else 0
    return MasterJob(episode.slug, recording, targets, intro, outro, path, why, expected, formats=others)


def _targets(show: Show, episode: Episode, recording: Path) -> AudioTargets:
    """What the episode is mastered to; the recording is only looked at where its channels matter."""
    settings = show.settings(episode)
    header = sound(recording) if settings.loudness_mono is not None else None
    return settings.for_channels(header.channels if isinstance(header, AudioInfo) else 2)


def _seconds(recording: Path) -> float:
    """About how long a recording is; 0 where its header does not say, or lies: mastering tells."""
    header = sound(recording)
    return 0.0 if isinstance(header, FileProblem) else header.seconds


def reason(before: Tagged | None, recording: str, fingerprint: str) -> str:
    """Why an audio file has to be made from another master than the last one.

    Args:
        before: what it was last made from.
        recording: its SHA-256.
        fingerprint: of the master.
    """
    if before is None:
        return gettext_noop("new")
    if before.recording != recording:
        return gettext_noop("recording changed")
    if before.master != fingerprint:
        return gettext_noop("audio settings changed")
    return gettext_noop("master missing")
