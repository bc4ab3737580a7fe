"""Episodes to be searched: German-like speech of 31 kB, words as frequent as in a language, and what is asked of it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import speech

from podcast.pages.search import tokens as folding
from podcast.transcripts.cue import Cue

if TYPE_CHECKING:
    from collections.abc import Iterator

SPOKEN = 2800  # words of an episode
SENTENCE = 14  # words
SEASON = 50  # episodes
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
    words = speech.spoken_words(chance, SPOKEN)
    for planted, every in PLANTED.items():
        if number % min(every, count) == 0:
            words[chance.randrange(SPOKEN)] = planted
    return Spoken(title(number), tuple(_cues(words)))


def title(number: int) -> str:
    """Of an episode."""
    vocabulary, _ = speech.language()
    return f"{vocabulary[number * 37 % 5000].capitalize()} und {vocabulary[number * 101 % 900]}"


def _cues(words: list[str]) -> Iterator[Cue]:
    for at in range(0, len(words), SENTENCE):
        start = 6.0 * (at // SENTENCE)
        text = " ".join(words[at : at + SENTENCE])
        yield Cue(start, start + 5.5, "Ada" if at % 9 < 5 else "Ben", f"{text[0].upper()}{text[1:]}.")
