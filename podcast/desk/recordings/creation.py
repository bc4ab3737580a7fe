"""A new episode from a form: the same call as `podcast new`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from podcast.authoring.episode_slug import require_usable_slug
from podcast.authoring.new_episode import NewEpisodeOptions, create_episode, plan_episode, slug_for, used_slugs

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.authoring.episode_yaml import NewEpisode
    from podcast.desk.desk_session import Desk
    from podcast.model.show import Show


@dataclass(frozen=True, slots=True)
class NewEpisodeForm:
    """What the form has: the title, the address (empty: it follows from the title), the season, the type."""

    title: str
    slug: str = ""
    season: int | None = None
    type: str = "full"


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
    return create_episode(desk.root, show, new, recording).name


def _planned(desk: Desk, show: Show, form: NewEpisodeForm) -> NewEpisode:
    options = NewEpisodeOptions(form.title, uuid4(), form.season, type=form.type, language=desk.language)
    return plan_episode(show, options, desk.now())
