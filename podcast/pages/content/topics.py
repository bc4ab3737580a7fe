"""What the show talks about, and where: the topics' addresses, their pages, and the list of them all."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.pages import slugs
from podcast.pages.page import Page, shortened
from podcast.pages.pagination import numbered, sheets
from podcast.pages.slugs import oldest_first
from podcast.pages.text.markdown import typeset
from podcast.pages.text.strings import speaker
from podcast.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.model.show import Show
    from podcast.pages.page import Made
    from podcast.pages.pagination import Sheet
    from podcast.pages.view_models import Card


@dataclass(frozen=True, slots=True)
class Index:
    """Where each topic's page is, and how it is mostly written. Made once for a show by `index`."""

    show: Show
    slugs: Mapping[str, str]  # by the topic, folded
    labels: Mapping[str, str]  # the same

    def address(self, topic: str) -> str:
        """The page of a topic of one of the show's episodes."""
        return addresses.topic(self.show, self.slugs[folded(topic)])


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as lists show it, and how many episodes it has."""

    label: str
    address: str
    count: int


def index(show: Show) -> Index:
    """Where the pages of the show's topics are. Capitals and spaces make no other topic of one."""
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for episode in oldest_first(show):
        for topic in episode.topics:
            written[folded(topic)][" ".join(topic.split())] += 1
    labels = {key: min(forms, key=lambda form: (-forms[form], form)) for key, forms in written.items()}
    return Index(show, slugs.apart((key, (key,)) for key in written), labels)


def folded(topic: str) -> str:
    """What makes two topics the same."""
    return " ".join(plain(topic).casefold().split())


# --- the pages -------------------------------------------------------------------------------------------------------


def topics(show: Show, cards: Mapping[str, Card]) -> dict[Topic, tuple[Card, ...]]:
    """The topics of a show in the order of the alphabet, each with its episodes newest first. `cards` are by slug."""
    known = index(show)
    filed: dict[str, dict[str, Card]] = {}
    for episode in reversed(oldest_first(show)):
        for topic in episode.topics:
            filed.setdefault(folded(topic), {})[episode.slug] = cards[episode.slug]
    found = {
        Topic(typeset(known.labels[key], show.language), known.address(key), len(some)): tuple(some.values())
        for key, some in filed.items()
    }
    return {one: found[one] for one in sorted(found, key=lambda one: (addresses.slugged(one.label), one.address))}


def topic_pages(show: Show, made: Made, cards: Mapping[str, Card]) -> Iterator[Page]:
    """The list of all topics, and a page for each; nothing for a show that names none."""
    found, say = topics(show, cards), speaker(show.language)
    if not found:
        return
    for sheet in sheets(show, addresses.page(show, "topics"), tuple(found)):
        about = (say("topics_title"), say("topics_description", show=show.title))
        yield _page(show, made, about, ("topics.html", sheet))
    for one, episodes in found.items():
        for part in sheets(show, one.address, episodes):
            count = say("count", count=one.count)
            about = (say("topic_title", topic=one.label), say("topic_description", topic=one.label, count=count))
            yield _page(show, made, about, ("topic.html", part), topic=one)


def _page(
    show: Show, made: Made, about: tuple[str, str], shown: tuple[str, Sheet[Topic] | Sheet[Card]], **values: Topic
) -> Page:
    template, sheet = shown
    title, description = about
    return Page(
        address=sheet.address,
        template=template,
        title=numbered(show, title, sheet),
        description=shortened(plain(description)),
        image=made.pictures.get(f"{show.cover}@share"),
        image_alt=show.cover_alt,
        values={"sheet": sheet, **values},
    )
