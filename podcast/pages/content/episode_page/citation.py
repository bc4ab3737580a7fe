"""The citation of an episode, on one line that can be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls
from podcast.pages.text import localization
from podcast.pages.text.markdown import typeset
from podcast.pages.view_models import kicker
from podcast.strings import translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from podcast.model.show import Episode, Show


def citation(show: Show, episode: Episode) -> str:
    """Return author, year, title, podcast, season and episode, date, address; a draft has neither year nor date.

    A title that ends with its own punctuation gets no full stop.
    """
    translate, title = translator(show.language), strip_soft_hyphens(typeset(episode.title, show.language))
    values = {
        "author": strip_soft_hyphens(show.author),
        "title": title if title.rstrip("“”’\"')»").endswith((".", "?", "!", "…")) else f"{title}.",
        "show": strip_soft_hyphens(typeset(show.title, show.language)),
        "kicker": kicker(show, episode),
        "url": urls.absolute_url(show, urls.episode(episode)),
    }
    if episode.date is None:
        return translate("citation_undated", **values)
    moment = localization.local_date(episode.date, show)
    return translate("citation", **values, year=moment.iso[:4], date=moment.text)
