"""Chapters of a feed in their three forms: JSON, Podlove Simple Chapters, and the ID3 tag of the audio."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from podcast.importing.mapping.feed_elements import attribute_value, one_line
from podcast.importing.mapping.items.item_files import web_address
from podcast.markers.marker import parse_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.importing.mapping.feed_elements import FeedElements

MAX_CHAPTERS_BYTES: Final = 4 << 20  # of a file of chapters
_MAX_SECONDS: Final = 1e7  # see podcast.model.values.recording_times.parse_time


@dataclass(frozen=True, slots=True)
class SourceChapter:
    """A chapter as its source has it; times in seconds, `image` an address, `picture` the bytes of one in a tag."""

    start: float
    title: str = ""
    href: str = ""
    image: str = ""
    end: float | None = None
    toc: bool = True
    place: tuple[str, str, str] | None = None  # name, geo, osm
    picture: bytes = b""


def simple_chapters(elements: FeedElements) -> tuple[SourceChapter, ...]:
    """Return the Podlove Simple Chapters of an item, sorted; those without a time are left out."""
    chapters = []
    for parent in elements.all("psc:chapters"):
        for mark in parent:
            start = parse_seconds(attribute_value(mark, "start")) if isinstance(mark.tag, str) else None
            if start is not None:
                title = one_line(attribute_value(mark, "title"))
                href, image = (web_address(attribute_value(mark, name)) for name in ("href", "image"))
                chapters.append(SourceChapter(start, title, href, image))
        if chapters:
            break
    return tuple(sorted(chapters, key=lambda chapter: chapter.start))


def json_chapters(data: bytes) -> tuple[SourceChapter, ...]:
    """Return the chapters of a JSON file (Podcast Namespace, JSON Chapters 1.2), sorted; empty if it has none.

    A silent chapter at 0 without a title, which only fills the time before the first one, is left out.
    """
    try:
        document = json.loads(data.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError):
        return ()
    listed = document.get("chapters") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        return ()
    chapters = [chapter for fields in listed if isinstance(fields, dict) and (chapter := _json_chapter(fields))]
    chapters.sort(key=lambda chapter: chapter.start)
    if chapters and chapters[0] == SourceChapter(0.0, toc=False, end=chapters[0].end):
        chapters.pop(0)
    return tuple(chapters)


def _json_chapter(fields: Mapping[str, Any]) -> SourceChapter | None:
    start = _seconds(fields.get("startTime"))
    if start is None:
        return None
    end = _seconds(fields.get("endTime"))
    title, href, image = (_text(fields.get(name)) for name in ("title", "url", "img"))
    return SourceChapter(
        start,
        title,
        web_address(href),
        web_address(image),
        end if end is not None and end > start else None,
        fields.get("toc") is not False,
        _place(fields.get("location")),
    )


def _place(value: object) -> tuple[str, str, str] | None:
    """Return name, position and object of a chapter's place; None without a name and a position."""
    if not isinstance(value, dict):
        return None
    name, geo, osm = (_text(value.get(key)) for key in ("name", "geo", "osm"))
    return (name, geo, osm) if name and geo else None


def _text(value: object) -> str:
    return one_line(value) if isinstance(value, str) else ""


def _seconds(value: object) -> float | None:
    """Return the seconds of a number, or of a text as some hosts write it; None if it is no time."""
    if isinstance(value, str):
        return parse_seconds(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return round(float(value), 3) if 0 <= value < _MAX_SECONDS else None


def tag_chapters(path: Path) -> tuple[SourceChapter, ...]:
    """Return the chapters inside an audio file: those of ID3 with their pictures, else those of its container."""
    from podcast.audio.tags.chapter_frames import read_chapter_frames
    from podcast.audio.tags.read_chapters import read_embedded_chapters

    if path.suffix.lower() in {".m4a", ".m4b", ".mp4", ".ogg", ".oga", ".opus"}:
        markers = read_embedded_chapters(path)
        return tuple(SourceChapter(marker.start, marker.title, web_address(marker.href or "")) for marker in markers)
    frames = read_chapter_frames(path)
    nexts = [*(frame.start for frame in frames[1:]), None]
    return tuple(
        SourceChapter(
            frame.start,
            frame.title,
            web_address(frame.href),
            end=frame.end if following is not None and frame.start < frame.end < following else None,
            toc=frame.is_listed,
            picture=frame.picture,
        )
        for frame, following in zip(frames, nexts, strict=False)  # audio without chapters has none that follows
    )
