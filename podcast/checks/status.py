"""Where every episode stands: read from what is there, nothing is made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.audio import master
from podcast.audio.tags import id3 as tags
from podcast.checks import audio_hints as preflight
from podcast.checks import load_show as loading
from podcast.errors import ShowError
from podcast.files import atomic
from podcast.i18n import gettext_noop
from podcast.model.show import SHOW_FILE
from podcast.report import ical as calendar
from podcast.report.status_table import EpisodeStatus
from podcast.show import schedule
from podcast.steps import mastering_plan as planning
from podcast.steps import paths
from podcast.steps import site_writer as built

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.errors import Problem
    from podcast.model.show import Episode, Show
    from podcast.publish.protocol.live import LiveStatus
    from podcast.report.status_table import PublicState
    from podcast.steps.mastering_plan import MasteringPlan
    from podcast.steps.paths import ProjectPaths
    from podcast.steps.site_writer import BuildRecord


_NOT_THERE = frozenset({"new", "missing"})  # reasons of an upload
# Why an episode is not built that has been: what the world has is what it was.
_ONCE_BUILT = frozenset({
    "recording changed", "audio settings changed", "master missing", "missing from site/",
    "its words or its cover changed",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of all episodes together."""

    show: Show
    places: ProjectPaths
    plan: MasteringPlan
    record: BuildRecord
    now: datetime


def status(root: Path, now: datetime) -> tuple[Show, tuple[EpisodeStatus, ...], tuple[Problem, ...]]:
    """The show, where each of its episodes stands at `now`, and the problems of form that hide others.

    Raises:
        ShowError: `podcast.yaml` has problems: nothing can be said of the episodes.
        FileError: the disk refuses.
    """
    loaded = loading.loaded(root)
    if loaded.show is None or any(problem.path == SHOW_FILE for problem in loaded.problems):
        raise ShowError(loaded.problems)
    places = paths.ProjectPaths(root)
    record = built.read_record(places.record)
    known = _Known(loaded.show, places, planning.plan_masters(loaded.show, places, record), record, now)
    found = (_with_sound(_standing(one, known), known) for one in loaded.show.episodes)
    return loaded.show, tuple(found), loaded.problems


def public(standings: Iterable[EpisodeStatus], live: LiveStatus | None) -> tuple[EpisodeStatus, ...]:
    """The same, saying which the world has, as far as the last build tells; `live`: None where nobody can say."""
    plan = live.pending if live and live.generation else None
    if plan is None:
        return tuple(standings)
    reasons = {upload.key: upload.reason for upload in plan.uploads}
    return tuple(replace(one, public=_public(one, reasons, plan.retired)) for one in standings)


def _public(one: EpisodeStatus, reasons: Mapping[str, str], retired: Collection[str]) -> PublicState:
    """Whether an episode's page is there, and as it is here: only files with a reason would be uploaded."""
    page = addresses.file_path(addresses.episode(one.episode))
    if page in retired:
        return "changed"
    if one.state != "built" or reasons.get(page) in _NOT_THERE:
        return "changed" if one.state == "not built" and one.reason in _ONCE_BUILT and page not in reasons else ""
    own = (f"{one.episode.slug}/", f"audio/{one.episode.slug}.")
    return "changed" if any(key.startswith(own) for key in reasons) else "live"


def _with_sound(one: EpisodeStatus, known: _Known) -> EpisodeStatus:
    return replace(one, audio_faults=preflight.kinds(one.episode, known.places, known.plan.fingerprints))


def _standing(episode: Episode, known: _Known) -> EpisodeStatus:
    job = known.plan.jobs.get(episode.slug)
    made = master.read_master(job.path) if job else None
    if episode.draft:
        return EpisodeStatus(episode, "draft", "", made)
    if episode.date and episode.date > known.now:
        return EpisodeStatus(episode, "scheduled", "", made)
    if episode.withdrawn:
        return EpisodeStatus(episode, "withdrawn", "", None)
    why = _why_not(episode, made, known)
    return EpisodeStatus(episode, "not built" if why else "built", why, made)


def _why_not(episode: Episode, made: Master | None, known: _Known) -> str:
    """Why the audio file in site/ is not what a build would make; empty when it is."""
    last, job = known.record.audio.get(episode.slug), known.plan.jobs.get(episode.slug)
    if job is None:
        return gettext_noop("no recording")
    if made is None or last is None or last.master != job.path.stem:
        return planning.master_reason(last, known.plan.fingerprints[job.recording], job.path.stem)
    told = planning.in_master_time(episode, made)
    wanted = tags.fingerprint(
        known.show, told, planning.tagging_job(known.show, told, known.plan, made, known.places)
    )
    if last.fingerprint != wanted:
        return gettext_noop("its words or its cover changed")
    return "" if planning.audio_exists(known.places, last) else gettext_noop("missing from site/")


def following(show: Show, now: datetime) -> Episode | None:
    """The scheduled episode that goes out next, if there is one."""
    return schedule.next_scheduled(show, now)


def write_calendar(path: Path, show: Show, now: datetime) -> None:
    """Writes the plan of the show as a calendar.

    Raises:
        FileError: the disk refuses.
    """
    atomic.write(path, calendar.calendar(show, now))
