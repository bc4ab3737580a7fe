"""Parts of an episode's card: the label on its tab, the two parts of its title, the people with their portraits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.pages.text.hyphenation import with_soft_hyphens
from podcast.pages.text.markdown import typeset
from podcast.pages.text.titles import split_title, without_series
from podcast.strings import translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.artifacts import Picture
    from podcast.model.groups import Person
    from podcast.model.show import Episode, Show
    from podcast.pages.slugs import PersonDirectory

SHOW_HOST_ROLES = {"host", "co-host"}  # who leads through the show, not through one episode alone
HOST_ROLES = {*SHOW_HOST_ROLES, "guest host"}
MAX_TAB_CHARACTERS = 18  # what the tab of a card holds beside the next card


@dataclass(frozen=True, slots=True)
class Face:
    """A person beside an episode: the name, the address of the page, and the portrait; None where there is no photo."""

    name: str
    address: str
    portrait: Picture | None
    alt: str


def card_title(show: Show, episode: Episode, words: frozenset[str]) -> tuple[str, str]:
    """Return title and subtitle of an episode as cards show them; long words get soft hyphens, see `hyphenation`.

    A last part after `//` that repeats the season's title is left off; a long title is divided at its first dash.
    """
    parts = (with_soft_hyphens(part, words) for part in title_parts(show, episode))
    heading, second = (typeset(part, show.language) for part in parts)
    return heading, second


def title_parts(show: Show, episode: Episode) -> tuple[str, str]:
    """Return title and subtitle of an episode as they were typed, without what repeats the season's title."""
    season = show.season(episode.season) if episode.season else None
    return split_title(without_series(episode.title, season.title if season else ""))


def card_tab(show: Show, episode: Episode) -> str:
    """Return the short label on the tab of a card: `3/8` or `Trailer`, else the place, the year or the season."""
    translate = translator(show.language)
    if episode.type != "full":
        return translate(f"kind_{episode.type}")
    if episode.episode is not None:
        return f"{episode.season}/{episode.episode}" if episode.season else str(episode.episode)
    places = (location.name.partition(" (")[0] for location in episode.location if location.name)
    place = next((name for name in places if len(name) <= MAX_TAB_CHARACTERS), "")
    year = str(episode.date.year) if episode.date else ""
    season = translate("season_number", number=episode.season) if episode.season else translate("kind_full")
    return place or year or season


def faces(episode: Episode, people: PersonDirectory, pictures: Mapping[str, Picture]) -> tuple[Face, ...]:
    """Return the people whose portraits stand on a card: the guests, else those who lead through the episode.

    Args:
        episode: the episode.
        people: the addresses of all people's pages.
        pictures: by `<source path>@<use>`.
    """
    guests = [person for person in episode.people if person.role == "guest"]
    hosts = [person for person in episode.people if person.role in HOST_ROLES]
    return tuple(face(person, people.address(person), pictures) for person in guests or hosts)


def face(person: Person, address: str, pictures: Mapping[str, Picture]) -> Face:
    """Return a person with the portrait in the size of cards."""
    return Face(person.name, address, pictures.get(f"{person.image}@96"), person.image_alt or "")
