"""Which pages there are, and what stands on each: home, seasons, episodes, the one for lost visitors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from podcast import addresses
from podcast.pages import markdown, structured, views
from podcast.pages.episode import episode_pages
from podcast.pages.page import Made, Page, shortened
from podcast.pages.words import speaker
from podcast.show.model import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podcast.show.model import Show


def site(show: Show, made: Made) -> Iterator[Page]:
    """Every page of the site."""
    cards = views.cards(show, made.audio)
    drawers = views.drawers(show, cards)
    home = _home(show, made, cards, drawers)
    yield home
    yield from (_season(show, made, drawer) for drawer in drawers if drawer.address is not None)
    yield from episode_pages(show, made, cards, dict(home.data or {}))
    yield _not_found(show, drawers)


def _home(show: Show, made: Made, cards: Sequence[views.Card], drawers: Sequence[views.Drawer]) -> Page:
    description = Markup(markdown.html(show.description, show.language))  # noqa: S704 - sanitised there
    image = made.pictures.get(f"{show.cover}@share")
    newest = next((card for card in reversed(cards) if card.date), None)
    words = shortened(plain(description.striptags()))
    return Page(
        address=addresses.HOME,
        template="home.html",
        title=plain(f"{show.title} – {show.subtitle}" if show.subtitle else show.title),
        description=words,
        pen=newest.pen if newest else 0,
        image=image,
        image_alt=show.cover_alt,
        data=structured.series(show, words, addresses.absolute(show, image.path) if image else None),
        values={
            "heading": markdown.typeset(show.subtitle or show.title, show.language),
            "lead": description,
            "newest": newest,
            "newest_has_transcript": newest is not None and bool(made.transcripts.get(newest.slug)),
            "drawers": drawers,
            "cover": made.pictures.get(f"{show.cover}@480"),
        },
    )


def _season(show: Show, made: Made, drawer: views.Drawer) -> Page:
    say = speaker(show.language)
    lead = Markup(markdown.html(drawer.description, show.language))  # noqa: S704 - sanitised there
    name = f"{drawer.label}: {drawer.title}" if drawer.title else drawer.label
    alone = say("season_description", number=drawer.number, show=show.title)
    return Page(
        address=drawer.address or "",
        template="season.html",
        title=plain(say("page_title", title=name, show=show.title)),
        description=shortened(plain(lead.striptags() or alone)),
        pen=drawer.pen,
        season=drawer.number,
        image=made.pictures.get(f"{show.cover}@share"),
        image_alt=show.cover_alt,
        values={"drawer": drawer, "lead": lead},
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
