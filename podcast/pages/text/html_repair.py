"""HTML that people wrote by hand, sanitised but not yet valid: elements where the HTML Standard allows none.

What stands in the wrong place keeps its words and loses its tag; what a list has between its items becomes an item.
A browser would show it all the same, each in its own way; a screen reader counts items that are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# https://html.spec.whatwg.org/multipage/dom.html#phrasing-content: what holds words, and none of the blocks
_BLOCKS: Final = _HEADINGS | {"p", "blockquote", "pre", "ul", "ol", "dl", "table", "hr"}
_INLINE: Final = frozenset({"abbr", "b", "code", "em", "i", "kbd", "mark", "q", "s", "strong", "sub", "sup", "u"})
_WORDS: Final = _HEADINGS | _INLINE | {"p", "pre"}
_ITEMS: Final = {"ul": ("li",), "ol": ("li",), "dl": ("dd", "dt")}  # the first one holds what stands between items
_CELLS: Final = frozenset({"caption", "thead", "tbody", "tfoot", "tr", "td", "th"})
_TERMS: Final = re.compile(r"<dl>((?:(?!</?dl>).)*)</dl>", re.DOTALL)
_ITEM: Final = re.compile("<(dt|dd)>")
_ITEM_TAG: Final = re.compile("<(/?)d[td]>")
_IN_PAIRS: Final = re.compile("(?:(?:dt)+(?:dd)+)+")
_VOID: Final = frozenset({"br", "hr", "img"})


def tidied(html: str) -> str:
    """Sanitised, well-formed HTML with every element where it may stand."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _TERMS.sub(_terms, "".join(reader.kept))


def _terms(found: re.Match[str]) -> str:
    """A list of terms as it is; a plain list where terms or what is said of them are missing."""
    if _IN_PAIRS.fullmatch("".join(_ITEM.findall(found[1]))):
        return found[0]
    return "<ul>" + _ITEM_TAG.sub(r"<\1li>", found[1]) + "</ul>"


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that is open; its tags may be left out, or be there although nobody wrote them."""

    tag: str
    kept: bool = True
    added: bool = False


class _Reader(HTMLParser):
    """Writes down what it reads, without the tags that stand in the wrong place."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.kept: list[str] = []
        self._open: list[_Open] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's
        """Keeps the tag where it may stand."""
        if tag in _ITEMS.get(self._list(), ()):
            self._leave_added()
        else:
            self._enter()
        kept = self._fits(tag)
        if tag not in _VOID:
            self._open.append(_Open(tag, kept))
        self.kept += [self.get_starttag_text() or ""] if kept else []

    def handle_endtag(self, tag: str) -> None:
        """Keeps the tag if the one that began the element was kept."""
        self._leave_added()
        if self._open and self._open[-1].tag == tag and self._open.pop().kept:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Keeps the words."""
        if data.strip():
            self._enter()
        self.kept.append(data)

    def handle_entityref(self, name: str) -> None:
        """Keeps a sign that stands as its name."""
        self._enter()
        self.kept.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Keeps a sign that stands as its number."""
        self._enter()
        self.kept.append(f"&#{name};")

    def _parents(self) -> list[str]:
        return [one.tag for one in self._open if one.kept]

    def _list(self) -> str:
        """The list in which the next item would stand."""
        inner = self._open[:-1] if self._open and self._open[-1].added else self._open
        return next((one.tag for one in reversed(inner) if one.kept), "")

    def _enter(self) -> None:
        """Begins an item for what stands right in a list."""
        parent = next(reversed(self._parents()), "")
        if parent in _ITEMS:
            item = _ITEMS[parent][0]
            self._open.append(_Open(item, added=True))
            self.kept.append(f"<{item}>")

    def _leave_added(self) -> None:
        if self._open and self._open[-1].added:
            self.kept.append(f"</{self._open.pop().tag}>")

    def _fits(self, tag: str) -> bool:
        parents = self._parents()
        last = parents[-1] if parents else ""
        if any(tag in items for items in _ITEMS.values()):
            return tag in _ITEMS.get(last, ())
        if tag in _CELLS:
            return "table" in parents
        if tag in _HEADINGS and not {"dt", "th"}.isdisjoint(parents):
            return False
        return tag not in _BLOCKS or _WORDS.isdisjoint(parents)
