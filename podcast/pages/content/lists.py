"""Which pages there are, and what stands on home, on lists of episodes, and on the one for lost visitors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from podcast import urls as addresses
from podcast.pages import json_ld as structured
from podcast.pages import view_models as views
from podcast.pages.content.about import about_page
from podcast.pages.content.legal_pages import legal_pages
from podcast.pages.content.people import people_pages, profiles
from podcast.pages.content.subscribe import subscribe_page
from podcast.pages.content.topics import topic_pages
from podcast.pages.page import Made, Page, shortened
from podcast.pages.pagination import numbered, sheets
from podcast.pages.player import player
from podcast.pages.search.index import search_page
from podcast.pages.text import markdown
from podcast.pages.text.markdown import prose
from podcast.pages.text.strings import speaker
from podcast.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from podcast.artifacts import Picture
    from podcast.model.show import Show


def lists(show: Show, made: Made, cards: Sequence[views.Card]) -> Iterator[Page]:
    """Home, the seasons and the list of all episodes, whose cards these are, oldest first."""
    drawers = views.drawers(show, cards)
    yield _home(show, made, cards, drawers)
    filed = views.filed(show, cards)
    yield from (page for one in drawers if one.number for page in _season(show, made, one, filed[one.number]))
    yield from _all_episodes(show, made, cards, drawers)


def others(show: Show, made: Made, cards: Sequence[views.Card]) -> Iterator[Page]:
    """The pages that are neither an episode's nor a list of episodes by season."""
    drawers = views.drawers(show, cards)
    by_slug = {card.slug: card for card in cards}
    yield from people_pages(show, made, by_slug)
    yield from topic_pages(show, made, by_slug)
    yield subscribe_page(show, made)
    yield search_page(show, made, drawers[: views.DRAWERS])
    yield about_page(show, made, profiles(show, made))
    yield from legal_pages(show, made)
    yield _not_found(show, drawers[: views.DRAWERS])


def series(show: Show, pictures: Mapping[str, Picture]) -> dict[str, Any]:
    """The show as schema.org has it."""
    image = pictures.get(f"{show.cover}@share")
    return structured.series(show, _summary(show), addresses.absolute(show, image.path) if image else None)


def _summary(show: Show) -> str:
    return shortened(plain(Markup(markdown.html(show.description, show.language)).striptags()))  # noqa: S704 - read


def _home(show: Show, made: Made, cards: Sequence[views.Card], drawers: Sequence[views.Drawer]) -> Page:
    image = made.pictures.get(f"{show.cover}@share")
    newest = next((card for card in reversed(cards) if card.date), None)
    heard = next((one for one in show.episodes if newest and one.slug == newest.slug), None)
    return Page(
        address=addresses.HOME,
        template="home.html",
        title=plain(f"{show.title} – {show.subtitle}" if show.subtitle else show.title),
        description=_summary(show),
        pen=newest.pen if newest else 0,
        image=image,
        image_alt=show.cover_alt,
        data=series(show, made.pictures),
        values={
            "heading": markdown.typeset(show.subtitle or show.title, show.language),
            "lead": prose(show.description, show.language),
            "newest": newest,
            "player": player(show, made, heard) if heard else None,
            "newest_has_transcript": newest is not None and bool(made.transcripts.get(newest.slug)),
            "drawers": drawers[: views.DRAWERS],
            "older": len(drawers) > views.DRAWERS,
            "subscribe_url": addresses.absolute(show, addresses.page(show, "subscribe")),
            "cover": made.pictures.get(f"{show.cover}@480"),
        },
    )


def _season(show: Show, made: Made, drawer: views.Drawer, cards: Sequence[views.Card]) -> Iterator[Page]:
    """The pages of a season, the oldest episode first, as its cards are."""
    say = speaker(show.language)
    lead = prose(drawer.description, show.language)
    name = f"{drawer.label}: {drawer.title}" if drawer.title else drawer.label
    alone = say("season_description", number=drawer.number, show=show.title)
    for sheet in sheets(show, drawer.address, cards):
        yield Page(
            address=sheet.address,
            template="season.html",
            title=numbered(show, name, sheet),
            description=shortened(plain(lead.striptags() or alone)),
            pen=drawer.pen,
            season=drawer.number,
            image=made.pictures.get(f"{show.cover}@share"),
            image_alt=show.cover_alt,
            values={"drawer": drawer, "lead": lead, "sheet": sheet},
        )


def _all_episodes(
    show: Show, made: Made, cards: Sequence[views.Card], drawers: Sequence[views.Drawer]
) -> Iterator[Page]:
    """Every episode, the newest first: what home has no room for, and what belongs to no season."""
    say = speaker(show.language)
    seasons = tuple(replace(one, latest=()) for one in drawers if one.number)
    for sheet in sheets(show, addresses.page(show, "episodes"), cards[::-1]):
        yield Page(
            address=sheet.address,
            template="episodes.html",
            title=numbered(show, say("episodes_title"), sheet),
            description=plain(say("episodes_description", show=show.title)),
            image=made.pictures.get(f"{show.cover}@share"),
            image_alt=show.cover_alt,
            values={"sheet": sheet, "total": len(cards), "seasons": seasons},
        )


def _not_found(show: Show, drawers: Sequence[views.Drawer]) -> Page:
    say = speaker(show.language)
    return Page(
        address=addresses.NOT_FOUND,
        template="404.html",
        title=plain(say("page_title", title=say("lost_title"), show=show.title)),
        description=say("lost_title"),
        listed=False,
        values={"drawers": drawers},
    )
