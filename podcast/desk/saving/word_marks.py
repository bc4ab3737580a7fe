"""Differences of two texts by words, for pages that show both."""

from __future__ import annotations

import re
from typing import NamedTuple

from podcast.desk.saving.three_way import changes

_WORD = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")


class MarkedText(NamedTuple):
    """A part of a text, and whether the other text lacks it."""

    text: str
    is_different: bool


def words(text: str) -> tuple[str, ...]:
    """Return the words and punctuation marks of a text, in order, each with the spaces before it."""
    return tuple(_WORD.findall(text))


def marked_text(text: str, other: str) -> tuple[MarkedText, ...]:
    """Return the parts of a text; those that are different lack in the other one."""
    parts: list[MarkedText] = []
    tokens, position = words(text), 0
    for change in changes(tokens, words(other)):
        parts += [
            MarkedText("".join(tokens[position : change.start]), is_different=False),
            *_marked("".join(tokens[change.start : change.stop])),
        ]
        position = change.stop
    parts.append(MarkedText("".join(tokens[position:]), is_different=False))
    return tuple(part for part in parts if part.text)


def _marked(text: str) -> tuple[MarkedText, ...]:
    """Return a part that is different; the spaces around it are not marked."""
    if not text:  # words that only the other text has
        return ()
    inner = text.strip() or text
    before, _inner, after = text.partition(inner)
    parts = ((before, False), (inner, True), (after, False))
    return tuple(MarkedText(part, is_different) for part, is_different in parts)
