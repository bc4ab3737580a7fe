"""Items that repeat another one of the same feed: by their guid, else by their enclosure, link and title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podcast.i18n import ngettext
from podcast.importing.findings import ImportFinding

if TYPE_CHECKING:
    from collections.abc import Iterable


def item_guid(item: Any) -> str:
    """Return the guid of an item without the white space around it; empty if it has none."""
    return str(item.findtext("guid") or "").strip()


def enclosure_url(item: Any) -> str:
    """Return the address of an item's first enclosure, empty if it has none."""
    enclosure = item.find("enclosure")
    return "" if enclosure is None else str(enclosure.get("url") or "").strip()


def item_identity(item: Any) -> str:
    """Return a text that is the same for the same item in two documents of a feed."""
    parts = (str(item.findtext(name) or "").strip() for name in ("link", "title", "pubDate"))
    return item_guid(item) or enclosure_url(item) or "\n".join(parts)


def unique_items(channels: Iterable[Any]) -> tuple[list[tuple[int, Any]], tuple[ImportFinding, ...]]:
    """Return the items that repeat no other one, with the number of their document, and how many do within one.

    Between documents the guid decides: of the same item in two of them, that in the newer document counts (RFC 5005).
    Within a document an item repeats another one if its guid and its enclosure are the same; items of one guid with
    different enclosures are two episodes, and both are returned.

    Args:
        channels: of the documents, the newest first.
    """
    items: list[tuple[int, Any]] = []
    newer: set[str] = set()
    repeated = 0
    for number, channel in enumerate(channels):
        own: set[tuple[str, str]] = set()
        for element in channel.iterfind("item"):
            key = (item_identity(element), enclosure_url(element))
            repeated += key in own
            if key[0] not in newer and key not in own:
                items.append((number, element))
            own.add(key)
        newer |= {identity for identity, _url in own}
    if not repeated:
        return items, ()
    sentence = ngettext(
        "{number} item is in the feed twice, with the same guid and the same audio; it was read once",
        "{number} items are in the feed twice, with the same guid and the same audio; they were read once",
        repeated,
    )
    return items, (ImportFinding("duplicate-item", "", sentence.format(number=repeated), "repaired"),)
