"""The page of a withdrawn episode: its title, the date, and the reason. It has no player and is not in the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls
from podcast.model.season_colours import season_colour
from podcast.pages.page import Page
from podcast.pages.pagination import window_title
from podcast.pages.text import localization, markdown
from podcast.pages.text.markdown import prose
from podcast.pages.view_models import kicker
from podcast.strings import translator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.model.show import Episode, Show


def withdrawn_pages(show: Show) -> Iterator[Page]:
    """Return a page for each withdrawn episode, at the episode's address; search engines may not list it.

    It leads to the episode's season, if episodes are left there.
    """
    seasons = {episode.season for episode in show.without_withdrawn().episodes}
    return (_page(show, episode, has_season=episode.season in seasons) for episode in show.withdrawn_episodes)


def _page(show: Show, episode: Episode, *, has_season: bool) -> Page:
    translate, withdrawn = translator(show.language), episode.withdrawn
    season = episode.season if has_season else None
    reason = prose(withdrawn.reason, show.language) if withdrawn else ""
    return Page(
        address=urls.episode(episode),
        template="withdrawn.html",
        title=window_title(show, episode.title),
        description=translate("withdrawn_description"),
        season_colour=season_colour(episode.season),
        season=season,
        listed=False,
        values={
            "heading": markdown.typeset(episode.title, show.language),
            "kicker": kicker(show, episode),
            "withdrawal_date": localization.local_day(withdrawn.on, show) if withdrawn else None,
            "reason": reason,
            "season_address": urls.season(show, season) if season else None,
            "season_label": translate("to_season", season=translate("season_number", number=season)),
        },
    )
