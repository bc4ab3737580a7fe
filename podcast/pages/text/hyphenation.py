"""Soft hyphens between the parts of long compound words, where browsers have no dictionary of the language.

A word is divided only where both parts are words that the show itself uses elsewhere, so no break can be a wrong one:
dictionaries of hyphenation patterns divide German compounds inside their parts (`Fort-s-chritt`, `Deut-sch-land`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from podcast.pages.caching.last_call import cache_last_call
from podcast.text import SOFT_HYPHEN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.model.show import Show

MIN_WORD_LETTERS: Final = 12  # shorter words fit on a line of a phone, whatever the size of the text
MIN_PART_LETTERS: Final = 4
COMPOUNDING_LANGUAGES: Final = frozenset({"da", "de", "nb", "nl", "nn", "no", "sv"})  # they write compounds as one word
_LINKS: Final = ("", "s", "es", "n", "en", "er")  # between the parts: Verwaltung-s-modernisierung
_WORD: Final = re.compile(r"[^\W\d_]+")
_ENDINGS: Final = frozenset({"innen"})  # Bürger*innenbeteiligung


@cache_last_call
def vocabulary(show: Show) -> frozenset[str]:
    """Return the words that titles, topics and short texts of a show use, in lower case; empty for other languages."""
    if show.language.partition("-")[0].lower() not in COMPOUNDING_LANGUAGES:
        return frozenset()
    return _ENDINGS | {
        word.casefold()
        for text in _texts(show)
        for word in _WORD.findall(text.replace(SOFT_HYPHEN, ""))
        if len(word) >= MIN_PART_LETTERS
    }


def with_soft_hyphens(text: str, words: frozenset[str]) -> str:
    """Return a text with a soft hyphen between the two parts of each long compound word.

    Words that have soft hyphens already are left as they are.
    """
    if not words or SOFT_HYPHEN in text:
        return text
    return _WORD.sub(lambda match: _divided(match[0], words), text)


def _texts(show: Show) -> Iterable[str]:
    yield from (show.title, show.subtitle or "", show.description, *show.topics)
    yield from (season.title for season in show.seasons)
    for episode in show.episodes:
        yield from (episode.title, episode.summary or "", *episode.topics)


def _divided(word: str, words: frozenset[str]) -> str:
    """Return a word with a soft hyphen before its longest last part that is a word, if its beginning is one as well."""
    if len(word) < MIN_WORD_LETTERS:
        return word
    for cut in range(MIN_PART_LETTERS, len(word) - MIN_PART_LETTERS + 1):
        first, last = word[:cut].casefold(), word[cut:].casefold()
        if last in words and any(first.removesuffix(link) in words for link in _LINKS if first.endswith(link)):
            return f"{word[:cut]}{SOFT_HYPHEN}{word[cut:]}"
    return word
