"""What the pages show, as frozen values: all words and figures ready, addresses still below the base URL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.pages.slugs import directory, oldest_first
from podcast.pages.text import localization as figures
from podcast.pages.text.markdown import typeset
from podcast.pages.text.strings import speaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from podcast.artifacts import Audio
    from podcast.model.groups import Person
    from podcast.model.show import Episode, Show
    from podcast.pages.slugs import Directory

PENS = 5  # blue, red, green, violet, brown: the pens of the Geschäftsordnung, in the order of the seasons
LATEST = 4  # cards that a drawer on the home page shows
DRAWERS = 6  # drawers that the home page shows


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody in a line of names: what stands `before` the name, and where the name leads."""

    before: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Card:
    """An episode as lists show it; `number` is short (`3/08`), `kicker` long (`Staffel 3, Folge 8`)."""

    slug: str
    address: str
    title: str
    number: str
    kicker: str
    pen: int
    summary: str
    guests: str
    named: tuple[Named, ...]  # the guests once more, each with a page
    date: figures.Moment | None
    length: str
    short_length: str
    draft: bool
    audio: Audio | None


@dataclass(frozen=True, slots=True)
class Drawer:
    """A season: the address of the page that lists it (all episodes where it is none), how many episodes it has.

    `latest` are the cards of its newest few, newest first.
    """

    number: int | None
    address: str
    label: str
    title: str
    description: str
    pen: int
    count: int
    latest: tuple[Card, ...]


def pen(season: int | None) -> int:
    """The colour of a season, from 1; 0 for none."""
    return (season - 1) % PENS + 1 if season else 0


def cards(show: Show, audio: Mapping[str, Audio]) -> tuple[Card, ...]:
    """A card for each episode, oldest first."""
    episodes = oldest_first(show)
    wide = _widths(episodes)
    where = directory(show)
    made = (_card(show, one, audio.get(one.slug), wide.get(one.season, 2)) for one in episodes)
    return tuple(replace(card, named=_named(show, one, where)) for card, one in zip(made, episodes, strict=True))


def drawers(show: Show, cards: Sequence[Card]) -> tuple[Drawer, ...]:
    """The seasons that have an episode, newest first, then what belongs to none; `cards` are of all, oldest first."""
    known = filed(show, cards)
    numbers = sorted((number for number in known if number is not None), reverse=True)
    seasons = tuple(_drawer(show, number, known[number]) for number in numbers)
    return (*seasons, _loose(show, known[None], alone=not seasons)) if None in known else seasons


def filed(show: Show, cards: Sequence[Card]) -> dict[int | None, list[Card]]:
    """The cards by season, oldest first; `cards` are of all episodes, oldest first."""
    found: dict[int | None, list[Card]] = {}
    for episode, card in zip(oldest_first(show), cards, strict=True):
        found.setdefault(episode.season, []).append(card)
    return found


def names(people: Iterable[str], language: str) -> str:
    """`Ada, Ben und Cem`."""
    *most, last = [*people] or [""]
    return speaker(language)("and", names=", ".join(most), last=last) if most else last


# --- making them -----------------------------------------------------------------------------------------------------


def _widths(episodes: Iterable[Episode]) -> dict[int | None, int]:
    """How many digits the episode numbers of each season have, two at least."""
    wide: dict[int | None, int] = {}
    for episode in episodes:
        wide[episode.season] = max(wide.get(episode.season, 2), len(str(episode.episode or 0)))
    return wide


def _card(show: Show, episode: Episode, audio: Audio | None, width: int) -> Card:
    language, say = show.language, speaker(show.language)
    guests = names((person.name for person in _guests(episode)), language)
    return Card(
        slug=episode.slug,
        address=addresses.episode(episode),
        title=typeset(episode.title, language),
        number=_number(show, episode, width),
        kicker=kicker(show, episode),
        pen=pen(episode.season),
        summary=typeset(episode.summary or "", language),
        guests=say("with", names=guests) if guests else "",
        named=(),
        date=figures.moment(episode.date, show) if episode.date else None,
        length=figures.length(audio.seconds, language) if audio else "",
        short_length=figures.short_length(audio.seconds, language) if audio else "",
        draft=episode.draft,
        audio=audio,
    )


def _guests(episode: Episode) -> tuple[Person, ...]:
    return tuple(person for person in episode.people if person.role == "guest")


def _named(show: Show, episode: Episode, where: Directory) -> tuple[Named, ...]:
    """The guests with what stands between their names, as `names` writes it."""
    guests = _guests(episode)
    last = speaker(show.language)("and", names="", last="")
    between = ["", *[", "] * (len(guests) - 2), last]
    return tuple(
        Named(before, person.name, where.address(person)) for before, person in zip(between, guests, strict=False)
    )


def _number(show: Show, episode: Episode, width: int) -> str:
    if episode.type != "full":
        return speaker(show.language)(f"kind_{episode.type}")
    if episode.episode is None:
        return kicker(show, episode)
    number = f"{episode.episode:0{width}}"
    return f"{episode.season}/{number}" if episode.season else number


def kicker(show: Show, episode: Episode) -> str:
    """Where an episode stands: `Staffel 1, Folge 2`, `Staffel 1, Trailer`, `Staffel 1`, `Folge 12`, `Bonusfolge`."""
    say = speaker(show.language)
    counted = episode.type == "full" and episode.episode is not None
    kind = say("episode", number=episode.episode) if counted else say(f"kind_{episode.type}")
    if episode.season is None:
        return kind
    season = say("season", number=episode.season)
    if episode.type == "full" and not counted:
        return season
    return say("season_episode", season=season, episode=kind)


def _drawer(show: Show, number: int, cards: Sequence[Card]) -> Drawer:
    known = show.season(number)
    return Drawer(
        number=number,
        address=addresses.season(show, number),
        label=speaker(show.language)("season", number=number),
        title=typeset(known.title, show.language) if known else "",
        description=(known.description or "") if known else "",
        pen=pen(number),
        count=len(cards),
        latest=_latest(cards),
    )


def _latest(cards: Sequence[Card]) -> tuple[Card, ...]:
    return tuple(reversed(cards[-LATEST:]))


def _loose(show: Show, cards: Sequence[Card], *, alone: bool) -> Drawer:
    label = speaker(show.language)("all_episodes" if alone else "more_episodes")
    address = addresses.page(show, "episodes")
    return Drawer(None, address, label, title="", description="", pen=0, count=len(cards), latest=_latest(cards))
