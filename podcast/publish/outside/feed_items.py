"""What a feed says of its episodes, as far as it can be looked at from outside. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

PODCAST: Final = "{https://podcastindex.org/namespace/1.0}"


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed says of an episode: (url, length, type) of its audio, (url, type) of its other files."""

    guid: str
    page: str
    audio: tuple[tuple[str, str, str], ...]
    files: tuple[tuple[str, str], ...]


def items(feed: bytes) -> tuple[Item, ...]:
    """The episodes of a feed in its order.

    Raises:
        ValueError: it is no RSS.
    """
    try:
        root = ET.fromstring(feed)  # noqa: S314 -- ours, or what stands at our own address; expat limits what entities may grow to
    except ET.ParseError as error:
        raise ValueError(str(error)) from error
    if root.tag != "rss" or root.find("channel") is None:
        raise ValueError(f"its root is <{root.tag}>")
    return tuple(_item(one) for one in root.iterfind("channel/item"))


def _item(item: ET.Element) -> Item:
    audio = tuple((one.get("url", ""), one.get("length", ""), one.get("type", "")) for one in item.iter("enclosure"))
    other = [(one, one.find(f"{PODCAST}source")) for one in item.iter(f"{PODCAST}alternateEnclosure")]
    more = ((src.get("uri", ""), one.get("length", ""), one.get("type", "")) for one, src in other if src is not None)
    named = [one for name in ("transcript", "chapters") for one in item.iter(PODCAST + name)]
    files = tuple((one.get("url", ""), one.get("type", "")) for one in named)
    return Item(item.findtext("guid", ""), item.findtext("link", ""), (*audio, *more), files)


def guid(feed: bytes) -> str:
    """The podcast:guid of a feed that `items` can read; empty if it has none."""
    return ET.fromstring(feed).findtext(f"channel/{PODCAST}guid", "")  # noqa: S314 -- see `items`
