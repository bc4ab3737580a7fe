"""Chapters of an ID3 tag with all that its frames hold: end, link, picture, and whether lists show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class ChapterFrame:
    """A chapter of a tag (ID3v2 Chapter Frame Addendum 1.0); times in seconds.

    `is_listed` is False for a chapter that the tag's table of contents leaves out; without a table, all are listed.
    """

    start: float
    end: float
    title: str
    href: str = ""
    picture: bytes = b""
    is_listed: bool = True


def read_chapter_frames(path: Path) -> tuple[ChapterFrame, ...]:
    """Return the chapters of a file's ID3 tag, sorted by time; empty if it has none, or no tag that can be read."""
    from mutagen import MutagenError
    from mutagen.id3 import ID3

    try:
        tag: Any = ID3(path)
    except MutagenError:
        return ()
    listed = {str(name) for table in tag.getall("CTOC") for name in table.child_element_ids}
    frames = (_chapter_frame(frame, listed) for frame in tag.getall("CHAP"))
    return tuple(sorted(frames, key=lambda chapter: chapter.start))


def _chapter_frame(frame: Any, listed: set[str]) -> ChapterFrame:
    frames = frame.sub_frames
    title = next((str(text.text[0]) for text in frames.getall("TIT2") if text.text), "")
    links = [str(link.url) for name in ("WXXX", "WOAR", "WOAF") for link in frames.getall(name)]
    pictures = [bytes(picture.data) for picture in frames.getall("APIC") if picture.data]
    return ChapterFrame(
        frame.start_time / 1000,
        frame.end_time / 1000,
        " ".join(title.split()),
        links[0] if links else "",
        pictures[0] if pictures else b"",
        not listed or frame.element_id in listed,
    )
