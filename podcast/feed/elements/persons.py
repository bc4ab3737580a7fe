"""People of the show and its episodes: podcast:person, with the roles and groups of the Podcast Taxonomy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.feed.elements.element import ElementContent
from podcast.feed.pictures import picture_url
from podcast.model.roles import ROLE_GROUPS
from podcast.urls import ascii_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.feed.feed_context import ChannelContext, ItemContext
    from podcast.model.groups import Person
    from podcast.model.show import Show

REGULAR_HOSTS = frozenset({"host", "co-host"})
HOSTS = REGULAR_HOSTS | {"guest host"}


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
            "group": person.group or ROLE_GROUPS.get(person.role),
            "img": picture_url(person.image, context.show, context.covers),
            "href": person.href and ascii_url(person.href),
        }
        yield ElementContent(person.name, attributes)
