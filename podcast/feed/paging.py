"""Fit a feed into one file: long texts leave its oldest items first, whole items move to archives (RFC 5005) last.

Every decision follows from the sizes of the items alone, so the same show gives the same documents. Items lose their
long texts in blocks, and archives are filled from the oldest item on: a new episode rarely changes any other item in
the feed, and never an archive.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

ARCHIVE_LINKS_BYTES = 2000  # bytes: the links to archives, in a feed that has some


@dataclass(frozen=True, slots=True)
class FeedLimits:
    """Sizes in bytes of a feed and of a part that becomes an archive; items per block that lose their long texts.

    W3C's validator stops at 5 MB.
    """

    feed_bytes: int = 4_500_000
    part_bytes: int = 450_000
    block_items: int = 50


DEFAULT_LIMITS = FeedLimits()
FeedEntry = TypeVar("FeedEntry")


@dataclass(frozen=True, slots=True)
class FeedPages(Generic[FeedEntry]):
    """The items of the feed, newest first, and of its archives from the oldest to the newest, each newest first.

    The `short_count` oldest items of the feed go without their long texts.
    """

    feed: Sequence[FeedEntry]
    short_count: int = 0
    archives: tuple[Sequence[FeedEntry], ...] = ()

    def with_length(self) -> Iterator[tuple[FeedEntry, bool]]:
        """Yield the items of the feed, newest first, and whether each goes without its long texts."""
        first_short = len(self.feed) - self.short_count
        yield from ((entry, index >= first_short) for index, entry in enumerate(self.feed))


@dataclass(frozen=True, slots=True)
class EntrySizes(Generic[FeedEntry]):
    """Functions that return the size of an item in bytes, in full and without its long texts, from the item alone."""

    full: Callable[[FeedEntry], int]
    short: Callable[[FeedEntry], int]


def paginate(
    newest_first: Sequence[FeedEntry], sizes: EntrySizes[FeedEntry], channel_bytes: int, limits: FeedLimits
) -> FeedPages[FeedEntry]:
    """Return which items the feed has, which of them without long texts, and which are in archives.

    Args:
        newest_first: all items.
        sizes: of the items.
        channel_bytes: the size of the feed without items.
        limits: of the documents. The newest part stays in the feed even if it is larger.
    """
    oldest_first = newest_first[::-1]
    total = channel_bytes + sum(map(sizes.full, newest_first))
    short_count = 0
    while total > limits.feed_bytes and short_count < len(oldest_first):
        block = oldest_first[short_count : short_count + limits.block_items]
        total -= sum(sizes.full(entry) - sizes.short(entry) for entry in block)
        short_count += len(block)
    if total <= limits.feed_bytes:
        return FeedPages(newest_first, short_count)
    parts = list(_fill_parts(oldest_first, sizes.full, limits.part_bytes))
    archives: list[Sequence[FeedEntry]] = []
    for part in islice(parts, len(parts) - 1):
        archives.append(part[::-1])
        total -= sum(map(sizes.short, part))
        if total + ARCHIVE_LINKS_BYTES <= limits.feed_bytes:
            break
    feed = newest_first[: len(newest_first) - sum(map(len, archives))]
    return FeedPages(feed, len(feed), tuple(archives))


def _fill_parts(
    oldest_first: Iterable[FeedEntry], size: Callable[[FeedEntry], int], max_bytes: int
) -> Iterator[list[FeedEntry]]:
    part: list[FeedEntry] = []
    size_so_far = 0
    for entry in oldest_first:
        if part and size_so_far + size(entry) > max_bytes:
            yield part
            part, size_so_far = [], 0
        part.append(entry)
        size_so_far += size(entry)
    if part:
        yield part
