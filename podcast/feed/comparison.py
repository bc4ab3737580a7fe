"""Comparison of two feeds of any origin, with the values that differ.

Episodes are paired by guid; without one, by their audio file. What has no meaning makes no difference, see
`feed_fields`. The order of the items is that of their dates, whatever their places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.feed.diff import compare_parsed_feeds
from podcast.feed.json_fields import is_json, parse_json_feed
from podcast.feed.parse_feed import parse_feed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from podcast.feed.diff import FeedChanges
    from podcast.feed.parse_feed import FeedItem, ParsedFeed


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that differs, with both values in their canonical form; empty where the field is missing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EpisodeDifference:
    """An episode that differs: `guid` and `title` are those of the first feed."""

    guid: str
    title: str
    fields: tuple[FieldDifference, ...]


@dataclass(frozen=True, slots=True)
class FeedComparison:
    """The difference between two feeds; `counts` are their episodes."""

    changes: FeedChanges
    counts: tuple[int, int]
    show: tuple[FieldDifference, ...]
    episodes: tuple[EpisodeDifference, ...]

    @property
    def is_equal(self) -> bool:
        """Whether an app would show the same."""
        return self.changes.is_empty


def compare_documents(first: Sequence[bytes], second: Sequence[bytes]) -> FeedComparison | None:
    """Compare two feeds in RSS or two JSON Feeds; None if one of them is no feed, see `is_feed`.

    Args:
        first: the documents of the first feed: the feed itself, then its archives.
        second: those of the second one.
    """
    before, after = _parse(first), _parse(second)
    if before is None or after is None:
        return None
    changes = compare_parsed_feeds(before, after)
    pairs = [(change.before, change.after, change.fields) for change in (*changes.guid_changes, *changes.changed)]
    return FeedComparison(
        changes,
        (len(before.items), len(after.items)),
        _differences(before.show, after.show, changes.show),
        tuple(
            EpisodeDifference(old.guid, old.title, _item_differences(old, new, fields)) for old, new, fields in pairs
        ),
    )


def is_feed(data: bytes) -> bool:
    """Whether a document is RSS with a channel, or a JSON Feed."""
    return _parse([data]) is not None


def _parse(documents: Sequence[bytes]) -> ParsedFeed | None:
    return parse_json_feed(documents) if documents and is_json(documents[0]) else parse_feed(documents)


def _item_differences(before: FeedItem, after: FeedItem, fields: Iterable[str]) -> tuple[FieldDifference, ...]:
    guid = () if before.guid == after.guid else (FieldDifference("guid", before.guid, after.guid),)
    return (*guid, *_differences(before.fields, after.fields, fields))


def _differences(
    before: Mapping[str, str], after: Mapping[str, str], fields: Iterable[str]
) -> tuple[FieldDifference, ...]:
    return tuple(FieldDifference(name, before.get(name, ""), after.get(name, "")) for name in fields)


def as_json(comparison: FeedComparison, locations: tuple[str, str]) -> dict[str, Any]:
    """Return a comparison for scripts; names of fields are those of the English sentences."""
    changes = comparison.changes
    return {
        "feeds": [
            {"location": location, "episodes": count}
            for location, count in zip(locations, comparison.counts, strict=True)
        ],
        "equal": comparison.is_equal,
        "show": [_field_json(difference) for difference in comparison.show],
        "only_first": [{"guid": item.guid, "title": item.title} for item in changes.removed],
        "only_second": [{"guid": item.guid, "title": item.title} for item in changes.new],
        "changed": [
            {
                "guid": episode.guid,
                "title": episode.title,
                "fields": [_field_json(difference) for difference in episode.fields],
            }
            for episode in comparison.episodes
        ],
    }


def _field_json(difference: FieldDifference) -> dict[str, str]:
    return {"field": difference.field, "first": difference.before, "second": difference.after}
