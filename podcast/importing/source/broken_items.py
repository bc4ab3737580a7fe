"""Items whose XML is broken: each is read by itself, so that its fault does not reach the next one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from podcast.feed.rules.feed_xml import qualified_name
from podcast.i18n import ngettext
from podcast.importing.findings import ImportFinding

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOUNDARY: Final = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|(?P<start><item(?=[\s>]))|(?P<stop></item\s*>)|(?P<end></channel\s*>)",
    re.DOTALL,
)
_ROOT: Final = re.compile(r"<rss\b([^>]*)>", re.IGNORECASE)
_DECLARATION: Final = re.compile(r"""\sxmlns:[\w.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*')""")
_HEAD_CHARACTERS: Final = 10_000  # in which the root's tag ends
# Elements without elements in them: what stands in them got there because an end tag is missing.
_LEAVES: Final = frozenset(
    qualified_name(name)
    for name in (
        *("title", "link", "guid", "pubDate", "enclosure", "description", "author", "comments", "category", "source"),
        *("language", "copyright", "generator", "lastBuildDate", "managingEditor", "webMaster", "ttl", "docs"),
        *("itunes:author", "itunes:block", "itunes:duration", "itunes:episode", "itunes:episodeType"),
        *("itunes:explicit", "itunes:image", "itunes:keywords", "itunes:order", "itunes:season", "itunes:subtitle"),
        *("itunes:summary", "itunes:title", "itunes:complete", "itunes:new-feed-url", "itunes:type"),
        *("atom:link", "content:encoded", "media:thumbnail"),
    )
)
_CATEGORY: Final = qualified_name("itunes:category")


def repair_items(text: str) -> tuple[str, tuple[ImportFinding, ...]]:
    """Return a document in which each item is well-formed, and how many were not; lines keep their numbers.

    An item that is cut off at the end of the document stays as it is.
    """
    root = _ROOT.search(text, 0, _HEAD_CHARACTERS)
    declarations = "".join(_DECLARATION.findall(root.group(1))) if root else ""
    parts: list[str] = []
    position = number = 0
    for start, end, is_closed in _item_places(text):
        item = text[start:end] if is_closed else f"{text[start:end]}</item>"
        repaired = _repaired_item(item, declarations)
        if repaired is None and is_closed:
            continue
        number += 1
        parts += (text[position:start], _with_lines_of(repaired or item, text[start:end]))
        position = end
    if not number:
        return text, ()
    sentence = ngettext(
        "the XML of {number} item is broken; it was read as far as it can be understood",
        "the XML of {number} items is broken; each was read as far as it can be understood",
        number,
    )
    return "".join(parts) + text[position:], (
        ImportFinding("broken-item", "", sentence.format(number=number), "repaired"),
    )


def _item_places(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where items begin and end, and whether with an end tag; the last one only if something follows it."""
    start = -1
    for match in _BOUNDARY.finditer(text):
        if match["stop"] and start >= 0:
            yield start, match.end(), True
            start = -1
        elif match["end"] or match["start"]:
            if start >= 0:
                yield start, match.start(), False
            start = match.start() if match["start"] else -1


def _repaired_item(item: str, declarations: str) -> str | None:
    """Return the item as well-formed XML; None if it is that already, or cannot be read at all."""
    from lxml import etree

    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    document = f"<rss{declarations}>{item}</rss>".encode()
    try:
        etree.fromstring(document, etree.XMLParser(**options))
    except etree.XMLSyntaxError:
        root = etree.fromstring(document, etree.XMLParser(**options, recover=True))
    else:
        return None
    element = None if root is None else root.find("item")
    if element is None:
        return None
    for sibling in list(element.itersiblings("*")):  # an end tag too many has ended the item too early
        element.append(sibling)
    raise_misplaced_children(element)
    element.tail = None
    return str(etree.tostring(element, encoding="unicode"))


def raise_misplaced_children(parent: Any) -> None:
    """Move elements out of those that can have none, to the place behind them.

    Args:
        parent: `<item>` or `<channel>`.
    """
    for child in parent.iterchildren(*_LEAVES, _CATEGORY):  # those that are moved follow, and are looked at as well
        last = child
        for element in list(child.iterchildren("*")):
            if child.tag != _CATEGORY or element.tag != _CATEGORY:
                element.tail = None
                last.addnext(element)
                last = element


def _with_lines_of(repaired: str, item: str) -> str:
    return repaired + "\n" * (item.count("\n") - repaired.count("\n"))
