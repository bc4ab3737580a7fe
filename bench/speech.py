"""German-like speech: 60,000 different words, as frequent as in a language, every third of them a compound."""

from __future__ import annotations

import random
from functools import cache
from itertools import accumulate

VOCABULARY = 60_000  # different words
WORDS = (
    *("Verwaltung", "Kommune", "Jugend", "Beteiligung", "Rathaus", "Amt", "Bürger*innen", "und"),
    *("oder", "nicht", "weil", "gemeinsam", "planen", "steuern", "Stadt", "arbeiten"),
    *("Landkreis", "Führung", "Daten", "Haus", "Weg", "Mut", "Gebühren", "Satzung"),
    *("Schule", "Straße", "Wahl", "Größe", "für", "über", "mit", "von"),
    "Menschen",
)
_ONSETS = ("", "b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "br", "gr", "schl", "st")
_MIDDLES = ("a", "e", "i", "o", "u", "ei", "au", "ie", "ä", "ö", "ü")
_CODAS = ("", "", "n", "r", "l", "s", "t", "ng", "cht", "rd", "nd", "ck")
_ENDS = ("", "", "en", "er", "ung", "keit", "lich", "heit", "te", "e", "s")
_SMALL = (
    *("die", "der", "und", "in", "zu", "den", "das", "nicht", "von", "sie", "ist", "des", "sich", "mit", "dem", "dass"),
    *("er", "es", "ein", "ich", "auf", "so", "eine", "auch", "als", "an", "nach", "wie", "im", "für", "man", "aber"),
    *("aus", "durch", "wenn", "nur", "war", "noch", "werden", "bei", "hat", "wir", "was", "wird", "sein", "einen"),
    *("welche", "sind", "oder", "um", "haben", "einer", "mir", "über", "ihm", "diese", "einem", "ihr", "uns", "da"),
)


@cache
def language() -> tuple[list[str], list[float]]:
    """The words, and their frequencies summed up: Zipf's law as Mandelbrot corrected it."""
    words = _vocabulary(random.Random(7))  # noqa: S311 -- the same words each time
    return words, [*accumulate(1 / (rank + 2.7) for rank in range(len(words)))]


def spoken_words(chance: random.Random, count: int) -> list[str]:
    """So many words as they follow one another in speech."""
    vocabulary, weights = language()
    return chance.choices(vocabulary, cum_weights=weights, k=count)


def _vocabulary(chance: random.Random) -> list[str]:
    """Small words, `WORDS`, then ever rarer ones, every third of them a compound."""
    vocabulary = dict.fromkeys((*_SMALL, *WORDS))
    stems = [*WORDS]
    while len(vocabulary) < VOCABULARY:
        word = "".join(
            chance.choice(part) for _ in range(chance.choice((1, 1, 2, 2, 3))) for part in (_ONSETS, _MIDDLES, _CODAS)
        )
        word += chance.choice(_ENDS)
        if len(vocabulary) % 3 == 0:
            word = f"{chance.choice(stems)}s{word}"
        vocabulary[word] = None
        stems.append(word) if len(stems) < 2000 else None
    return [*vocabulary]
