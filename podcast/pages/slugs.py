"""The order in which episodes appeared, and slugs that are unique in the show."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final, TypeVar

from podcast import urls
from podcast.model.groups import RegistryPerson
from podcast.pages.caching.last_call import cache_last_call
from podcast.text import slugify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from podcast.model.groups import Person
    from podcast.model.show import Episode, Show

    SlugRule = Callable[[str], str]
    PersonIdentity = tuple[str, str]  # "key" or "name", and the key or the normalized name


Key = TypeVar("Key")
MAX_SLUG_BYTES: Final = 255  # of a name in file systems; a slug is ASCII
SHORTENED_CHARACTERS: Final = 200  # of a slug that would be longer, before its digest


def oldest_first(show: Show) -> tuple[Episode, ...]:
    """Return the episodes in the order they appeared; drafts without a date come last, as the next ones."""
    dated = [episode for episode in show.episodes if episode.date]
    return (*reversed(dated), *(episode for episode in show.episodes if not episode.date))


def unique_slugs(names_by_key: Iterable[tuple[Key, tuple[str, ...]]], rule: SlugRule = slugify) -> dict[Key, str]:
    """Return a slug for each key: that of the first of its names that is free, else the first one with a number.

    The first key keeps the plain slug, so the oldest should come first: published addresses must not change. `rule`
    makes a slug of a name.
    """
    key_by_slug: dict[str, Key] = {}
    for key, names in names_by_key:
        candidates = [_fitting_slug(slug) for name in names if (slug := rule(name))] or [_digest_slug(names)]
        free = next((slug for slug in candidates if slug not in key_by_slug), None)
        slug = free or next(s for n in count(2) if (s := _fitting_slug(f"{candidates[0]}-{n}")) not in key_by_slug)
        key_by_slug[slug] = key
    return {key: slug for slug, key in key_by_slug.items()}


def _fitting_slug(slug: str) -> str:
    """Return a slug that a file system takes: a longer one is its beginning, with a digest of the whole."""
    if len(slug) <= MAX_SLUG_BYTES:
        return slug
    return f"{slug[:SHORTENED_CHARACTERS].rstrip('-')}-{_digest_slug((slug,))}"


def _digest_slug(names: tuple[str, ...]) -> str:
    """Return the beginning of a digest: the slug of names without any letter that a slug can have."""
    return hashlib.sha256("\0".join(names).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class PersonDirectory:
    """The address of each person's page; `person_directory` makes it once for a show."""

    show: Show
    keys_by_name: Mapping[str, str]  # normalized name -> the one key in the registry that has it
    slugs: Mapping[PersonIdentity, str]

    def identity(self, person: Person) -> PersonIdentity:
        """Return the identity of a person: a key of the registry, or a name."""
        return _person_identity(person, self.keys_by_name)

    def address(self, person: Person) -> str:
        """Return the address of the page of a person who is named in an episode of the show."""
        return urls.person(self.show, self.slugs[self.identity(person)])


@cache_last_call
def person_directory(show: Show, rule: SlugRule = slugify) -> PersonDirectory:
    """Return the addresses of the pages of all people in the show's episodes.

    A page is called after the person. Where two keys of the registry have the same name, the page of the second one is
    called after its key. Without keys, one name is one person.
    """
    names = Counter(normalized_name(person.name) for person in show.people.values())
    by_name = {normalized_name(person.name): key for key, person in show.people.items()}
    keys_by_name = {name: key for name, key in by_name.items() if names[name] == 1}
    return PersonDirectory(show, keys_by_name, unique_slugs(_slug_candidates(show, keys_by_name, rule), rule))


def _slug_candidates(
    show: Show, keys_by_name: Mapping[str, str], rule: SlugRule
) -> Iterator[tuple[PersonIdentity, tuple[str, ...]]]:
    """Yield each person once, with the names for a slug in order of preference; earlier people choose first."""
    registry = sorted(show.people.items(), key=lambda item: rule(item[0]) != rule(item[1].name))
    candidates: dict[PersonIdentity, tuple[str, ...]] = {("key", key): (person.name, key) for key, person in registry}
    for episode in oldest_first(show):
        for person in episode.people:
            candidates.setdefault(_person_identity(person, keys_by_name), (person.name,))
    yield from candidates.items()


def _person_identity(person: Person, keys_by_name: Mapping[str, str]) -> PersonIdentity:
    if isinstance(person, RegistryPerson):
        return "key", person.key
    name = normalized_name(person.name)
    return ("key", keys_by_name[name]) if name in keys_by_name else ("name", name)


def normalized_name(name: str) -> str:
    """Return the form in which all spellings of a person's name are equal."""
    return " ".join(unicodedata.normalize("NFC", name.replace("\u00ad", "")).casefold().split())
