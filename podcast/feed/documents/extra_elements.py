"""Elements of `extra_xml` in the feed: as they were typed, in the place of ours of the same name.

In a document each text stands behind our own elements. Its first line is indented by one space less than they are, by
which it is found again.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final
from xml.parsers import expat

from podcast.model.imported.extra_xml import ATOM_LINK, EXTRA_END, EXTRA_START, extra_elements
from podcast.model.imported.feed_namespaces import RARE_NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterable

ITEM_END: Final = b"    </item>\n"

_INDENTATION = "     "  # five spaces: our elements have six, or four in the channel
_EXTRA_START = b"\n     <"
_CDATA_START, _CDATA_END = b"\n      <content:encoded><![CDATA[", b"]]></content:encoded>\n"


def remove_replaced(parent: Any, extra_xml: str | None, *, is_channel: bool = False) -> None:
    """Remove the elements that an `extra_xml` replaces. Links of the channel stay: those of the text come on top.

    Args:
        parent: the item or the channel, an element of lxml.
        extra_xml: the text.
        is_channel: whether `parent` is the channel.
    """
    if extra_xml:
        names = {element.name for element in extra_elements(extra_xml)} - ({ATOM_LINK} if is_channel else set())
        for element in [child for child in parent if child.tag in names]:
            parent.remove(element)


def extra_lines(extra_xml: str | None) -> bytes:
    """Return an `extra_xml` as it stands in a document; empty without one."""
    return f"{_INDENTATION}{extra_xml}\n".encode() if extra_xml else b""


def extra_start(item: bytes) -> int:
    """Return where the `extra_xml` of an item begins, or its end tag if it has none.

    `<` is escaped in every text of ours but content:encoded, which is the only CDATA section and stands before it.
    """
    start, notes = item.find(_EXTRA_START), item.find(_CDATA_START)
    if 0 <= notes < start:
        start = item.find(_EXTRA_START, item.index(_CDATA_END, notes))
    return len(item) - len(ITEM_END) if start < 0 else start + 1


def used_rare_prefixes(texts: Iterable[str | None]) -> set[str]:
    """Return the rare prefixes of our feed that texts may use without declaring them."""
    return {prefix for text in texts if text for prefix in RARE_NAMESPACES if f"{prefix}:" in text}


def without_elements(extra: bytes, names: frozenset[str]) -> bytes:
    """Return an `extra_xml` without the elements of these names, which are in the notation of lxml."""
    start = len(EXTRA_START.encode())
    parts, position = [], 0
    for begin, end in _spans(extra, names):
        parts.append(extra[position : begin - start])
        position = end - start
    return b"".join([*parts, extra[position:]])


def _spans(extra: bytes, names: frozenset[str]) -> list[tuple[int, int]]:
    """Return where the elements of these names begin and end, in bytes of the text within its envelope."""
    spans: list[list[int]] = []
    depth, is_open = 0, False
    parser: Any = expat.ParserCreate(namespace_separator="}")

    def note(*_arguments: object, change: int = 0) -> None:
        nonlocal depth, is_open
        if is_open and depth == 1:  # whatever follows the end tag tells where that ends
            spans[-1].append(parser.CurrentByteIndex)
            is_open = False
        name = f"{{{_arguments[0]}" if "}" in str(_arguments[0]) else _arguments[0]
        if change > 0 and depth == 1 and name in names:
            spans.append([parser.CurrentByteIndex])
            is_open = True
        depth += change

    parser.StartElementHandler = partial(note, change=1)
    parser.EndElementHandler = partial(note, change=-1)
    parser.CharacterDataHandler = parser.CommentHandler = note
    parser.StartCdataSectionHandler = lambda: note("")
    parser.Parse(EXTRA_START.encode() + extra + EXTRA_END.encode(), True)  # noqa: FBT003 -- expat takes no keywords
    return [(begin, end) for begin, end in spans]
