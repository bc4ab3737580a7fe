"""Normalised words of the search and their rows in its index; `assets/search.js` computes the same."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_ROWS = 1 << 17  # of the largest index; a smaller one uses the last bits of the row number
MIN_INNER_LETTERS = 3  # a shorter search term matches whole words only
ROWS_PER_TRIGRAM = 6  # a single trigram must tell an episode from thousands; longer words have many

# Multiplicative hashing (Knuth, The Art of Computer Programming, volume 3, 6.4): 2^32 over the golden ratio, made odd.
_MULTIPLIER, _MASK_32_BITS = 0x9E3779B1, 0xFFFFFFFF
_ROW_SHIFT = 15  # bits of a 32-bit hash below those of its first row

_SPELLED = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))
_JOINED = re.compile(r"(?<=[^\W\d_])[-*:_/·'’\u00ad\u2010\u2011]+(?=[^\W\d_])")
_OTHERS = re.compile(r"[\W_]+")
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_FOREIGN = re.compile(r"[^\x00-\u036f\u1e00-\u1eff\u2000-\u20cf]")  # beyond Latin letters and their signs


def fold(text: str) -> str:
    """Normalise a text to lower-case letters and digits: `Bürger*innen-Beteiligung!` is `buergerinnenbeteiligung`.

    Punctuation between two letters joins them, so that `E-Mail` and `Email` match each other. Umlauts are spelled out,
    other accents dropped, words separated by single spaces.
    """
    return _letters_only(_JOINED.sub("", _composed(text)))


def word_tokens(text: str) -> set[str]:
    """Return the normalised words of a text; words joined by punctuation (`KI-Strategie`) both joined and separate."""
    text = _composed(text)
    joined = set(_letters_only(_JOINED.sub("", text)).split())
    return joined | set(_letters_only(text).split()) if _JOINED.search(text) else joined


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\u00ad", "").lower()


def _letters_only(text: str) -> str:
    if not text.isascii():
        for letter, spelled in _SPELLED:
            text = text.replace(letter, spelled)
        text = unicodedata.normalize("NFD", text)
        if _FOREIGN.search(text):  # slower, for the combining marks of every script
            text = "".join(letter for letter in text if unicodedata.category(letter)[0] != "M")
        text = _ACCENTS.sub("", text)
    return _OTHERS.sub(" ", text).strip()


def trigram_hashes(words: Iterable[str]) -> set[int]:
    """Return a 32-bit hash for each trigram of the words; a shorter word counts as one trigram."""
    return {_hash(number) for word in words for number in _trigrams([*map(ord, word)])}


def token_rows(words: Iterable[str]) -> set[int]:
    """Return the rows of the words of a text: those of each sequence of three, four and five letters."""
    trigrams: set[int] = set()
    longer: set[int] = set()
    for word in words:
        letters = [*map(ord, word)]
        numbers = _trigrams(letters)
        trigrams.update(numbers)
        for following in (letters[3:], letters[4:]):
            numbers = [number * 31 + letter for number, letter in zip(numbers, following, strict=False)]
            longer.update(numbers)
    return {first_row(_hash(number)) for number in longer}.union(*(_hash_rows(_hash(number)) for number in trigrams))


def first_row(hashed: int) -> int:
    """The first row of a hash: its highest bits."""
    return hashed >> _ROW_SHIFT


def _trigrams(letters: list[int]) -> list[int]:
    if len(letters) < MIN_INNER_LETTERS:
        return [sum(31**place * letter for place, letter in enumerate(reversed(letters)))]
    return [a * 961 + b * 31 + c for a, b, c in zip(letters, letters[1:], letters[2:], strict=False)]


def _hash(number: int) -> int:
    return number * _MULTIPLIER & _MASK_32_BITS


def _hash_rows(hashed: int) -> list[int]:
    """The rows of a hash: after the first one in steps of its lowest bits, made odd.

    Double hashing is as good as many hashes (Kirsch, Mitzenmacher: Less Hashing, Same Performance, 2006).
    """
    first, step = first_row(hashed), hashed & (1 << _ROW_SHIFT) - 1 | 1
    return [(first + time * step) % MAX_ROWS for time in range(ROWS_PER_TRIGRAM)]
