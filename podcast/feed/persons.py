"""People of the show and its episodes: podcast:person, with the roles and groups of the Podcast Taxonomy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.feed.chapters import picture_url
from podcast.feed.elements import ElementContent
from podcast.urls import ascii_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.feed.feed_context import ChannelContext, ItemContext
    from podcast.model.groups import Person
    from podcast.model.show import Show

REGULAR_HOSTS = frozenset({"host", "co-host"})
HOSTS = REGULAR_HOSTS | {"guest host"}

# Groups of the Podcast Taxonomy and their roles; a role that is not here belongs to the cast, the default.
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


def show_persons(channel: ChannelContext) -> Iterator[ElementContent]:
    """Return the hosts and co-hosts of the registry."""
    return _persons(regular_hosts(channel.show), channel)


def episode_persons(item: ItemContext) -> Iterator[ElementContent]:
    """Return the episode's people."""
    return _persons(episode_people(item.show, item.episode.people), item)


def regular_hosts(show: Show) -> list[Person]:
    """Return the people who are in every episode."""
    return [person for person in show.people.values() if person.role in REGULAR_HOSTS]


def episode_people(show: Show, listed: Iterable[Person]) -> list[Person]:
    """Return the people of an episode, with the show's hosts first if the episode lists people, but no host.

    In the feed an item's people replace the channel's.
    """
    people = list(listed)
    if not people or any(person.role in HOSTS for person in people):
        return people
    names = {person.name for person in people}
    return [person for person in regular_hosts(show) if person.name not in names] + people


def _persons(people: Iterable[Person], context: ChannelContext | ItemContext) -> Iterator[ElementContent]:
    for person in people:
        attributes = {
            "role": person.role,
            "group": _GROUP.get(person.role),
            "img": picture_url(person.image, context.show, context.covers),
            "href": person.href and ascii_url(person.href),
        }
        yield ElementContent(person.name, attributes)
