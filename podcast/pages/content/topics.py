"""The pages of topics: their addresses, a page for each, and the list of them all."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast import urls
from podcast.pages import slugs
from podcast.pages.page import Page, excerpt
from podcast.pages.pagination import paginate, window_title
from podcast.pages.slugs import oldest_first
from podcast.pages.text.markdown import typeset
from podcast.strings import translator
from podcast.text import slugify, strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.model.show import Show
    from podcast.pages.page import RenderInputs
    from podcast.pages.pagination import PaginationPage
    from podcast.pages.view_models import EpisodeCard


@dataclass(frozen=True, slots=True)
class TopicIndex:
    """The slug and the most frequent spelling of each topic; `topic_index` makes it once for a show."""

    show: Show
    slugs: Mapping[str, str]  # by the normalized topic
    labels: Mapping[str, str]  # by the normalized topic

    def address(self, topic: str) -> str:
        """Return the address of the page of a topic that an episode of the show names."""
        return urls.topic(self.show, self.slugs[normalized_topic(topic)])


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as lists show it."""

    label: str
    address: str
    episode_count: int


def topic_index(show: Show, rule: slugs.SlugRule = slugify) -> TopicIndex:
    """Return the topics of the show; spellings that differ in case and spaces alone are one topic.

    `rule` makes a slug of a topic.
    """
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for episode in oldest_first(show):
        for topic in episode.topics:
            spellings[normalized_topic(topic)][" ".join(topic.split())] += 1
    labels = {key: min(counts, key=lambda text: (-counts[text], text)) for key, counts in spellings.items()}
    return TopicIndex(show, slugs.unique_slugs(((key, (key,)) for key in spellings), rule), labels)


def normalized_topic(topic: str) -> str:
    """Return the form in which all spellings of a topic are equal."""
    return " ".join(strip_soft_hyphens(topic).casefold().split())


# --- pages -----------------------------------------------------------------------------------------------------------


def cards_by_topic(show: Show, cards: Mapping[str, EpisodeCard]) -> dict[Topic, tuple[EpisodeCard, ...]]:
    """Return the show's topics in alphabetical order, each with its episodes, newest first. `cards` are by slug."""
    index = topic_index(show)
    by_key: dict[str, dict[str, EpisodeCard]] = {}
    for episode in reversed(oldest_first(show)):
        for topic in episode.topics:
            by_key.setdefault(normalized_topic(topic), {})[episode.slug] = cards[episode.slug]
    by_topic = {
        Topic(typeset(index.labels[key], show.language), index.address(key), len(by_slug)): tuple(by_slug.values())
        for key, by_slug in by_key.items()
    }
    return dict(sorted(by_topic.items(), key=lambda item: (slugify(item[0].label), item[0].address)))


def topic_pages(show: Show, inputs: RenderInputs, cards: Mapping[str, EpisodeCard]) -> Iterator[Page]:
    """Yield the list of all topics, and a page for each; nothing for a show without topics. `cards` are by slug."""
    by_topic, translate = cards_by_topic(show, cards), translator(show.language)
    if not by_topic:
        return
    for topics in paginate(show, urls.page(show, "topics"), tuple(by_topic)):
        texts = (translate("topics_title"), translate("topics_description", show=show.title))
        yield _page(show, inputs, texts, ("topics.html", topics))
    for topic, episodes in by_topic.items():
        for pagination in paginate(show, topic.address, episodes):
            count = translate("episode_count", count=topic.episode_count)
            texts = (
                translate("topic_title", topic=topic.label),
                translate("topic_description", topic=topic.label, count=count),
            )
            yield _page(show, inputs, texts, ("topic.html", pagination), topic=topic)


def _page(
    show: Show,
    inputs: RenderInputs,
    texts: tuple[str, str],
    content: tuple[str, PaginationPage[Topic] | PaginationPage[EpisodeCard]],
    **values: Topic,
) -> Page:
    """Return a page; `texts` are its title and description, `content` is its template and its part of the list."""
    template, pagination = content
    title, description = texts
    return Page(
        address=pagination.address,
        template=template,
        title=window_title(show, title, pagination),
        description=excerpt(strip_soft_hyphens(description)),
        image=inputs.pictures.get(f"{show.cover}@share"),
        image_alt=show.cover_alt,
        values={"pagination": pagination, **values},
    )
