"""Describe what changes because a feed has a limit: episodes in archives, and items without their long texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podcast.feed.feed_fields import EPISODE_FIELDS
from podcast.i18n import ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.feed.diff import ChangedItem, FeedChanges

# Fields of the elements that `documents.feed_item` leaves out.
LONG_FIELDS: Final = frozenset(
    name for element, name in EPISODE_FIELDS.items() if element in {"content:encoded", "psc:chapters"}
)


def is_change_of_length(change: ChangedItem) -> bool:
    """Whether an item only loses its long texts, or only has them again."""
    fields = frozenset(change.fields)
    return bool(fields) and fields <= LONG_FIELDS and (_is_shortened(change) or _is_lengthened(change))


def archive_warning(changes: FeedChanges) -> str:
    """Return why episodes move to archives for the first time; empty if none does.

    A feed whose archives are live already may fill another one: its producer has agreed to that.
    """
    count = len(changes.to_archive)
    if not count or changes.archives_live:
        return ""
    sentence = ngettext(
        "{count} episode does not fit into feed.xml (4.5 MB), even without the long show notes of all episodes: "
        "Apple Podcasts, Spotify and most apps would not show it; shorter summaries and notes make room",
        "{count} episodes do not fit into feed.xml (4.5 MB), even without the long show notes of all episodes: "
        "Apple Podcasts, Spotify and most apps would not show them; shorter summaries and notes make room",
        count,
    )
    return sentence.format(count=count)


def archive_sentences(changes: FeedChanges) -> Iterator[str]:
    """Yield a line for the episodes that move to archives, come back, lose their long texts or have them again."""
    yield from _moved_sentences(changes)
    yield from _length_sentences([change for change in changes.changed if is_change_of_length(change)])


def _moved_sentences(changes: FeedChanges) -> Iterator[str]:
    if count := len(changes.to_archive):
        sentence = ngettext(
            "{count} episode is only in an archive of the feed: Apple Podcasts, Spotify and most apps do not show it",
            "{count} episodes are only in archives of the feed: Apple Podcasts, Spotify and most apps do not show them",
            count,
        )
        yield sentence.format(count=count)
    if count := len(changes.from_archive):
        sentence = ngettext(
            "{count} episode comes back into feed.xml: every store and app shows it again; archives that are no longer "
            "needed stay at their addresses for 30 days",
            "{count} episodes come back into feed.xml: every store and app shows them again; archives that are no "
            "longer needed stay at their addresses for 30 days",
            count,
        )
        yield sentence.format(count=count)


def _length_sentences(changes: list[ChangedItem]) -> Iterator[str]:
    if count := sum(map(_is_shortened, changes)):
        sentence = ngettext(
            "{count} older episode keeps its description in the feed and loses the long show notes, because the feed "
            "is full; the page has them",
            "{count} older episodes keep their descriptions in the feed and lose the long show notes, because the feed "
            "is full; the pages have them",
            count,
        )
        yield sentence.format(count=count)
    if count := sum(map(_is_lengthened, changes)):
        sentence = ngettext(
            "{count} episode has its long show notes in the feed again",
            "{count} episodes have their long show notes in the feed again",
            count,
        )
        yield sentence.format(count=count)


def _is_shortened(change: ChangedItem) -> bool:
    return all(name in change.before.fields and name not in change.after.fields for name in change.fields)


def _is_lengthened(change: ChangedItem) -> bool:
    return all(name in change.after.fields and name not in change.before.fields for name in change.fields)
