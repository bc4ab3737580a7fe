"""Compare two feeds: the feed that is live, and the one to be published.

Pure: both are passed as bytes, a feed with its archives as several documents. Apps identify an episode by its guid
alone, people by its page; so an episode that keeps one of them and changes the other is taken to be the same one,
changed by accident.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from podcast import urls
from podcast.feed.elements import NAMESPACES
from podcast.i18n import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

CONTENT_NAMESPACE = "http://purl.org/rss/1.0/modules/content/"
FEED_NAMESPACES = NAMESPACES | {"content": CONTENT_NAMESPACE}

# The fields that are compared: the name that the sentences use, and the element of the feed.
EPISODE_FIELDS = (
    (gettext_noop("title"), "title"),
    (gettext_noop("page"), "link"),
    (gettext_noop("date"), "pubDate"),
    (gettext_noop("description"), "description"),
    (gettext_noop("show notes"), "content:encoded"),
    (gettext_noop("season"), "itunes:season"),
    (gettext_noop("number"), "itunes:episode"),
    (gettext_noop("kind"), "itunes:episodeType"),
    (gettext_noop("explicit"), "itunes:explicit"),
    (gettext_noop("artwork"), "itunes:image"),
    (gettext_noop("people"), "podcast:person"),
    (gettext_noop("chapters"), "psc:chapters"),
    (gettext_noop("soundbites"), "podcast:soundbite"),
    (gettext_noop("transcript"), "podcast:transcript"),
    (gettext_noop("place"), "podcast:location"),
    (gettext_noop("length"), "itunes:duration"),
    (gettext_noop("audio file"), "enclosure"),
    (gettext_noop("other formats"), "podcast:alternateEnclosure"),
)
SHOW_FIELDS = (
    (gettext_noop("title"), "title"),
    (gettext_noop("description"), "description"),
    (gettext_noop("language"), "language"),
    (gettext_noop("author"), "itunes:author"),
    (gettext_noop("owner"), "itunes:owner"),
    (gettext_noop("artwork"), "itunes:image"),
    (gettext_noop("categories"), "itunes:category"),
    (gettext_noop("explicit"), "itunes:explicit"),
    (gettext_noop("type"), "itunes:type"),
    (gettext_noop("guid"), "podcast:guid"),
    (gettext_noop("link"), "link"),
    (gettext_noop("new address"), "itunes:new-feed-url"),
    (gettext_noop("hosts"), "podcast:person"),
)


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An episode as a feed describes it.

    `page` is relative to the show's page, `fields` are those of `EPISODE_FIELDS` by their names.
    """

    guid: str
    title: str
    page: str
    date: str
    season: str
    number: str
    seconds: int
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """The show and the episodes (newest first) of a feed."""

    show: Mapping[str, str] = field(default_factory=dict)
    items: tuple[FeedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """An episode that differs between two feeds: `fields` are the names of the fields that do."""

    before: FeedItem
    after: FeedItem
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeedChanges:
    """The difference between two feeds. `guid_changes` are episodes that apps would show again as new ones."""

    new: tuple[FeedItem, ...] = ()
    removed: tuple[FeedItem, ...] = ()
    changed: tuple[ChangedItem, ...] = ()
    guid_changes: tuple[ChangedItem, ...] = ()
    show: tuple[str, ...] = ()
    is_first: bool = False  # no feed is live yet

    @property
    def is_empty(self) -> bool:
        """Whether subscribers would see no change."""
        return not (self.new or self.removed or self.changed or self.guid_changes or self.show)


def feed_documents(read: Callable[[str], bytes | None]) -> tuple[bytes, ...]:
    """Return the show's feed and its archives, for `compare_feeds`.

    Args:
        read: returns the bytes behind an address below the base URL, None if there is nothing.
    """
    documents = [read(urls.FEED)]
    while documents[-1] is not None:
        documents.append(read(urls.archive(urls.FEED, len(documents))))
    return tuple(data for data in documents if data is not None)


def compare_feeds(live: Iterable[bytes], new: Iterable[bytes]) -> FeedChanges:
    """Compare the feed that is live with the one to be published.

    Args:
        live: the documents that are public, the feed first, then its archives; none at the first publish. A document
            that is no feed counts as none.
        new: those of the build.
    """
    before, after = _parse_feed(live), _parse_feed(new)
    if before is None or after is None:
        return FeedChanges(new=after.items if after else (), is_first=True)
    old = {item.guid: item for item in before.items}
    fresh = [item for item in after.items if item.guid not in old]
    guids = {item.guid for item in after.items}
    missing = [item for item in before.items if item.guid not in guids]
    guid_changes = tuple(_guid_changes(missing, fresh))
    old_guids = {change.before.guid for change in guid_changes}
    new_guids = {change.after.guid for change in guid_changes}
    both = ((old[item.guid], item) for item in after.items if item.guid in old)
    differ = (
        ChangedItem(old_item, new_item, _changed_fields(old_item.fields, new_item.fields))
        for old_item, new_item in both
        if old_item != new_item
    )
    return FeedChanges(
        new=tuple(item for item in fresh if item.guid not in new_guids),
        removed=tuple(item for item in missing if item.guid not in old_guids),
        changed=tuple(differ),
        guid_changes=guid_changes,
        show=_changed_fields(before.show, after.show),
    )


def _guid_changes(missing: Iterable[FeedItem], fresh: Iterable[FeedItem]) -> Iterator[ChangedItem]:
    """Yield episodes that have another guid, but the same page, or else the same title and date."""
    pages = {item.page: item for item in fresh if item.page}
    by_title_and_date = {(item.title, item.date): item for item in fresh}
    paired: set[str] = set()
    for item in missing:
        match = pages.get(item.page) or by_title_and_date.get((item.title, item.date))
        if match and match.guid not in paired:
            paired.add(match.guid)
            yield ChangedItem(item, match, _changed_fields(item.fields, match.fields))


def _changed_fields(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    names = dict.fromkeys((*before, *after))
    return tuple(name for name in names if before.get(name) != after.get(name))


def _parse_feed(documents: Iterable[bytes]) -> ParsedFeed | None:
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
        items = tuple(_parse_item(item, home) for item in channel.iterfind("item"))
        feed = (
            ParsedFeed(feed.show, (*feed.items, *items)) if feed else ParsedFeed(_fields(channel, SHOW_FIELDS), items)
        )
    return feed


def _parse_item(item: Any, home: str) -> FeedItem:
    def text(name: str) -> str:
        return str(item.findtext(name, "", FEED_NAMESPACES)).strip()

    length = text("itunes:duration")
    return FeedItem(
        guid=text("guid"),
        title=text("title"),
        page=text("link").removeprefix(home),
        date=text("pubDate"),
        season=text("itunes:season"),
        number=text("itunes:episode"),
        seconds=int(length) if length.isascii() and length.isdecimal() else 0,
        fields=_fields(item, EPISODE_FIELDS),
    )


def _fields(parent: Any, table: Iterable[tuple[str, str]]) -> dict[str, str]:
    texts = {
        field_name: "".join(_canonical_text(element) for element in parent.iterfind(element_name, FEED_NAMESPACES))
        for field_name, element_name in table
    }
    return {field_name: text for field_name, text in texts.items() if text}


def _canonical_text(element: Any) -> str:
    """Return the text and attributes of an element and its children, in a form that does not depend on layout."""
    inner = "".join(_canonical_text(child) for child in element)
    return f"<{sorted(element.attrib.items())}{(element.text or '').strip()}{inner}>"
