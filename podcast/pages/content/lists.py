"""The list pages (home, seasons, all episodes), the page for unknown addresses, and the order of all pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from podcast import urls
from podcast.pages import json_ld, view_models
from podcast.pages.content.about import about_page
from podcast.pages.content.legal_pages import legal_pages
from podcast.pages.content.people import people_pages, profiles
from podcast.pages.content.subscribe import subscribe_page
from podcast.pages.content.topics import topic_pages
from podcast.pages.page import Page, RenderInputs, excerpt
from podcast.pages.pagination import paginate, window_title
from podcast.pages.player import episode_player
from podcast.pages.search.index import search_page
from podcast.pages.text import markdown
from podcast.pages.text.markdown import prose
from podcast.strings import translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from podcast.artifacts import Picture
    from podcast.model.show import Show
    from podcast.pages.view_models import EpisodeCard, SeasonSummary


def list_pages(show: Show, inputs: RenderInputs, cards: Sequence[EpisodeCard]) -> Iterator[Page]:
    """Yield home, the seasons and the list of all episodes; `cards` are those of all episodes, oldest first."""
    seasons = view_models.season_summaries(show, cards)
    yield _home_page(show, inputs, cards, seasons)
    by_season = view_models.cards_by_season(show, cards)
    for season in seasons:
        if season.number:
            yield from _season_pages(show, inputs, season, by_season[season.number])
    yield from _all_episodes_pages(show, inputs, cards, seasons)


def other_pages(show: Show, inputs: RenderInputs, cards: Sequence[EpisodeCard]) -> Iterator[Page]:
    """Yield the pages that are neither an episode's nor a list of episodes by season."""
    seasons = view_models.season_summaries(show, cards)[: view_models.MAX_HOME_SEASONS]
    by_slug = {card.slug: card for card in cards}
    yield from people_pages(show, inputs, by_slug)
    yield from topic_pages(show, inputs, by_slug)
    yield subscribe_page(show, inputs)
    yield search_page(show, inputs, seasons)
    yield about_page(show, inputs, profiles(show, inputs))
    yield from legal_pages(show, inputs)
    yield _not_found_page(show, seasons)


def series_data(show: Show, pictures: Mapping[str, Picture]) -> dict[str, Any]:
    """Return the show as schema.org has it."""
    image = pictures.get(f"{show.cover}@share")
    return json_ld.series(show, _summary(show), urls.absolute_url(show, image.path) if image else None)


def _summary(show: Show) -> str:
    html = Markup(markdown.html(show.description, show.language))  # noqa: S704 - only its text is used
    return excerpt(strip_soft_hyphens(html.striptags()))


def _home_page(
    show: Show, inputs: RenderInputs, cards: Sequence[EpisodeCard], seasons: Sequence[SeasonSummary]
) -> Page:
    image = inputs.pictures.get(f"{show.cover}@share")
    newest = next((card for card in reversed(cards) if card.date), None)
    newest_episode = next((episode for episode in show.episodes if newest and episode.slug == newest.slug), None)
    return Page(
        address=urls.HOME,
        template="home.html",
        title=strip_soft_hyphens(f"{show.title} – {show.subtitle}" if show.subtitle else show.title),
        description=_summary(show),
        season_colour=newest.season_colour if newest else 0,
        image=image,
        image_alt=show.cover_alt,
        json_ld=series_data(show, inputs.pictures),
        values={
            "heading": markdown.typeset(show.subtitle or show.title, show.language),
            "lead": prose(show.description, show.language),
            "newest": newest,
            "player": episode_player(show, inputs, newest_episode) if newest_episode else None,
            "newest_has_transcript": newest is not None and bool(inputs.transcripts.get(newest.slug)),
            "seasons": seasons[: view_models.MAX_HOME_SEASONS],
            "has_more_seasons": len(seasons) > view_models.MAX_HOME_SEASONS,
            "subscribe_url": urls.absolute_url(show, urls.page(show, "subscribe")),
            "cover": inputs.pictures.get(f"{show.cover}@480"),
        },
    )


def _season_pages(
    show: Show, inputs: RenderInputs, season: SeasonSummary, cards: Sequence[EpisodeCard]
) -> Iterator[Page]:
    """Yield the pages of a season, the oldest episode first; `cards` are in this order."""
    translate = translator(show.language)
    lead = prose(season.description, show.language)
    name = f"{season.label}: {season.title}" if season.title else season.label
    default_description = translate("season_description", number=season.number, show=show.title)
    for pagination in paginate(show, season.address, cards):
        yield Page(
            address=pagination.address,
            template="season.html",
            title=window_title(show, name, pagination),
            description=excerpt(strip_soft_hyphens(lead.striptags() or default_description)),
            season_colour=season.season_colour,
            season=season.number,
            image=inputs.pictures.get(f"{show.cover}@share"),
            image_alt=show.cover_alt,
            values={"season": season, "lead": lead, "pagination": pagination},
        )


def _all_episodes_pages(
    show: Show, inputs: RenderInputs, cards: Sequence[EpisodeCard], summaries: Sequence[SeasonSummary]
) -> Iterator[Page]:
    """Yield the list of all episodes, newest first, including those that home leaves out or that have no season."""
    translate = translator(show.language)
    seasons = tuple(replace(summary, latest_cards=()) for summary in summaries if summary.number)
    for pagination in paginate(show, urls.page(show, "episodes"), cards[::-1]):
        yield Page(
            address=pagination.address,
            template="episodes.html",
            title=window_title(show, translate("episodes_title"), pagination),
            description=strip_soft_hyphens(translate("episodes_description", show=show.title)),
            image=inputs.pictures.get(f"{show.cover}@share"),
            image_alt=show.cover_alt,
            values={"pagination": pagination, "episode_count": len(cards), "seasons": seasons},
        )


def _not_found_page(show: Show, seasons: Sequence[SeasonSummary]) -> Page:
    translate = translator(show.language)
    return Page(
        address=urls.NOT_FOUND,
        template="404.html",
        title=strip_soft_hyphens(translate("page_title", title=translate("not_found_title"), show=show.title)),
        description=translate("not_found_title"),
        listed=False,
        values={"seasons": seasons},
    )
