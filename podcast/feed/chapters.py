"""Chapters in their three forms: JSON for podcast:chapters, times for psc:chapters, lines for the description.

All times are seconds of the audio, as `Episode.moved` gives them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from podcast.feed.formatting import clean, public
from podcast.urls import web

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podcast.artifacts import Audio
    from podcast.model.groups import Chapter
    from podcast.model.show import Episode, Show

VERSION = "1.2.0"
FEWEST_LINES = 3  # fewer timestamps are not taken for chapters by Apple Podcasts and YouTube


def audible(episode: Episode, audio: Audio) -> tuple[Chapter, ...]:
    """The chapters that can be heard, in ascending order; none: no chapters.json, no chapters in the feed.

    A chapter that starts after the audio ends cannot be heard. Neither can one that another starts together with, as
    happens where silence before the second is trimmed: the last one stands.
    """
    heard = (chapter for chapter in episode.chapters if chapter.start < audio.seconds)
    return tuple({chapter.start: chapter for chapter in sorted(heard, key=lambda chapter: chapter.start)}.values())


def chapters(episode: Episode, show: Show, audio: Audio, covers: Mapping[str, str]) -> bytes:
    """The episode's chapters.json, JSON Chapters 1.2 of the Podcast Namespace; UTF-8.

    The first chapter of the file starts at 0, as players expect: a silent one (`toc: false`) where the producer's
    first starts later.

    Args:
        episode: its chapters in the audio's time.
        show: gives the base URL.
        audio: says when the sound ends.
        covers: source path of a picture -> its address; a picture without one is left out.
    """
    shown = [_marked(chapter, show, covers) for chapter in audible(episode, audio)]
    silent = [{"startTime": 0, "toc": False}] if shown and shown[0]["startTime"] else []
    data = {"version": VERSION, "chapters": silent + shown}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def picture(path: str | None, show: Show, covers: Mapping[str, str]) -> str | None:
    """The public URL of a picture; None when there is none, or when it is not published."""
    return public(show, covers[path]) if path is not None and path in covers else None


def npt(seconds: float) -> str:
    """A time as Podlove Simple Chapters writes it (RFC 2326, normal play time): `01:02:03.500`."""
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"


def timestamps(heard: Iterable[Chapter]) -> tuple[str, ...]:
    """`00:01:23 Title` for each chapter, as Apple Podcasts, Spotify and YouTube read them from a description.

    They ask for the first at 00:00:00 and for three at least: else there are none.
    """
    lines = tuple(f"{npt(chapter.start)[:-4]} {clean(chapter.title)}" for chapter in heard)
    return lines if len(lines) >= FEWEST_LINES and lines[0].startswith("00:00:00 ") else ()


def _marked(chapter: Chapter, show: Show, covers: Mapping[str, str]) -> dict[str, str | float]:
    start = int(chapter.start) if chapter.start.is_integer() else chapter.start
    optional = {"url": chapter.href and web(chapter.href), "img": picture(chapter.image, show, covers)}
    return {"startTime": start, "title": clean(chapter.title)} | {name: url for name, url in optional.items() if url}
