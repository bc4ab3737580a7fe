"""The page about the podcast: its own text or else its description, its trailer, and the people who make it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast import urls
from podcast.hosts import host_name
from podcast.pages.content.episode_page.extras import Link
from podcast.pages.content.widget import widget_html
from podcast.pages.page import Page
from podcast.pages.pagination import window_title
from podcast.pages.text import markdown
from podcast.pages.text.markdown import prose
from podcast.strings import translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from podcast.model.show import Show
    from podcast.pages.content.profiles import PersonProfile
    from podcast.pages.episode_card import EpisodeCard
    from podcast.pages.page import RenderInputs


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Another show that this one recommends; `href` is its feed, empty if it is not stated."""

    title: str
    href: str
    host: str


def about_page(
    show: Show, inputs: RenderInputs, people: Sequence[PersonProfile], cards: Mapping[str, EpisodeCard]
) -> Page:
    """Return the page; `people` are all who are named in an episode, `cards` are by slug."""
    translate = translator(show.language)
    seasons = {episode.season for episode in show.episodes if episode.season}
    counts = [translate("episode_count", count=len(show.episodes))]
    counts += [translate("season_count", count=len(seasons))] if seasons else []
    text = show.texts.get("about") or show.description
    return Page(
        address=urls.page(show, "about"),
        template="about.html",
        title=window_title(show, translate("about_title")),
        description=strip_soft_hyphens(translate("about_description", show=show.title)),
        image=inputs.pictures.get(f"{show.cover}@share"),
        image_alt=show.cover_alt,
        values={
            "heading": translate("about_title"),
            "text": prose(text, show.language, translate("about_title")),
            "author_line": translate("about_by", author=markdown.typeset(show.author, show.language)),
            "counts": ", ".join(counts) if show.episodes else "",
            "team": tuple(person for person in people if person.is_maker),
            "cover": inputs.pictures.get(f"{show.cover}@480"),
            "trailer": _trailer(show, cards),
            "funding": _funding(show),
            "recommendations": _recommendations(show),
            "widget_code": widget_html(show, sum(card.audio is not None for card in cards.values())),
        },
    )


def _trailer(show: Show, cards: Mapping[str, EpisodeCard]) -> EpisodeCard | None:
    """Return the newest trailer that has audio."""
    trailers = (cards[episode.slug] for episode in show.episodes if episode.type == "trailer")
    return next((card for card in trailers if card.audio), None)


def _funding(show: Show) -> tuple[Link, ...]:
    """Return the pages where listeners can give money."""
    return tuple(
        Link(markdown.typeset(funding.text, show.language), urls.ascii_url(funding.url), host_name(funding.url))
        for funding in show.funding
    )


def _recommendations(show: Show) -> tuple[Recommendation, ...]:
    """Return the recommended shows that have a title or an address."""
    return tuple(
        Recommendation(
            title=markdown.typeset(other.title or host_name(other.url or ""), show.language),
            href=urls.ascii_url(other.url) if other.url else "",
            host=host_name(other.url or ""),
        )
        for other in show.podroll
        if other.title or other.url
    )
