"""The list of the newest episodes for pages of other sites: a script with its data, and the HTML that includes it.

The script has a fixed address, because it stands on other sites, and contains its data: so those need no permission
but for the script itself, and the store needs no CORS. Without it there is a link.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from podcast import urls
from podcast.pages.slugs import oldest_first
from podcast.pages.text import localization
from podcast.pages.text.markdown import typeset
from podcast.pages.view_models import kicker
from podcast.strings import translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.artifacts import Audio
    from podcast.model.show import Episode, Show
    from podcast.pages.theme import Theme

MAX_EPISODES: Final = 20  # that a list may have
DEFAULT_EPISODES: Final = 5
_ROW_HEIGHT, _LINK_HEIGHT = 4.75, 2.25  # em, as in templates/widget.js
_TEMPLATE: Final = "widget.js"


def widget_script(show: Show, audio: Mapping[str, Audio], theme: Theme) -> bytes:
    """Return the script with the newest episodes that have audio.

    Args:
        show: with all its episodes.
        audio: by slug.
        theme: whose template is filled.

    Raises:
        TemplateError: the template is broken.
    """
    newest = [episode for episode in reversed(oldest_first(show)) if not episode.draft and episode.slug in audio]
    data = {
        "link": show.link,
        "language": show.language,
        "direction": localization.text_direction(show.language),
        "episodes": [_row(show, episode, audio[episode.slug]) for episode in newest[:MAX_EPISODES]],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    variables: dict[str, Any] = {"data": Markup(text)}  # noqa: S704 - a script, not HTML
    return theme.render(_TEMPLATE, variables).encode()


def _row(show: Show, episode: Episode, audio: Audio) -> tuple[str, str, str]:
    """Return address, title and facts of an episode."""
    date = localization.local_date(episode.date, show).text if episode.date else ""
    facts = (kicker(show, episode), date, localization.format_short_duration(audio.seconds, show.language))
    url = urls.absolute_url(show, urls.episode(episode))
    return url, typeset(episode.title, show.language), " · ".join(filter(None, facts))


def widget_html(show: Show, episode_count: int) -> str:
    """Return the HTML that shows the list on another page: a link, which the script makes a list; empty of no episode.

    The space for the list is kept free from the start, so that nothing below it moves.

    Args:
        show: whose newest episodes are listed.
        episode_count: of the episodes that can be heard.
    """
    if not episode_count:
        return ""
    count = min(episode_count, DEFAULT_EPISODES)
    label = translator(show.language)("widget_link", show=strip_soft_hyphens(typeset(show.title, show.language)))
    height = f"{count * _ROW_HEIGHT + _LINK_HEIGHT:g}em"
    return (
        f'<div class="podcast-episodes" data-count="{count}" style="min-height:{height}">'
        f'<a href="{escape(show.link)}">{escape(label)}</a></div>\n'
        f'<script src="{escape(urls.absolute_url(show, urls.WIDGET))}" async></script>'
    )
