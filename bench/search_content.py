"""Episodes to be searched: German-like speech of 31 kB, words as frequent as in a language, and what is asked of it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

import site_content

from podcast.pages.search import tokens as folding
from podcast.transcripts.cue import Cue

if TYPE_CHECKING:
    from collections.abc import Iterator

VOCABULARY = 60_000  # different words
SPOKEN = 2800  # words of an episode
SENTENCE = 14  # words
SEASON = 50  # episodes
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
# What the bench says itself: the word, and of how many episodes one has it.
PLANTED = {
    "OZG": 97, "KI": 61, "Verwaltungsmodernisierung": 5, "Streusandkiste": 10_000, "Bürger*innenrätin": 13,
    "Jugendhilfeausschuss": 211, "Tintenfass": 10_000, "Spielplatzpatenschaft": 499,
}  # fmt: skip
QUERIES = {
    "a frequent word": "verwaltung",
    "two frequent words": "jugend beteiligung",
    "three frequent words": "kommune satzung rathaus",
    "the inside of a compound": "modernisierung",
    "the inside of a rare compound": "hilfeausschuss",
    "an umlaut spelled out, a star": "buergerinnenraet",
    "three letters": "OZG",
    "two letters": "KI",
    "a word that is said once": "sandkiste",
    "two rare words of one episode": "tintenfass streusandkiste",
    "a rare and two frequent words": "patenschaft verwaltung planen",
    "nothing: a long word": "quantenkryptographie",
    "nothing: three letters": "xqy",
    "nothing: two words never together": "ausschuss xylophonkonzert",
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """An episode."""

    title: str
    cues: tuple[Cue, ...]

    def meets(self) -> frozenset[str]:
        """Which questions it answers, by plain search in its folded words."""
        words = folding.word_tokens("\n".join((self.title, *(cue.text for cue in self.cues))))
        inside = "\n".join(sorted(words))

        def has(word: str) -> bool:
            return word in inside if len(word) >= folding.MIN_INNER_LETTERS else word in words

        return frozenset(query for query in QUERIES.values() if all(map(has, folding.fold(query).split())))


def episode(number: int, count: int) -> Spoken:
    """An episode of so many, the same each time."""
    chance = random.Random(number)  # noqa: S311 -- the same words each time
    vocabulary, weights = _language()
    words = chance.choices(vocabulary, cum_weights=weights, k=SPOKEN)
    for planted, every in PLANTED.items():
        if number % min(every, count) == 0:
            words[chance.randrange(SPOKEN)] = planted
    return Spoken(title(number), tuple(_cues(words)))


def title(number: int) -> str:
    """Of an episode."""
    vocabulary, _ = _language()
    return f"{vocabulary[number * 37 % 5000].capitalize()} und {vocabulary[number * 101 % 900]}"


def _cues(words: list[str]) -> Iterator[Cue]:
    for at in range(0, len(words), SENTENCE):
        start = 6.0 * (at // SENTENCE)
        text = " ".join(words[at : at + SENTENCE])
        yield Cue(start, start + 5.5, "Ada" if at % 9 < 5 else "Ben", f"{text[0].upper()}{text[1:]}.")


@cache
def _language() -> tuple[list[str], list[float]]:
    """The words, and how often each is said, summed up: Zipf's law as Mandelbrot corrected it."""
    words = _vocabulary(random.Random(7))  # noqa: S311 -- the same words each time
    return words, [*accumulate(1 / (rank + 2.7) for rank in range(len(words)))]


def _vocabulary(chance: random.Random) -> list[str]:
    """Small words, those of bench/site_content.py, then ever rarer ones, every third of them a compound."""
    found = dict.fromkeys((*_SMALL, *site_content.WORDS))
    known = [*site_content.WORDS]
    while len(found) < VOCABULARY:
        word = "".join(
            chance.choice(part) for _ in range(chance.choice((1, 1, 2, 2, 3))) for part in (_ONSETS, _MIDDLES, _CODAS)
        )
        word += chance.choice(_ENDS)
        if len(found) % 3 == 0:
            word = f"{chance.choice(known)}s{word}"
        found[word] = None
        known.append(word) if len(known) < 2000 else None
    return [*found]
