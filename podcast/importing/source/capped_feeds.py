"""Feeds that end before the first episode, because the host limits the number of items in a feed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from podcast.feed.rules.feed_xml import qualified_name, text_of
from podcast.i18n import _
from podcast.importing.findings import ImportFinding

if TYPE_CHECKING:
    from collections.abc import Sequence

# Limits that hosts and directories have by themselves; a show that has exactly as many episodes is rare.
USUAL_LIMITS: Final = frozenset({50, 100, 150, 200, 250, 300, 500, 1000})
# Limits that small shows reach as well: they count only where the oldest episode is not the first.
_SMALL_LIMIT_OF_WORDPRESS: Final = 10
_TITLE_NUMBER: Final = re.compile(
    r"(?:^|\b(?:folge|episode|ep|nr|no|teil)\.?\s*)[#(\[]?\s*0*(\d{1,4})\b(?![.:]\d)", re.IGNORECASE
)


def capped_feed_findings(channel: Any, items: Sequence[Any], location: str) -> tuple[ImportFinding, ...]:
    """Return the finding that older episodes are missing, or seem to be, with the remedy.

    Args:
        channel: of the first document.
        items: of all documents, the newest first.
        location: of the feed.
    """
    is_complete = channel.find(qualified_name("fh:complete")) is not None
    if is_complete or not items:
        return ()
    number = _oldest_number(items)
    if number > 1:
        sentence = _(
            "OLDER EPISODES ARE MISSING: the oldest in the feed is number {number} (items in the feed: {count}). "
            "The host limits its feed. {remedy}"
        )
    elif len(items) in USUAL_LIMITS or (len(items) == _SMALL_LIMIT_OF_WORDPRESS and _is_wordpress(channel)):
        sentence = _(
            "OLDER EPISODES MAY BE MISSING: the feed has exactly {count} items, as many as hosts often allow. Compare "
            "with the number of your episodes. {remedy}"
        )
    else:
        return ()
    text = sentence.format(count=len(items), number=number, remedy=_remedy(channel, location))
    return (ImportFinding("capped-feed", "", text, kind="lost" if number > 1 else "to do"),)


def _oldest_number(items: Sequence[Any]) -> int:
    """Return the number of the oldest episode, 0 if it has none; of the first season, if there are seasons.

    Trailers and bonus episodes have no numbers. Numbers in titles count only if all items but a few have one.
    """
    full = [item for item in items if text_of(item, "itunes:episodeType").strip().lower() in {"", "full"}]
    numbers = [_number(item) for item in full]
    episode_numbers = [number for number in numbers if number]
    if not episode_numbers:
        titles = [_TITLE_NUMBER.search(str(item.findtext("title") or "")) for item in full]
        episode_numbers = [int(match.group(1)) for match in titles if match]
        if len(episode_numbers) < 0.9 * len(full) or len(set(episode_numbers)) < 0.9 * len(episode_numbers):
            return 0
        return min(episode_numbers, default=0)
    seasons = {text_of(item, "itunes:season").strip() for item in full} - {""}
    if "1" in seasons or not seasons:
        return min(episode_numbers)
    return min(episode_numbers) if len(seasons) == 1 else episode_numbers[-1]


def _number(item: Any) -> int:
    text = text_of(item, "itunes:episode").strip() or text_of(item, "podcast:episode").strip()
    return int(text) if text.isascii() and text.isdecimal() else 0


def _is_wordpress(channel: Any) -> bool:
    return "wordpress" in text_of(channel, "generator").lower()


def _remedy(channel: Any, location: str) -> str:
    """Return what to do at the host so that its feed has all episodes."""
    generator = text_of(channel, "generator").lower()
    if "podlove" in generator:
        return _("In Podlove, set Podcast Feeds > the feed > limit to “No limit”, then import once more")
    if "powerpress" in generator or "blubrry" in generator:
        return _("In PowerPress, set Feeds > “Show the most recent” to all your episodes, then import once more")
    if "wordpress" in generator:
        sentence = _(
            "In WordPress, raise Settings > Reading > “Syndication feeds show the most recent”, then import once more; "
            "or import the pages of the feed one by one: {url}?paged=2"
        )
        return sentence.format(url=location)
    return _(
        "Raise the limit in the settings of your host, or ask its support for a feed with all episodes, then import "
        "once more: only what is missing will be added"
    )
