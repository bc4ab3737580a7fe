"""The state of an episode in one word, as its chip shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from podcast.desk.session import Desk

State: TypeAlias = Literal["draft", "ready", "scheduled", "published", "changed", "withdrawn", "unreadable"]


def episode_state(desk: Desk, slug: str) -> State:
    """Return the state of an episode: that of its file, and of what is live as far as this computer knows."""
    episode = desk.show().episodes.get(slug)
    if episode is None:
        return "unreadable"
    if episode.withdrawn:
        return "withdrawn"
    if episode.draft or episode.date is None:
        return "draft"
    return "scheduled" if episode.date > desk.now() else "ready"
