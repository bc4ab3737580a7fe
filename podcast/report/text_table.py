"""Tables of plain text for a terminal or a file: aligned columns, the widest one shortened to fit."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = "  "
_MIN_SHRUNK_WIDTH = 12  # columns of the terminal that a shrunk column keeps


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, whether its cells are aligned right, and whether it shrinks on a narrow terminal."""

    head: str
    align_right: bool = False
    shrinks: bool = False


def translate_head(column: Column) -> Column:
    """Return the column with its head in the reader's language."""
    return replace(column, head=_(column.head))


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int | None = None) -> list[str]:
    """Return the lines of a table, its heads first.

    Args:
        columns: from left to right.
        rows: a text for each column.
        width: of the terminal, in characters; None: nothing is shortened.
    """
    lines = [[column.head for column in columns], *rows]
    widths = [max(map(display_width, cells)) for cells in zip(*lines, strict=True)]
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - width if width else 0
    if excess > 0:
        widths = [
            min(natural, max(_MIN_SHRUNK_WIDTH, natural - excess)) if column.shrinks else natural
            for column, natural in zip(columns, widths, strict=True)
        ]
    return [_line(columns, cells, widths) for cells in lines]


def _line(columns: Sequence[Column], cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        _pad(shorten(cell, width), width, align_right=column.align_right)
        for column, cell, width in zip(columns, cells, widths, strict=True)
    ]
    return _GAP.join(padded).rstrip()


def _pad(text: str, width: int, *, align_right: bool) -> str:
    space = " " * (width - display_width(text))
    return space + text if align_right else text + space


def shorten(text: str, width: int) -> str:
    """Cut a text to a number of terminal columns, with an ellipsis if it is longer."""
    if display_width(text) <= width:
        return text
    start = text
    while start and display_width(start) > width - 1:
        start = start[:-1]
    return start.rstrip() + "…"


def display_width(text: str) -> int:
    """The number of terminal columns of a text: two for wide characters (Unicode, annex 11), none for marks."""
    return sum(
        0
        if unicodedata.category(character) in {"Mn", "Me", "Cf"}
        else 1 + (unicodedata.east_asian_width(character) in {"F", "W"})
        for character in text
    )
