"""Long titles in two parts: a title and a subtitle, as large headings and social cards set them."""

from __future__ import annotations

import re
from typing import Final

from podcast.text import strip_soft_hyphens

MAX_UNDIVIDED_CHARACTERS: Final = 60  # longer titles are divided at a dash
_DASH: Final = re.compile(r"\s[–—-]\s")
_SERIES_SEPARATOR: Final = " // "


def without_series(title: str, series: str) -> str:
    """Return a title without a last part after `//` that only repeats a series, such as the season's title."""
    first, separator, last = title.rpartition(_SERIES_SEPARATOR)
    return first.rstrip() if separator and _normalized(last) == _normalized(series) else title


def split_title(title: str) -> tuple[str, str]:
    """Return title and subtitle: a long title is divided at its first dash; others have no subtitle."""
    if len(strip_soft_hyphens(title)) <= MAX_UNDIVIDED_CHARACTERS:
        return title, ""
    first, *rest = _DASH.split(title, maxsplit=1)
    return first.rstrip(), rest[0].lstrip() if rest else ""


def _normalized(text: str) -> str:
    return " ".join(strip_soft_hyphens(text).casefold().split())
