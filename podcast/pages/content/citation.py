"""How an episode is cited, on one line that can be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.pages.text import localization as figures
from podcast.pages.text.markdown import typeset
from podcast.pages.text.strings import speaker
from podcast.pages.view_models import kicker
from podcast.text import plain

if TYPE_CHECKING:
    from podcast.model.show import Episode, Show


def citation(show: Show, episode: Episode) -> str:
    """Author, year, title, podcast, season and episode, date, address; without a date (a draft) what is left.

    A title that ends with a question needs no full stop.
    """
    say, title = speaker(show.language), plain(typeset(episode.title, show.language))
    known = {
        "author": plain(show.author),
        "title": title if title.rstrip("“”’\"')»").endswith((".", "?", "!", "…")) else f"{title}.",
        "show": plain(typeset(show.title, show.language)),
        "kicker": kicker(show, episode),
        "url": addresses.absolute(show, addresses.episode(episode)),
    }
    if episode.date is None:
        return say("citation_undated", **known)
    moment = figures.moment(episode.date, show)
    return say("citation", **known, year=moment.iso[:4], date=moment.text)
