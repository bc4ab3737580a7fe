"""The order of things: load → check → plan → master → tag → render → write → publish. Read it top to bottom.

`check_show`, `load_show`, `build_site` and `publish_site` are the public API of the package, see docs/api.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

from podcast import urls
from podcast.artifacts import AudioInfo
from podcast.audio import master
from podcast.checks import audio_hints, examine
from podcast.checks.facts import Facts
from podcast.checks.rules.episodes import chapters_within_audio
from podcast.errors import PodcastError, Problem, PublishError, ShowError
from podcast.files import atomic
from podcast.i18n import _, current_language
from podcast.publish.protocol.publish_events import PublishEvent
from podcast.show.load import load as load_with_problems
from podcast.show.locations import problems_from_findings
from podcast.steps import mastering_plan, site_writer, workers
from podcast.steps.mastering import MasteringEvent, MasteringFailed, MasteringPlanned, RecordingMastered, master_all
from podcast.steps.paths import ProjectPaths
from podcast.steps.rendering import RenderingProgress, render_site, waveforms
from podcast.steps.tagging import AudioTagged, TaggingInput, tag_all

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from concurrent.futures import Executor
    from datetime import datetime
    from pathlib import Path

    from podcast.artifacts import Audio, Master
    from podcast.audio.job import MasterJob
    from podcast.checks.examine import Examination
    from podcast.feed.diff import FeedChanges
    from podcast.model.show import Episode, Show
    from podcast.publish.protocol.prepare import PreparedPublish, PublishOptions
    from podcast.publish.protocol.publish import PublishResult
    from podcast.publish.targets.target import Target
    from podcast.report.entry import ReportEntry
    from podcast.steps.site_writer import SiteChanges

__all__ = [
    "EXIT_NOT_REACHABLE",
    "AudioTagged",
    "BuildEvent",
    "BuildResult",
    "Event",
    "MasteringFailed",
    "MasteringPlanned",
    "MasteringResult",
    "RecordingMastered",
    "RenderingProgress",
    "build_show",
    "build_site",
    "carry_out",
    "check_show",
    "feed_changes",
    "feed_url",
    "in_show_time",
    "load_show",
    "prepare",
    "publish_site",
    "write_report",
]

EXIT_NOT_REACHABLE = 6  # it is published, but not all of it can be reached from outside, see docs/commands.md

BuildEvent: TypeAlias = MasteringEvent | AudioTagged | RenderingProgress
Event: TypeAlias = BuildEvent | PublishEvent


@dataclass(frozen=True, slots=True)
class MasteringResult:
    """How every recording of a build was mastered, by slug; `elapsed` has those that this build has mastered."""

    jobs: Mapping[str, MasterJob]
    masters: Mapping[str, Master]
    elapsed: Mapping[str, float]  # seconds


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A build: the show as it was built (chapters in the masters' time), its audio, what changed in site/.

    `hints` are those that only the sound of the recordings gives; `at` is the moment it was built for, None for now.
    """

    show: Show
    audio: Mapping[str, Audio]
    changes: SiteChanges
    paths: ProjectPaths
    mastering: MasteringResult
    hints: tuple[Problem, ...] = ()
    at: datetime | None = None

    @property
    def site(self) -> Path:
        """The folder that is published."""
        return self.paths.site

    @property
    def files(self) -> tuple[str, ...]:
        """Every file of the build, below site/."""
        return tuple(sorted((*self.changes.written, *self.changes.unchanged)))


# --- load, check -----------------------------------------------------------------------------------------------------


def check_show(root: Path) -> Examination:
    """Find everything that is wrong with a show, and what could be better.

    Args:
        root: the show's folder, the one with podcast.yaml in it.

    Returns:
        The show (`.show`, None if podcast.yaml is unusable), its `.problems`, and its `.hints()`. Nothing is raised for
        what is wrong with the show's files.
    """
    return examine.examine(root)


def load_show(root: Path) -> Show:
    """Load a show that has no problems.

    Args:
        root: the show's folder, the one with podcast.yaml in it.

    Raises:
        ShowError: with all problems.
    """
    examination = check_show(root)
    if examination.problems or examination.show is None:
        raise ShowError(examination.problems)
    return examination.show


# --- build -----------------------------------------------------------------------------------------------------------


def build_site(
    root: Path,
    *,
    at: datetime | None = None,
    drafts: bool = False,
    jobs: int | None = None,
    report: Callable[[BuildEvent], None] = lambda _event: None,
) -> BuildResult:
    """Master what is new, and write the site into site/. What is done already is not done again.

    Recordings are mastered in processes of their own, which import the calling program anew: a script calls this below
    `if __name__ == "__main__":`.

    Args:
        root: the show's folder, the one with podcast.yaml in it.
        at: build what is due at that moment; without a time zone it is meant in the show's. None for now.
        drafts: build drafts and scheduled episodes too; such a build must not be published.
        jobs: recordings mastered at once; as many as there are processors if None.
        report: called with each event, in the calling thread.

    Raises:
        ShowError: the show has problems.
        BuildError: recordings that cannot be mastered; the others are, and site/ is as it was.
        TemplateError: a template is broken; site/ is as it was.
        BusyError: another build is running in this folder.
        FileError: the disk refuses.
        PodcastError: no episode is due.
    """
    show = load_show(root)
    moment = in_show_time(show, at) if at else None
    due = show.due(moment or _now(), drafts=drafts)
    if not show.episodes:
        raise PodcastError(_("there is no episode yet; create one with `podcast new`"))
    if not due.episodes:
        raise PodcastError(_("no episode is due: all are drafts or scheduled; `podcast build --drafts` shows them"))
    with workers.Workers(jobs) as executor:
        return replace(build_show(due, root, executor, report), at=moment)


def build_show(
    show: Show,
    root: Path,
    executor: Executor,
    report: Callable[[BuildEvent], None],
    paths: ProjectPaths | None = None,
) -> BuildResult:
    """Write site/ from all episodes of a show. What is done already is not done again.

    Args:
        show: see `Show.due` for the part of it that may be published.
        root: the show's folder.
        executor: masters the recordings, one job for each episode.
        report: called with each event, in the calling thread.
        paths: where to write, if it is not site/: a preview.

    Raises:
        BuildError: recordings that cannot be mastered; the others are, and site/ is as it was.
        TemplateError: a template is broken; site/ is as it was.
        BusyError: another build is running in this folder.
        FileError: the disk refuses.
    """
    paths = paths or ProjectPaths(root)
    with atomic.exclusive_lock(paths.cache / "lock", "podcast build"):
        before = site_writer.read_record(paths.record)
        plan = mastering_plan.plan_masters(show, paths, before)
        to_analyse = mastering_plan.recordings_to_analyse(plan, paths)
        masters, elapsed = master_all(plan.jobs, root, executor, report, to_analyse)
        _refuse_late_chapters(show, masters, root)
        hints = audio_hints.audio_hints(show, paths, plan.fingerprints)
        show = show.with_episodes(
            mastering_plan.in_master_time(episode, masters.get(episode.slug)) for episode in show.episodes
        )
        audio, records = tag_all(show, TaggingInput(paths, plan, masters, before), report)
        processes = workers.worker_count(executor)
        artifacts = {**render_site(show, audio, paths, processes, report), **waveforms(show, plan, masters)}
        audio_files = [path for enclosure in audio.values() for path in _audio_files(enclosure)]
        changes = site_writer.write_site(paths.site, artifacts, audio_files, before, paths.record)
        files = frozenset((*changes.written, *changes.unchanged))
        site_writer.save_record(paths.record, site_writer.BuildRecord(files, records))
        return BuildResult(show, audio, changes, paths, MasteringResult(plan.jobs, masters, elapsed), hints)


def _audio_files(audio: Audio) -> tuple[str, ...]:
    return (audio.path, *(alternate.path for alternate in audio.alternate_formats))


def _refuse_late_chapters(show: Show, masters: Mapping[str, Master], root: Path) -> None:
    """Refuse chapters after the end, now that the end is known: not every recording's header states it.

    Raises:
        ShowError: with a problem for each.
    """
    mastered = [episode for episode in show.episodes if episode.recording and episode.slug in masters]
    recordings = {
        str(episode.recording): AudioInfo("", masters[episode.slug].recording_seconds, 0, 0) for episode in mastered
    }
    if findings := tuple(chapters_within_audio(show, Facts(recordings))):
        raise ShowError(problems_from_findings(findings, load_with_problems(root).source_map))


# --- report ----------------------------------------------------------------------------------------------------------


def write_report(build: BuildResult) -> tuple[ReportEntry, ...]:
    """Write the mastering report of a build, a page for the producer.

    Returns:
        How each episode was mastered, newest first.

    Raises:
        FileError: the disk refuses.
    """
    from podcast.report.html_report import page

    masters = build.mastering.masters
    entries = tuple(_entry(episode, build.mastering) for episode in build.show.episodes if episode.slug in masters)
    atomic.write(build.paths.report, page(build.show, entries, current_language()))
    return entries


def _entry(episode: Episode, mastering: MasteringResult) -> ReportEntry:
    from podcast.report.entry import ReportEntry

    job, slug = mastering.jobs[episode.slug], episode.slug
    levels = master.read_levels(job.path)
    return ReportEntry(episode, job.targets, mastering.masters[slug], levels, mastering.elapsed.get(slug))


# --- publish ---------------------------------------------------------------------------------------------------------


def prepare(
    build: BuildResult, target: Target, now: datetime, options: PublishOptions | None = None
) -> PreparedPublish:
    """Plan a publish; nothing is written.

    Args:
        build: what is to be published.
        target: where to; see `podcast.publish.release.open_target`.
        now: see `podcast.publish.protocol.prepare.prepare`.
        options: what is usually refused, and was asked for.

    Raises:
        PublishError: see `podcast.publish.protocol.prepare.prepare`.
    """
    from podcast.publish import release
    from podcast.publish.protocol import prepare

    content_time = release.content_time(build.paths.root, build.at or now)
    site = release.site_of_build(build.show, build.site, build.files, build.paths.cache / "site.json", content_time)
    all_options = release.with_show_settings(build.show, options or prepare.PublishOptions())
    return prepare.prepare(site, target, now, all_options)


def feed_changes(build: BuildResult, prepared: PreparedPublish) -> FeedChanges | None:
    """Compare the feed of a build with the one that is live; None if the plan leaves the feed as it is.

    Raises:
        PublishError: the target cannot be read.
    """
    from podcast.publish import feed_guard

    if all(upload.key != urls.FEED for upload in prepared.plan.uploads):
        return None
    return feed_guard.feed_changes(build.site, prepared.target)


def carry_out(
    prepared: PreparedPublish,
    report: Callable[[PublishEvent], None],
    on_bytes: Callable[[int], None] = lambda _count: None,
) -> PublishResult:
    """Carry out a planned publish; see `podcast.publish.protocol.publish.carry_out`."""
    from podcast.publish import release

    return release.publish(prepared, report, on_bytes)


def publish_site(
    build: BuildResult,
    target: str | None = None,
    *,
    options: PublishOptions | None = None,
    allow: Collection[str] = (),
    report: Callable[[PublishEvent], None] = lambda _event: None,
) -> PublishResult:
    """Publish a build, the feed last; then check it from outside and notify the hubs, as `podcast publish` does.

    Args:
        build: from `build_site`, without drafts.
        target: a folder or s3://bucket/prefix; the show's own target if None.
        options: what is usually refused for the sake of the target: `--max-delete`, `--adopt` and `--allow-older`.
        allow: what is usually refused for the sake of listeners, as `--allow` of `podcast publish` names it.
        report: called with each event, in the calling thread.

    Raises:
        PublishError: the target refuses, or publishing would do harm. With the exit status 6 it is published, but not
            all of it can be reached from outside.
        FileError: the disk refuses.
    """
    from podcast.publish import announce, feed_guard, outside, release

    show, now = build.show, _now()
    if show.due(build.at or now).episodes != show.episodes:
        raise PublishError(_("drafts and scheduled episodes are in this build; build it without them"))
    prepared = prepare(build, release.open_target(show, build.paths.root, target), now, options)
    if changes := feed_changes(build, prepared):
        feed_guard.refuse_breaking_changes(changes, show, allow)
    result = carry_out(prepared, report)
    if not prepared.is_up_to_date:
        external = announce.verify_public(show, prepared, target)
        announce.send_pings(show, external)
        if external.failed:
            raise PublishError("\n".join(outside.describe(external, show.timezone)), EXIT_NOT_REACHABLE)
    return result


def feed_url(show: Show) -> str:
    """The public address of the feed."""
    return urls.absolute_url(show, urls.FEED)


def in_show_time(show: Show, moment: datetime) -> datetime:
    """A moment with a time zone: a wall-clock time is meant in the show's."""
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(show.timezone))


def _now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC)
