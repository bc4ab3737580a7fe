"""The people of an episode by their roles, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.strings import optional_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.artifacts import Picture
    from podcast.model.groups import Person
    from podcast.model.show import Episode, Show
    from podcast.pages import slugs
    from podcast.pages.page import RenderInputs

_FIRST_ROLES = ("guest", "host")  # then the others in the order in which the episode names them


@dataclass(frozen=True, slots=True)
class PersonLink:
    """A person with the address of the page on this site, and the portrait."""

    name: str
    title: str | None
    address: str
    portrait: Picture | None
    alt: str


@dataclass(frozen=True, slots=True)
class RoleGroup:
    """The people who have the same role in an episode."""

    label: str
    people: tuple[PersonLink, ...]


def role_groups(
    show: Show, inputs: RenderInputs, episode: Episode, people: slugs.PersonDirectory
) -> tuple[RoleGroup, ...]:
    """Return the people by role: guests, hosts, then the others in the order in which the episode names them."""
    roles = dict.fromkeys([*_FIRST_ROLES, *(person.role for person in episode.people)])
    by_role = ((role, [person for person in episode.people if person.role == role]) for role in roles)
    return tuple(
        RoleGroup(
            optional_text(f"role_{role}", show.language) or role.capitalize(),
            tuple(_person_link(person, people.address(person), inputs.pictures) for person in group),
        )
        for role, group in by_role
        if group
    )


def _person_link(person: Person, address: str, pictures: Mapping[str, Picture]) -> PersonLink:
    return PersonLink(person.name, person.title, address, pictures.get(f"{person.image}@96"), person.image_alt or "")
