"""Pieces of a source: the words that readers see, each with the characters of the file that it comes from."""

from __future__ import annotations

import html
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from podcast.transcripts.editing.source_text import Span, TextSplice

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator, Sequence

ENTITY = r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)"  # as `html.unescape` finds them


class Piece(NamedTuple):
    """Visible text and its place in the source; an entity has fewer characters than its place."""

    text: str
    start: int
    end: int

    @property
    def is_plain(self) -> bool:
        """Whether every character of it is one of the source."""
        return len(self.text) == self.end - self.start


def visible_pieces(text: str, span: Span, tokens: re.Pattern[str]) -> Iterator[Piece]:
    """Yield the pieces of a part of a source, white space as it is.

    Args:
        text: the source.
        span: the part.
        tokens: a pattern with the groups `tag` (not visible) and `entity`; what it does not match is plain text.
    """
    position = span.start
    for match in tokens.finditer(text, *span):
        yield from _plain_pieces(text, position, match.start())
        position = match.end()
        if match.lastgroup == "entity":
            yield Piece(html.unescape(match[0]), *match.span())
    yield from _plain_pieces(text, position, span.end)


def _plain_pieces(text: str, start: int, end: int) -> Iterator[Piece]:
    for is_space, group in groupby(range(start, end), key=lambda index: text[index].isspace()):
        indexes = [*group]
        first, after = indexes[0], indexes[-1] + 1
        yield Piece(" " if is_space else text[first:after].replace("\0", "\ufffd"), first, after)


def normalized(pieces: Iterable[Piece]) -> list[Piece]:
    """Return pieces with one space between words, and none around them, as readers do."""
    result: list[Piece] = []
    for piece in pieces:
        if not piece.text.isspace():
            result += [piece] if piece.text else []
        elif result and result[-1].text != " ":
            result.append(Piece(" ", piece.start, piece.end))
        elif result and result[-1].end == piece.start:
            result[-1] = Piece(" ", result[-1].start, piece.end)
    while result and result[-1].text == " ":
        result.pop()
    return result


def piece_text(pieces: Iterable[Piece]) -> str:
    """Return the visible text of pieces."""
    return "".join(piece.text for piece in pieces)


def without_prefix(pieces: Sequence[Piece], count: int) -> list[Piece]:
    """Return the pieces after the first `count` visible characters."""
    return [*_cut(pieces, count)[1]]


def with_prefix(pieces: Sequence[Piece], count: int) -> list[Piece]:
    """Return the pieces of the first `count` visible characters."""
    return [*_cut(pieces, count)[0]]


def _cut(pieces: Sequence[Piece], count: int) -> tuple[list[Piece], list[Piece]]:
    """Return the pieces before and after a number of visible characters; what cannot be cut is after."""
    before: list[Piece] = []
    for index, piece in enumerate(pieces):
        if count <= 0:
            return before, [*pieces[index:]]
        if count < len(piece.text):
            if not piece.is_plain:
                return before, [*pieces[index:]]
            middle = piece.start + count
            before.append(Piece(piece.text[:count], piece.start, middle))
            return before, [Piece(piece.text[count:], middle, piece.end), *pieces[index + 1 :]]
        before.append(piece)
        count -= len(piece.text)
    return before, []


def cut_at(pieces: Sequence[Piece], count: int) -> tuple[list[Piece], list[Piece]] | None:
    """Return the words before and after a number of visible characters, without spaces there; None if one is empty."""
    before, after = _cut(pieces, count)
    parts = normalized(before), normalized(after)
    return parts if all(parts) else None


def span_of(pieces: Sequence[Piece]) -> Span:
    """Return the part of the source from the first to the last piece."""
    return Span(pieces[0].start, pieces[-1].end)


def changed_words(pieces: Sequence[Piece], text: str, escape: Callable[[str], str]) -> list[TextSplice]:
    """Return the splices that change visible words; what is not visible between them stays.

    Args:
        pieces: the words as they are; at least one.
        text: the words as they shall be; at least one.
        escape: returns words as the form of the file writes them.
    """
    words, spaces = _words(pieces)
    new = text.split()
    splices: list[TextSplice] = []
    matcher = SequenceMatcher(None, [piece_text(word) for word in words], new, autojunk=False)
    for _kind, first, last, new_first, new_last in (code for code in matcher.get_opcodes() if code[0] != "equal"):
        inserted = [escape(word) for word in new[new_first:new_last]]
        if last - first == len(inserted):
            replaced = zip(words[first:last], inserted, strict=True)
            splices += [splice for word, new_word in replaced for splice in _replaced(word, new_word)]
        elif first == last:
            splices.append(_insertion(words, first, " ".join(inserted)))
        else:
            removed = [*_with_spaces(words, spaces, first, last)]
            if not inserted:
                removed = _with_a_space(removed, spaces, first, last)
            splices += _replaced(removed, " ".join(inserted))
    return splices


def _words(pieces: Sequence[Piece]) -> tuple[list[list[Piece]], list[Piece]]:
    """Return the words, and the spaces between them."""
    words = [[*group] for is_space, group in groupby(pieces, key=lambda piece: piece.text == " ") if not is_space]
    return words, [piece for piece in pieces if piece.text == " "]


def _with_spaces(words: list[list[Piece]], spaces: list[Piece], first: int, last: int) -> Iterator[Piece]:
    for index in range(first, last):
        yield from words[index]
        if index + 1 < last:
            yield spaces[index]


def _with_a_space(removed: list[Piece], spaces: list[Piece], first: int, last: int) -> list[Piece]:
    """Return removed words with the space after them, or at the end of the text the one before."""
    if last <= len(spaces):
        return [*removed, spaces[last - 1]]
    return [spaces[first - 1], *removed] if first else removed


def _insertion(words: list[list[Piece]], index: int, text: str) -> TextSplice:
    if index < len(words):
        start = words[index][0].start
        return TextSplice(start, start, f"{text} ")
    end = words[-1][-1].end
    return TextSplice(end, end, f" {text}")


def _replaced(pieces: Sequence[Piece], text: str) -> Iterator[TextSplice]:
    """Yield the splices that delete pieces, with a text in place of the first run of them."""
    start = pieces[0].start
    for piece, following in pairwise([*pieces, None]):
        if piece is not None and (following is None or following.start != piece.end):
            yield TextSplice(start, piece.end, text)
            text, start = "", following.start if following else piece.end
