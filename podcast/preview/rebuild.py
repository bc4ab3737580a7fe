"""Rebuilding a show for the preview as its files change, into a folder that is never published."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from podcast import pipeline
from podcast.errors import BusyError, PodcastError
from podcast.files.cache import open_cache
from podcast.i18n import _, ngettext
from podcast.preview import watch
from podcast.preview.early_page import show_early
from podcast.preview.file_version import file_version
from podcast.preview.view import View
from podcast.publish.headers import content_type
from podcast.steps import mastering_plan
from podcast.steps.paths import ProjectPaths
from podcast.steps.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from podcast.model.show import Episode, Show
    from podcast.pipeline import BuildEvent, BuildResult
    from podcast.preview.broadcast import ViewBroadcaster

__all__ = ["PreviewRebuilt", "RebuildEvent", "RebuildFailed", "RebuildOptions", "content_type", "watch_and_rebuild"]

_RETRY_INTERVAL = 0.2  # seconds between two attempts while another command builds
_FOLDERS = ("episodes", "templates")
_MAX_LISTED = 40  # files of a rebuild


@dataclass(frozen=True, slots=True)
class RebuildOptions:
    """Options of all rebuilds: recordings mastered at once, a progress display, a clock."""

    jobs: int | None
    progress: Callable[[], AbstractContextManager[Callable[[BuildEvent], None]]]
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class PreviewRebuilt:
    """A rebuild is done: the source files that had changed, the files that it changed, its duration in seconds."""

    sources: tuple[str, ...]
    files: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class RebuildFailed:
    """A rebuild failed: its problems, and whether an earlier build is shown meanwhile."""

    problems: tuple[str, ...]
    shows_last_build: bool


RebuildEvent: TypeAlias = PreviewRebuilt | RebuildFailed


def watch_and_rebuild(
    root: Path, broadcaster: ViewBroadcaster, options: RebuildOptions, report: Callable[[RebuildEvent], None]
) -> None:
    """Build now and whenever a file of the show changes, until the process is interrupted.

    Problems of the show are shown beside the last good build, not raised.

    Args:
        root: the show's folder.
        broadcaster: shows the builds.
        options: of all builds.
        report: called after each build, in the calling thread.

    Raises:
        PodcastError: the folder cannot be watched.
    """
    root = root.resolve()
    folders: set[Path] = set()
    build: BuildResult | None = None

    def watched() -> frozenset[Path]:
        folders.update(path for name in _FOLDERS if (path := root / name).is_dir())
        return frozenset(folders)

    for changed in watch.watch_changes(root, watched):
        start = time.perf_counter()
        before = broadcaster.view
        try:
            show = _with_audio_on_site(pipeline.load_show(root))
            if build:
                show_early(show.due(options.now(), drafts=True), changed, build, broadcaster)
            folders |= _folders(show, root)
            build = _build(show, root, broadcaster, options, before)
        except PodcastError as error:
            broadcaster.show(replace(broadcaster.view, problems=tuple(str(error).splitlines()), activity=""))
            report(RebuildFailed(broadcaster.view.problems, bool(broadcaster.view.files)))
        else:
            sources = tuple(sorted(path.relative_to(root).as_posix() for path in changed))
            report(PreviewRebuilt(sources, _changed(before.files, broadcaster.view.files), time.perf_counter() - start))


def _folders(show: Show, root: Path) -> set[Path]:
    """The top-level folders with a file that `podcast.yaml` names: pictures, legal pages, audio."""
    names = {text.partition("/")[0] for text in _texts(show.model_dump(exclude={"episodes"})) if _is_file(root, text)}
    return {root / name for name in names if (root / name).is_dir()}


def _is_file(root: Path, text: str) -> bool:
    try:
        return "/" in text and (root / text).is_file()
    except (OSError, ValueError):  # too long for a name, or no name at all
        return False


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from _texts(item)


def _build(show: Show, root: Path, broadcaster: ViewBroadcaster, options: RebuildOptions, before: View) -> BuildResult:
    """Build all episodes, drafts too: first the pages, then again with the audio once it is mastered.

    Args:
        show: with all its episodes.
        root: its folder.
        broadcaster: shows the builds.
        options: of all builds.
        before: the view before the change; the files that differ from it are those that were rebuilt.
    """
    now = options.now()
    shown = show.due(now, drafts=True)
    if not shown.episodes:
        raise PodcastError(_("there is no episode yet; create one with `podcast new`"))
    paths = ProjectPaths(root, preview=True)
    with open_cache(paths.database, root) as cache:
        plan = mastering_plan.plan_masters(shown, paths, cache)
    pending = {job.slug for job in plan.jobs.values() if job.reason}
    if pending:
        sentence = ngettext("{n} recording is being mastered", "{n} recordings are being mastered", len(pending))
        without = shown.with_episodes(_without_audio(show, pending))
        view = _view(_build_when_free(without, paths, broadcaster, options), before, _marks(show, now))
        broadcaster.show(before := replace(view, activity=sentence.format(n=len(pending))))
    build = _build_when_free(shown, paths, broadcaster, options)
    broadcaster.show(_view(build, before, _marks(show, now)))
    return build


def _with_audio_on_site(show: Show) -> Show:
    """The show as if its audio were published with its pages: the preview has all of it."""
    if show.publish is None:
        return show
    elsewhere = ("audio", "audio_link", "audio_endpoint", "audio_region")
    return show.model_copy(update={"publish": show.publish.model_copy(update=dict.fromkeys(elsewhere))})


def _without_audio(show: Show, slugs: Collection[str]) -> Iterator[Episode]:
    """The episodes of a show; those named without their recording and all that belongs to it."""
    for episode in show.episodes:
        silence = {"recording": None, "tracks": (), "chapters": (), "soundbites": ()}
        yield episode.model_copy(update=silence) if episode.slug in slugs else episode


def _build_when_free(
    show: Show, paths: ProjectPaths, broadcaster: ViewBroadcaster, options: RebuildOptions
) -> BuildResult:
    """Build; while another command is building in this folder, wait for it."""
    while True:
        try:
            with Workers(options.jobs) as executor, options.progress() as report:
                return pipeline.build_show(show, paths.root, executor, report, paths)
        except BusyError:
            waiting = _("another command is building this show; waiting for it")
            broadcaster.show(replace(broadcaster.view, activity=waiting))
            time.sleep(_RETRY_INTERVAL)


def _view(build: BuildResult, before: View, marks: Mapping[str, str]) -> View:
    """The view of a build."""
    files = {name: file_version(build.site, name) for name in build.files}
    changed = _changed(before.files, files)
    count = len(changed) - _MAX_LISTED
    rest = (ngettext("and {n} more", "and {n} more", count).format(n=count),) if count > 0 else ()
    rebuilt = (*changed[:_MAX_LISTED], *rest) or before.rebuilt
    return View(build.site, files, build.show.link, build.show.title, marks, rebuilt=rebuilt)


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in {*before, *after} if before.get(name) != after.get(name)))


def _marks(show: Show, now: datetime) -> dict[str, str]:
    """The reason why an episode is not public yet, by slug."""
    scheduled = _("Scheduled for {date}")
    return {
        episode.slug: _("Draft")
        if episode.draft or episode.date is None
        else scheduled.format(date=f"{episode.date:%Y-%m-%d %H:%M}")
        for episode in show.episodes
        if episode.draft or episode.date is None or episode.date > now
    }
