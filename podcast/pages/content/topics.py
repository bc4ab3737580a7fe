"""The pages of topics: their addresses, a page for each, and the list of them all."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast import urls
from podcast.pages import slugs
from podcast.pages.caching.last_call import cache_last_call
from podcast.pages.content.profiles import Companion, people_by_address, profiles
from podcast.pages.page import Page, excerpt
from podcast.pages.pagination import paginate, window_title
from podcast.pages.slugs import oldest_first
from podcast.pages.text.markdown import prose, typeset
from podcast.strings import translator
from podcast.text import normalized_topic, slugify, strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markupsafe import Markup

    from podcast.model.show import Show
    from podcast.pages.content.profiles import PersonProfile
    from podcast.pages.episode_card import EpisodeCard
    from podcast.pages.page import RenderInputs
    from podcast.pages.pagination import PaginationPage


MAX_RELATED_TOPICS = 6
MAX_SPEAKERS = 8


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
    """A topic as lists show it; `text` is what podcast.yaml says about it, `summary` the beginning of that."""

    label: str
    address: str
    episode_count: int
    text: Markup
    summary: str


@cache_last_call
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


# --- pages -----------------------------------------------------------------------------------------------------------


def cards_by_topic(show: Show, cards: Mapping[str, EpisodeCard]) -> dict[Topic, tuple[EpisodeCard, ...]]:
    """Return the show's topics in alphabetical order, each with its episodes, newest first. `cards` are by slug."""
    index = topic_index(show)
    texts = {normalized_topic(topic): text for topic, text in show.topics.items()}
    by_key: dict[str, dict[str, EpisodeCard]] = {}
    for episode in reversed(oldest_first(show)):
        for topic in episode.topics:
            by_key.setdefault(normalized_topic(topic), {})[episode.slug] = cards[episode.slug]
    by_topic = {
        _topic(index, key, len(by_slug), texts.get(key, "")): tuple(by_slug.values())
        for key, by_slug in by_key.items()
    }  # fmt: skip
    return dict(sorted(by_topic.items(), key=lambda item: (slugify(item[0].label), item[0].address)))


def _topic(index: TopicIndex, key: str, count: int, text: str) -> Topic:
    html = prose(text, index.show.language)
    return Topic(
        label=typeset(index.labels[key], index.show.language),
        address=index.address(key),
        episode_count=count,
        text=html,
        summary=excerpt(html.striptags()),
    )


def topic_pages(show: Show, inputs: RenderInputs, cards: Mapping[str, EpisodeCard]) -> Iterator[Page]:
    """Yield the list of all topics, and a page for each; nothing for a show without topics. `cards` are by slug."""
    by_topic, translate = cards_by_topic(show, cards), translator(show.language)
    if not by_topic:
        return
    for topics in paginate(show, urls.page(show, "topics"), tuple(by_topic)):
        texts = (translate("topics_title"), translate("topics_description", show=show.title))
        yield _page(show, inputs, texts, ("topics.html", topics), {})
    speakers, topics_by_slug = _speakers_by_slug(show, inputs), _topics_by_slug(by_topic)
    for topic, episodes in by_topic.items():
        values = {
            "topic": topic,
            "related_topics": _related_topics(topic, episodes, topics_by_slug),
            "speakers": _speakers(show, episodes, speakers),
        }
        for pagination in paginate(show, topic.address, episodes):
            count = translate("episode_count", count=topic.episode_count)
            description = topic.summary or translate("topic_description", topic=topic.label, count=count)
            texts = (translate("topic_title", topic=topic.label), description)
            yield _page(show, inputs, texts, ("topic.html", pagination), values)


def _topics_by_slug(by_topic: Mapping[Topic, Sequence[EpisodeCard]]) -> dict[str, list[Topic]]:
    """Return the topics of each episode, by its slug."""
    by_slug: dict[str, list[Topic]] = {}
    for topic, cards in by_topic.items():
        for card in cards:
            by_slug.setdefault(card.slug, []).append(topic)
    return by_slug


def _related_topics(
    topic: Topic, episodes: Sequence[EpisodeCard], by_slug: Mapping[str, Sequence[Topic]]
) -> tuple[Topic, ...]:  # fmt: skip
    """Return the other topics of a topic's episodes: those that share the most episodes first."""
    shared = Counter(other for card in episodes for other in by_slug[card.slug] if other != topic)
    by_count = sorted(shared, key=lambda other: (-shared[other], -other.episode_count, other.address))
    return tuple(by_count[:MAX_RELATED_TOPICS])


def _speakers_by_slug(show: Show, inputs: RenderInputs) -> dict[str, list[PersonProfile]]:
    """Return the people of each episode, guests first, by the episode's slug."""
    by_slug: dict[str, list[PersonProfile]] = {}
    slugs_by_address = people_by_address(show)
    for profile in sorted(profiles(show, inputs), key=lambda profile: profile.is_maker):
        for slug in slugs_by_address[profile.address]:
            by_slug.setdefault(slug, []).append(profile)
    return by_slug


def _speakers(
    show: Show, episodes: Sequence[EpisodeCard], by_slug: Mapping[str, Sequence[PersonProfile]]
) -> tuple[Companion, ...]:  # fmt: skip
    """Return who speaks about a topic: guests, each once, those of the newest episode first; else the makers."""
    cards: dict[PersonProfile, list[EpisodeCard]] = {}
    for card in episodes:
        for profile in by_slug.get(card.slug, ()):
            cards.setdefault(profile, []).append(card)
    guests = [profile for profile in cards if not profile.is_maker]
    translate = translator(show.language)
    return tuple(
        Companion(
            name=profile.name,
            address=profile.address,
            portrait=profile.portrait,
            note=profile.title or translate("episode_count", count=len(cards[profile])),
            season_colour=cards[profile][0].season_colour,
        )
        for profile in (guests or [*cards])[:MAX_SPEAKERS]
    )


def _page(
    show: Show,
    inputs: RenderInputs,
    texts: tuple[str, str],
    content: tuple[str, PaginationPage[Topic] | PaginationPage[EpisodeCard]],
    values: Mapping[str, Any],
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
