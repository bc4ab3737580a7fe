"""Longer texts of the show on its pages: Markdown with its headings in their place, and what is wide scrolling."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from podcast.pages.text import markdown
from podcast.pages.text.strings import speaker

_TITLE = re.compile(r"\s*<h2>(.*?)</h2>\s*", re.DOTALL)


def prose(text: str, language: str, title: str = "") -> Markup:
    """A text that stands right below a page's h1, from h2 down.

    Args:
        text: Markdown.
        language: the show's language.
        title: the page's h1. A text that begins with the same words as its heading (`# Impressum`) has them once.
    """
    html = markdown.html(text, language, first=2)
    first = _TITLE.match(html)
    if first and title and first[1].casefold() == escape(title).casefold():
        html = markdown.outlined(html[first.end() :], first=2)
    return Markup(markdown.scrolling(html, speaker(language)("table")))  # noqa: S704 - sanitised by markdown.html
