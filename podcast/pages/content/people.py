"""Who was heard in the show, and where: the people's addresses, their pages, and the list of them all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from podcast import urls as addresses
from podcast.pages import json_ld as structured
from podcast.pages.page import Page, shortened
from podcast.pages.pagination import numbered, sheets
from podcast.pages.slugs import directory, oldest_first
from podcast.pages.text.markdown import prose
from podcast.pages.text.strings import speaker, words
from podcast.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markupsafe import Markup

    from podcast.artifacts import Picture
    from podcast.model.groups import Person
    from podcast.model.show import Show
    from podcast.pages.page import Made
    from podcast.pages.pagination import Sheet
    from podcast.pages.view_models import Card


MAKERS = {"host", "co-host", "producer", "editor", "author", "audio editor", "audio engineer", "reporter"}


@dataclass(frozen=True, slots=True)
class Part:
    """An episode in which somebody was heard, and as what."""

    card: Card
    roles: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody as their page shows them; what is told differently in several episodes, as the newest has it.

    `count` says in how many episodes they were heard.
    """

    name: str
    sorted_by: str
    address: str
    title: str | None
    href: str | None
    host: str
    about: Markup
    roles: str
    portrait: Picture | None
    alt: str
    count: int
    makes: bool  # whether the podcast is made by them, not only with them


def people_pages(show: Show, made: Made, cards: Mapping[str, Card]) -> Iterator[Page]:
    """The list of all people, and a page for each; nothing for a show that names nobody. `cards` are by slug."""
    heard = parts(show, cards)
    found = sorted(profiles(show, made), key=lambda one: (one.sorted_by, one.address))
    say = speaker(show.language)
    list_at = addresses.page(show, "people")
    for sheet in sheets(show, list_at, found) if found else ():
        yield Page(
            address=sheet.address,
            template="people.html",
            title=numbered(show, say("people_title"), sheet),
            description=plain(say("people_description", show=show.title)),
            image=made.pictures.get(f"{show.cover}@share"),
            image_alt=show.cover_alt,
            values={"sheet": sheet},
        )
    names = Counter(one.name for one in found)
    for one in found:
        for part in sheets(show, one.address, heard[one.address]):
            page = _profile_page(show, made, one, part)
            yield page if names[one.name] == 1 else replace(page, title=f"{page.title} ({_told_apart(one)})")


def _told_apart(one: Profile) -> str:
    """What tells somebody from others of the same name, as the page's title has it: the end of the address does."""
    return one.address.rstrip("/").rpartition("/")[2]


def _profile_page(show: Show, made: Made, one: Profile, sheet: Sheet[Part]) -> Page:
    say = speaker(show.language)
    count = say("count", count=one.count)
    words = say("person_description", name=one.name, title=one.title, count=count, show=show.title)
    if not one.title:
        words = say("person_description_bare", name=one.name, count=count, show=show.title)
    return Page(
        address=sheet.address,
        template="person.html",
        title=numbered(show, one.name, sheet),
        description=shortened(plain(words)),
        image=made.pictures.get(f"{show.cover}@share"),
        image_alt=show.cover_alt,
        data=structured.person(one.name, one.title, addresses.absolute(show, one.address), one.href),
        values={"somebody": one, "sheet": sheet, "count": count},
    )


def profiles(show: Show, made: Made) -> tuple[Profile, ...]:
    """Everybody who is named in an episode."""
    return tuple(_profile(show, made, address, heard) for address, heard in _heard(show).items())


def parts(show: Show, cards: Mapping[str, Card]) -> dict[str, tuple[Part, ...]]:
    """In which episodes everybody was heard, newest first, by the address of their page. `cards` are by slug."""
    return {
        address: tuple(Part(cards[slug], _roles(people, show.language)) for slug, people in heard.items())
        for address, heard in _heard(show).items()
    }


def _heard(show: Show) -> dict[str, dict[str, list[Person]]]:
    """How everybody is named: by the address of their page, then by episode, newest first."""
    where = directory(show)
    found: dict[str, dict[str, list[Person]]] = {}
    for episode in reversed(oldest_first(show)):
        for person in episode.people:
            found.setdefault(where.address(person), {}).setdefault(episode.slug, []).append(person)
    return found


def _profile(show: Show, made: Made, address: str, heard: Mapping[str, list[Person]]) -> Profile:
    people = tuple(person for some in heard.values() for person in some)
    href = _newest(people, "href")
    href = addresses.web(href) if href else None
    image = _newest(people, "image")
    name = people[0].name
    return Profile(
        name=name,
        sorted_by=_surname_first(name),
        address=address,
        title=_newest(people, "title"),
        href=href,
        host=(urlsplit(href).hostname or "").removeprefix("www.") if href else "",
        about=prose(_newest(people, "about") or "", show.language),
        roles=_roles(people, show.language),
        portrait=made.pictures.get(f"{image}@96"),
        alt=next((one.image_alt for one in people if one.image == image and one.image_alt), ""),
        count=len(heard),
        makes=any(one.role in MAKERS for one in people),
    )


def _newest(people: Sequence[Person], field: str) -> str | None:
    return next((value for one in people if (value := getattr(one, field))), None)


def _roles(people: Sequence[Person], language: str) -> str:
    known = words(language)
    return ", ".join(dict.fromkeys(known.get(f"role_{one.role}", one.role.capitalize()) for one in people))


def _surname_first(name: str) -> str:
    """What a list of people is sorted by: the last word, then the others; umlauts as DIN 5007-2 wants names sorted."""
    *first, last = name.split()
    return " ".join(addresses.slugged(word) or word.casefold() for word in (last, *first))
