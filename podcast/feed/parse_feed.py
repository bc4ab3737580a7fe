"""The show and the episodes that a feed in RSS describes, in the form in which two feeds are compared."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from podcast.feed.feed_fields import episode_fields, show_fields
from podcast.model.imported.feed_namespaces import CONTENT_NAMESPACE, NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


_FEED_NAMESPACES = NAMESPACES | {"content": CONTENT_NAMESPACE}


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An episode as a feed describes it.

    `page` and `audio` are addresses relative to the show's page, `fields` are those of `feed_fields` by their names.
    """

    guid: str
    title: str
    page: str
    date: str
    season: str
    number: str
    seconds: int
    fields: Mapping[str, str]
    audio: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """The show and the episodes (newest first) of a feed, and what it declares: complete, block, moved.

    The guids in `archived` are those of its archives alone, which stores and most apps do not read.
    """

    show: Mapping[str, str] = field(default_factory=dict)
    items: tuple[FeedItem, ...] = ()
    declarations: frozenset[str] = frozenset()
    archived: frozenset[str] = frozenset()


def parse_feed(documents: Iterable[bytes]) -> ParsedFeed | None:
    """Parse all documents of a feed; None if the first is no feed, or there is none."""
    from lxml import etree

    feed: ParsedFeed | None = None
    for data in documents:
        try:
            root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError:
            return feed
        channel = root.find("channel")
        if channel is None:
            return feed
        home = channel.findtext("link", "").strip()
        items = tuple(_with_unique_guids(_parse_item(item, home) for item in channel.iterfind("item")))
        feed = (
            replace(feed, items=(*feed.items, *items), archived=feed.archived | {item.guid for item in items})
            if feed
            else ParsedFeed(show_fields(channel), items, frozenset(_declarations(channel, home)))
        )
    return feed


def _declarations(channel: Any, home: str) -> Iterator[str]:
    """Yield what a feed declares: that no episode follows, that directories shall not list it, that it has moved.

    A new address below the show's own page is that of the feed itself, for subscribers who come from elsewhere.
    """
    texts = {
        kind: str(channel.findtext(element, "", _FEED_NAMESPACES)).strip()
        for kind, element in (
            ("complete", "itunes:complete"),
            ("block", "itunes:block"),
            ("moved", "itunes:new-feed-url"),
        )
    }
    yield from (kind for kind in ("complete", "block") if texts[kind].casefold() == "yes")
    if texts["moved"] and not (home and texts["moved"].startswith(home)):
        yield "moved"


def _enclosure_url(item: Any) -> str:
    """Return the address of the audio, by which apps identify an episode without a guid."""
    enclosure = item.find("enclosure")
    return "" if enclosure is None else str(enclosure.get("url", "")).strip()


def _with_unique_guids(items: Iterable[FeedItem]) -> Iterator[FeedItem]:
    """Yield the items, those with a guid that another one has with its count, so that none is lost."""
    counts: dict[str, int] = {}
    for item in items:
        counts[item.guid] = counts.get(item.guid, 0) + 1
        yield replace(item, guid=f"{item.guid} ({counts[item.guid]})") if counts[item.guid] > 1 else item


def _parse_item(item: Any, home: str) -> FeedItem:
    def text(name: str) -> str:
        return str(item.findtext(name, "", _FEED_NAMESPACES)).strip()

    length, fields = text("itunes:duration"), episode_fields(item)
    return FeedItem(
        guid=text("guid") or _enclosure_url(item),
        title=text("title"),
        page=text("link").removeprefix(home),
        date=fields.get("date", ""),
        season=text("itunes:season"),
        number=text("itunes:episode"),
        seconds=int(length) if length.isascii() and length.isdecimal() else 0,
        fields=fields,
        audio=_enclosure_url(item).removeprefix(home),
    )
