"""Who is heard: podcast:person, with the roles and groups of the Podcast Taxonomy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.feed.chapters import picture
from podcast.feed.elements import Content
from podcast.urls import web

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.feed.feed_context import Channel, Item
    from podcast.model.groups import Person
    from podcast.model.show import Show

REGULAR_HOSTS = frozenset({"host", "co-host"})
HOSTS = REGULAR_HOSTS | {"guest host"}

# Groups of the Podcast Taxonomy and their roles; a role that is not here belongs to the cast, which need not be said.
_GROUPS = {
    "creative direction": "director, assistant director, executive producer, senior producer, producer, "
    "associate producer, development producer, creative director",
    "writing": "author, editorial director, co-writer, writer, songwriter, guest writer, story editor, "
    "managing editor, script editor, script coordinator, researcher, editor, fact checker, translator, transcriber, "
    "logger",
    "audio production": "studio coordinator, technical director, technical manager, audio engineer, "
    "remote recording engineer, post production engineer",
    "audio post-production": "audio editor, sound designer, foley artist, composer, theme music, music production, "
    "music contributor",
    "administration": "production coordinator, booking coordinator, production assistant, content manager, "
    "marketing manager, sales representative, sales manager",
    "visuals": "graphic designer, cover art designer",
    "community": "social media manager",
    "misc.": "consultant, intern",
    "video production": "camera operator, lighting designer, camera grip, assistant camera",
    "video post-production": "assistant editor",
}
_GROUP = {role: group for group, roles in _GROUPS.items() for role in roles.split(", ")}


def of_show(channel: Channel) -> Iterator[Content]:
    """The hosts and co-hosts of the registry."""
    return _persons(regulars(channel.show), channel)


def of_episode(item: Item) -> Iterator[Content]:
    """The episode's people."""
    return _persons(heard(item.show, item.episode.people), item)


def regulars(show: Show) -> list[Person]:
    """Who is there every time."""
    return [person for person in show.people.values() if person.role in REGULAR_HOSTS]


def heard(show: Show, listed: Iterable[Person]) -> list[Person]:
    """The people of an episode; they replace the channel's, so the hosts come first again where no host is named."""
    people = list(listed)
    if not people or any(person.role in HOSTS for person in people):
        return people
    named = {person.name for person in people}
    return [person for person in regulars(show) if person.name not in named] + people


def _persons(people: Iterable[Person], about: Channel | Item) -> Iterator[Content]:
    for person in people:
        attributes = {
            "role": person.role,
            "group": _GROUP.get(person.role),
            "img": picture(person.image, about.show, about.covers),
            "href": person.href and web(person.href),
        }
        yield Content(person.name, attributes)
