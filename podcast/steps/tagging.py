"""Masters to the tagged audio files in site/; one that exists and was made from the same inputs is not made again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from podcast.artifacts import AlternateFormat
from podcast.audio.tags import alternate_formats, id3
from podcast.files import atomic
from podcast.i18n import gettext_noop
from podcast.steps import mastering_plan, site_writer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from podcast.artifacts import Audio, Master
    from podcast.model.show import Episode, Show
    from podcast.steps.paths import ProjectPaths


@dataclass(frozen=True, slots=True)
class AudioTagged:
    """An audio file was written into site/, and the reason."""

    slug: str
    audio: Audio
    reason: str


@dataclass(frozen=True, slots=True)
class TaggingInput:
    """The results of the earlier steps, and the record of the last build."""

    paths: ProjectPaths
    plan: mastering_plan.MasteringPlan
    masters: Mapping[str, Master]
    before: site_writer.BuildRecord


def tag_all(
    show: Show, inputs: TaggingInput, report: Callable[[AudioTagged], None]
) -> tuple[dict[str, Audio], dict[str, site_writer.AudioRecord]]:
    """Write every episode's audio file into site/.

    Returns:
        The audio files and the records of what they were made from, both by slug.

    Raises:
        ShowError: a picture cannot be read.
        FileError: the disk refuses.
    """
    audio_files: dict[str, Audio] = {}
    records: dict[str, site_writer.AudioRecord] = {}
    covers: dict[Path, bytes] = {}
    for episode in show.episodes:
        if episode.slug not in inputs.masters:
            continue
        master_job, master = inputs.plan.jobs[episode.slug], inputs.masters[episode.slug]
        job = mastering_plan.tagging_job(show, episode, inputs.plan, master, inputs.paths)
        fingerprint, last = id3.fingerprint(show, episode, job), inputs.before.audio.get(episode.slug)
        pictures = partial(_pictures, show, episode, inputs.paths, covers)
        if last and last.fingerprint == fingerprint and mastering_plan.audio_exists(inputs.paths, last):
            audio = id3.tagged_audio(job.master, last.path, last.size)
        else:
            audio = id3.tag(show, episode, job, pictures(), inputs.paths.site)
            report(AudioTagged(episode.slug, audio, _retag_reason(last, fingerprint, job.fingerprint)))
        alternates_job = _AlternateFormatsJob(job, fingerprint, master_job.formats, pictures)
        alternates = _tag_alternate_formats(show, episode, alternates_job, inputs.paths)
        audio_files[episode.slug] = replace(audio, alternate_formats=alternates)
        recording = inputs.plan.fingerprints[master_job.recording]
        records[episode.slug] = site_writer.AudioRecord(recording, job.fingerprint, fingerprint, audio.path, audio.size)
    return audio_files, records


@dataclass(frozen=True, slots=True)
class _AlternateFormatsJob:
    """The inputs of an episode's other formats; `pictures` makes the pictures when they are needed."""

    tagging_job: id3.TaggingJob
    fingerprint: str
    formats: tuple[str, ...]
    pictures: Callable[[], id3.EmbeddedPictures]


def _tag_alternate_formats(
    show: Show, episode: Episode, job: _AlternateFormatsJob, paths: ProjectPaths
) -> tuple[AlternateFormat, ...]:
    """Write the audio in the show's other formats into site/, unless a file from the same inputs exists."""
    if not job.formats:
        return ()
    cache = paths.cache / "formats" / f"{episode.slug}.json"
    cached = _read_cache(cache)
    alternates: dict[str, AlternateFormat] = {}
    for name in job.formats:
        fingerprint, alternate = cached.get(name, ("", None))
        if alternate is None or fingerprint != job.fingerprint or not _exists(paths, alternate):
            output = alternate_formats.OutputFormat(name, paths.site)
            alternate = alternate_formats.tag(show, episode, job.tagging_job, job.pictures(), output)
        alternates[name] = alternate
    rows = {name: [job.fingerprint, asdict(alternate)] for name, alternate in alternates.items()}
    atomic.write(cache, json.dumps(rows, indent=1).encode())
    return tuple(alternates.values())


def _read_cache(cache: Path) -> dict[str, tuple[str, AlternateFormat]]:
    """Fingerprint and file of each other format by its name; empty if the cache cannot be read."""
    try:
        rows = json.loads(cache.read_text("utf-8"))
        return {name: (fingerprint, AlternateFormat(**facts)) for name, (fingerprint, facts) in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _exists(paths: ProjectPaths, alternate: AlternateFormat) -> bool:
    path = paths.site / alternate.path
    return path.is_file() and path.stat().st_size == alternate.size


def _pictures(show: Show, episode: Episode, paths: ProjectPaths, covers: dict[Path, bytes]) -> id3.EmbeddedPictures:
    """The pictures of an audio file; each cover is made once for all its episodes."""
    from podcast.pages.images import images

    cover = paths.root / (episode.cover or show.cover)
    covers[cover] = covers.get(cover) or images.tag_cover(cover)
    return id3.EmbeddedPictures(covers[cover], images.tag_chapter_images(episode, paths.root, paths.cache / "pictures"))


def _retag_reason(last: site_writer.AudioRecord | None, fingerprint: str, master: str) -> str:
    if last is None:
        return gettext_noop("new")
    if last.fingerprint == fingerprint:
        return gettext_noop("missing")
    return gettext_noop("new master") if last.master != master else gettext_noop("its texts or cover changed")
