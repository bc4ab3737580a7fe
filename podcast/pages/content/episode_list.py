"""The list of all episodes: by year, the newest first, with what its filters need."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from podcast import urls
from podcast.pages.content.profiles import people_by_address, profiles
from podcast.pages.content.topics import cards_by_topic
from podcast.pages.page import Page
from podcast.pages.pagination import paginate, window_title
from podcast.pages.slugs import oldest_first
from podcast.pages.view_models import joined_names
from podcast.strings import translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from podcast.model.show import Show
    from podcast.pages.content.profiles import PersonProfile
    from podcast.pages.content.topics import Topic
    from podcast.pages.episode_card import EpisodeCard
    from podcast.pages.page import RenderInputs
    from podcast.pages.pagination import PaginationPage
    from podcast.pages.view_models import SeasonSummary

MAX_FILTER_OPTIONS = 200  # topics and people to choose from: those with the most episodes
_UNDATED = "undated"  # anchor of drafts without a date


@dataclass(frozen=True, slots=True)
class EpisodeEntry:
    """An episode in the list, with what the filters compare: the slugs of its topics and people, by spaces."""

    card: EpisodeCard
    season: int | None
    year: str  # empty without a date
    topics: str
    people: str


@dataclass(frozen=True, slots=True)
class YearGroup:
    """The episodes of a year: its heading, the anchor of that, and the seasons that the year has."""

    label: str
    anchor: str
    seasons: str
    entries: tuple[EpisodeEntry, ...]


@dataclass(frozen=True, slots=True)
class FilterOption:
    """A topic or a person to choose: the slug, the name, and the number of episodes."""

    slug: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class _Choices:
    """Values that all pages of the list share: options to choose from, and what each episode is about, by its slug."""

    topics: tuple[FilterOption, ...]
    people: tuple[FilterOption, ...]
    topics_by_episode: Mapping[str, Sequence[str]]
    people_by_episode: Mapping[str, Sequence[str]]


def episode_list_pages(
    show: Show, inputs: RenderInputs, cards: Sequence[EpisodeCard], summaries: Sequence[SeasonSummary]
) -> Iterator[Page]:
    """Yield the list of all episodes, also of those that home leaves out or that have no season.

    `cards` are those of all episodes, oldest first; `summaries` have the seasons, and the episodes without one.
    """
    translate = translator(show.language)
    seasons = tuple(replace(summary, latest_cards=()) for summary in summaries if summary.number)
    choices = _choices(show, inputs, cards)
    entries = _entries(show, cards, choices)
    parts = [*paginate(show, urls.page(show, "episodes"), entries)]
    year_links = _year_links(show, parts)
    for pagination in parts:
        is_first = pagination.number == 1
        yield Page(
            address=pagination.address,
            template="episodes.html",
            title=window_title(show, translate("episodes_title"), pagination),
            description=strip_soft_hyphens(translate("episodes_description", show=show.title)),
            image=inputs.pictures.get(f"{show.cover}@share"),
            image_alt=show.cover_alt,
            values={
                "pagination": pagination,
                "episode_count": len(cards),
                "seasons": seasons,
                "years": _year_groups(show, pagination.items, seasons),
                "year_links": year_links,
                "topic_options": choices.topics if is_first else (),
                "person_options": choices.people if is_first else (),
            },
        )


def _entries(show: Show, cards: Sequence[EpisodeCard], choices: _Choices) -> tuple[EpisodeEntry, ...]:
    """Return the entries, newest first."""
    return tuple(
        EpisodeEntry(
            card=card,
            season=episode.season,
            year=str(show.local_time(episode.date).year) if episode.date else "",
            topics=" ".join(choices.topics_by_episode.get(card.slug, ())),
            people=" ".join(choices.people_by_episode.get(card.slug, ())),
        )
        for episode, card in zip(reversed(oldest_first(show)), reversed(cards), strict=True)
    )


def _choices(show: Show, inputs: RenderInputs, cards: Sequence[EpisodeCard]) -> _Choices:
    by_slug = {card.slug: card for card in cards}
    topics = cards_by_topic(show, by_slug)
    topic_options = [_option(topic, topic.label) for topic in topics]
    people = sorted(profiles(show, inputs), key=lambda profile: (profile.sort_key, profile.address))
    options = [_option(profile, profile.name) for profile in people]
    return _Choices(
        topics=_most_frequent(topic_options),
        people=_most_frequent(options),
        topics_by_episode=_slugs_by_episode(
            (topic.address, [card.slug for card in group]) for topic, group in topics.items()
        ),
        people_by_episode=_slugs_by_episode(people_by_address(show).items()),
    )


def _option(target: Topic | PersonProfile, label: str) -> FilterOption:
    return FilterOption(urls.address_slug(target.address), label, target.episode_count)


def _most_frequent(options: Sequence[FilterOption]) -> tuple[FilterOption, ...]:
    """Return the options with the most episodes, in their order."""
    frequent = sorted(options, key=lambda option: -option.count)[:MAX_FILTER_OPTIONS]
    frequent_slugs = {option.slug for option in frequent}
    return tuple(option for option in options if option.slug in frequent_slugs)


def _slugs_by_episode(episodes_by_address: Iterable[tuple[str, Iterable[str]]]) -> dict[str, list[str]]:
    """Return the last parts of addresses by the slug of each episode that belongs to them."""
    by_episode: dict[str, list[str]] = {}
    for address, episodes in episodes_by_address:
        for episode in episodes:
            by_episode.setdefault(episode, []).append(urls.address_slug(address))
    return by_episode


# --- years -----------------------------------------------------------------------------------------------------------


def _year_groups(
    show: Show, entries: Sequence[EpisodeEntry], seasons: Sequence[SeasonSummary]
) -> tuple[YearGroup, ...]:  # fmt: skip
    groups = [(year, tuple(group)) for year, group in groupby(entries, key=lambda entry: entry.year)]
    return tuple(
        YearGroup(
            label=year or translator(show.language)("undated"),
            anchor=year or _UNDATED,
            seasons=_season_names(show, group, seasons),
            entries=group,
        )
        for year, group in groups
    )


def _season_names(show: Show, entries: Sequence[EpisodeEntry], seasons: Sequence[SeasonSummary]) -> str:
    """Return the one season of a year with its title, or the names of several."""
    numbers = Counter(entry.season for entry in entries)
    named = [season for season in reversed(seasons) if season.number in numbers]
    if len(named) == 1:
        return " · ".join(part for part in (named[0].label, named[0].title) if part)
    return joined_names((season.label for season in named), show.language)


def _year_links(
    show: Show, parts: Sequence[PaginationPage[EpisodeEntry]]
) -> tuple[tuple[str, str, str], ...]:  # fmt: skip
    """Return the years: label, address of the page where the year begins, anchor there."""
    links: dict[str, tuple[str, str, str]] = {}
    for part in parts:
        for entry in part.items:
            label = entry.year or translator(show.language)("undated")
            links.setdefault(entry.year, (label, part.address, entry.year or _UNDATED))
    return tuple(links.values())
