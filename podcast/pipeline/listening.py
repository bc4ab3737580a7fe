"""A page to hear an episode before and after mastering, with its audio files, below `.podcast/listen/`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.audio.listening_copy import write_listening_copy
from podcast.errors import PodcastError
from podcast.files import atomic
from podcast.files.cache import Cache
from podcast.files.exclusive_lock import exclusive_lock
from podcast.i18n import _, page_language, temporary_language
from podcast.pipeline.build_result import BuildResult, MasteringResult
from podcast.pipeline.mastering_report import report_entry
from podcast.platform.file_changes import remove_file
from podcast.platform.processes import usable_cpus
from podcast.steps import mastering_plan
from podcast.steps.paths import ProjectPaths
from podcast.steps.site_writer import SiteChanges

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.audio.job import MasterJob
    from podcast.model.show import Episode, Show

_LOUDNESS = "listening copy"  # kind of cache rows: the loudness of a copy, by its master's fingerprint


@dataclass(frozen=True, slots=True)
class ListeningPage:
    """The page of an episode and both audio files, with their loudness in LUFS and their length in seconds."""

    path: Path
    before: Path
    after: Path
    loudness_before: float
    loudness_after: float
    seconds: float


def write_listening_page(show: Show, episode: Episode, root: Path) -> ListeningPage:
    """Write the page of an episode and its audio files: the recording at the master's times, and the master.

    Args:
        show: with the episode in the recording's time.
        episode: of the show.
        root: the show's folder.

    Raises:
        PodcastError: there is no master of it.
        AudioError: the recording cannot be read.
        FileError: the disk refuses.
    """
    paths = ProjectPaths(root)
    with (
        exclusive_lock(paths.cache / "lock", "podcast listen"),
        Cache(paths.database, paths.root) as cache,
    ):
        plan = mastering_plan.plan_masters(show, paths, cache)
        job, master = plan.jobs.get(episode.slug), plan.masters.get(episode.slug)
        if job is None or master is None:
            sentence = _("{slug}: there is no current master of it; run `podcast build`, then the same command again")
            raise PodcastError(sentence.format(slug=episode.slug))
        page = _write_audio(job, master, paths.listening_page(episode.slug), cache)
        jobs, masters = {episode.slug: job}, {episode.slug: master}
        mapped = mastering_plan.in_master_time(episode, master)
        build = BuildResult(show, {}, SiteChanges((), (), (), ()), paths, MasteringResult(jobs, masters, {}))
        _write_page(build, mapped, page, cache)
    return page


def _write_audio(job: MasterJob, master: Master, path: Path, cache: Cache) -> ListeningPage:
    """Write both audio files beside the page, unless they are there; those of earlier masters are removed.

    A recording that is published as it is stands for both.
    """
    name = job.path.stem[:12]
    if job.passthrough:
        recording = path.with_name(f"recording-{name}.{master.format}")
        atomic.copy(recording, job.recording)
        _remove_others(recording)
        loudness = master.after.loudness
        return ListeningPage(path, recording, recording, loudness, loudness, master.seconds)
    before, after = path.with_name(f"before-{name}.mp3"), path.with_name(f"after-{name}.mp3")
    loudness = cache.get_json(_LOUDNESS, job.path.stem)
    if loudness is None or not before.is_file():
        loudness = write_listening_copy(replace(job, threads=usable_cpus()), master, before)
        cache.put_json(_LOUDNESS, job.path.stem, loudness)
    atomic.copy(after, job.path)
    _remove_others(before, after)
    return ListeningPage(path, before, after, round(loudness, 2), master.after.loudness, master.seconds)


def _remove_others(*files: Path) -> None:
    """Remove the audio files of earlier masters from the folder of these files."""
    for old in files[0].parent.iterdir():
        if old not in files and old.suffix != ".html":
            remove_file(old, missing_ok=True)


def _write_page(build: BuildResult, episode: Episode, page: ListeningPage, cache: Cache) -> None:
    from podcast.report import listening_page

    entry = report_entry(build, episode, cache)
    files = listening_page.ListeningFiles(page.before.name, page.after.name, page.loudness_before)
    with temporary_language(page_language()):
        rendered = listening_page.page(build.show, entry, files, page_language())
    atomic.write(page.path, rendered)
