"""Show notes for the feed: the page's HTML with absolute URLs."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from podcast.feed.formatting import clean_text
from podcast.urls import ascii_url

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from podcast.model.show import Episode, Show


# The sanitiser writes every attribute in double quotes and escapes < in text: this pattern matches all of its tags.
TAG = re.compile(r'</?[a-zA-Z](?:[^<>"]|"[^"]*")*+>')
# In front of sanitised notes: the feed has the text of their file, in which nothing is unsafe. The sanitiser removes
# comments, so that no notes begin like this.
VERBATIM_MARK = "<!--verbatim-->"
_ATTRIBUTE = re.compile(r'(\s([^\s="<>/]+)=)"([^"]*)"')
_URL_ATTRIBUTES = frozenset({"cite", "href", "poster", "src"})


def resolve_urls(notes: str, page: str) -> str:
    """Return safe HTML with its URLs made absolute, ready for one CDATA section.

    Args:
        notes: HTML as a sanitiser writes it; may be empty.
        page: the URL of the episode's page, the base of relative addresses (`#t=90` too).
    """
    absolute = TAG.sub(
        lambda tag: _ATTRIBUTE.sub(_attribute_resolver(page), tag[0]), clean_text(notes).replace("&nbsp;", "\u00a0")
    )
    return absolute.replace("]]>", "]]&gt;")  # the same in HTML, but does not end a CDATA section


def _attribute_resolver(page: str) -> Callable[[re.Match[str]], str]:
    def attribute(match: re.Match[str]) -> str:
        if match[2].lower() not in _URL_ATTRIBUTES:
            return match[0]
        return f'{match[1]}"{html.escape(_absolute_url(page, html.unescape(match[3])))}"'

    return attribute


def _absolute_url(page: str, address: str) -> str:
    try:
        return ascii_url(address if address.startswith(("https://", "http://")) else urljoin(page, address))
    except ValueError:  # such as http://[, which is no URL
        return address


_CORRECTION = {"de": "Korrektur vom {day}: {text}"}


_CORRECTION_DEFAULT = "Corrected on {day}: {text}"


def correction_text(episode: Episode, show: Show) -> str:
    """Return the correction as plain text, empty if there is none: `Korrektur vom 3.5.2024: Fünf.`."""
    if episode.correction is None:
        return ""
    language = show.episode_language(episode).partition("-")[0]
    day = _format_day(episode.correction.on, language)
    return _CORRECTION.get(language, _CORRECTION_DEFAULT).format(day=day, text=clean_text(episode.correction.text))


def _format_day(day: date, language: str) -> str:
    return f"{day.day}.{day.month}.{day.year}" if language == "de" else day.isoformat()
