"""Text from the clipboard of Word, Google Docs or a browser as Markdown: headings, lists, links, bold and italic."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from podcast.text_formats.word_markdown import as_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

LIST_MARK: Final = "\ue000"  # in front of a paragraph that Word shows as an item of a list

_BLOCKS: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "div"})
_WRAPPERS: Final = frozenset({"div", "blockquote"})
_HEADINGS: Final = tuple(f"h{level}" for level in range(1, 7))
_TOP_LEVEL: Final = 2  # of headings: the page's own is above
_SYNONYMS: Final = {"b": "strong", "i": "em", "del": "s", "strike": "s"}
_WORD_ITEM: Final = re.compile(r"<p\b[^>]*\bMsoListParagraph[^>]*>", re.IGNORECASE)
_DOCS_WRAPPER: Final = re.compile(r"<b\b[^>]*\bdocs-internal-guid[^>]*>(.*)</b>", re.DOTALL | re.IGNORECASE)
_VOID: Final = re.compile(r'<(br|hr|img)((?:[^<>"]|"[^"]*")*?)/?>')
_MARKER: Final = re.compile(r"^[\s\u00a0]*(?:(?P<number>\d{1,3}[.)])|[·•▪‣§o–-])[\s\u00a0]+")
# Markup of one word or sentence that `**` and `*` can stand around without a letter beside them.
_SIMPLE: Final = (
    (re.compile(r"(?<![\w*\\])<strong>([^\s<*][^<*]*[^\s<*]|[^\s<*])</strong>(?![\w*])"), r"**\1**"),
    (re.compile(r"(?<![\w*\\])<em>([^\s<*][^<*]*[^\s<*]|[^\s<*])</em>(?![\w*])"), r"*\1*"),
    (re.compile(r'<a href="([^"\s()&]+)">([^<\[\]]+)</a>'), r"[\2](\1)"),
)


@dataclass(frozen=True, slots=True)
class PastedText:
    """Pasted text as Markdown, and how many headings and links it has."""

    markdown: str
    headings: int
    links: int


def mark_word_items(html: str) -> str:
    """Return HTML of the clipboard whose list paragraphs, which Word writes as plain ones, are marked."""
    inner = _DOCS_WRAPPER.sub(r"\1", html)
    return _WORD_ITEM.sub(lambda match: f"{match[0]}{LIST_MARK}", inner)


def pasted_markdown(clean_html: str) -> PastedText:
    """Return sanitised HTML as Markdown.

    Args:
        clean_html: as a sanitiser writes it, after `mark_word_items`.
    """
    text = _VOID.sub(r"<\1\2/>", clean_html).replace("&nbsp;", "\u00a0")
    try:
        source = ET.fromstring(f"<body>{text}</body>")  # noqa: S314 - written by a sanitiser, without a document type
    except ET.ParseError:
        return PastedText(re.sub(r"<[^>]*>", "", clean_html).strip(), 0, 0)
    body = ET.Element("body")
    body.extend(_blocks(source))
    _raise_headings(body)
    markdown = as_markdown(body).replace(LIST_MARK, "").replace("\u00a0", " ")
    for pattern, replacement in _SIMPLE:
        markdown = pattern.sub(replacement, markdown)
    headings = sum(element.tag in _HEADINGS for element in body)
    return PastedText(markdown, headings, sum(1 for link in body.iter("a") if link.get("href")))


def _blocks(source: Element) -> Iterator[Element]:
    """Yield the blocks of a text; paragraphs that Word shows as items of a list are one."""
    for is_item, group in groupby(_flat_blocks(source), _is_word_item):
        blocks = [*group]
        yield from [_list_of(blocks)] if is_item else blocks


def _flat_blocks(element: Element) -> Iterator[Element]:
    """Yield the blocks of an element one after the other; text between them is a paragraph."""
    paragraph = _paragraph(element.text)
    for child in [*element]:
        if not any(inner.tag in _BLOCKS for inner in child.iter()):
            paragraph.append(_with_synonyms(child))
            continue
        if _has_text(paragraph):
            yield paragraph
        paragraph, child.tail = _paragraph(child.tail), None
        yield from (_with_synonyms(child),) if child.tag in _BLOCKS - _WRAPPERS else _flat_blocks(child)
    if _has_text(paragraph):
        yield paragraph


def _is_word_item(block: Element) -> bool:
    return block.tag == "p" and (block.text or "").startswith(LIST_MARK)


def _list_of(paragraphs: list[Element]) -> Element:
    """Return the list of paragraphs that Word shows as its items."""
    first = _MARKER.match((paragraphs[0].text or "").removeprefix(LIST_MARK))
    listing = ET.Element("ol" if first and first["number"] else "ul")
    for item in paragraphs:
        item.tag, item.text = "li", _MARKER.sub("", (item.text or "").removeprefix(LIST_MARK))
        listing.append(item)
    return listing


def _paragraph(text: str | None) -> Element:
    paragraph = ET.Element("p")
    paragraph.text = text
    return paragraph


def _has_text(element: Element) -> bool:
    return bool("".join(element.itertext()).strip())


def _with_synonyms(element: Element) -> Element:
    for inner in element.iter():
        inner.tag = _SYNONYMS.get(inner.tag, inner.tag)
    return element


def _raise_headings(body: Element) -> None:
    """Let the highest headings of a text be of the level that notes have."""
    levels = [int(element.tag[1]) for element in body if element.tag in _HEADINGS]
    shift = _TOP_LEVEL - min(levels, default=_TOP_LEVEL)
    for element in body:
        if element.tag in _HEADINGS:
            element.tag = f"h{min(6, int(element.tag[1]) + shift)}"
