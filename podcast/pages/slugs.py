"""In which order things were there, and slugs that no two of them share."""

from __future__ import annotations

import hashlib
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from podcast import urls as addresses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.model.show import Episode, Show

Thing = TypeVar("Thing")


def oldest_first(show: Show) -> tuple[Episode, ...]:
    """The episodes in the order they appeared; drafts without a date come last, as the next ones."""
    dated = [episode for episode in show.episodes if episode.date]
    return (*reversed(dated), *(episode for episode in show.episodes if not episode.date))


def apart(things: Iterable[tuple[Thing, tuple[str, ...]]]) -> dict[Thing, str]:
    """A slug for each thing: the first of its names that is free, else the first one with a number.

    Who comes first keeps the plain name. So let the oldest come first: published addresses are for ever.
    """
    taken: dict[str, Thing] = {}
    for thing, names in things:
        wanted = [slug for name in names if (slug := addresses.slugged(name))] or [_nameless(names)]
        free = next((slug for slug in wanted if slug not in taken), None)
        taken[free or next(s for n in count(2) if (s := f"{wanted[0]}-{n}") not in taken)] = thing
    return {thing: slug for slug, thing in taken.items()}


def _nameless(names: tuple[str, ...]) -> str:
    """A slug where no letter is one of ours: the beginning of a digest."""
    return hashlib.sha256("\0".join(names).encode()).hexdigest()[:8]
