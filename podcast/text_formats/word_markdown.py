r"""Content of a Word file as Markdown: each paragraph, heading and list item is a line, between empty lines.

Bold, italic and links are written as HTML elements, which Markdown allows: `**` would fail beside letters and quotation
marks. Tables are HTML as a whole, since those of Markdown need a heading and have no paragraphs in their cells.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from podcast.text_formats.bare_links import find_bare_links

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

LIST_INDENT = "    "

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = frozenset({"strong", "em", "s", "sup", "sub"})
_TABLE = frozenset({"table", "thead", "tbody", "tr", "td", "th"})
_SPECIAL = re.compile(r"([\\`*_\[\]|~])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LINE_START = re.compile(r"(?=#|=+\s*$)")
_NOTE_TARGETS = ("#footnote-ref-", "#endnote-ref-")
_BREAK = "\\\n"


def as_markdown(body: Element) -> str:
    """Return the content of a Word file, as `word_file.read_word_file` has it, as Markdown."""
    return "\n\n".join(block for element in body for block in _blocks(element) if block.strip()).strip()


def paragraph_number(markdown: str, line: int) -> int:
    """Return the number of the paragraph in the Word file that a line of its Markdown is in, both from 1."""
    lines = markdown.split("\n")[: max(1, line)]
    starts = zip(lines, ["", *lines], strict=False)
    return max(1, sum(bool(text.strip()) and not before.endswith("\\") for text, before in starts))


def _blocks(element: Element) -> Iterator[str]:
    if element.tag in _HEADINGS:
        yield f"{'#' * _HEADINGS[element.tag]} {_inline(element).replace(_BREAK, ' ')}"
    elif element.tag in {"ul", "ol"}:
        yield "\n".join(_items(element, 0))
    elif element.tag == "table":
        yield f"<table>{''.join(_table(element))}</table>"
    else:
        yield _LINE_START.sub(r"\\", _inline(element), count=1)


def _items(listing: Element, level: int) -> Iterator[str]:
    """Yield the items of a list, each a line, those of lists in them below."""
    for number, item in enumerate(listing, start=1):
        marker = f"{number}." if listing.tag == "ol" else "-"
        text = _inline(item).replace(_BREAK, _BREAK + LIST_INDENT * (level + 1))
        yield f"{LIST_INDENT * level}{marker} {text}"
        for nested in item:
            if nested.tag in {"ul", "ol"}:
                yield from _items(nested, level + 1)


def _inline(element: Element) -> str:
    return "".join(_inline_parts(element)).strip(" \t\n")


def _inline_parts(element: Element) -> Iterator[str]:
    """Yield the text of an element with the markup within it, without the lists in it."""
    yield _escape(element.text)
    for child in element:
        if child.tag == "br":
            yield _BREAK
        elif child.tag == "a":
            yield from _link(child)
        elif child.tag in _INLINE:
            yield from (f"<{child.tag}>", *_inline_parts(child), f"</{child.tag}>")
        elif child.tag not in {"ul", "ol"}:
            yield from _inline_parts(child)
        yield _escape(child.tail)


def _link(link: Element) -> Iterator[str]:
    """Yield a link; those within the document as text, the arrow back from a note not at all."""
    target = link.get("href", "")
    if target.startswith(_NOTE_TARGETS):
        return
    if not target or target.startswith("#"):
        yield from _inline_parts(link)
    else:
        yield from (f'<a href="{escape(target)}">', *_inline_parts(link), "</a>")


def _escape(text: str | None) -> str:
    """Return plain text as Markdown that means it; a line stays one line."""
    if not text:
        return ""
    line = _SPECIAL.sub(r"\\\1", re.sub(r"[\t\r\n]+", " ", text))
    return _ENTITY.sub("&amp;", line).replace("<", "&lt;").replace(">", "&gt;")


def _table(element: Element) -> Iterator[str]:
    """Yield a table as HTML on one line."""
    for child in element:
        if child.tag in _TABLE:
            attributes = "".join(f' {name}="{escape(value)}"' for name, value in child.items())
            content = _cell(child) if child.tag in {"td", "th"} else _table(child)
            yield from (f"<{child.tag}{attributes}>", *content, f"</{child.tag}>")


def _cell(cell: Element) -> Iterator[str]:
    paragraphs = ("".join(_html(child)) for child in cell)
    yield "<br>".join(paragraph for paragraph in paragraphs if paragraph)


def _html(element: Element) -> Iterator[str]:
    """Yield the content of an element as HTML, with links of bare addresses."""
    is_link = element.tag == "a"
    yield escape(element.text or "", quote=False) if is_link else _linked(element.text)
    for child in element:
        if child.tag == "br":
            yield "<br>"
        elif child.tag == "a" and not child.get("href", "#").startswith("#"):
            yield from (f'<a href="{escape(child.get("href", ""))}">', *_html(child), "</a>")
        elif child.tag in _INLINE:
            yield from (f"<{child.tag}>", *_html(child), f"</{child.tag}>")
        else:
            yield from _html(child)
        yield _linked(child.tail)


def _linked(text: str | None) -> str:
    source, position, parts = (text or "").replace("\n", " "), 0, []
    for link in find_bare_links(source):
        linked = escape(source[link.start : link.end], quote=False)
        parts += [escape(source[position : link.start], quote=False), f'<a href="{escape(link.target)}">{linked}</a>']
        position = link.end
    return "".join([*parts, escape(source[position:], quote=False)])


# --- lines of text ---------------------------------------------------------------------------------------------------


def as_lines(body: Element) -> list[str]:
    """Return the content of a Word file as lines of plain text: paragraphs, and rows of tables with tabs in them."""
    return [line.strip() for element in body for block in _text_blocks(element) for line in block.split("\n")]


def _text_blocks(element: Element) -> Iterator[str]:
    if element.tag in {"ul", "ol"}:
        for item in element:
            yield from _text_blocks(item)
    elif element.tag == "table":
        for row in element.iter("tr"):
            yield "\t".join(" ".join(_plain(cell).split()) for cell in row)
    else:
        yield _plain(element)
        for child in element:
            if child.tag in {"ul", "ol"}:
                yield from _text_blocks(child)


def _plain(element: Element) -> str:
    """Return the text of an element, without lists in it; a line break in it stays one."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "br":
            parts.append("\n")
        elif child.tag not in {"ul", "ol"}:
            parts.append(_plain(child) if not child.get("href", "").startswith(_NOTE_TARGETS) else "")
        parts.append(child.tail or "")
    return "".join(parts)
