"""Edit of one marker of a file of markers: its bytes change and no others, in the form that the file has.

The file is read again before it is returned: an edit after which its markers are not the expected ones is refused.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.errors import ShowError
from podcast.markers.cut_marks import is_cut_mark
from podcast.markers.editing.json_entries import json_entries
from podcast.markers.editing.line_entries import line_entries
from podcast.markers.editing.marker_entry import time_like
from podcast.markers.editing.table_entries import table_entries
from podcast.markers.editing.xml_entries import xml_entries
from podcast.markers.marker import Marker, parse_seconds
from podcast.markers.read_markers import read_markers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from podcast.markers.editing.marker_entry import Entry, EntryList

_FORMS: tuple[Callable[[str], EntryList | None], ...] = (xml_entries, json_entries, table_entries, line_entries)
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class _MarkerFile:
    """A file as text, and its chapters with their entries, by time."""

    mark: bytes
    encoding: str
    text: str
    form: EntryList
    chapters: tuple[tuple[Marker, Entry], ...]

    def with_text(self, text: str) -> bytes:
        return self.mark + text.encode(self.encoding)


def set_marker(data: bytes, number: int, start: float | None = None, title: str | None = None) -> bytes | None:
    """Return the file with another time or another title of a chapter; None if that cannot be written.

    Args:
        data: of the file.
        number: of the chapter, from 0 on, by time.
        start: in seconds; None: as it is.
        title: None: as it is.
    """
    file = _read(data)
    if file is None or not 0 <= number < len(file.chapters):
        return None
    marker, entry = file.chapters[number]
    changes = []
    if start is not None:
        changes.append((entry.start, time_like(file.text[slice(*entry.start)], start)))
        if entry.end and (marker.end is None or marker.end <= start):  # a point: it begins where it ends
            changes.append((entry.end, time_like(file.text[slice(*entry.end)], start)))
    if title is not None:
        if entry.title is None:
            return None
        changes.append((entry.title, file.form.title_text(file.text[slice(*entry.title)], title)))
    expected = [chapter for chapter, _entry in file.chapters]
    expected[number] = replace(marker, start=marker.start if start is None else start, title=title or marker.title)
    return _verified(file.with_text(_replaced(file.text, changes)), expected)


def add_marker(data: bytes, start: float, title: str) -> bytes | None:
    """Return the file with one more chapter, in the order of time; None if that cannot be written.

    Args:
        data: of a file that has markers.
        start: in seconds.
        title: of the chapter.
    """
    file = _read(data)
    if file is None or not file.form.entries:
        return None
    later = [entry for marker, entry in file.chapters if marker.start > start]
    number = file.form.entries.index(later[0]) if later else len(file.form.entries)
    position, text = file.form.insertion(number, start, title)
    expected = [*(chapter for chapter, _entry in file.chapters), Marker(start, title)]
    return _verified(file.with_text(file.text[:position] + text + file.text[position:]), expected)


def remove_marker(data: bytes, number: int) -> bytes | None:
    """Return the file without a chapter; None if that cannot be written, as when it is the only one.

    Args:
        data: of the file.
        number: of the chapter, from 0 on, by time.
    """
    file = _read(data)
    if file is None or not 0 <= number < len(file.chapters):
        return None
    start, end = file.form.removal(file.chapters[number][1])
    expected = [chapter for index, (chapter, _entry) in enumerate(file.chapters) if index != number]
    return _verified(file.with_text(file.text[:start] + file.text[end:]), expected)


def _read(data: bytes) -> _MarkerFile | None:
    """Return a file with its chapters; None if it cannot be read, or its entries are not found one by one."""
    mark = next((mark for mark in (codecs.BOM_UTF8, *_UTF16) if data.startswith(mark)), b"")
    encoding = _UTF16.get(mark, "utf-8")
    try:
        text = data[len(mark) :].decode(encoding)
        markers = read_markers(data, "")
    except (UnicodeDecodeError, ShowError):
        return None
    form = next((form for read in _FORMS if (form := read(text)) is not None), None)
    pairs = _paired(markers, form, text) if form else None
    if form is None or pairs is None:
        return None
    return _MarkerFile(mark, encoding, text, form, tuple(pair for pair in pairs if not is_cut_mark(pair[0])))


def _paired(markers: Sequence[Marker], form: EntryList, text: str) -> list[tuple[Marker, Entry]] | None:
    """Return each marker with its entry; None if one has none. Entries that are no markers are left out."""
    starts = ((parse_seconds(text[slice(*entry.start)]), entry) for entry in form.entries)
    rest = iter(sorted(((start, entry) for start, entry in starts if start is not None), key=lambda pair: pair[0]))
    pairs = []
    for marker in markers:
        entry = next((entry for start, entry in rest if (start, _title(form, entry, text)) == _name(marker)), None)
        if entry is None:
            return None
        pairs.append((marker, entry))
    return pairs


def _title(form: EntryList, entry: Entry, text: str) -> str:
    return " ".join(form.read_title(text[slice(*entry.title)]).split()) if entry.title else ""


def _name(marker: Marker) -> tuple[float, str]:
    return marker.start, marker.title


def _replaced(text: str, changes: list[tuple[tuple[int, int], str]]) -> str:
    """Return a text with other texts at some spans."""
    for (start, end), new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _verified(data: bytes, expected: list[Marker]) -> bytes | None:
    """Return a file if its chapters are the expected ones; None if not."""
    try:
        markers = read_markers(data, "")
    except ShowError:
        return None
    chapters = [marker for marker in markers if not is_cut_mark(marker)]
    in_order = sorted(expected, key=lambda marker: marker.start)
    is_same = [_shown(marker) for marker in chapters] == [_shown(marker) for marker in in_order]
    return data if is_same else None


def _shown(marker: Marker) -> tuple[float, str, str | None, str | None]:
    return marker.start, marker.title, marker.href, marker.image
