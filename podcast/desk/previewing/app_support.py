"""What apps show of an episode, and from where they take it: a table with the source of each claim.

A claim is about one element of an item, or about the audio file; it holds only where that is there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

AppTopic: TypeAlias = Literal["chapters", "transcript"]
AppWay: TypeAlias = Literal["feed", "simple", "file", "description", "speakers", "json", "subrip"]

APPS: Final = ("Apple Podcasts", "Spotify", "AntennaPod")
TOPICS: Final[tuple[AppTopic, ...]] = ("chapters", "transcript")

_TIMESTAMP: Final = re.compile(rb"\b\d\d:\d\d:\d\d \S")
_MIN_TIMESTAMPS: Final = 3


@dataclass(frozen=True, slots=True)
class AppClaim:
    """An app takes a topic from somewhere.

    Attributes:
        app: of `APPS`.
        topic: what it shows.
        way: from where it takes that.
        element: the bytes in an item of RSS without which there is nothing to take; empty for the audio file and for
            the description, which are judged by themselves.
        source: who says so.
    """

    app: str
    topic: AppTopic
    way: AppWay
    element: bytes
    source: str


_APPLE_CHAPTERS: Final = "Apple Podcasts for Creators, Chapters on Apple Podcasts; podcast:chapters since iOS 26.2"
_APPLE_TRANSCRIPTS: Final = (
    "https://podcasters.apple.com/support/5316-transcripts-on-apple-podcasts: a VTT file names every speaker"
)
_SPOTIFY_CHAPTERS: Final = (
    "https://support.spotify.com/creators: Creating and managing chapters (Podlove chapters, or timestamps from 0, at "
    "least three)"
)
_ANTENNAPOD_CHAPTERS: Final = "AntennaPod, ChapterUtils.loadChapters: database (Podlove), media file, podcast:chapters"
_ANTENNAPOD_TRANSCRIPTS: Final = "AntennaPod, FeedItem.updateTranscriptPreferredFormat: JSON, else SubRip"

APP_CLAIMS: Final = (
    AppClaim("Apple Podcasts", "chapters", "feed", b"<podcast:chapters ", _APPLE_CHAPTERS),
    AppClaim("Apple Podcasts", "chapters", "file", b"", _APPLE_CHAPTERS),
    AppClaim("Apple Podcasts", "chapters", "description", b"", _APPLE_CHAPTERS),
    AppClaim("Apple Podcasts", "transcript", "speakers", b'type="text/vtt"', _APPLE_TRANSCRIPTS),
    AppClaim("Spotify", "chapters", "simple", b"<psc:chapters", _SPOTIFY_CHAPTERS),
    AppClaim("Spotify", "chapters", "description", b"", _SPOTIFY_CHAPTERS),
    AppClaim("AntennaPod", "chapters", "feed", b"<podcast:chapters ", _ANTENNAPOD_CHAPTERS),
    AppClaim("AntennaPod", "chapters", "simple", b"<psc:chapters", _ANTENNAPOD_CHAPTERS),
    AppClaim("AntennaPod", "chapters", "file", b"", _ANTENNAPOD_CHAPTERS),
    AppClaim("AntennaPod", "transcript", "json", b'type="application/json"', _ANTENNAPOD_TRANSCRIPTS),
    AppClaim("AntennaPod", "transcript", "subrip", b'type="application/x-subrip"', _ANTENNAPOD_TRANSCRIPTS),
)
# Spotify makes transcripts of its own; whether it reads those of feeds, it does not say.
UNKNOWN: Final = frozenset({("Spotify", "transcript")})


@dataclass(frozen=True, slots=True)
class AppCell:
    """What an app shows of a topic: the claims that hold; none holds where `is_known` is not set."""

    app: str
    topic: AppTopic
    claims: tuple[AppClaim, ...]
    is_known: bool = True


def app_cells(item: bytes, *, has_file_chapters: bool) -> tuple[tuple[AppCell, ...], ...]:
    """Return what each app shows, a row an app, a cell a topic.

    Args:
        item: of the feed, as RSS.
        has_file_chapters: whether the audio file has chapters.
    """

    def holds(claim: AppClaim) -> bool:
        if claim.way == "file":
            return has_file_chapters
        if claim.way == "description":
            return len(_TIMESTAMP.findall(_description(item))) >= _MIN_TIMESTAMPS
        return claim.element in item

    def cell(app: str, topic: AppTopic) -> AppCell:
        claims = (claim for claim in APP_CLAIMS if (claim.app, claim.topic) == (app, topic))
        return AppCell(app, topic, tuple(filter(holds, claims)), (app, topic) not in UNKNOWN)

    return tuple(tuple(cell(app, topic) for topic in TOPICS) for app in APPS)


def _description(item: bytes) -> bytes:
    return item.partition(b"<description>")[2].partition(b"</description>")[0]
