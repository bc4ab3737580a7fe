"""The list pages (home, seasons, all episodes), the page for unknown addresses, and the order of all pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from podcast import urls
from podcast.pages import view_models
from podcast.pages.caching.last_call import cache_last_call
from podcast.pages.card_parts import SHOW_HOST_ROLES, face
from podcast.pages.content.about import about_page
from podcast.pages.content.episode_list import episode_list_pages
from podcast.pages.content.episode_page import accessible_versions
from podcast.pages.content.legal_pages import legal_pages
from podcast.pages.content.people import people_pages
from podcast.pages.content.profiles import profiles
from podcast.pages.content.subscribe import subscribe_page
from podcast.pages.content.topics import topic_pages
from podcast.pages.metadata import json_ld
from podcast.pages.page import Page, RenderInputs, excerpt
from podcast.pages.pagination import paginate, window_title
from podcast.pages.player import episode_player
from podcast.pages.search.search_page import search_page
from podcast.pages.slugs import person_directory
from podcast.pages.text import markdown
from podcast.pages.text.markdown import prose
from podcast.strings import translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from podcast.artifacts import Picture
    from podcast.model.show import Episode, Show
    from podcast.pages.card_parts import Face
    from podcast.pages.episode_card import EpisodeCard
    from podcast.pages.view_models import SeasonSummary


def list_pages(show: Show, inputs: RenderInputs, cards: Sequence[EpisodeCard]) -> Iterator[Page]:
    """Yield home, the seasons and the list of all episodes; `cards` are those of all episodes, oldest first."""
    seasons = view_models.season_summaries(show, cards)
    yield _home_page(show, inputs, cards, seasons)
    by_season = view_models.cards_by_season(show, cards)
    for season in seasons:
        if season.number:
            yield from _season_pages(show, inputs, season, by_season[season.number])
    yield from episode_list_pages(show, inputs, cards, seasons)


def other_pages(show: Show, inputs: RenderInputs, cards: Sequence[EpisodeCard]) -> Iterator[Page]:
    """Yield the pages that are neither an episode's nor a list of episodes by season."""
    seasons = view_models.season_summaries(show, cards)[: view_models.MAX_HOME_SEASONS]
    by_slug = {card.slug: card for card in cards}
    yield from people_pages(show, inputs, by_slug)
    yield from topic_pages(show, inputs, by_slug)
    yield subscribe_page(show, inputs)
    yield search_page(show, inputs, seasons)
    yield about_page(show, inputs, profiles(show, inputs), by_slug)
    yield from accessible_versions.show_pages(show, inputs)
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
            "heading": markdown.typeset(show.title, show.language),
            "claim": markdown.typeset(show.subtitle or "", show.language),
            "lead": prose(show.description.strip().partition("\n\n")[0], show.language),
            "hosts": _hosts(show, inputs, show.episodes),
            "newest": newest,
            "player": episode_player(show, inputs, newest_episode) if newest_episode else None,
            "featured": _featured(show, cards),
            "seasons": seasons[: view_models.MAX_HOME_SEASONS],
            "subscribe_url": urls.absolute_url(show, urls.page(show, "subscribe")),
            "cover": inputs.pictures.get(f"{show.cover}@480"),
        },
    )


def _featured(show: Show, cards: Sequence[EpisodeCard]) -> tuple[tuple[EpisodeCard, str], ...]:
    """Return the episodes to begin with that the site shows, each with its first topic."""
    by_slug = {card.slug: card for card in cards}
    topics = {episode.slug: episode.topics[0] for episode in show.episodes if episode.topics}
    return tuple(
        (by_slug[slug], markdown.typeset(topics.get(slug, ""), show.language))
        for slug in show.featured
        if slug in by_slug
    )


def _hosts(show: Show, inputs: RenderInputs, episodes: Iterable[Episode]) -> tuple[Face, ...]:
    """Return those who lead through some of the episodes, each once, in the order in which episodes name them."""
    people = person_directory(show)
    hosts = {
        people.address(person): person
        for episode in episodes
        for person in episode.people
        if person.role in SHOW_HOST_ROLES
    }
    return tuple(face(person, address, inputs.pictures) for address, person in hosts.items())


def _years(show: Show, episodes: Iterable[Episode]) -> str:
    """Return the years in which the episodes appeared: `2021–2022`; empty without dates."""
    years = sorted({str(show.local_time(episode.date).year) for episode in episodes if episode.date})
    return "–".join(dict.fromkeys((years[0], years[-1]))) if years else ""


def _season_pages(
    show: Show, inputs: RenderInputs, season: SeasonSummary, cards: Sequence[EpisodeCard]
) -> Iterator[Page]:
    """Yield the pages of a season, the oldest episode first; `cards` are in this order."""
    translate = translator(show.language)
    lead = prose(season.description, show.language)
    name = f"{season.label}: {season.title}" if season.title else season.label
    default_description = translate("season_description", number=season.number, show=show.title)
    description = excerpt(strip_soft_hyphens(lead.striptags() or default_description))
    values = _season_values(show, inputs, season, cards)
    for pagination in paginate(show, season.address, cards):
        yield Page(
            address=pagination.address,
            template="season.html",
            title=window_title(show, name, pagination),
            description=description,
            season_colour=season.season_colour,
            season=season.number,
            json_ld=json_ld.season(show, season.number or 0, description, season.count),
            image=inputs.pictures.get(f"{show.cover}@share"),
            image_alt=show.cover_alt,
            values={"lead": lead, "pagination": pagination, **values},
        )


def _season_values(
    show: Show, inputs: RenderInputs, season: SeasonSummary, cards: Sequence[EpisodeCard]
) -> dict[str, Any]:
    """Return the template's variables that all pages of a season have in common."""
    fields = show.season(season.number) if season.number else None
    episodes = _episodes_by_season(show).get(season.number, [])
    return {
        "season": season,
        "years": _years(show, episodes),
        "hosts": _hosts(show, inputs, episodes),
        "first": next((card for card in cards if card.audio), None),
        "fan": tuple(cards[:3]),
        "cover": inputs.pictures.get(f"{fields.image}@480") if fields else None,
        "cover_alt": (fields.image_alt or "") if fields else "",
    }


@cache_last_call
def _episodes_by_season(show: Show) -> dict[int | None, list[Episode]]:
    by_season: dict[int | None, list[Episode]] = {}
    for episode in show.episodes:
        by_season.setdefault(episode.season, []).append(episode)
    return by_season


def _not_found_page(show: Show, seasons: Sequence[SeasonSummary]) -> Page:
    translate = translator(show.language)
    return Page(
        address=urls.NOT_FOUND,
        template="404.html",
        title=window_title(show, translate("not_found_title")),
        description=translate("not_found_title"),
        listed=False,
        values={"seasons": seasons},
    )
