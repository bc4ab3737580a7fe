"""What is left of an episode that was withdrawn: its title, since when, and why. No player, nothing to search for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.pages.page import Page
from podcast.pages.text import localization as figures
from podcast.pages.text import markdown
from podcast.pages.text.markdown import prose
from podcast.pages.text.strings import speaker
from podcast.pages.view_models import kicker
from podcast.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.model.show import Episode, Show


def tombstones(show: Show) -> Iterator[Page]:
    """A page for each episode that was withdrawn, at the address that people know; search engines may not list it."""
    return (_page(show, episode) for episode in show.withdrawn)


def _page(show: Show, episode: Episode) -> Page:
    say, withdrawn = speaker(show.language), episode.withdrawn
    reason = prose(withdrawn.reason, show.language) if withdrawn else ""
    return Page(
        address=addresses.episode(episode),
        template="tombstone.html",
        title=plain(say("page_title", title=episode.title, show=show.title)),
        description=say("withdrawn_description"),
        listed=False,
        values={
            "heading": markdown.typeset(episode.title, show.language),
            "kicker": kicker(show, episode),
            "since": figures.day(withdrawn.on, show) if withdrawn else None,
            "reason": reason,
        },
    )
