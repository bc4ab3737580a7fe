"""The rail of an episode: its parts as checklist and menu at once, each with its state in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.desk.episode_states import state_at
from podcast.desk.part_states import PARTS, PartFacts, part_of, part_state
from podcast.strings import translator

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.desk.desk_session import Desk
    from podcast.desk.part_states import PartState, State

_AFTER_THE_CHECKLIST = "preview"
_PUBLIC = ("published", "changed", "withdrawn")


@dataclass(frozen=True, slots=True)
class RailPart:
    """A part of an episode: its name (`facts`), its address, its state, and the words for it."""

    name: str
    href: str
    label: str
    state: PartState
    words: str
    is_current: bool = False
    icon: str = ""
    begins_group: bool = False


def rail(desk: Desk, slug: str, current: str) -> tuple[RailPart, ...]:
    """Return the parts of an episode.

    Args:
        desk: of the show.
        slug: of the episode.
        current: the part whose page is open.
    """
    parts = episode_parts(desk, slug)
    return tuple(replace(part, is_current=part.name == current) for part in parts)


def episode_parts(desk: Desk, slug: str) -> tuple[RailPart, ...]:
    """Return the parts of an episode with their states, none of them open."""
    show = desk.show()
    if slug in show.unreadable:
        return _unreadable_parts(desk, slug)
    episode = show.episodes[slug]
    translate = translator(desk.language, "desk")
    facts = PartFacts(translate, show, episode, desk.now())
    problems = [part_of(episode, problem) for problem in show.problems(slug)]
    names = PARTS if state_at(show, slug, desk.now()) in _PUBLIC else PARTS[:-1]  # the last withdraws it
    return tuple(_part(translate, slug, name, part_state(facts, name, problems.count(name))) for name in names)


def next_part(parts: tuple[RailPart, ...]) -> RailPart | None:
    """Return the part to go on with: the first that blocks publishing, else the first that is begun."""
    for state in ("blocks", "begun"):
        for part in parts:
            if part.state == state:
                return part
    return None


def _part(translate: Callable[..., str], slug: str, name: str, state: State) -> RailPart:
    kind, words, icon = state
    href = f"/e/{slug}/{name}"
    label = translate(f"rail.{name}")
    return RailPart(name, href, label, kind, words, icon=icon, begins_group=name == _AFTER_THE_CHECKLIST)


def _unreadable_parts(desk: Desk, slug: str) -> tuple[RailPart, ...]:
    """The parts of an episode whose file cannot be read: the line of it, and the way there."""
    line = next((problem.line for problem in desk.show().problems(slug) if problem.line), 0)
    words = desk.translate("rail.line", line=line) if line else desk.translate("rail.unreadable")
    first = RailPart("file", f"/e/{slug}/file", desk.translate("rail.facts"), "blocks", words, icon="warning")
    same = desk.translate("rail.same_file")
    other_parts = (
        RailPart(name, f"/e/{slug}/file", desk.translate(f"rail.{name}"), "none", same) for name in PARTS[:5]
    )
    return (first, *(part for part in other_parts if part.name != "facts"))
