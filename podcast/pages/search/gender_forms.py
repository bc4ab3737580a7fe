"""Other forms of words for people: `Kolleg*innen` and `Kolleginnen` are found as `Kollegen`, and called so.

German writes groups of people with a sign (`*`, `:`, `_`, `·`, `/`, `/-`), a capital I inside the word, or as the
feminine plural. A search for the form without it must find the word, apart from the words as they were typed. The
search term is treated by the same rules in `assets/search-index.js`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podcast.pages.search.tokens import JOINERS, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(rf"[^\W\d_]+(?:{JOINERS}+[^\W\d_]+)*")
_SIGN = re.compile(
    r"(?<=[^\W\d_][^\W\d_])(?:(?:[*:_·]|/-?)in(?:nen|(?![^\W\d_]))|(?<=[a-zäöüß])Innen)"  # Bürger*in, Bürger:innen
    # The feminine plural of common endings; not `beginnen`, `gewinnen`, `Finnen`.
    r"|(?<=[a-zäöüß])(?<=er|or|at|og|eg)innen|(?<=[a-zäöüß])(?<=ist|ent|ant|eur|ert|und)innen"
)
_ENDINGS = ("", "e", "en")  # Jurist*in: Jurist; Ärzt*innen: Ärzte; Kolleg*innen: Kollegen
_ENDINGS_AFTER_ER = ("", "n")  # Bürger*innen: Bürger, Bürgern
_MIN_STEM_LETTERS = 3


def gender_forms(text: str) -> Iterator[tuple[str, str]]:
    """Yield normalised other forms of the words for people in a text, each once, with the word itself, normalised."""
    # Most words have neither the ending nor a sign: the slower patterns see the others, each once.
    raw_words = dict.fromkeys(text.replace("\u00ad", "").split())
    possible = (word for word in raw_words if "nnen" in word or (not word.isalpha() and "in" in word))
    for word in dict.fromkeys(_WORD.findall(" ".join(possible))):
        sign = _SIGN.search(word)
        if sign is None or sign.start() < _MIN_STEM_LETTERS + (sign[0] == "innen"):  # not `beginnen`
            continue
        normalised = fold(word)
        for ending in _ENDINGS_AFTER_ER if word[: sign.start()].endswith("er") else _ENDINGS:
            form = fold(word[: sign.start()] + ending + word[sign.end() :].lstrip("-"))
            if form not in normalised:  # a part of the word is found in it anyway
                yield form, normalised
