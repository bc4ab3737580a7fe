"""Repair of sanitised hand-written HTML: elements where the HTML Standard does not allow them.

An element in the wrong place loses its tags and keeps its content; content between the items of a list becomes an item.
Browsers would show the original, each differently, and screen readers would count list items wrongly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# https://html.spec.whatwg.org/multipage/dom.html#phrasing-content: elements with text and without blocks
_BLOCKS: Final = _HEADINGS | {"p", "blockquote", "pre", "ul", "ol", "dl", "table", "hr"}
_INLINE: Final = frozenset({"abbr", "b", "code", "em", "i", "kbd", "mark", "q", "s", "strong", "sub", "sup", "u"})
_TEXT_ELEMENTS: Final = _HEADINGS | _INLINE | {"p", "pre"}
_ITEMS: Final = {"ul": ("li",), "ol": ("li",), "dl": ("dd", "dt")}  # the first one wraps content between items
_CELLS: Final = frozenset({"caption", "thead", "tbody", "tfoot", "tr", "td", "th"})
_DESCRIPTION_LIST: Final = re.compile(r"<dl>((?:(?!</?dl>).)*)</dl>", re.DOTALL)
_TERM: Final = re.compile("<(dt|dd)>")
_TERM_TAG: Final = re.compile("<(/?)d[td]>")
_COMPLETE_PAIRS: Final = re.compile("(?:(?:dt)+(?:dd)+)+")
_VOID: Final = frozenset({"br", "hr", "img"})


def repair_html(html: str) -> str:
    """Return sanitised, well-formed HTML without elements in places where they are not allowed."""
    repairer = _Repairer()
    repairer.feed(html)
    repairer.close()
    return _DESCRIPTION_LIST.sub(_repair_terms, "".join(repairer.output))


def _repair_terms(match: re.Match[str]) -> str:
    """A description list as it is; a plain list if terms or descriptions are missing."""
    if _COMPLETE_PAIRS.fullmatch("".join(_TERM.findall(match[1]))):
        return match[0]
    return "<ul>" + _TERM_TAG.sub(r"<\1li>", match[1]) + "</ul>"


@dataclass(frozen=True, slots=True)
class _OpenElement:
    """An open element: whether its tags are kept, and whether the repair added it."""

    tag: str
    is_kept: bool = True
    is_added: bool = False


class _Repairer(HTMLParser):
    """Copies HTML to `output` without the tags of elements in the wrong place."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.output: list[str] = []
        self._open: list[_OpenElement] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's
        """Copy the tag if the element is allowed here."""
        if tag in _ITEMS.get(self._list(), ()):
            self._leave_added()
        else:
            self._enter()
        is_allowed = self._is_allowed(tag)
        if tag not in _VOID:
            self._open.append(_OpenElement(tag, is_allowed))
        self.output += [self.get_starttag_text() or ""] if is_allowed else []

    def handle_endtag(self, tag: str) -> None:
        """Copy the tag if the start tag was copied."""
        self._leave_added()
        if self._open and self._open[-1].tag == tag and self._open.pop().is_kept:
            self.output.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Copy text."""
        if data.strip():
            self._enter()
        self.output.append(data)

    def handle_entityref(self, name: str) -> None:
        """Copy a named character reference."""
        self._enter()
        self.output.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Copy a numeric character reference."""
        self._enter()
        self.output.append(f"&#{name};")

    def _parents(self) -> list[str]:
        return [element.tag for element in self._open if element.is_kept]

    def _list(self) -> str:
        """The list that the next item would belong to; empty if none."""
        inner = self._open[:-1] if self._open and self._open[-1].is_added else self._open
        return next((element.tag for element in reversed(inner) if element.is_kept), "")

    def _enter(self) -> None:
        """Begin an item for content that is directly in a list."""
        parent = next(reversed(self._parents()), "")
        if parent in _ITEMS:
            item = _ITEMS[parent][0]
            self._open.append(_OpenElement(item, is_added=True))
            self.output.append(f"<{item}>")

    def _leave_added(self) -> None:
        if self._open and self._open[-1].is_added:
            self.output.append(f"</{self._open.pop().tag}>")

    def _is_allowed(self, tag: str) -> bool:
        parents = self._parents()
        last = parents[-1] if parents else ""
        if any(tag in items for items in _ITEMS.values()):
            return tag in _ITEMS.get(last, ())
        if tag in _CELLS:
            return "table" in parents
        if tag in _HEADINGS and not {"dt", "th"}.isdisjoint(parents):
            return False
        return tag not in _BLOCKS or _TEXT_ELEMENTS.isdisjoint(parents)
