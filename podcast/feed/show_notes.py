"""Show notes as the feed carries them: the page's HTML with every address written out."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from podcast.feed.formatting import clean
from podcast.urls import web

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from podcast.model.show import Episode, Show


# The sanitiser writes every attribute in double quotes and escapes < in text: no more of HTML needs to be read.
TAG = re.compile(r'</?[a-zA-Z](?:[^<>"]|"[^"]*")*+>')
_ATTRIBUTE = re.compile(r'(\s([^\s="<>/]+)=)"([^"]*)"')
_ADDRESSES = frozenset({"cite", "href", "poster", "src"})


def written_out(notes: str, page: str) -> str:
    """Safe HTML with its addresses made absolute, ready to stand in one CDATA section.

    Args:
        notes: HTML as a sanitiser writes it; may be empty.
        page: the URL of the episode's page, from which relative addresses start (`#t=90` too).
    """
    absolute = TAG.sub(lambda tag: _ATTRIBUTE.sub(_from(page), tag[0]), clean(notes).replace("&nbsp;", "\u00a0"))
    return absolute.replace("]]>", "]]&gt;")  # the same to a reader of HTML, and no end of a CDATA section


def _from(page: str) -> Callable[[re.Match[str]], str]:
    def attribute(match: re.Match[str]) -> str:
        if match[2].lower() not in _ADDRESSES:
            return match[0]
        return f'{match[1]}"{html.escape(_joined(page, html.unescape(match[3])))}"'

    return attribute


def _joined(page: str, address: str) -> str:
    try:
        return web(address if address.startswith(("https://", "http://")) else urljoin(page, address))
    except ValueError:  # such as http://[ : no address, and nothing that could be made of it
        return address


_SAID = {"de": "Korrektur vom {day}: {text}"}


_ELSE = "Correction of {day}: {text}"


def correction(episode: Episode, show: Show) -> str:
    """The correction as plain text, empty where there is none: `Korrektur vom 3.5.2024: Fünf.`."""
    if episode.correction is None:
        return ""
    language = show.language.partition("-")[0]
    day = _day(episode.correction.on, language)
    return _SAID.get(language, _ELSE).format(day=day, text=clean(episode.correction.text))


def _day(day: date, language: str) -> str:
    return f"{day.day}.{day.month}.{day.year}" if language == "de" else day.isoformat()
