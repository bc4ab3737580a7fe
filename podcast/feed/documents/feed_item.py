"""An item of a feed as bytes, and the small record of it that documents are planned from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from podcast.feed.description import description, full_notes
from podcast.feed.documents.extra_elements import ITEM_END, extra_start, without_elements
from podcast.model.imported.feed_namespaces import CONTENT_NAMESPACE, NAMESPACES

if TYPE_CHECKING:
    from podcast.feed.feed_context import ItemContext
    from podcast.model.show import Episode

# The forms of an item: of RSS and of the JSON Feed, each in full and without its long texts.
ItemForm: TypeAlias = Literal["rss", "short rss", "json", "short json"]

_LONG_ELEMENTS: Final = (b"content:encoded", b"psc:chapters")
_LONG_EXTRA_ELEMENTS: Final = frozenset({f"{{{CONTENT_NAMESPACE}}}encoded", f"{{{NAMESPACES['psc']}}}chapters"})


class ItemSizes(NamedTuple):
    """Lengths in bytes of an item in a document, in each of its forms, with line ends and commas."""

    rss: int
    short_rss: int
    json: int
    short_json: int


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """The record of an item.

    `fingerprint` is of everything that the item's bytes depend on; empty where nothing is cached.
    """

    episode: Episode
    sizes: ItemSizes
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class RenderedItem:
    """An item in its forms: `rss` with its indentation and line end, the lines of JSON without comma and line end."""

    rss: bytes = b""
    json: bytes = b""
    short_json: bytes = b""

    def form(self, name: ItemForm) -> bytes:
        """Return the item in a form."""
        if name == "short rss":
            return without_long_elements(self.rss)
        return {"rss": self.rss, "json": self.json, "short json": self.short_json}[name]

    def sizes(self) -> ItemSizes:
        """Return the lengths of all forms."""
        short_rss = len(without_long_elements(self.rss))
        return ItemSizes(len(self.rss), short_rss, _line_bytes(self.json), _line_bytes(self.short_json))


class ItemTexts(NamedTuple):
    """The two long texts of an item, which RSS and JSON Feed share: `full_notes` is empty without show notes."""

    description: str
    full_notes: str


def item_texts(item: ItemContext) -> ItemTexts:
    """Return the long texts of an item, computed once for all its forms."""
    return ItemTexts(description(item), full_notes(item))


def without_long_elements(item: bytes) -> bytes:
    """Return an `<item>` without the elements that the oldest items of a long feed go without.

    The description and the chapters as JSON say it too. The first occurrence of a start tag is the element: `<` is
    escaped in every text before it, and content:encoded is the only CDATA section. Those of `extra_xml` go as well.
    """
    end = extra_start(item)
    own, extra = item[:end], item[end:].removesuffix(ITEM_END)
    for name in _LONG_ELEMENTS:
        start = own.find(b"      <%b" % name)
        if start >= 0:
            end_tag = b"</%b>\n" % name
            own = own[:start] + own[own.index(end_tag, start) + len(end_tag) :]
    return b"%b%b%b" % (own, without_elements(extra, _LONG_EXTRA_ELEMENTS) if extra else b"", item[-len(ITEM_END) :])


def _line_bytes(line: bytes) -> int:
    """Return the length of a line of JSON in a document, with its comma and line break."""
    return len(line) + 2
