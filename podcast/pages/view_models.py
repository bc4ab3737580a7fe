"""What pages show, as frozen values: texts and figures are formatted, addresses are below the base URL."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from podcast import urls
from podcast.model.season_colours import season_colour
from podcast.pages.caching.last_call import cache_last_call
from podcast.pages.card_parts import HOST_ROLES, card_tab, card_title, faces, title_parts
from podcast.pages.episode_card import EpisodeCard, GuestLink, LazyCard, lazy_card
from podcast.pages.slugs import oldest_first, person_directory
from podcast.pages.text import localization
from podcast.pages.text.hyphenation import vocabulary, with_soft_hyphens
from podcast.pages.text.markdown import typeset
from podcast.strings import translator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from podcast.artifacts import Audio, Picture
    from podcast.model.groups import Person
    from podcast.model.show import Episode, Show
    from podcast.pages.slugs import PersonDirectory

    NeighbouringCards = tuple["EpisodeCard | None", "EpisodeCard", "EpisodeCard | None"]  # before, this one, after

MAX_LATEST_CARDS = 4  # cards of a season on the home page
MAX_HOME_SEASONS = 6  # seasons on the home page


@dataclass(frozen=True, slots=True)
class SeasonSummary:
    """A season: the address of the page that lists it, and how many episodes it has.

    Episodes without a season share one summary whose `number` is None and whose address is that of the list of all
    episodes. `latest_cards` are the cards of the newest few episodes, newest first.
    """

    number: int | None
    address: str
    label: str
    title: str
    description: str
    season_colour: int
    count: int
    latest_cards: tuple[EpisodeCard, ...]


def episode_cards(
    show: Show, audio: Mapping[str, Audio], pictures: Mapping[str, Picture] | None = None
) -> tuple[EpisodeCard, ...]:
    """Return a card for each episode, oldest first; `pictures` by `<source path>@<use>`.

    The cards are made when something but their fingerprint is asked for: of ten thousand episodes, few are shown anew.
    """
    sources = _CardSources(show, audio, pictures or {})
    return tuple(
        lazy_card(LazyCard(episode, sources.fingerprint(episode), sources.card, audio.get(episode.slug)))
        for episode in oldest_first(show)
    )


@cache_last_call
def season_summaries(show: Show, cards: Sequence[EpisodeCard]) -> tuple[SeasonSummary, ...]:
    """Return the seasons that have an episode, newest first, then the episodes without a season.

    Args:
        show: the show.
        cards: those of all episodes, oldest first.
    """
    by_season = cards_by_season(show, cards)
    numbers = sorted((number for number in by_season if number is not None), reverse=True)
    seasons = tuple(_season_summary(show, number, by_season[number]) for number in numbers)
    if None not in by_season:
        return seasons
    return (*seasons, _seasonless_summary(show, by_season[None], alone=not seasons))


def cards_by_season(show: Show, cards: Sequence[EpisodeCard]) -> dict[int | None, list[EpisodeCard]]:
    """Return the cards by season, oldest first; `cards` are those of all episodes, oldest first."""
    by_season: dict[int | None, list[EpisodeCard]] = {}
    for episode, card in zip(oldest_first(show), cards, strict=True):
        by_season.setdefault(episode.season, []).append(card)
    return by_season


def joined_names(names: Iterable[str], language: str) -> str:
    """Return the names as one phrase: `Ada, Ben und Cem`."""
    *first, last = [*names] or [""]
    return translator(language)("names_and_last", names=", ".join(first), last=last) if first else last


def kicker(show: Show, episode: Episode) -> str:
    """Return season and number: `Staffel 1, Folge 2`, `Staffel 1, Trailer`, `Staffel 1`, `Folge 12`, `Bonusfolge`."""
    translate = translator(show.language)
    is_numbered = episode.type == "full" and episode.episode is not None
    kind = translate("episode_number", number=episode.episode) if is_numbered else translate(f"kind_{episode.type}")
    if episode.season is None:
        return kind
    season = translate("season_number", number=episode.season)
    if episode.type == "full" and not is_numbered:
        return season
    return translate("season_episode", season=season, episode=kind)


# --- parts of a card or a summary ------------------------------------------------------------------------------------


class _CardSources:
    """Inputs of cards beside their episodes; the renderer's fingerprint has the show's own fields."""

    def __init__(self, show: Show, audio: Mapping[str, Audio], pictures: Mapping[str, Picture]) -> None:
        self._show, self._audio, self._pictures = show, audio, pictures
        self._widths = _number_widths(show.episodes)
        self._words = vocabulary(show)
        self._people = person_directory(show)
        self._representation = lru_cache(maxsize=512)(repr)  # of a picture: most cards show the same few

    def fingerprint(self, episode: Episode) -> str:
        """Return the fingerprint of all that a card shows, from what it is made from."""
        title, subtitle = title_parts(self._show, episode)
        shown = [person for person in episode.people if person.role == "guest" or person.role in HOST_ROLES]
        people = [
            (person.role, person.name, self._people.address(person), person.image_alt, self._picture(person.image, 96))
            for person in shown
        ]
        parts = (
            (episode.slug, episode.title, episode.summary, episode.type, episode.draft, episode.date),
            (episode.season, episode.episode, self._widths.get(episode.season, 2)),
            [with_soft_hyphens(text, self._words) for text in (episode.title, title, subtitle)],
            [location.name for location in episode.location],
            (people, self._picture(episode.cover, 480), self._audio.get(episode.slug)),
        )
        return sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()

    def card(self, episode: Episode, fingerprint: str) -> EpisodeCard:
        """Return the card of an episode."""
        show, language, translate = self._show, self._show.language, translator(self._show.language)
        audio, guests = self._audio.get(episode.slug), joined_names(map(_name, _guests(episode)), self._show.language)
        heading, subtitle = card_title(show, episode, self._words)
        return EpisodeCard(
            slug=episode.slug,
            address=urls.episode(episode),
            title=typeset(with_soft_hyphens(episode.title, self._words), language),
            heading=heading,
            subtitle=subtitle,
            number=_short_number(show, episode, self._widths.get(episode.season, 2)),
            tab=card_tab(show, episode),
            kicker=kicker(show, episode),
            season_colour=season_colour(episode.season),
            summary=typeset(episode.summary or "", language),
            guests=translate("with_guests", names=guests) if guests else "",
            guest_links=_guest_links(show, episode, self._people),
            faces=faces(episode, self._people, self._pictures),
            cover=self._pictures.get(f"{episode.cover}@480"),
            date=localization.local_date(episode.date, show) if episode.date else None,
            length=localization.format_duration(audio.seconds, language) if audio else "",
            short_length=localization.format_short_duration(audio.seconds, language) if audio else "",
            draft=episode.draft,
            audio=audio,
            fingerprint=fingerprint,
        )

    def _picture(self, source: str | None, width: int) -> str:
        picture = self._pictures.get(f"{source}@{width}")
        return self._representation(picture) if picture else ""


def _number_widths(episodes: Iterable[Episode]) -> dict[int | None, int]:
    """Return how many digits the episode numbers of each season have, at least two."""
    widths: dict[int | None, int] = {}
    for episode in episodes:
        widths[episode.season] = max(widths.get(episode.season, 2), len(str(episode.episode or 0)))
    return widths


def _name(person: Person) -> str:
    return person.name


def _guests(episode: Episode) -> tuple[Person, ...]:
    return tuple(person for person in episode.people if person.role == "guest")


def _guest_links(show: Show, episode: Episode, people: PersonDirectory) -> tuple[GuestLink, ...]:
    """Return the guests with the text between their names, as `joined_names` writes it."""
    guests = _guests(episode)
    last_separator = translator(show.language)("names_and_last", names="", last="")
    prefixes = ["", *[", "] * (len(guests) - 2), last_separator]
    return tuple(
        GuestLink(prefix, person.name, people.address(person)) for prefix, person in zip(prefixes, guests, strict=False)
    )


def _short_number(show: Show, episode: Episode, width: int) -> str:
    if episode.type != "full":
        return translator(show.language)(f"kind_{episode.type}")
    if episode.episode is None:
        return kicker(show, episode)
    number = f"{episode.episode:0{width}}"
    return f"{episode.season}/{number}" if episode.season else number


def _season_summary(show: Show, number: int, cards: Sequence[EpisodeCard]) -> SeasonSummary:
    season = show.season(number)
    return SeasonSummary(
        number=number,
        address=urls.season(show, number),
        label=translator(show.language)("season_number", number=number),
        title=typeset(with_soft_hyphens(season.title, vocabulary(show)), show.language) if season else "",
        description=(season.description or "") if season else "",
        season_colour=season_colour(number),
        count=len(cards),
        latest_cards=_latest_cards(cards),
    )


def _seasonless_summary(show: Show, cards: Sequence[EpisodeCard], *, alone: bool) -> SeasonSummary:
    """Return the summary of the episodes without a season; `alone` where the show has no season at all."""
    return SeasonSummary(
        number=None,
        address=urls.page(show, "episodes"),
        label=translator(show.language)("all_episodes" if alone else "more_episodes"),
        title="",
        description="",
        season_colour=0,
        count=len(cards),
        latest_cards=_latest_cards(cards),
    )


def _latest_cards(cards: Sequence[EpisodeCard]) -> tuple[EpisodeCard, ...]:
    return tuple(reversed(cards[-MAX_LATEST_CARDS:]))
