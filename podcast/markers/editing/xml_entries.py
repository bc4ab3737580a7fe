"""Entries of markers in XML documents: elements with the time and the title as attributes."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.parsers import expat
from xml.sax.saxutils import escape

from podcast.markers.editing.marker_entry import Entry, EntryList, Span, time_like
from podcast.markers.json_xml_formats import ELEMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

_ATTRIBUTE = re.compile(r"""\s([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')""")
_TAG = re.compile(r"""<([\w:.-]+)(?:[^>"']|"[^"]*"|'[^']*')*>""")


@dataclass(frozen=True, slots=True)
class _Element:
    extent: Span
    name: str  # as it is written, with its prefix
    kind: str
    attributes: Mapping[str, tuple[str, Span]]  # by name in lower case without prefix: as it is written, and its value


def xml_entries(text: str) -> EntryList | None:
    """Return the entries of a document; None if it is no XML."""
    if not text.lstrip().startswith("<"):
        return None
    try:
        elements = _elements(text)
    except expat.ExpatError:
        return None
    return _Document(text, elements).entry_list()


def _elements(text: str) -> list[_Element]:
    """Return the elements that are markers.

    Raises:
        ExpatError: the text is no XML.
    """
    data = text.encode()
    parser, starts, spans = expat.ParserCreate("utf-8"), list[int](), list[tuple[int, int]]()
    parser.StartElementHandler = lambda _name, _attributes: starts.append(parser.CurrentByteIndex)
    parser.EndElementHandler = lambda _name: spans.append((starts.pop(), parser.CurrentByteIndex))
    parser.Parse(data, True)  # noqa: FBT003 - expat takes it as a positional argument only
    candidates = (_element(text, _index(data, start), _index(data, end)) for start, end in sorted(spans))
    return [element for element in candidates if element]


def _index(data: bytes, position: int) -> int:
    return len(data[:position].decode())


def _element(text: str, start: int, end: int) -> _Element | None:
    """Return the element whose start tag begins at `start`, and whose end tag, if it has one, at `end`."""
    tag = _TAG.match(text, start)
    kind = tag[1].rpartition(":")[2].lower() if tag else ""
    if not tag or kind not in ELEMENTS:
        return None
    attributes = {
        match[1].rpartition(":")[2].lower(): (match[1], (match.start(2) + 1, match.end(2) - 1))
        for match in _ATTRIBUTE.finditer(text, tag.start(), tag.end())
    }
    last = tag.end() if tag[0].endswith("/>") else text.index(">", end) + 1
    return _Element((start, last), tag[1], kind, attributes)


class _Document:
    def __init__(self, text: str, elements: list[_Element]) -> None:
        self._text = text
        self._elements = {element.extent: element for element in elements}
        self._entries = tuple(entry for element in elements if (entry := self._entry(element)))

    def entry_list(self) -> EntryList:
        """Return the entries of all markers."""
        return EntryList(self._entries, html.unescape, self._title_text, self._insertion, self._removal)

    def _entry(self, element: _Element) -> Entry | None:
        start, title, end = (element.attributes.get(name) for name in (*ELEMENTS[element.kind], "end"))
        return Entry(element.extent, start[1], title and title[1], end and end[1]) if start else None

    def _title_text(self, _old: str, title: str) -> str:
        return escape(title, {'"': "&quot;", "'": "&apos;"})

    def _insertion(self, number: int, seconds: float, title: str) -> tuple[int, str]:
        model = self._entries[max(number - 1, 0)]
        element = self._elements[model.extent]
        time, name = ELEMENTS[element.kind]
        names = [element.attributes[key][0] if key in element.attributes else key for key in (time, name)]
        start = time_like(self._text[slice(*model.start)], seconds)
        tag = f'<{element.name} {names[0]}="{start}" {names[1]}="{self._title_text("", title)}" />'
        gap = self._gap(model.extent[0])
        return (model.extent[1], gap + tag) if number else (model.extent[0], tag + gap)

    def _gap(self, position: int) -> str:
        """Return the white space in front of a place."""
        before = self._text[:position]
        return before[len(before.rstrip()) :]

    def _removal(self, entry: Entry) -> Span:
        return entry.extent[0] - len(self._gap(entry.extent[0])), entry.extent[1]
