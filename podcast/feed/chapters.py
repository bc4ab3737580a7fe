"""Chapters in their three forms: JSON for podcast:chapters, times for psc:chapters, lines for the description.

All times are seconds of the audio, as `Episode.moved` returns them.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from podcast.feed.formatting import clean_text
from podcast.feed.pictures import picture_url
from podcast.text import nearest_second
from podcast.urls import ascii_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.artifacts import Audio
    from podcast.feed.pictures import PictureAddresses
    from podcast.model.groups import Chapter
    from podcast.model.show import Episode, Show

CHAPTERS_VERSION = "1.2.0"
MIN_TIMESTAMPS = 3  # Apple Podcasts and YouTube do not take fewer timestamps for chapters


def audible_chapters(episode: Episode, audio: Audio) -> tuple[Chapter, ...]:
    """Return the chapters within the audio, in ascending order; if empty: no chapters.json, no chapters in the feed.

    A chapter that starts after the end of the audio is left out. So is a chapter that starts at the same time as
    another, which happens if the silence before the second is trimmed: the last one is kept. All chapters of a
    recording that is published as it is stay.
    """
    end = math.inf if episode.is_passthrough else audio.seconds
    audible = (chapter for chapter in episode.chapters if chapter.start < end)
    return tuple({chapter.start: chapter for chapter in sorted(audible, key=lambda chapter: chapter.start)}.values())


def chapters_json(episode: Episode, show: Show, audio: Audio, covers: PictureAddresses) -> bytes:
    """Return the episode's chapters.json, JSON Chapters 1.2 of the Podcast Namespace; UTF-8.

    The first chapter of the file starts at 0, as players expect: a silent one (`toc: false`) if the producer's first
    chapter starts later.

    Args:
        episode: its chapters in the audio's time.
        show: has the base URL.
        audio: has the length.
        covers: addresses of pictures; a picture without one is left out.
    """
    shown = [_json_chapter(chapter, show, covers) for chapter in audible_chapters(episode, audio)]
    silent = [{"startTime": 0, "toc": False}] if shown and shown[0]["startTime"] else []
    data = {"version": CHAPTERS_VERSION, "chapters": silent + shown}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def normal_play_time(seconds: float) -> str:
    """Format a time as in Podlove Simple Chapters (RFC 2326, normal play time): `01:02:03.500`."""
    whole_seconds, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole_seconds // 3600:02}:{whole_seconds // 60 % 60:02}:{whole_seconds % 60:02}.{thousandths:03}"


def timestamp_lines(chapters: Iterable[Chapter]) -> tuple[str, ...]:
    """Return `00:01:23 Title` for each chapter, as Apple Podcasts, Spotify and YouTube read them from a description.

    They require a first timestamp of 00:00:00 and at least three: else the result is empty. Times are rounded to the
    nearest second, but a first chapter within the first second is at 00:00:00.
    """
    listed = tuple(chapter for chapter in chapters if chapter.toc)
    if len(listed) < MIN_TIMESTAMPS or listed[0].start >= 1:
        return ()
    times = (0, *(nearest_second(chapter.start) for chapter in listed[1:]))
    return tuple(
        f"{normal_play_time(time)[:-4]} {clean_text(chapter.title)}"
        for time, chapter in zip(times, listed, strict=True)
    )


def _json_chapter(chapter: Chapter, show: Show, covers: PictureAddresses) -> dict[str, Any]:
    optional = {
        "title": clean_text(chapter.title) if chapter.title else None,
        "endTime": None if chapter.end is None else _json_seconds(chapter.end),
        "url": chapter.href and ascii_url(chapter.href),
        "img": picture_url(chapter.image, show, covers),
        "location": chapter.location and chapter.location.model_dump(exclude_none=True),
    }
    fields = {"startTime": _json_seconds(chapter.start), **{name: value for name, value in optional.items() if value}}
    return fields if chapter.toc else {**fields, "toc": False}


def _json_seconds(seconds: float) -> float:
    return int(seconds) if seconds.is_integer() else seconds
