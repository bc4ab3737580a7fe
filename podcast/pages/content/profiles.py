"""The profiles of people: what the show's files say about them, and the episodes they appear in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast import urls
from podcast.hosts import host_name
from podcast.model.season_colours import season_colour
from podcast.pages.caching.last_call import cache_last_call
from podcast.pages.slugs import oldest_first, person_directory
from podcast.pages.text.markdown import prose
from podcast.strings import optional_text
from podcast.text import slugify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from podcast.artifacts import Picture
    from podcast.model.groups import Person
    from podcast.model.show import Show
    from podcast.pages.episode_card import EpisodeCard
    from podcast.pages.page import RenderInputs


MAKER_ROLES = {"host", "co-host", "producer", "editor", "author", "audio editor", "audio engineer", "reporter"}


@dataclass(frozen=True, slots=True)
class Appearance:
    """An episode in which a person appears, and the roles there."""

    card: EpisodeCard
    roles: str


@dataclass(frozen=True, slots=True)
class PersonProfile:
    """A person as the profile page shows them; where episodes differ, the newest counts.

    `main_role` is the role that the person has most often: `Moderation`; `photo` is the portrait for the profile page.
    """

    name: str
    sort_key: str
    address: str
    title: str | None
    href: str | None
    host: str
    about: Markup
    roles: str
    main_role: str
    portrait: Picture | None
    photo: Picture | None
    alt: str
    episode_count: int
    season_colour: int  # of most of the episodes
    is_maker: bool  # whether the person makes the podcast, rather than being a guest


@dataclass(frozen=True, slots=True)
class Companion:
    """A person beside the list of episodes: `note` says in which of them, or what the person's office is."""

    name: str
    address: str
    portrait: Picture | None
    note: str
    season_colour: int  # of the newest of these episodes


@cache_last_call
def profiles(show: Show, inputs: RenderInputs) -> tuple[PersonProfile, ...]:
    """Return the profiles of all people who are named in an episode."""
    season_of = {episode.slug: episode.season for episode in show.episodes}
    return tuple(
        _profile(show, inputs, (address, people), season_of) for address, people in people_by_address(show).items()
    )


def appearances(show: Show, cards: Mapping[str, EpisodeCard]) -> dict[str, tuple[Appearance, ...]]:
    """Return each person's episodes, newest first, by the address of the person's page. `cards` are by slug."""
    return {
        address: tuple(Appearance(cards[slug], _role_names(people, show.language)) for slug, people in by_slug.items())
        for address, by_slug in people_by_address(show).items()
    }


@cache_last_call
def people_by_address(show: Show) -> dict[str, dict[str, list[Person]]]:
    """Return how episodes name each person: by the address of the page, then by the episode's slug, newest first."""
    directory = person_directory(show)
    by_address: dict[str, dict[str, list[Person]]] = {}
    for episode in reversed(oldest_first(show)):
        for person in episode.people:
            by_address.setdefault(directory.address(person), {}).setdefault(episode.slug, []).append(person)
    return by_address


def _profile(
    show: Show,
    inputs: RenderInputs,
    person_by_address: tuple[str, Mapping[str, list[Person]]],
    season_of: Mapping[str, int | None],
) -> PersonProfile:
    """Return a profile; `person_by_address` is as in `people_by_address`, `season_of` has episodes' seasons by slug."""
    address, people_by_episode = person_by_address
    people = tuple(person for group in people_by_episode.values() for person in group)
    href = _newest(people, "href")
    href = urls.ascii_url(href) if href else None
    image = _newest(people, "image")
    is_maker = any(person.role in MAKER_ROLES for person in people)
    seasons = Counter(season_of[slug] for slug in people_by_episode)
    return PersonProfile(
        name=people[0].name,
        sort_key=_surname_first(people[0].name),
        address=address,
        title=_newest(people, "title"),
        href=href,
        host=host_name(href or ""),
        about=prose(_newest(people, "about") or "", show.language),
        roles=_role_names(people, show.language),
        main_role=_main_role(people, show.language),
        portrait=inputs.pictures.get(f"{image}@96"),
        photo=inputs.pictures.get(f"{image}@260") or inputs.pictures.get(f"{image}@96"),
        alt=next((person.image_alt for person in people if person.image == image and person.image_alt), ""),
        episode_count=len(people_by_episode),
        season_colour=season_colour(seasons.most_common(1)[0][0]),
        is_maker=is_maker,
    )


def _newest(people: Sequence[Person], field: str) -> str | None:
    return next((value for person in people if (value := getattr(person, field))), None)


def _role_names(people: Sequence[Person], language: str) -> str:
    return ", ".join(dict.fromkeys(_role_name(person.role, language) for person in people))


def _role_name(role: str, language: str) -> str:
    return optional_text(f"role_{role}", language) or role.capitalize()


def _main_role(people: Sequence[Person], language: str) -> str:
    """Return the role that a person has most often, in the singular: `Gast` rather than `Zu Gast`.

    Of people who make the podcast, other roles do not count.
    """
    making = [person.role for person in people if person.role in MAKER_ROLES]
    role = Counter(making or [person.role for person in people]).most_common(1)[0][0]
    return optional_text(f"person_{role}", language) or _role_name(role, language)


def _surname_first(name: str) -> str:
    """Return the key that sorts people: the last word, then the others; umlauts as DIN 5007-2 sorts names."""
    *first, last = name.split()
    return " ".join(slugify(word) or word.casefold() for word in (last, *first))
