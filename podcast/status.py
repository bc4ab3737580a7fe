"""Where every episode stands: read from what is there, nothing is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast import built, planning
from podcast.audio import master, tags
from podcast.errors import ShowError
from podcast.report.standing import Standing
from podcast.show import load

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.built import Record
    from podcast.errors import Problem
    from podcast.planning import Places, Plan
    from podcast.show.model import Episode, Show


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of all episodes together."""

    show: Show
    places: Places
    plan: Plan
    record: Record
    now: datetime


def status(root: Path, now: datetime) -> tuple[Show, tuple[Standing, ...], tuple[Problem, ...]]:
    """The show, where each of its episodes stands at `now`, and the problems of form that hide others.

    Raises:
        ShowError: `podcast.yaml` has problems: nothing can be said of the episodes.
        FileError: the disk refuses.
    """
    loaded = load.load(root)
    if loaded.show is None or any(problem.path == load.SHOW for problem in loaded.problems):
        raise ShowError(loaded.problems)
    places = planning.Places(root)
    record = built.read(places.record)
    known = _Known(loaded.show, places, planning.planned(loaded.show, places, record), record, now)
    return loaded.show, tuple(_standing(one, known) for one in loaded.show.episodes), loaded.problems


def _standing(episode: Episode, known: _Known) -> Standing:
    job = known.plan.jobs.get(episode.slug)
    made = master.known(job.path) if job else None
    if episode.draft:
        return Standing(episode, "draft", "", made)
    if episode.date and episode.date > known.now:
        return Standing(episode, "scheduled", "", made)
    if episode.withdrawn:
        return Standing(episode, "withdrawn", "", None)
    why = _why_not(episode, made, known)
    return Standing(episode, "not built" if why else "built", why, made)


def _why_not(episode: Episode, made: Master | None, known: _Known) -> str:
    """Why the audio file in site/ is not what a build would make; empty when it is."""
    last, job = known.record.audio.get(episode.slug), known.plan.jobs.get(episode.slug)
    if job is None:
        return "no recording"
    if made is None or last is None or last.master != job.path.stem:
        return planning.reason(last, known.plan.fingerprints[job.recording], job.path.stem)
    told = planning.in_master_time(episode, made)
    wanted = tags.fingerprint(known.show, told, planning.to_tag(known.show, told, known.plan, made, known.places))
    if last.fingerprint != wanted:
        return "its words or its cover changed"
    return "" if planning.there(known.places, last) else "missing from site/"
