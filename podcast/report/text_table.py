"""Tables of plain text, for a terminal or a file: columns in line, the widest one cut to fit."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = "  "
_NARROWEST = 12  # columns of the terminal that are left to what is cut


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head; figures stand at its `right`, and `cut` names the one that gives way on a narrow terminal."""

    head: str
    right: bool = False
    cut: bool = False


def translated(column: Column) -> Column:
    """The column with its head in the reader's language."""
    return replace(column, head=_(column.head))


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int | None = None) -> list[str]:
    """The lines of a table, its heads first.

    Args:
        columns: from left to right.
        rows: a text for each column.
        width: of the terminal, in characters; None: nothing is cut.
    """
    lines = [[column.head for column in columns], *rows]
    widths = [max(map(columns_of, cells)) for cells in zip(*lines, strict=True)]
    over = sum(widths) + len(_GAP) * (len(widths) - 1) - width if width else 0
    if over > 0:
        widths = [
            min(own, max(_NARROWEST, own - over)) if column.cut else own
            for column, own in zip(columns, widths, strict=True)
        ]
    return [_line(columns, cells, widths) for cells in lines]


def _line(columns: Sequence[Column], cells: Sequence[str], widths: Sequence[int]) -> str:
    found = zip(columns, cells, widths, strict=True)
    return _GAP.join(
        _filled(shortened(cell, width), width, right=column.right) for column, cell, width in found
    ).rstrip()


def _filled(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - columns_of(text))
    return space + text if right else text + space


def shortened(text: str, width: int) -> str:
    """The text, cut to so many columns with an ellipsis where it is longer."""
    if columns_of(text) <= width:
        return text
    kept = text
    while kept and columns_of(kept) > width - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def columns_of(text: str) -> int:
    """How many columns a terminal needs for a text: two for wide characters (Unicode, annex 11), none for marks."""
    return sum(
        0
        if unicodedata.category(sign) in {"Mn", "Me", "Cf"}
        else 1 + (unicodedata.east_asian_width(sign) in {"F", "W"})
        for sign in text
    )
