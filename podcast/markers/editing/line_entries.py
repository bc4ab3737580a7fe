"""Entries of markers in lines of text: Audacity's labels, typed lists (also mp4chaps), OGM's pairs of lines."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from podcast.markers.editing.marker_entry import Entry, EntryList, entry_extent, line_insertion, time_like
from podcast.markers.text_formats import AUDACITY, LINK, OGM, OGM_NAME, TYPED_LINE

if TYPE_CHECKING:
    from collections.abc import Iterator

_FREQUENCIES = "\\"  # how Audacity's second line of a label begins


def line_entries(text: str) -> EntryList | None:
    """Return the entries of a text; None if it has another form."""
    lines = [*_lines(text)]
    first = next((line for _start, line in lines if line.strip() and not line.startswith((_FREQUENCIES, "#"))), "")
    if AUDACITY.fullmatch(_content(first)):
        return _audacity(text, lines)
    if OGM.fullmatch(_content(first)):
        return _ogm(text, lines)
    return _typed(text, lines) if TYPED_LINE.fullmatch(_content(first)) else None


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, line
        start += len(line)


def _content(line: str) -> str:
    return line.splitlines()[0] if line.strip("\r\n") else ""


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _plain(_old: str, title: str) -> str:
    return title


def _audacity(text: str, lines: list[tuple[int, str]]) -> EntryList:
    entries: list[Entry] = []
    for start, line in lines:
        if line.startswith(_FREQUENCIES) and entries:
            last = entries[-1]
            entries[-1] = Entry((last.extent[0], start + len(line)), last.start, last.title, last.end)
        elif match := AUDACITY.fullmatch(_content(line)):
            begin, end, title = (_moved(match.span(number), start) for number in (1, 2, 3))
            entries.append(Entry((start, start + len(line)), begin, title if match[3] is not None else None, end))

    def new_entry(before: Entry, seconds: float, title: str) -> str:
        time = time_like(text[slice(*before.start)], seconds)
        return f"{time}\t{time}\t{title}{_newline(text)}"

    return EntryList(tuple(entries), str, _plain, line_insertion(text, entries, new_entry), entry_extent)


def _typed(text: str, lines: list[tuple[int, str]]) -> EntryList:
    entries = list[Entry]()
    for start, line in lines:
        match = TYPED_LINE.fullmatch(_content(line)) if line.strip() and not line.startswith("#") else None
        if match:
            link = LINK.fullmatch(match[2])
            title = link.span(1) if link else (0, len(match[2].rstrip()))
            place = _moved(_moved(title, match.start(2)), start)
            entries.append(Entry((start, start + len(line)), _moved(match.span(1), start), place))

    def new_entry(before: Entry, seconds: float, title: str) -> str:
        opening = text[before.extent[0] : before.start[0]]
        between = text[before.start[1] : before.title[0]] if before.title else " "
        return f"{opening}{time_like(text[slice(*before.start)], seconds)}{between}{title}{_newline(text)}"

    return EntryList(tuple(entries), str, _plain, line_insertion(text, entries, new_entry), entry_extent)


def _ogm(text: str, lines: list[tuple[int, str]]) -> EntryList:
    matches = ((start, OGM_NAME.fullmatch(_content(line))) for start, line in lines)
    titles = {match[1]: _moved(match.span(2), start) for start, match in matches if match}
    entries, keys = list[Entry](), ["00"]
    for number, (start, line) in enumerate(lines):
        if match := OGM.fullmatch(_content(line)):
            keys.append(match[1])
            end = start + len(line) + _length_below(match[1], lines[number + 1 :])
            entries.append(Entry((start, end), _moved(match.span(2), start), titles.get(match[1])))

    def new_entry(before: Entry, seconds: float, title: str) -> str:
        key, newline = f"CHAPTER{max(map(int, keys)) + 1:0{len(keys[-1])}}", _newline(text)
        return f"{key}={time_like(text[slice(*before.start)], seconds)}{newline}{key}NAME={title}{newline}"

    return EntryList(tuple(entries), str, _plain, line_insertion(text, entries, new_entry), entry_extent)


def _length_below(key: str, lines: list[tuple[int, str]]) -> int:
    """Return the length of the lines that say more about a chapter, as `CHAPTER01NAME=`."""
    more = re.compile(rf"\s*CHAPTER{key}[A-Z]", re.IGNORECASE)
    return sum(len(line) for _start, line in itertools.takewhile(lambda pair: more.match(pair[1]), lines))


def _moved(span: tuple[int, int], by: int) -> tuple[int, int]:
    return span[0] + by, span[1] + by
