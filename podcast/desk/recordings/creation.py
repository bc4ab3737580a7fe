"""A new episode from a form: the same call as `podcast new`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

from podcast.authoring.episode_slug import require_usable_slug
from podcast.authoring.new_episode import (
    NewEpisodeOptions,
    create_episode,
    next_slot,
    plan_episode,
    slug_for,
    used_slugs,
)

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.authoring.episode_yaml import NewEpisode
    from podcast.desk.desk_session import Desk
    from podcast.model.show import Show


@dataclass(frozen=True, slots=True)
class NewEpisodeForm:
    """What the form has: the title, the address (empty: it follows from the title), the season, the type, the date.

    The date is empty for an episode without one, and None for the show's next free slot.
    """

    title: str
    slug: str = ""
    season: int | None = None
    type: str = "full"
    date: str | None = None


def proposed_slug(desk: Desk, title: str) -> str:
    """Return the address that follows from a title; empty if the title has none."""
    show = desk.show().fields
    return slug_for(show, _planned(desk, show, NewEpisodeForm(title)), used_slugs(desk.root)) if title.strip() else ""


def create_from_form(desk: Desk, form: NewEpisodeForm, recording: Path | None) -> str:
    """Create the episode, a draft; return its slug.

    Args:
        desk: of the show.
        form: that was sent.
        recording: copied into the episode's folder; None if it has none yet.

    Raises:
        PodcastError: a value cannot be used.
        FileError: the disk refuses.
    """
    show = desk.show().fields
    if form.slug:
        require_usable_slug(form.slug, used_slugs(desk.root), show)
    new = replace(_planned(desk, show, form), slug=form.slug or None)
    if form.date == "":
        new = replace(new, date=None)
    return create_episode(desk.root, show, new, recording).name


def require_usable_date(desk: Desk, form: NewEpisodeForm) -> None:
    """Require a date with a time, where the form has one.

    Raises:
        PodcastError: it cannot be used.
    """
    _planned(desk, desk.show().fields, replace(NewEpisodeForm("x"), date=form.date))


def usual_time(desk: Desk) -> str:
    """Return the time of day of the show's latest episode, as 09:00; empty if none has a date."""
    show = desk.show().fields
    dates = [episode.date for episode in show.episodes if episode.date]
    return f"{max(dates).astimezone(ZoneInfo(show.timezone)):%H:%M}" if dates else ""


def next_date(desk: Desk) -> str:
    """Return the show's next free slot, as `episode.yaml` has it; empty if its episodes have no rhythm."""
    return next_slot(desk.show().fields, desk.now()) or ""


def _planned(desk: Desk, show: Show, form: NewEpisodeForm) -> NewEpisode:
    date = form.date or None
    options = NewEpisodeOptions(form.title, uuid4(), form.season, date=date, type=form.type, language=desk.language)
    return plan_episode(show, options, desk.now())
