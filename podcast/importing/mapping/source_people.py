"""People of a feed: the persons of the channel become the registry, those of items refer to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from podcast.authoring.episode_slug import transliterate
from podcast.importing.mapping.feed_elements import attribute_value, element_text, one_line
from podcast.importing.mapping.items.item_files import picture, web_address
from podcast.model.german_names import standard_role
from podcast.model.roles import ROLE_GROUPS
from podcast.text import slugify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.importing.downloads.policy import Download
    from podcast.importing.mapping.items.item_files import Files
    from podcast.show.yaml_reader import YamlValue

PEOPLE_FOLDER: Final = Path("people")
DEFAULT_ROLE: Final = "host"  # Podcast Namespace, "person": the role of a person without one
DEFAULT_GROUP: Final = "cast"


@dataclass(frozen=True, slots=True)
class SourcePerson:
    """A person as a feed names them: `role` and `group` as the Podcast Taxonomy writes them."""

    name: str
    role: str
    group: str
    href: str
    image: str  # the address of a picture


@dataclass(slots=True)
class PeopleRegistry:
    """The people of podcast.yaml: `keys` by person, the fields of each by key, addresses of pictures by their paths."""

    keys: dict[SourcePerson, str] = field(default_factory=dict)
    fields: dict[str, dict[str, YamlValue]] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)


def source_persons(elements: Iterable[Any]) -> Iterator[SourcePerson]:
    """Yield the persons that elements name; those without a name are left out."""
    for element in elements:
        name = one_line(element_text(element))
        if name:
            role = _role(one_line(attribute_value(element, "role")) or DEFAULT_ROLE)
            group = one_line(attribute_value(element, "group")).lower() or DEFAULT_GROUP
            href, image = (web_address(attribute_value(element, name)) for name in ("href", "img"))
            yield SourcePerson(name, role, group, href, image)


@lru_cache(maxsize=256)
def _role(text: str) -> str:
    return standard_role(text)


def person_fields(person: SourcePerson, image: str) -> dict[str, YamlValue]:
    """Return a person as a group of fields.

    Args:
        person: as in the feed.
        image: the file of their picture; empty if there is none.
    """
    group = person.group if person.group != ROLE_GROUPS.get(person.role, DEFAULT_GROUP) else ""
    fields = {"name": person.name, "role": person.role, "group": group, "href": person.href, "image": image}
    return {name: value for name, value in fields.items() if value}


def registry_pictures(persons: Iterable[SourcePerson]) -> dict[SourcePerson, Download]:
    """Return the pictures of the people of the registry, as downloads."""
    keys = registry_keys(persons)
    pictures = {person: picture(person.image, PEOPLE_FOLDER / key) for person, key in keys.items() if person.image}
    return {person: download for person, download in pictures.items() if download}


def registry_keys(persons: Iterable[SourcePerson]) -> dict[SourcePerson, str]:
    """Return the key of each person in the registry; of two people with one name, the second is numbered."""
    keys: dict[SourcePerson, str] = {}
    for person in persons:
        if person not in keys:
            stem = person_stem(person)
            number, key, used = 1, stem, set(keys.values())
            while key in used:
                number += 1
                key = f"{stem}-{number}"
            keys[person] = key
    return keys


def person_stem(person: SourcePerson) -> str:
    """Return the name of a person as a key, and as the name of a file."""
    return slugify(transliterate(person.name))[:60].strip("-") or "person"


def build_registry(persons: Iterable[SourcePerson], files: Files) -> PeopleRegistry:
    """Return the registry with the persons of the channel.

    Args:
        persons: of the channel.
        files: that were fetched.
    """
    listed = list(persons)
    pictures = registry_pictures(listed)
    keys = registry_keys(listed)
    registry = PeopleRegistry(keys)
    for person, key in keys.items():
        fetched = files.get(pictures[person].path) if person in pictures else None
        path = fetched.path.as_posix() if fetched else ""
        registry.fields[key] = person_fields(person, path)
        registry.addresses |= {path: person.image} if path else {}
    return registry


def item_pictures(
    persons: Iterable[SourcePerson], registry: PeopleRegistry, folder: Path
) -> dict[SourcePerson, Download]:
    """Return the pictures of people who are not in the registry, as downloads into the folder of an episode."""
    pictures: dict[SourcePerson, Download] = {}
    used: set[str] = set()
    for person in persons:
        if person.image and person not in registry.keys and person not in pictures:
            stem, number = person_stem(person), 1
            name = stem
            while name in used:
                number += 1
                name = f"{stem}-{number}"
            used.add(name)
            if download := picture(person.image, folder / f"person-{name}"):
                pictures[person] = download
    return pictures


def item_people(
    persons: Iterable[SourcePerson], registry: PeopleRegistry, folder: Path, files: Files
) -> tuple[list[YamlValue], dict[str, str]]:
    """Return the people of an episode, keys of the registry or fields, and the addresses of pictures by their files.

    Args:
        persons: of the item.
        registry: of the show.
        folder: of the episode.
        files: that were fetched.
    """
    listed = list(dict.fromkeys(persons))
    pictures = item_pictures(listed, registry, folder)
    people: list[YamlValue] = []
    addresses: dict[str, str] = {}
    for person in listed:
        fetched = files.get(pictures[person].path) if person in pictures else None
        image = fetched.path.name if fetched else ""
        addresses |= {image: person.image} if image else {}
        people.append(registry.keys.get(person) or {**person_fields(person, image)})
    return people, addresses
