"""Markers in tables with a header line: CSV of REAPER, Ultraschall, Adobe Audition and similar programs.

Source: the column names that these programs write; other columns are ignored.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.markers.cut_marks import is_cut_title
from podcast.markers.marker import MarkerProblem, MarkerResult, parse_marker, with_end

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME_NAMES = ("name", "title", "titel", "label", "marker name")
START_NAMES = ("start", "time", "start time", "position", "in", "zeit", "beginn")
END_NAMES = ("end", "end time", "out", "ende")
LENGTH_NAMES = ("length", "duration", "länge", "dauer")
LINK_NAMES = ("url", "href", "link")
PICTURE_NAMES = ("image", "img", "picture")
_REGION = re.compile(r"R\d+")
_NOTE_PREFIX = "_"  # Ultraschall's markers for the editor, which are no chapters: _Edit, _Shownote, _Planned


def parse_table(text: str) -> list[MarkerResult] | None:
    """Return the markers of a table; None if the text is no table. Where there are markers, regions are left out."""
    for delimiter in ",;\t":
        rows = csv.reader(text.splitlines(), delimiter=delimiter)
        head = [name.strip().strip("#").strip().lower() for name in _first_row(rows)]
        name, start = _column(head, NAME_NAMES), _column(head, START_NAMES)
        if name is not None and start is not None:
            try:
                body = [(rows.line_num, row) for row in rows if any(cell.strip() for cell in row)]
            except csv.Error:
                return [MarkerProblem(rows.line_num, _("is not a complete table"), _("export the markers again"))]
            optional = (_column(head, names) for names in (LINK_NAMES, PICTURE_NAMES, END_NAMES, LENGTH_NAMES))
            columns = (start, name, *optional)
            return list(_markers(_without_regions(body, name, start), columns))
    return None


def _first_row(rows: Iterator[list[str]]) -> list[str]:
    try:
        return next(rows, [])
    except csv.Error:  # no table
        return []


def _column(head: list[str], names: tuple[str, ...]) -> int | None:
    return next((head.index(name) for name in names if name in head), None)


def _without_regions(body: list[tuple[int, list[str]]], name: int, start: int) -> list[tuple[int, list[str]]]:
    """Leave out notes to the editor, and regions (`R1` in REAPER's first column) if there are markers.

    Cut marks stay, whatever else there is.
    """
    titles = [(row[name : name + 1] or [""])[0] for _line, row in body]
    is_region = [bool(0 not in {name, start} and _REGION.fullmatch(row[0].strip())) for _line, row in body]
    is_cut = [is_cut_title(title) for title in titles]
    has_points = not all(region or cut for region, cut in zip(is_region, is_cut, strict=True))
    return [
        row
        for row, title, region, cut in zip(body, titles, is_region, is_cut, strict=True)
        if cut or not (title.startswith(_NOTE_PREFIX) or (region and has_points))
    ]


def _markers(body: list[tuple[int, list[str]]], columns: tuple[int | None, ...]) -> Iterator[MarkerResult]:
    for line, row in body:
        start, name, link, picture, end, length = (
            (row[column] if column is not None and column < len(row) else "") for column in columns
        )
        yield with_end(parse_marker(line, start, name, link.strip(), picture.strip()), end, length)
