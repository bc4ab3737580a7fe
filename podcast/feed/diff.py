"""Compare two feeds: the feed that is live, and the one to be published.

Pure: both are passed as bytes, a feed with its archives as several documents. Apps identify an episode by its guid
alone, people by its page; so an episode that keeps one of them and changes the other is taken to be the same one,
changed by accident.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast import urls
from podcast.feed.parse_feed import FeedItem, ParsedFeed, parse_feed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_ARCHIVE_NUMBER = re.compile(rb"\.archive-([0-9]{1,6})\.rss")


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """An episode that differs between two feeds: `fields` are the names of the fields that do."""

    before: FeedItem
    after: FeedItem
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeedChanges:
    """The difference between two feeds.

    `guid_changes` are episodes that apps would show again as new ones; `declarations` those that the live feed does not
    make: complete, block or moved; `emptied_seasons` have no episode left. `to_archive` are episodes that stores lose
    because feed.xml is too long for them, `from_archive` those that come back into it; `archives_live` tells whether
    the live feed has archives.
    """

    new: tuple[FeedItem, ...] = ()
    removed: tuple[FeedItem, ...] = ()
    changed: tuple[ChangedItem, ...] = ()
    guid_changes: tuple[ChangedItem, ...] = ()
    show: tuple[str, ...] = ()
    is_first: bool = False  # no feed is live yet
    declarations: tuple[str, ...] = ()
    emptied_seasons: tuple[str, ...] = ()
    to_archive: tuple[FeedItem, ...] = ()
    from_archive: tuple[FeedItem, ...] = ()
    archives_live: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether subscribers would see no change."""
        episodes = (self.new, self.removed, self.changed, self.guid_changes, self.to_archive, self.from_archive)
        return not (any(episodes) or self.show)


def feed_documents(read: Callable[[str], bytes | None]) -> tuple[bytes, ...]:
    """Return the show's feed and the archives that it names, for `compare_feeds`.

    An archive that the feed names no more stays at its address for a while: its episodes are in the feed again.

    Args:
        read: returns the bytes behind an address below the base URL, None if there is nothing.
    """
    feed = read(urls.FEED)
    if feed is None:
        return ()
    archives = (read(urls.archive(urls.FEED, number)) for number in range(1, _archive_count(feed) + 1))
    return (feed, *(data for data in archives if data is not None))


def _archive_count(feed: bytes) -> int:
    """Return the number of archives by the link to the newest one; 0 if there is none."""
    for link in re.findall(rb"<atom:link\b[^>]*>", feed.partition(b"<item>")[0]):
        if b'rel="prev-archive"' in link and (number := _ARCHIVE_NUMBER.search(link)):
            return int(number[1])
    return 0


def compare_feeds(live: Iterable[bytes], new: Iterable[bytes]) -> FeedChanges:
    """Compare the feed that is live with the one to be published.

    Args:
        live: the documents that are public, the feed first, then its archives; none at the first publish. A document
            that is no feed counts as none.
        new: those of the build.
    """
    return compare_parsed_feeds(parse_feed(live), parse_feed(new))


def compare_parsed_feeds(before: ParsedFeed | None, after: ParsedFeed | None) -> FeedChanges:
    """Compare two feeds, see `compare_feeds`; None: there is none."""
    if before is None or after is None:
        declared = tuple(sorted(after.declarations)) if after else ()
        new_items, archived = (after.items, _archived_items(after)) if after else ((), ())
        return FeedChanges(new=new_items, is_first=True, declarations=declared, to_archive=archived)
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
        declarations=tuple(sorted(after.declarations - before.declarations)),
        emptied_seasons=tuple(sorted(_seasons(before) - _seasons(after), key=int)),
        to_archive=tuple(item for item in _archived_items(after) if item.guid not in before.archived),
        from_archive=tuple(item for item in _archived_items(before) if item.guid in guids - after.archived),
        archives_live=bool(before.archived),
    )


def _archived_items(feed: ParsedFeed) -> tuple[FeedItem, ...]:
    """Return the episodes that are in archives alone."""
    return tuple(item for item in feed.items if item.guid in feed.archived)


def _seasons(feed: ParsedFeed) -> frozenset[str]:
    return frozenset(item.season for item in feed.items if item.season.isdecimal())


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
