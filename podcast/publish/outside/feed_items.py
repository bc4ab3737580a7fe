"""The episodes of a public feed, as far as they are checked from outside. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

PODCAST: Final = "{https://podcastindex.org/namespace/1.0}"


@dataclass(frozen=True, slots=True)
class PublishedItem:
    """An episode in a public feed: (url, length, type) of its audio, (url, type) of its other files.

    `date` is its pubDate as it is written.
    """

    guid: str
    page: str
    audio: tuple[tuple[str, str, str], ...]
    files: tuple[tuple[str, str], ...]
    title: str = ""
    date: str = ""


def parse_items(feed: bytes) -> tuple[PublishedItem, ...]:
    """Parse the episodes of a feed, in its order.

    Raises:
        ValueError: it is not RSS.
    """
    try:
        root = ET.fromstring(feed)  # noqa: S314 -- from the show's own address; expat limits the expansion of entities
    except ET.ParseError as error:
        raise ValueError(str(error)) from error
    if root.tag != "rss" or root.find("channel") is None:
        raise ValueError(f"its root is <{root.tag}>")
    return tuple(_item(element) for element in root.iterfind("channel/item"))


def _item(item: ET.Element) -> PublishedItem:
    audio = [(file.get("url", ""), file.get("length", ""), file.get("type", "")) for file in item.iter("enclosure")]
    for alternate in item.iter(f"{PODCAST}alternateEnclosure"):
        source = alternate.find(f"{PODCAST}source")
        if source is not None:
            audio.append((source.get("uri", ""), alternate.get("length", ""), alternate.get("type", "")))
    files = [file for name in ("transcript", "chapters") for file in item.iter(PODCAST + name)]
    urls = tuple((file.get("url", ""), file.get("type", "")) for file in files)
    words = (item.findtext(name, "") for name in ("title", "pubDate"))
    return PublishedItem(item.findtext("guid", ""), item.findtext("link", ""), tuple(audio), urls, *words)


def parse_guid(feed: bytes) -> str:
    """Parse the podcast:guid of a feed that `parse_items` accepts; empty if it has none."""
    return ET.fromstring(feed).findtext(f"channel/{PODCAST}guid", "")  # noqa: S314 -- see `parse_items`


def parse_language(feed: bytes) -> str:
    """Parse the language of a feed that `parse_items` accepts; empty if it names none."""
    return ET.fromstring(feed).findtext("channel/language", "")  # noqa: S314 -- see `parse_items`
