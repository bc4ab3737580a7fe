"""Rules by which an imported feed may differ from its source, and whether a difference stands in the way of a move."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from podcast.i18n import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class DifferenceRule:
    """A reason for a difference: a sentence for the report, and whether subscribers or the producer lose something."""

    sentence: str
    matters: bool


UNEXPLAINED: Final = "different"

# By their keys; docs/decisions/import.md has a row for each.
DIFFERENCE_RULES: Final[Mapping[str, DifferenceRule]] = MappingProxyType(
    {
        UNEXPLAINED: DifferenceRule(gettext_noop("has another value"), matters=True),
        "not-fetched": DifferenceRule(gettext_noop("the file could not be fetched from the old host"), matters=True),
        "other-bytes": DifferenceRule(gettext_noop("the file has other bytes than at the old host"), matters=True),
        "not-in-feed": DifferenceRule(gettext_noop("the episode is not in the new feed"), matters=True),
        "unreadable-date": DifferenceRule(
            gettext_noop("the date is missing or cannot be read; the episode stays a draft"), matters=True
        ),
        "no-audio": DifferenceRule(
            gettext_noop("an item without audio is no episode; it stays a draft"), matters=False
        ),
        "unsafe-html": DifferenceRule(
            gettext_noop("scripts, frames, styles and the like were removed from the HTML"), matters=False
        ),
        "enclosure-length": DifferenceRule(
            gettext_noop("the old feed stated another length than the file has"), matters=False
        ),
        "further-enclosure": DifferenceRule(
            gettext_noop("a feed has one audio file for each episode; the others are alternatives"), matters=False
        ),
        "no-trailer-episode": DifferenceRule(
            gettext_noop("a trailer is an episode of type: trailer, and the old feed has no such episode"),
            matters=False,
        ),
        "media-type": DifferenceRule(gettext_noop("the old feed stated another type than the file has"), matters=False),
        "measured-duration": DifferenceRule(
            gettext_noop("the old feed stated another duration than the file has"), matters=False
        ),
        "date-offset": DifferenceRule(gettext_noop("the same moment, in another time zone"), matters=False),
        "duplicate-guid": DifferenceRule(
            gettext_noop("two items with different audio had the same guid; the older one got a new one"), matters=False
        ),
        "clean-text": DifferenceRule(gettext_noop("invisible characters or white space were tidied"), matters=False),
        "encoded-address": DifferenceRule(
            gettext_noop("spaces and letters of an address are encoded now"), matters=False
        ),
        "invalid-show-guid": DifferenceRule(
            gettext_noop("the guid of the show was no UUID; it has the one of its address now"), matters=False
        ),
        "order": DifferenceRule(gettext_noop("the same elements, in another order"), matters=False),
        "picture-attributes": DifferenceRule(gettext_noop("sizes of the picture are measured"), matters=False),
        "rss-image": DifferenceRule(
            gettext_noop("the picture of RSS is the cover now, with the show's title"), matters=False
        ),
        "old-host": DifferenceRule(gettext_noop("belongs to the old host"), matters=False),
    }
)
