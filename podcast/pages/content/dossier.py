"""Dossiers of people for their pages, beside the profile: figures, topics, the people they talk with, quotes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.pages.content.episode_page.extras import quotes
from podcast.pages.content.profiles import Companion, people_by_address
from podcast.pages.content.topics import topic_index
from podcast.pages.slugs import normalized_name
from podcast.pages.text.localization import format_short_duration, year_range
from podcast.pages.text.markdown import typeset
from podcast.strings import translator
from podcast.text import normalized_topic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from podcast.model.show import Episode, Show
    from podcast.pages.content.episode_page.extras import Quote
    from podcast.pages.content.profiles import Appearance, PersonProfile
    from podcast.pages.content.topics import TopicIndex
    from podcast.pages.episode_card import EpisodeCard
    from podcast.pages.page import RenderInputs

MAX_TOPICS = 5  # of a person
MAX_COMPANIONS = 6
MAX_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and what it counts: `9`, `Folgen`."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class PersonQuote:
    """A soundbite in which a person speaks, with the card of its episode."""

    quote: Quote
    card: EpisodeCard


@dataclass(frozen=True, slots=True)
class Dossier:
    """A person's figures, topics, companions and quotes.

    `topics` are labels and addresses, the most frequent first.
    """

    figures: tuple[Figure, ...]
    topics: tuple[tuple[str, str], ...]
    companions: tuple[Companion, ...]
    quotes: tuple[PersonQuote, ...]


@dataclass(frozen=True, slots=True)
class _Sources:
    """Sources of the dossiers of all people; mappings are by the address of a person's page, or by slug."""

    show: Show
    inputs: RenderInputs
    profiles: Mapping[str, PersonProfile]
    appearances: Mapping[str, tuple[Appearance, ...]]
    episodes: Mapping[str, Episode]
    addresses: Mapping[str, tuple[str, ...]]  # of the people of an episode
    topics: TopicIndex
    quotes: Mapping[str, list[PersonQuote]]  # by the normalized name of who speaks, of the newest episode first


def create_dossiers(
    show: Show,
    inputs: RenderInputs,
    people: Sequence[PersonProfile],
    appearances: Mapping[str, tuple[Appearance, ...]],
) -> Callable[[PersonProfile], Dossier]:
    """Return the function that makes a person's dossier.

    Args:
        show: the show.
        inputs: what pages are made from.
        people: all who are named in an episode.
        appearances: by the address of the person's page.
    """
    cards = {entry.card.slug: entry.card for entries in appearances.values() for entry in entries}
    addresses: dict[str, list[str]] = {}
    for address, by_slug in people_by_address(show).items():
        for slug in by_slug:
            addresses.setdefault(slug, []).append(address)
    sources = _Sources(
        show=show,
        inputs=inputs,
        profiles={profile.address: profile for profile in people},
        appearances=appearances,
        episodes={episode.slug: episode for episode in show.episodes},
        addresses={slug: tuple(group) for slug, group in addresses.items()},
        topics=topic_index(show),
        quotes=_quotes_by_name(show, inputs, cards),
    )
    return lambda profile: _dossier(sources, profile)


def _quotes_by_name(
    show: Show, inputs: RenderInputs, cards: Mapping[str, EpisodeCard]
) -> dict[str, list[PersonQuote]]:  # fmt: skip
    """Return the soundbites by who speaks; where the transcript does not say who, it is the only guest."""
    by_name: dict[str, list[PersonQuote]] = {}
    for episode in show.episodes:
        if not episode.soundbites or episode.slug not in inputs.audio or episode.slug not in cards:
            continue
        guests = [person.name for person in episode.people if person.role == "guest"]
        default = guests[0] if len(guests) == 1 else ""
        for quote in quotes(show, episode, inputs.transcripts.get(episode.slug, ())):
            name = normalized_name(quote.speaker or default)
            by_name.setdefault(name, []).append(PersonQuote(quote, cards[episode.slug]))
    return by_name


def _dossier(sources: _Sources, profile: PersonProfile) -> Dossier:
    cards = [entry.card for entry in sources.appearances[profile.address]]
    slugs = {card.slug for card in cards}
    person_quotes = sources.quotes.get(normalized_name(profile.name), ())
    return Dossier(
        figures=tuple(_figures(sources, profile, cards)),
        topics=_topics(sources, cards),
        companions=_companions(sources, profile, cards),
        quotes=tuple(quote for quote in person_quotes if quote.card.slug in slugs)[:MAX_QUOTES],
    )


def _figures(sources: _Sources, profile: PersonProfile, cards: Sequence[EpisodeCard]) -> list[Figure]:
    """Return the number of episodes, the years, and the number of guests of a host or the minutes of a guest."""
    show, translate = sources.show, translator(sources.show.language)
    figures = [Figure(str(len(cards)), translate("figure_episodes", count=len(cards)))]
    dates = [show.local_time(date) for card in cards if (date := sources.episodes[card.slug].date)]
    if dates:
        figures.append(Figure(year_range(min(dates).year, max(dates).year), translate("figure_years")))
    companions = {address for card in cards for address in sources.addresses[card.slug]} - {profile.address}
    guests = sum(not sources.profiles[address].is_maker for address in companions)
    seconds = sum(card.audio.seconds for card in cards if card.audio)
    if profile.is_maker and guests:
        figures.append(Figure(str(guests), translate("figure_guests", count=guests)))
    elif seconds and not profile.is_maker:
        figures.append(Figure(format_short_duration(seconds, show.language), translate("figure_length")))
    return figures


def _topics(sources: _Sources, cards: Sequence[EpisodeCard]) -> tuple[tuple[str, str], ...]:
    counts = Counter(
        normalized_topic(topic)
        for card in cards
        for topic in dict.fromkeys(sources.episodes[card.slug].topics)
    )  # fmt: skip
    index, language = sources.topics, sources.show.language
    return tuple(
        (typeset(index.labels[key], language), index.address(key)) for key, _count in counts.most_common(MAX_TOPICS)
    )


def _companions(
    sources: _Sources, profile: PersonProfile, cards: Sequence[EpisodeCard]
) -> tuple[Companion, ...]:  # fmt: skip
    """Return the people of the same episodes: guests first, then those of the newest episode."""
    shared: dict[str, list[EpisodeCard]] = {}
    for card in cards:
        for address in sources.addresses[card.slug]:
            if address != profile.address:
                shared.setdefault(address, []).append(card)
    guests_first = sorted(shared, key=lambda address: sources.profiles[address].is_maker)
    return tuple(
        Companion(
            name=sources.profiles[address].name,
            address=address,
            portrait=sources.profiles[address].portrait,
            note=_shared_episodes(sources.show, shared[address]),
            season_colour=shared[address][0].season_colour,
        )
        for address in guests_first[:MAX_COMPANIONS]
    )


def _shared_episodes(show: Show, cards: Sequence[EpisodeCard]) -> str:
    """Return which episode people share, if it is one with a number; else how many."""
    if len(cards) == 1 and any(character.isdecimal() for character in cards[0].kicker):
        return cards[0].kicker
    return translator(show.language)("episode_count", count=len(cards))
