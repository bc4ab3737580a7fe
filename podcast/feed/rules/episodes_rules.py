"""Rules of all episodes together: each has a guid, a file and a number of its own, and they are in order."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

from podcast.feed.rules.channel_rules import is_for_listeners_only
from podcast.feed.rules.feed_xml import attribute_of, children, text_of
from podcast.feed.rules.rule import Rule
from podcast.feed.rules.values import timestamp
from podcast.i18n import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator


def _no_items(channel: Any) -> Iterator[str]:
    if not children(channel, "item") and not is_for_listeners_only(channel):
        yield ""


def _repeated_values(values: list[str]) -> Iterator[str]:
    yield from dict.fromkeys(value for value in values if value and values.count(value) > 1)


def _repeated_guids(channel: Any) -> Iterator[str]:
    yield from _repeated_values([text_of(item, "guid").strip() for item in children(channel, "item")])


def _repeated_enclosures(channel: Any) -> Iterator[str]:
    yield from _repeated_values([attribute_of(item, "enclosure", "url") for item in children(channel, "item")])


def _repeated_numbers(channel: Any) -> Iterator[str]:
    numbers = [
        f"S{text_of(item, 'itunes:season') or '?'} E{text_of(item, 'itunes:episode')}"
        for item in children(channel, "item")
        if text_of(item, "itunes:episode") and text_of(item, "itunes:episodeType") in {"", "full"}
    ]
    yield from _repeated_values(numbers)


def _order(channel: Any) -> Iterator[str]:
    written = [text_of(item, "pubDate").strip() for item in children(channel, "item")]
    dates = [(date, text) for text in written if (date := timestamp(text)) is not None]
    for (before, _text), (after, text) in itertools.pairwise(dates):
        if before < after:
            yield text
            return


def _serial_numbers(channel: Any) -> Iterator[str]:
    if text_of(channel, "itunes:type") == "serial":
        for item in children(channel, "item"):
            if text_of(item, "itunes:episodeType") in {"", "full"} and not text_of(item, "itunes:episode"):
                yield text_of(item, "title")


EPISODES_RULES: Final = (
    Rule("40", "MUST", gettext_noop("the feed has no episode; stores refuse it"), _no_items),
    Rule(
        "44",
        "MUST",
        gettext_noop("several episodes have the same enclosure; Apple shows one of them"),
        _repeated_enclosures,
    ),
    Rule("47", "MUST", gettext_noop("several episodes have the same guid; apps show one of them"), _repeated_guids),
    Rule("62", "MUST", gettext_noop("an episode of a serial show needs its number"), _serial_numbers),
    Rule(
        "63",
        "SHOULD",
        gettext_noop("several episodes have the same number in a season; give each its own"),
        _repeated_numbers,
    ),
    Rule("70", "SHOULD", gettext_noop("the episodes are not in order; the newest should come first"), _order),
)
