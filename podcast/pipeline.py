"""The order of things: load → check → plan → master → tag → render → write → publish. Read it top to bottom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from podcast import urls as addresses
from podcast.artifacts import Sound
from podcast.audio import master
from podcast.checks import audio_hints as preflight
from podcast.checks import examine as examining
from podcast.checks.facts import Facts
from podcast.checks.rules.episodes import chapters_before_the_end
from podcast.errors import Problem, ShowError
from podcast.files import atomic
from podcast.i18n import current_language
from podcast.show import load
from podcast.show.locations import located
from podcast.steps import mastering_plan as planning
from podcast.steps import paths, workers
from podcast.steps import site_writer as built
from podcast.steps.mastering import mastered
from podcast.steps.rendering import rendered, waveforms
from podcast.steps.tagging import Made, tagged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor
    from datetime import datetime
    from pathlib import Path

    from podcast.artifacts import Audio, Master
    from podcast.audio.job import MasterJob
    from podcast.model.show import Episode, Show
    from podcast.publish.protocol.prepare import Allowed, Prepared
    from podcast.publish.protocol.publish import Done
    from podcast.publish.targets.target import Target
    from podcast.report.entry import Entry
    from podcast.steps.site_writer import Changes

    Say = Callable[[object], None]


@dataclass(frozen=True, slots=True)
class Mastering:
    """How every recording of a build was mastered, by slug; `took` has those that this build has made."""

    jobs: Mapping[str, MasterJob]
    masters: Mapping[str, Master]
    took: Mapping[str, float]  # seconds


@dataclass(frozen=True, slots=True)
class Built:
    """A build: the show as it was built (chapters in the masters' time), its audio, what changed in site/."""

    show: Show
    audio: Mapping[str, Audio]
    changes: Changes
    places: paths.ProjectPaths
    mastering: Mastering
    hints: tuple[Problem, ...] = ()  # what was heard to be wrong with the recordings

    @property
    def site(self) -> Path:
        """What is published."""
        return self.places.site

    @property
    def files(self) -> tuple[str, ...]:
        """Every file of the build, below site/."""
        return tuple(sorted((*self.changes.written, *self.changes.unchanged)))


# --- load, check -----------------------------------------------------------------------------------------------------


def checked(root: Path) -> tuple[Show | None, tuple[Problem, ...]]:
    """The show, and all that is wrong with it."""
    found = examining.examined(root)
    return found.show, found.problems


def loaded(root: Path) -> Show:
    """The show, when nothing is wrong with it.

    Raises:
        ShowError: with all problems.
    """
    show, problems = checked(root)
    if problems or show is None:
        raise ShowError(problems)
    return show


# --- build -----------------------------------------------------------------------------------------------------------


def build(show: Show, root: Path, executor: Executor, say: Say, places: paths.ProjectPaths | None = None) -> Built:
    """Makes site/ from the show's episodes, all of them: what is done already is not done again.

    Args:
        show: see `Show.due` for what of it the world may see.
        root: the show's folder.
        executor: masters the recordings, one job an episode.
        say: is told of `mastering.Planned`, `Mastered`, `Failed` and `tagging.Tagged` as they happen.
        places: where to, if it is not site/: a preview.

    Raises:
        BuildError: recordings that cannot be mastered; the others are, and site/ is as it was.
        TemplateError: a template is broken; site/ is as it was.
        BusyError: another build is at it.
        FileError: the disk refuses.
    """
    places = places or paths.ProjectPaths(root)
    with atomic.locked(places.cache / "lock", "podcast build"):
        before = built.read(places.record)
        plan = planning.planned(show, places, before)
        masters, took = mastered(plan.jobs, root, executor, say, planning.unheard(plan, places))
        _within(show, masters, root)
        hints = preflight.hints(show, places, plan.fingerprints)
        show = show.with_episodes(planning.in_master_time(one, masters.get(one.slug)) for one in show.episodes)
        audio, record = tagged(show, Made(places, plan, masters, before), say)
        count = workers.count(executor)
        artifacts = {**rendered(show, audio, places, count, say), **waveforms(show, plan, masters)}
        sounds = [path for one in audio.values() for path in (one.path, *(other.path for other in one.others))]
        changes = built.put(places.site, artifacts, sounds, before, places.record)
        built.keep(places.record, built.Record(frozenset((*changes.written, *changes.unchanged)), record))
        return Built(show, audio, changes, places, Mastering(plan.jobs, masters, took), hints)


def _within(show: Show, masters: Mapping[str, Master], root: Path) -> None:
    """Chapters after the end, now that the end is known: not every recording's header tells it.

    Raises:
        ShowError: with a problem for each.
    """
    known = [one for one in show.episodes if one.recording and one.slug in masters]
    sounds = {str(one.recording): Sound("", masters[one.slug].recording_seconds, 0, 0) for one in known}
    if late := tuple(chapters_before_the_end(show, Facts(sounds))):
        raise ShowError(located(late, load.load(root).places))


# --- report ----------------------------------------------------------------------------------------------------------


def report(made: Built) -> tuple[Entry, ...]:
    """How the episodes of a build were mastered, newest first; written as a page that a producer can look at.

    Raises:
        FileError: the disk refuses.
    """
    from podcast.report.html_report import page

    done = made.mastering
    entries = tuple(_entry(one, done) for one in made.show.episodes if one.slug in done.masters)
    atomic.write(made.places.report, page(made.show, entries, current_language()))
    return entries


def _entry(episode: Episode, done: Mastering) -> Entry:
    from podcast.report.entry import Entry

    job, slug = done.jobs[episode.slug], episode.slug
    return Entry(episode, job.targets, done.masters[slug], master.levels(job.path), done.took.get(slug))


# --- publish ---------------------------------------------------------------------------------------------------------


def prepare(
    made: Built, target: Target, now: datetime, allowed: Allowed | None = None, at: datetime | None = None
) -> Prepared:
    """What publishing a build would do; writes nothing.

    Args:
        made: the build.
        target: where to; see `podcast.publish.release.target`.
        now: see `podcast.publish.protocol.prepare.prepare`.
        allowed: what is usually refused, and was asked for.
        at: the moment for which it was built, if it is not now.

    Raises:
        PublishError: see `podcast.publish.protocol.prepare.prepare`.
    """
    from podcast.publish import release as publishing
    from podcast.publish.protocol import prepare

    built_at = publishing.built_at(made.places.root, at or now)
    site = publishing.site(made.show, made.site, made.files, made.places.cache / "site.json", built_at)
    return prepare.prepare(site, target, now, publishing.allowed(made.show, allowed or prepare.Allowed()))


def moment(show: Show, wall: datetime) -> datetime:
    """A wall-clock time in the show's time zone."""
    return wall.replace(tzinfo=ZoneInfo(show.timezone))


def feed_address(show: Show) -> str:
    """Where the feed is, for the world."""
    return addresses.absolute(show, addresses.FEED)


def publish(prepared: Prepared, say: Say, flow: Callable[[int], None] = lambda _: None) -> Done:
    """Carries the plan out; see `podcast.publish.protocol.publish.carry_out`."""
    from podcast.publish import release as publishing

    return publishing.publish(prepared, say, flow)
