"""Split a feed that grows too long for one file into archives (RFC 5005), which then never change.

Episodes are distributed from the oldest on, as many to a part as fit; the last two parts are the feed itself. So a new
episode changes the feed alone, until a third part begins: then the oldest part of the feed becomes an archive as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MAX_PART_BYTES = 450_000  # two of them and the show's own elements stay below 1 MB
PARTS_IN_FEED = 2  # parts

FeedEntry = TypeVar("FeedEntry")


def split_into_parts(
    newest_first: Sequence[FeedEntry], size: Callable[[FeedEntry], int], max_bytes: int
) -> list[list[FeedEntry]]:
    """Return the feed, and after it its archives from the oldest to the newest; each newest first.

    Args:
        newest_first: the entries to distribute.
        size: returns the size of an entry in bytes; must depend on the entry alone.
        max_bytes: the size of a part, unless a single entry is larger.
    """
    parts = list(_fill_parts(reversed(newest_first), size, max_bytes))
    feed = [entry for part in parts[-PARTS_IN_FEED:] for entry in part]
    return [part[::-1] for part in (feed, *parts[:-PARTS_IN_FEED])]


def _fill_parts(
    oldest_first: Iterable[FeedEntry], size: Callable[[FeedEntry], int], longest: int
) -> Iterable[list[FeedEntry]]:
    part: list[FeedEntry] = []
    size_so_far = 0
    for entry in oldest_first:
        if part and size_so_far + size(entry) > longest:
            yield part
            part, size_so_far = [], 0
        part.append(entry)
        size_so_far += size(entry)
    if part:
        yield part
