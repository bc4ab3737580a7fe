"""The pages of people: their profiles, the episodes they appear in, and the list of them all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from podcast import urls
from podcast.pages import json_ld
from podcast.pages.page import Page, excerpt
from podcast.pages.pagination import paginate, window_title
from podcast.pages.slugs import oldest_first, person_directory
from podcast.pages.text.markdown import prose
from podcast.strings import optional_text, translator
from podcast.text import slugify, strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markupsafe import Markup

    from podcast.artifacts import Picture
    from podcast.model.groups import Person
    from podcast.model.show import Show
    from podcast.pages.page import RenderInputs
    from podcast.pages.pagination import PaginationPage
    from podcast.pages.view_models import EpisodeCard


MAKER_ROLES = {"host", "co-host", "producer", "editor", "author", "audio editor", "audio engineer", "reporter"}


@dataclass(frozen=True, slots=True)
class Appearance:
    """An episode in which a person appears, and the roles there."""

    card: EpisodeCard
    roles: str


@dataclass(frozen=True, slots=True)
class PersonProfile:
    """A person as the profile page shows them; where episodes differ, the newest counts."""

    name: str
    sort_key: str
    address: str
    title: str | None
    href: str | None
    host: str
    about: Markup
    roles: str
    portrait: Picture | None
    alt: str
    episode_count: int
    is_maker: bool  # whether the person makes the podcast, rather than being a guest


def people_pages(show: Show, inputs: RenderInputs, cards: Mapping[str, EpisodeCard]) -> Iterator[Page]:
    """Yield the list of all people, and a page for each; nothing for a show that names none. `cards` are by slug."""
    by_address = appearances(show, cards)
    people = sorted(profiles(show, inputs), key=lambda profile: (profile.sort_key, profile.address))
    translate = translator(show.language)
    for pagination in paginate(show, urls.page(show, "people"), people) if people else ():
        yield Page(
            address=pagination.address,
            template="people.html",
            title=window_title(show, translate("people_title"), pagination),
            description=strip_soft_hyphens(translate("people_description", show=show.title)),
            image=inputs.pictures.get(f"{show.cover}@share"),
            image_alt=show.cover_alt,
            values={"pagination": pagination},
        )
    names = Counter(profile.name for profile in people)
    for profile in people:
        for part in paginate(show, profile.address, by_address[profile.address]):
            page = _profile_page(show, inputs, profile, part)
            is_unique = names[profile.name] == 1
            yield page if is_unique else replace(page, title=f"{page.title} ({_distinction(profile)})")


def _distinction(profile: PersonProfile) -> str:
    """Return what distinguishes the titles of people of the same name: the end of the address."""
    return profile.address.rstrip("/").rpartition("/")[2]


def _profile_page(
    show: Show, inputs: RenderInputs, profile: PersonProfile, pagination: PaginationPage[Appearance]
) -> Page:
    translate = translator(show.language)
    count = translate("episode_count", count=profile.episode_count)
    description = translate("person_description", name=profile.name, title=profile.title, count=count, show=show.title)
    if not profile.title:
        description = translate("person_description_bare", name=profile.name, count=count, show=show.title)
    url = urls.absolute_url(show, profile.address)
    return Page(
        address=pagination.address,
        template="person.html",
        title=window_title(show, profile.name, pagination),
        description=excerpt(strip_soft_hyphens(description)),
        image=inputs.pictures.get(f"{show.cover}@share"),
        image_alt=show.cover_alt,
        json_ld=json_ld.person(profile.name, profile.title, url, profile.href),
        values={"person": profile, "pagination": pagination, "episode_count": count},
    )


def profiles(show: Show, inputs: RenderInputs) -> tuple[PersonProfile, ...]:
    """Return the profiles of all people who are named in an episode."""
    return tuple(_profile(show, inputs, address, people) for address, people in _people_by_address(show).items())


def appearances(show: Show, cards: Mapping[str, EpisodeCard]) -> dict[str, tuple[Appearance, ...]]:
    """Return each person's episodes, newest first, by the address of the person's page. `cards` are by slug."""
    return {
        address: tuple(Appearance(cards[slug], _role_names(people, show.language)) for slug, people in by_slug.items())
        for address, by_slug in _people_by_address(show).items()
    }


def _people_by_address(show: Show) -> dict[str, dict[str, list[Person]]]:
    """Return how episodes name each person: by the address of the page, then by the episode's slug, newest first."""
    directory = person_directory(show)
    by_address: dict[str, dict[str, list[Person]]] = {}
    for episode in reversed(oldest_first(show)):
        for person in episode.people:
            by_address.setdefault(directory.address(person), {}).setdefault(episode.slug, []).append(person)
    return by_address


def _profile(
    show: Show, inputs: RenderInputs, address: str, people_by_episode: Mapping[str, list[Person]]
) -> PersonProfile:
    people = tuple(person for group in people_by_episode.values() for person in group)
    href = _newest(people, "href")
    href = urls.ascii_url(href) if href else None
    image = _newest(people, "image")
    name = people[0].name
    return PersonProfile(
        name=name,
        sort_key=_surname_first(name),
        address=address,
        title=_newest(people, "title"),
        href=href,
        host=(urlsplit(href).hostname or "").removeprefix("www.") if href else "",
        about=prose(_newest(people, "about") or "", show.language),
        roles=_role_names(people, show.language),
        portrait=inputs.pictures.get(f"{image}@96"),
        alt=next((person.image_alt for person in people if person.image == image and person.image_alt), ""),
        episode_count=len(people_by_episode),
        is_maker=any(person.role in MAKER_ROLES for person in people),
    )


def _newest(people: Sequence[Person], field: str) -> str | None:
    return next((value for person in people if (value := getattr(person, field))), None)


def _role_names(people: Sequence[Person], language: str) -> str:
    names = (optional_text(f"role_{person.role}", language) or person.role.capitalize() for person in people)
    return ", ".join(dict.fromkeys(names))


def _surname_first(name: str) -> str:
    """Return the key that sorts people: the last word, then the others; umlauts as DIN 5007-2 sorts names."""
    *first, last = name.split()
    return " ".join(slugify(word) or word.casefold() for word in (last, *first))
