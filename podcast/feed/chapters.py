"""Chapters in their three forms: JSON for podcast:chapters, times for psc:chapters, lines for the description.

All times are seconds of the audio, as `Episode.moved` returns them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from podcast.feed.formatting import clean_text, public_url
from podcast.urls import ascii_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podcast.artifacts import Audio
    from podcast.model.groups import Chapter
    from podcast.model.show import Episode, Show

CHAPTERS_VERSION = "1.2.0"
MIN_TIMESTAMPS = 3  # Apple Podcasts and YouTube do not take fewer timestamps for chapters


def audible_chapters(episode: Episode, audio: Audio) -> tuple[Chapter, ...]:
    """Return the chapters within the audio, in ascending order; if empty: no chapters.json, no chapters in the feed.

    A chapter that starts after the end of the audio is left out. So is a chapter that starts at the same time as
    another, which happens if the silence before the second is trimmed: the last one is kept.
    """
    audible = (chapter for chapter in episode.chapters if chapter.start < audio.seconds)
    return tuple({chapter.start: chapter for chapter in sorted(audible, key=lambda chapter: chapter.start)}.values())


def chapters_json(episode: Episode, show: Show, audio: Audio, covers: Mapping[str, str]) -> bytes:
    """Return the episode's chapters.json, JSON Chapters 1.2 of the Podcast Namespace; UTF-8.

    The first chapter of the file starts at 0, as players expect: a silent one (`toc: false`) if the producer's first
    chapter starts later.

    Args:
        episode: its chapters in the audio's time.
        show: has the base URL.
        audio: has the length.
        covers: source path of a picture -> its address; a picture without one is left out.
    """
    shown = [_json_chapter(chapter, show, covers) for chapter in audible_chapters(episode, audio)]
    silent = [{"startTime": 0, "toc": False}] if shown and shown[0]["startTime"] else []
    data = {"version": CHAPTERS_VERSION, "chapters": silent + shown}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def picture_url(path: str | None, show: Show, covers: Mapping[str, str]) -> str | None:
    """Return the public URL of a picture; None if there is none, or if it is not published."""
    return public_url(show, covers[path]) if path is not None and path in covers else None


def normal_play_time(seconds: float) -> str:
    """Format a time as in Podlove Simple Chapters (RFC 2326, normal play time): `01:02:03.500`."""
    whole_seconds, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole_seconds // 3600:02}:{whole_seconds // 60 % 60:02}:{whole_seconds % 60:02}.{thousandths:03}"


def timestamp_lines(chapters: Iterable[Chapter]) -> tuple[str, ...]:
    """Return `00:01:23 Title` for each chapter, as Apple Podcasts, Spotify and YouTube read them from a description.

    They require a first timestamp of 00:00:00 and at least three: else the result is empty.
    """
    lines = tuple(f"{normal_play_time(chapter.start)[:-4]} {clean_text(chapter.title)}" for chapter in chapters)
    return lines if len(lines) >= MIN_TIMESTAMPS and lines[0].startswith("00:00:00 ") else ()


def _json_chapter(chapter: Chapter, show: Show, covers: Mapping[str, str]) -> dict[str, str | float]:
    start = int(chapter.start) if chapter.start.is_integer() else chapter.start
    optional = {"url": chapter.href and ascii_url(chapter.href), "img": picture_url(chapter.image, show, covers)}
    return {"startTime": start, "title": clean_text(chapter.title)} | {
        name: url for name, url in optional.items() if url
    }
