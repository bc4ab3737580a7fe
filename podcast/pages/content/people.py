"""The pages of people: a page for each, with their episodes, and the list of them all."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from podcast import urls
from podcast.pages.content.dossier import create_dossiers
from podcast.pages.content.profiles import appearances, profiles
from podcast.pages.metadata import json_ld
from podcast.pages.page import Page, excerpt
from podcast.pages.pagination import paginate, window_title
from podcast.strings import translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from podcast.model.show import Show
    from podcast.pages.content.dossier import Dossier
    from podcast.pages.content.profiles import Appearance, PersonProfile
    from podcast.pages.episode_card import EpisodeCard
    from podcast.pages.page import RenderInputs
    from podcast.pages.pagination import PaginationPage


def people_pages(show: Show, inputs: RenderInputs, cards: Mapping[str, EpisodeCard]) -> Iterator[Page]:
    """Yield the list of all people, and a page for each; nothing for a show that names none. `cards` are by slug."""
    by_address = appearances(show, cards)
    people = sorted(profiles(show, inputs), key=lambda profile: (profile.sort_key, profile.address))
    yield from _list_pages(show, inputs, people)
    dossiers = create_dossiers(show, inputs, people, by_address)
    names = Counter(profile.name for profile in people)
    for profile in people:
        dossier = dossiers(profile)
        for part in paginate(show, profile.address, by_address[profile.address]):
            page = _profile_page(show, inputs, (profile, dossier), part)
            is_unique = names[profile.name] == 1
            yield page if is_unique else replace(page, title=f"{page.title} ({_distinction(profile)})")


def _list_pages(show: Show, inputs: RenderInputs, people: Sequence[PersonProfile]) -> Iterator[Page]:
    """Yield the pages of the list: those who make the podcast first, then all others, both by surname."""
    translate = translator(show.language)
    makers_first = sorted(people, key=lambda profile: not profile.is_maker)
    counts = {
        is_maker: sum(profile.is_maker is is_maker for profile in people)
        for is_maker in (True, False)
    }  # fmt: skip
    for pagination in paginate(show, urls.page(show, "people"), makers_first) if people else ():
        yield Page(
            address=pagination.address,
            template="people.html",
            title=window_title(show, translate("people_title"), pagination),
            description=strip_soft_hyphens(translate("people_description", show=show.title)),
            image=inputs.pictures.get(f"{show.cover}@share"),
            image_alt=show.cover_alt,
            values={"pagination": pagination, "maker_count": counts[True], "guest_count": counts[False]},
        )


def _distinction(profile: PersonProfile) -> str:
    """Return what distinguishes the titles of people of the same name: the end of the address."""
    return urls.address_slug(profile.address)


def _profile_page(
    show: Show, inputs: RenderInputs, person: tuple[PersonProfile, Dossier], pagination: PaginationPage[Appearance]
) -> Page:
    translate = translator(show.language)
    profile, dossier = person
    count = translate("episode_count", count=profile.episode_count)
    description = translate("person_description", name=profile.name, title=profile.title, count=count, show=show.title)
    if not profile.title:
        description = translate("person_description_bare", name=profile.name, count=count, show=show.title)
    return Page(
        address=pagination.address,
        template="person.html",
        title=window_title(show, profile.name, pagination),
        description=excerpt(strip_soft_hyphens(description)),
        season_colour=profile.season_colour,
        image=inputs.pictures.get(f"{show.cover}@share"),
        image_alt=show.cover_alt,
        json_ld=json_ld.profile_page(profile, show),
        values={"person": profile, "dossier": dossier, "pagination": pagination, "episode_count": count},
    )
