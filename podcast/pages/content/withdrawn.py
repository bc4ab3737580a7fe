"""The page of a withdrawn episode: its title, the date, and the reason. It has no player and is not in the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls
from podcast.pages.page import Page
from podcast.pages.text import localization, markdown
from podcast.pages.text.markdown import prose
from podcast.pages.view_models import kicker
from podcast.strings import translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.model.show import Episode, Show


def withdrawn_pages(show: Show) -> Iterator[Page]:
    """Return a page for each withdrawn episode, at the episode's address; search engines may not list it."""
    return (_page(show, episode) for episode in show.withdrawn_episodes)


def _page(show: Show, episode: Episode) -> Page:
    translate, withdrawn = translator(show.language), episode.withdrawn
    reason = prose(withdrawn.reason, show.language) if withdrawn else ""
    return Page(
        address=urls.episode(episode),
        template="withdrawn.html",
        title=strip_soft_hyphens(translate("page_title", title=episode.title, show=show.title)),
        description=translate("withdrawn_description"),
        listed=False,
        values={
            "heading": markdown.typeset(episode.title, show.language),
            "kicker": kicker(show, episode),
            "withdrawal_date": localization.local_day(withdrawn.on, show) if withdrawn else None,
            "reason": reason,
        },
    )
