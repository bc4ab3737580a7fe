"""Entries of markers in JSON documents."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from podcast.markers.editing.marker_entry import Entry, EntryList, Span, time_like
from podcast.markers.json_xml_formats import ENDS, STARTS, TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACE = re.compile(r"\s*")
_DECODER = json.JSONDecoder()


def json_entries(text: str) -> EntryList | None:
    """Return the entries of a document; None if it is no JSON with a list of chapters."""
    begin = _after_space(text, 0)
    if text[begin : begin + 1] not in {"{", "["}:
        return None
    try:
        chapters = begin if text[begin] == "[" else _chapter_list(text, begin)
        if chapters is None:
            return None
        items = [span for span in _items(text, chapters) if text[span[0]] == "{"]
        return _Document(text, items).entry_list()
    except json.JSONDecodeError:
        return None


def _chapter_list(text: str, begin: int) -> int | None:
    """Return where the list of chapters begins."""
    members = dict(_members(text, begin))
    if "data" in members and "chapters" not in members and text[members["data"][0]] == "{":
        members = dict(_members(text, members["data"][0]))
    start = members.get("chapters", (len(text), 0))[0]
    return start if text[start : start + 1] == "[" else None


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _members(text: str, begin: int) -> Iterator[tuple[str, Span]]:
    """Yield each key of an object and the span of its value."""
    position = _after_space(text, begin + 1)
    while text[position] != "}":
        key, position = _DECODER.raw_decode(text, position)
        start = _after_space(text, _after_space(text, position) + 1)  # the colon
        _value, end = _DECODER.raw_decode(text, start)
        yield key, (start, end)
        position = _after_space(text, end)
        position = _after_space(text, position + 1) if text[position] == "," else position


def _items(text: str, begin: int) -> Iterator[Span]:
    """Yield the span of each item of a list."""
    position = _after_space(text, begin + 1)
    while text[position] != "]":
        _value, end = _DECODER.raw_decode(text, position)
        yield position, end
        position = _after_space(text, end)
        position = _after_space(text, position + 1) if text[position] == "," else position


def _read_title(text: str) -> str:
    return str(json.loads(text))


class _Document:
    def __init__(self, text: str, items: list[Span]) -> None:
        self._text, self._items = text, items
        self._members = {item: dict(_members(text, item[0])) for item in items}
        self._entries = tuple(entry for item in items if (entry := self._entry(item)))

    def entry_list(self) -> EntryList:
        """Return the entries of all chapters."""
        return EntryList(self._entries, _read_title, self._title_text, self._insertion, self._removal)

    def _entry(self, item: Span) -> Entry | None:
        members = self._members[item]
        start, title, end = (
            next((members[name] for name in names if name in members), None) for names in (STARTS, TITLES, ENDS)
        )
        return Entry(item, self._without_quotes(start), title, end and self._without_quotes(end)) if start else None

    def _without_quotes(self, value: Span) -> Span:
        return (value[0] + 1, value[1] - 1) if self._text[value[0]] == '"' else value

    def _title_text(self, old: str, title: str) -> str:
        return json.dumps(title, ensure_ascii=old.isascii() and "\\u" in old)

    def _insertion(self, number: int, seconds: float, title: str) -> tuple[int, str]:
        model = self._entries[max(number - 1, 0)]
        is_text = self._text[model.start[0] - 1] == '"'
        time = time_like(self._text[slice(*model.start)], seconds)
        members = self._members[model.extent]
        keys = [next(name for name in names if name in members or name == names[-1]) for names in (STARTS, TITLES)]
        chapter = (
            f'{{"{keys[0]}": {json.dumps(time) if is_text else time}, "{keys[1]}": {self._title_text("", title)}}}'
        )
        gap = self._gap(model)
        if number == 0:
            return model.extent[0], f"{chapter},{gap}"
        return model.extent[1], f",{gap}{chapter}"

    def _gap(self, entry: Entry) -> str:
        """Return the white space in front of an entry."""
        before = self._text[: entry.extent[0]]
        return before[len(before.rstrip()) :]

    def _removal(self, entry: Entry) -> Span:
        """Return an entry with the comma that divides it from the next one, or from the one before."""
        index = self._items.index(entry.extent)
        if index + 1 < len(self._items):
            return entry.extent[0], self._items[index + 1][0]
        return (self._items[index - 1][1] if index else entry.extent[0]), entry.extent[1]
