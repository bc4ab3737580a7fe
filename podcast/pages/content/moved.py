"""Pages at the former addresses of people and topics, each of which leads to the address of today.

Earlier versions made slugs by another rule (`podcast.text.former_slug`). Where both rules agree there is no such page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls
from podcast.pages.content.topics import topic_index
from podcast.pages.page import Page
from podcast.pages.pagination import window_title
from podcast.pages.slugs import person_directory
from podcast.pages.text.markdown import typeset
from podcast.strings import translator
from podcast.text import former_slug, normalized_topic, slugify

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from podcast.model.show import Show
    from podcast.pages.slugs import SlugRule


def moved_pages(show: Show) -> Iterator[Page]:
    """Yield a page for each former address; search engines may not list it.

    A former address that another person or topic has today is left out, because the page of today is there.
    """
    addresses, former_addresses = _addresses(show, slugify), _addresses(show, former_slug)
    current = {address for _, address in addresses.values()}
    for key, (name, address) in addresses.items():
        _, former_address = former_addresses[key]
        if former_address not in current:
            yield moved_page(show, name, former_address, address)


def _addresses(show: Show, rule: SlugRule) -> dict[Hashable, tuple[str, str]]:
    """Return name and address of each person and each topic that has a page, by identity."""
    people, topics = person_directory(show, rule), topic_index(show, rule)
    addresses: dict[Hashable, tuple[str, str]] = {}
    for episode in show.episodes:
        for person in episode.people:
            addresses["person", people.identity(person)] = person.name, people.address(person)
        for topic in episode.topics:
            key = normalized_topic(topic)
            addresses["topic", key] = topics.labels[key], topics.address(topic)
    return addresses


def moved_page(show: Show, name: str, former_address: str, address: str) -> Page:
    """Return the page at a former address, which leads to `address`; `name` is its heading."""
    translate = translator(show.language)
    return Page(
        address=former_address,
        template="moved.html",
        title=window_title(show, name),
        description=translate("moved_text"),
        listed=False,
        values={
            "heading": typeset(name, show.language),
            "new_address": address,
            "new_url": urls.absolute_url(show, address),
        },
    )
