"""Words as the search compares them; `assets/search.js` folds the same way, letter by letter."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ROWS = 1 << 14  # how many rows the index has
SHORTEST = 3  # letters that are found inside of words; shorter words are found whole
LONG = 5

_SPELLED = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))
_JOINED = re.compile(r"(?<=[^\W\d_])[-*:_/·'’\u00ad\u2010\u2011]+(?=[^\W\d_])")
_OTHERS = re.compile(r"[\W_]+")
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_FOREIGN = re.compile(r"[^\x00-\u036f\u1e00-\u1eff\u2000-\u20cf]")  # beyond Latin letters and their signs


def folded(text: str) -> str:
    """Letters and digits with single spaces between: `Bürger*innen-Beteiligung!` is `buergerinnenbeteiligung`.

    Signs between two letters join them, so that both `E-Mail` and `Email` find either. Umlauts are spelled out, other
    accents dropped.
    """
    return _bare(_JOINED.sub("", _composed(text)))


def words(text: str) -> set[str]:
    """Every word of a text, folded; what a sign joins, both as one word and as several (`KI-Strategie`)."""
    text = _composed(text)
    found = set(_bare(_JOINED.sub("", text)).split())
    return found | set(_bare(text).split()) if _JOINED.search(text) else found


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\u00ad", "").lower()


def _bare(text: str) -> str:
    if not text.isascii():
        for letter, spelled in _SPELLED:
            text = text.replace(letter, spelled)
        text = unicodedata.normalize("NFD", text)
        if _FOREIGN.search(text):  # slower, and knows the marks of every script
            text = "".join(letter for letter in text if unicodedata.category(letter)[0] != "M")
        text = _ACCENTS.sub("", text)
    return _OTHERS.sub(" ", text).strip()


@lru_cache(maxsize=1 << 18)
def rows(word: str) -> tuple[int, ...]:
    """The rows of the index in which a word of a text stands: one for each run of 3 and of 5 letters in it."""
    if len(word) < SHORTEST:
        return (row(word),)
    one = [ord(letter) for letter in word]  # `row` of each run, at one go
    three = [(a * 961 + b * 31 + c) % ROWS for a, b, c in zip(one, one[1:], one[2:], strict=False)]
    five = [(a * 961 + d * 31 + e) % ROWS for a, d, e in zip(three, one[3:], one[4:], strict=False)]
    return tuple({*three, *five})


def row(run: str) -> int:
    """The row of a run of letters."""
    number = 0
    for letter in run:
        number = (number * 31 + ord(letter)) % ROWS
    return number
