"""The state of an episode in one word, as its chip shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

    from podcast.desk.desk_session import Desk
    from podcast.desk.show_state import DeskShow

EpisodeStateName: TypeAlias = Literal["draft", "ready", "scheduled", "published", "changed", "withdrawn", "unreadable"]


def episode_state(desk: Desk, slug: str) -> EpisodeStateName:
    """Return the state of an episode: that of its file, and of what is live as far as this computer knows."""
    return state_at(desk.show(), slug, desk.now())


def state_at(show: DeskShow, slug: str, now: datetime) -> EpisodeStateName:
    """Return the state of an episode at a moment, see `episode_state`."""
    episode = show.episodes.get(slug)
    if episode is None:
        return "unreadable"
    if episode.withdrawn:
        return "withdrawn"
    if slug in show.public.live:
        return "changed" if slug in show.public.changed or episode.draft else "published"
    if episode.draft or episode.date is None:
        return "draft"
    return "scheduled" if episode.date > now else "ready"
