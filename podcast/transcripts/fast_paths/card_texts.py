"""Words of SubRip in cards of two lines, found by searching for spaces instead of word by word.

The Podcast Namespace asks for cards of two lines of 32 characters (transcripts.md).
"""

from __future__ import annotations

import re

CARD_LINES = 2
CARD_LINE_CHARACTERS = 32
WORD_JOINER = "\u2060"  # invisible; at the end of a line: the word goes on in the next one
_JOINED = f"{WORD_JOINER} "  # between the parts of a divided word
_CARD_CHARACTERS = CARD_LINES * (CARD_LINE_CHARACTERS + 1)
# Parts of a word that are never divided: an entity, a letter with its accents.
_PART = re.compile(r"(?:&#?\w{1,10};|[^\u0300-\u036f\u200d\ufe0f])[\u0300-\u036f\u200d\ufe0f]{0,8}|.", re.DOTALL)
_LONG_WORD = re.compile(rf"[^ ]{{{CARD_LINE_CHARACTERS + 1},}}")
_COMPOSED = re.compile("[&\u0300-\u036f\u200d\ufe0f]")  # in words some of whose parts have several letters
_LINE = rf".{{1,{CARD_LINE_CHARACTERS}}}"
_FULL_CARD = re.compile(rf"({_LINE})(?:\Z| (?:({_LINE})(?: |\Z))?)", re.DOTALL)
_SPARE = (6, 16)  # characters more than the average that cards of similar length may have


def card_texts(text: str) -> list[str]:
    """Return the texts of the cards for a text, of similar length, with line ends in them."""
    if len(text) <= CARD_LINE_CHARACTERS:
        return [text]
    words = _LONG_WORD.sub(_divided_word, text)
    fewest = _fullest_cards(words)
    average = len(text) // len(fewest)
    if len(fewest) == 1 or average + _SPARE[0] >= _CARD_CHARACTERS:
        return fewest  # any cards of similar length would be the same
    attempts = (_packed(words, average + extra, len(fewest)) for extra in _SPARE)
    return next(filter(None, attempts), fewest)


def join_lines(lines: str) -> str:
    """Return the words of lines that `card_texts` has divided."""
    return lines.replace(f"{WORD_JOINER}\n", "").replace("\n", " ")


def _divided_word(word: re.Match[str]) -> str:
    """Return a word that is longer than a line in parts, each but the last with a word joiner."""
    pieces = [""]
    parts = _PART.findall(word[0]) if _COMPOSED.search(word[0]) else word[0]
    for part in parts:
        if pieces[-1] and len(pieces[-1]) + len(part) >= CARD_LINE_CHARACTERS:
            pieces[-1] += WORD_JOINER
            pieces.append("")
        pieces[-1] += part
    return " ".join(pieces)


def _fullest_cards(words: str) -> list[str]:
    """Return words in as few cards as possible."""
    if _JOINED in words or "  " in words or " " in {words[0], words[-1]}:
        return _packed(words, _CARD_CHARACTERS)
    return [f"{first}\n{second}" if second else first for first, second in _FULL_CARD.findall(words)]


def _packed(words: str, limit: int, max_cards: int | None = None) -> list[str]:
    """Return words in cards of at most `limit` characters, each of two lines; nothing if there are too many cards.

    A card has at least one word.
    """
    packed: list[str] = []
    start, size, width = 0, len(words), min(CARD_LINE_CHARACTERS, limit)
    has_joiner = _JOINED in words
    while start <= size:
        if len(packed) == max_cards:
            return []
        end = _line_end(words, start, width, has_joiner)
        if end < 0:
            end = words.find(" ", start)
            end = size if end < 0 else end
        second, room = end + 1, min(CARD_LINE_CHARACTERS, limit - (end - start) - 1)
        second_end = _line_end(words, second, room, has_joiner) if second <= size and room >= 0 else -1
        if second_end < 0:
            packed.append(words[start:end])
            start = second
        else:
            packed.append(f"{words[start:end]}\n{words[second:second_end]}")
            start = second_end + 1
    return packed


def _line_end(words: str, start: int, width: int, has_joiner: bool) -> int:  # noqa: FBT001 -- called often
    """Return where a line of at most `width` characters ends; -1 if its first word is longer.

    That is at the last space that leaves it short enough, or at a word joiner with a space.
    """
    end = len(words) if len(words) - start <= width else words.rfind(" ", start, start + width + 1)
    if has_joiner and end >= 0 and (joiner := words.find(_JOINED, start, end)) >= 0:
        return joiner + 1
    return end
