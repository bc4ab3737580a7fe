"""Words as the search compares them, and the rows of its index; `assets/search.js` folds and counts the same way."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROWS = 1 << 17  # of the index at its largest; a smaller one has those of the same last bits
SHORTEST = 3  # letters that are found inside of words; shorter words are found whole
TIMES = 6  # rows of a run of three letters: alone it must tell an episode from thousands, longer runs come in numbers

# Multiplicative hashing (Knuth, The Art of Computer Programming, volume 3, 6.4): 2^32 over the golden ratio, made odd.
_SPREAD, _LAST = 0x9E3779B1, 0xFFFFFFFF
_LEFT = 15  # bits of a number of 32 that are not in its first row

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


def runs(words: Iterable[str]) -> set[int]:
    """A number of 32 bits for each run of three letters in the words; a shorter word is one."""
    return {_spread(run) for word in words for run in _threes([*map(ord, word)])}


def rows(words: Iterable[str]) -> set[int]:
    """The rows in which words of a text stand: those of each run of three, four and five letters in them."""
    three: set[int] = set()
    longer: set[int] = set()
    for word in words:
        letters = [*map(ord, word)]
        found = _threes(letters)
        three.update(found)
        for more in (letters[3:], letters[4:]):
            found = [run * 31 + letter for run, letter in zip(found, more, strict=False)]
            longer.update(found)
    return {row(_spread(run)) for run in longer}.union(*(_several(_spread(run)) for run in three))


def row(run: int) -> int:
    """The first of the rows of a run: its number's first bits."""
    return run >> _LEFT


def _threes(letters: list[int]) -> list[int]:
    if len(letters) < SHORTEST:
        return [sum(31**place * letter for place, letter in enumerate(reversed(letters)))]
    return [a * 961 + b * 31 + c for a, b, c in zip(letters, letters[1:], letters[2:], strict=False)]


def _spread(run: int) -> int:
    return run * _SPREAD & _LAST


def _several(run: int) -> list[int]:
    """The other rows follow in steps of the number's last bits, made odd.

    Two numbers are as good as many (Kirsch, Mitzenmacher: Less Hashing, Same Performance, 2006).
    """
    first, step = row(run), run & (1 << _LEFT) - 1 | 1
    return [(first + time * step) % ROWS for time in range(TIMES)]
