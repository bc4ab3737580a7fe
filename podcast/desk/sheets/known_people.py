"""People whom a form offers: those of the show, and the guests of its episodes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.model.groups import RegistryPerson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.model.groups import Person
    from podcast.model.show import Show
    from podcast.show.yaml_reader import YamlValue

_SHOWN_FIELDS = ("name", "role", "title", "href", "image", "image_alt", "about", "group")


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person whom a form offers: by key for one of the show's people, and in how many episodes they are."""

    name: str
    role: str
    title: str = ""
    key: str = ""
    image: str = ""
    count: int = 0

    @property
    def initials(self) -> str:
        """The first letters of the first and the last name."""
        return initials(self.name)


def initials(name: str) -> str:
    """Return the first letters of the first and the last name."""
    words = name.split()
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


def known_people(show: Show, present: frozenset[str] = frozenset()) -> tuple[KnownPerson, ...]:
    """Return the people of the show, then the others of its episodes, by name; each name once.

    Args:
        show: the show.
        present: keys and names of those who are left out.
    """
    appearances = [person for episode in show.episodes for person in episode.people]
    count = Counter(person.name for person in appearances)
    people = {
        person.name: KnownPerson(
            person.name, person.role, person.title or "", key, person.image or "", count[person.name]
        )
        for key, person in show.people.items()
    }
    guests: dict[str, KnownPerson] = {}
    for person in appearances:
        if person.name not in people and not isinstance(person, RegistryPerson):
            guests.setdefault(
                person.name, KnownPerson(person.name, person.role, person.title or "", count=count[person.name])
            )
    all_people = (*people.values(), *sorted(guests.values(), key=lambda guest: guest.name))
    return tuple(person for person in all_people if not {person.key, person.name} & present)


def completed_person(show: Show, person: Mapping[str, YamlValue]) -> YamlValue:
    """Return a person that was added by name: the key of one of the show's, else with what is known of them.

    Args:
        show: the show.
        person: the fields that were filled in; one with another role than in the show stays a group of fields.
    """
    name, role = person.get("name"), person.get("role")
    for key, registered in show.people.items():
        if name in {registered.name, key} and role in {None, registered.role}:
            return key
    former = next(
        (former for episode in show.episodes for former in episode.people if former.name == name),
        None,
    )
    return {**_fields_of(former), **person} if former else {**person}


def _fields_of(person: Person) -> dict[str, YamlValue]:
    """Return the words about a former guest; their pictures are in the folder of another episode."""
    values = {name: getattr(person, name) for name in _SHOWN_FIELDS if name not in {"image", "image_alt"}}
    return {name: value for name, value in values.items() if value is not None}
