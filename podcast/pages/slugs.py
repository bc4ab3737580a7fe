"""In which order things were there, and slugs that no two of them share."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from podcast import urls as addresses
from podcast.model.groups import Registered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from podcast.model.groups import Person
    from podcast.model.show import Episode, Show

    Identity = tuple[str, str]  # what it is (key or name), and which


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


@dataclass(frozen=True, slots=True)
class Directory:
    """Where each person's page is. Made once for a show by `directory`."""

    show: Show
    keys: Mapping[str, str]  # name, folded -> the one key in the registry that has it
    slugs: Mapping[Identity, str]

    def identity(self, person: Person) -> Identity:
        """Who somebody is: a key of the registry, or a name."""
        return _identity(person, self.keys)

    def address(self, person: Person) -> str:
        """The page of somebody who is heard in one of the show's episodes."""
        return addresses.person(self.show, self.slugs[self.identity(person)])


def directory(show: Show) -> Directory:
    """Where the page of everybody in the show's episodes is.

    A page is called after the person. Of two with one name that are two keys of the registry, the second one's page is
    called after its key. Without keys, one name is one person.
    """
    names = Counter(_folded(person.name) for person in show.people.values())
    keys = {_folded(who.name): key for key, who in show.people.items() if names[_folded(who.name)] == 1}
    return Directory(show, keys, apart(_claims(show, keys)))


def _claims(show: Show, keys: Mapping[str, str]) -> Iterator[tuple[Identity, tuple[str, ...]]]:
    """Everybody once, with the names that their page would like to have; whoever comes first is served first."""
    registry = sorted(show.people.items(), key=lambda one: addresses.slugged(one[0]) != addresses.slugged(one[1].name))
    claims: dict[Identity, tuple[str, ...]] = {("key", key): (who.name, key) for key, who in registry}
    for episode in oldest_first(show):
        for person in episode.people:
            claims.setdefault(_identity(person, keys), (person.name,))
    yield from claims.items()


def _identity(person: Person, keys: Mapping[str, str]) -> Identity:
    if isinstance(person, Registered):
        return "key", person.key
    name = _folded(person.name)
    return ("key", keys[name]) if name in keys else ("name", name)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name.replace("\u00ad", "")).casefold().split())
