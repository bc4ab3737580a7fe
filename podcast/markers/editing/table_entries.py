"""Entries of markers in tables: CSV with one line a row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podcast.markers.csv_formats import END_NAMES, LENGTH_NAMES, LINK_NAMES, NAME_NAMES, PICTURE_NAMES, START_NAMES
from podcast.markers.editing.marker_entry import Entry, EntryList, Span, entry_extent, line_insertion, time_like

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = re.compile(r'("?[MR]?)(\d+)("?)')  # of the first column: REAPER's M1


def table_entries(text: str) -> EntryList | None:
    """Return the entries of a table; None if the text is none, or has rows of several lines."""
    lines = text.splitlines(keepends=True)
    for delimiter in ",;\t":
        head = [_unquoted(lines[0][slice(*cell)]) for cell in _cells(lines[0], delimiter)] if lines else []
        names = [name.strip().strip("#").strip().lower() for name in head]
        columns = tuple(_column(names, column_names) for column_names in (START_NAMES, NAME_NAMES, END_NAMES))
        if columns[0] is not None and columns[1] is not None:
            return _Table(text, delimiter, names, columns).entry_list()
    return None


def _column(names: list[str], column_names: tuple[str, ...]) -> int | None:
    return next((names.index(name) for name in column_names if name in names), None)


def _cells(line: str, delimiter: str) -> Iterator[Span]:
    """Yield the span of each cell of a line, with its quotes."""
    content, start, is_quoted = line.rstrip("\r\n"), 0, False
    for position, character in enumerate(content):
        if character == '"':
            is_quoted = not is_quoted
        elif character == delimiter and not is_quoted:
            yield start, position
            start = position + 1
    yield start, len(content)


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell[:1] == cell[-1:] == '"' and len(cell) > 1 else cell


class _Table:
    def __init__(self, text: str, delimiter: str, names: list[str], columns: tuple[int | None, ...]) -> None:
        self._text, self._delimiter, self._names, self._columns = text, delimiter, names, columns

    def entry_list(self) -> EntryList:
        """Return the entries of all rows."""
        entries, position = list[Entry](), 0
        for number, line in enumerate(self._text.splitlines(keepends=True)):
            cells = [(first + position, last + position) for first, last in _cells(line, self._delimiter)]
            start, name, end = (
                cells[column] if column is not None and column < len(cells) else None for column in self._columns
            )
            start, end = self._without_quotes(start), self._without_quotes(end)
            if number and line.strip() and start:
                has_end = end is not None and end[0] < end[1]
                entries.append(Entry((position, position + len(line)), start, name, end if has_end else None))
            position += len(line)
        insertion = line_insertion(self._text, entries, self._new_entry)
        return EntryList(tuple(entries), _unquoted, self._title_text, insertion, entry_extent)

    def _without_quotes(self, cell: Span | None) -> Span | None:
        is_quoted = cell is not None and self._text[slice(*cell)][:1] == '"'
        return (cell[0] + 1, cell[1] - 1) if cell and is_quoted else cell

    def _title_text(self, old: str, title: str) -> str:
        needs_quotes = old.startswith('"') or any(sign in title for sign in (self._delimiter, '"'))
        return '"' + title.replace('"', '""') + '"' if needs_quotes else title

    def _new_entry(self, before: Entry, seconds: float, title: str) -> str:
        line = self._text[slice(*before.extent)]
        cells = [line[slice(*cell)] for cell in _cells(line, self._delimiter)]
        empty = {*END_NAMES, *LENGTH_NAMES, *LINK_NAMES, *PICTURE_NAMES}
        cells = ["" if name in empty else cell for name, cell in zip(self._names, cells, strict=False)]
        start, name, _end = self._columns
        cells[start or 0] = time_like(self._text[slice(*before.start)], seconds)
        cells[name or 0] = self._title_text(cells[name or 0], title)
        if 0 not in {start, name} and (match := _NUMBER.fullmatch(cells[0])):
            cells[0] = f"{match[1]}{self._highest() + 1}{match[3]}"
        newline = "\r\n" if "\r\n" in self._text else "\n"
        return self._delimiter.join(cells) + newline

    def _highest(self) -> int:
        """Return the highest number of the first column."""
        firsts = (line[slice(*next(_cells(line, self._delimiter)))] for line in self._text.splitlines()[1:])
        return max((int(match[2]) for first in firsts if (match := _NUMBER.fullmatch(first))), default=0)
