"""The rail of an episode: its parts as checklist and menu at once, each with its state in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from podcast.desk.session import Desk

PartState: TypeAlias = Literal["done", "blocks", "begun", "optional", "none"]


@dataclass(frozen=True, slots=True)
class RailPart:
    """A part of an episode: its name (`facts`), its address, its state, and the words for it."""

    name: str
    href: str
    label: str
    state: PartState
    words: str
    is_current: bool
    icon: str = ""


_PARTS = ("sound", "facts", "notes", "chapters", "transcript", "preview", "release", "retract")


def rail(desk: Desk, slug: str, current: str) -> tuple[RailPart, ...]:
    """Return the parts of an episode.

    Args:
        desk: of the show.
        slug: of the episode.
        current: the part whose page is open.
    """
    return tuple(
        RailPart(name, f"/e/{slug}/{name}", desk.say(f"rail.{name}"), "none", "", name == current) for name in _PARTS
    )
