"""A show that is rebuilt as its files change: for the preview, into a folder that nobody publishes."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast import pipeline
from podcast.errors import BusyError, PodcastError
from podcast.i18n import _, ngettext
from podcast.preview import watch as watching
from podcast.preview.view import View
from podcast.publish.headers import content_type
from podcast.steps import mastering_plan as planning
from podcast.steps import paths
from podcast.steps.site_writer import read
from podcast.steps.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from podcast.model.show import Show
    from podcast.pipeline import Built
    from podcast.preview.broadcast import Hub

    Say = Callable[[object], None]

__all__ = ["Builder", "Rebuilt", "Refused", "content_type", "follow"]

_AGAIN = 0.2  # seconds between two tries, while another command builds
_FOLDERS = ("episodes", "templates")
_LISTED = 40  # files of a rebuild that are named


@dataclass(frozen=True, slots=True)
class Builder:
    """How builds are made: how many recordings at once, what shows them at work, what time it is."""

    jobs: int | None
    showing: Callable[[], AbstractContextManager[Say]]
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A build is done: the source files that had changed, the files that did, in how many seconds."""

    sources: tuple[str, ...]
    files: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Refused:
    """A build cannot be: why, a line for each reason; and whether an earlier one is shown meanwhile."""

    wrong: tuple[str, ...]
    shown: bool


def follow(root: Path, hub: Hub, builder: Builder, say: Say) -> None:
    """Builds now and whenever a file of the show changes, until somebody interrupts.

    What is wrong with the show is shown beside the last good build; nothing of that is raised.

    Args:
        root: the show's folder.
        hub: shows the builds.
        builder: how they are made.
        say: is told of `Rebuilt` and `Refused`.

    Raises:
        PodcastError: the folder cannot be watched.
    """
    root = root.resolve()
    folders: set[Path] = set()

    def watched() -> frozenset[Path]:
        folders.update(path for name in _FOLDERS if (path := root / name).is_dir())
        return frozenset(folders)

    for changed in watching.changes(root, watched):
        start = time.perf_counter()
        before = hub.view.files
        try:
            show = pipeline.loaded(root)
            folders |= _folders(show, root)
            _build(show, root, hub, builder)
        except PodcastError as error:
            hub.show(replace(hub.view, wrong=tuple(str(error).splitlines()), doing=""))
            say(Refused(hub.view.wrong, bool(hub.view.files)))
        else:
            sources = tuple(sorted(str(path.relative_to(root)) for path in changed))
            say(Rebuilt(sources, _changed(before, hub.view.files), time.perf_counter() - start))


def _folders(show: Show, root: Path) -> set[Path]:
    """The folders at the top of the show that hold a file which `podcast.yaml` names: pictures, legal pages, sounds."""
    named = {text.partition("/")[0] for text in _texts(show.model_dump(exclude={"episodes"})) if _is_file(root, text)}
    return {root / name for name in named if (root / name).is_dir()}


def _is_file(root: Path, text: str) -> bool:
    try:
        return "/" in text and (root / text).is_file()
    except (OSError, ValueError):  # too long for a name, or no name at all
        return False


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from _texts(one)


def _build(show: Show, root: Path, hub: Hub, builder: Builder) -> None:
    """Builds everything that there is, drafts too; pages come at once, sound as soon as it is mastered."""
    now = builder.now()
    shown = show.due(now, drafts=True)
    if not shown.episodes:
        raise PodcastError(_("there is no episode yet; make one with `podcast new`"))
    places = paths.ProjectPaths(root, preview=True)
    silent = {job.slug for job in planning.planned(shown, places, read(places.record)).jobs.values() if job.reason}
    if silent:
        doing = ngettext("{n} recording is being mastered", "{n} recordings are being mastered", len(silent))
        without = shown.with_episodes(_silent(show, silent))
        first = _built(without, places, hub, builder)
        hub.show(replace(_view(first, hub.view, _marks(show, now)), doing=doing.format(n=len(silent))))
    hub.show(_view(_built(shown, places, hub, builder), hub.view, _marks(show, now)))


def _silent(show: Show, slugs: Collection[str]) -> Iterator[object]:
    for one in show.episodes:
        silence = {"recording": None, "chapters": (), "soundbites": ()}
        yield one.model_copy(update=silence) if one.slug in slugs else one


def _built(show: Show, places: paths.ProjectPaths, hub: Hub, builder: Builder) -> Built:
    """A build; where another command is at it, as soon as that is done."""
    while True:
        try:
            with Workers(builder.jobs) as executor, builder.showing() as say:
                return pipeline.build(show, places.root, executor, say, places)
        except BusyError:
            hub.show(replace(hub.view, doing=_("another command is building here; waiting for it")))
            time.sleep(_AGAIN)


def _view(made: Built, before: View, marks: Mapping[str, str]) -> View:
    """What is shown of a build."""
    stats = {name: (made.site / name).stat() for name in made.files}
    files = {name: f"{one.st_mtime_ns:x}-{one.st_size:x}" for name, one in stats.items()}
    changed = _changed(before.files, files)
    more = len(changed) - _LISTED
    rest = (ngettext("and {n} more", "and {n} more", more).format(n=more),) if more > 0 else ()
    rebuilt = (*changed[:_LISTED], *rest) or before.rebuilt
    return View(made.site, files, made.show.link, made.show.title, marks, rebuilt=rebuilt)


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in {*before, *after} if before.get(name) != after.get(name)))


def _marks(show: Show, now: datetime) -> dict[str, str]:
    """Why nobody else sees an episode yet, by slug."""
    scheduled = _("Scheduled for {date}")
    return {
        one.slug: _("Draft") if one.draft or one.date is None else scheduled.format(date=f"{one.date:%Y-%m-%d %H:%M}")
        for one in show.episodes
        if one.draft or one.date is None or one.date > now
    }
