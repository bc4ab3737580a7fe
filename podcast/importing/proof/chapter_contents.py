"""Chapters as JSON (Podcast Namespace) in a canonical form: the same chapters are equal, however they are written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from podcast.feed.formatting import ascii_url, clean_text

if TYPE_CHECKING:
    from collections.abc import Callable

CHAPTERS_PREFIX: Final = "chapters:"


def chapters_content(data: bytes, content: Callable[[str], str]) -> str:
    """Return `chapters:…` with all that players show of a file of chapters; empty if it cannot be read.

    A silent first chapter without a title makes no difference: it only says where the first real one begins.

    Args:
        data: the JSON.
        content: replaces the address of a picture by what identifies its content.
    """
    try:
        chapters = json.loads(data.decode("utf-8-sig"))["chapters"]
        rows = [_chapter(chapter, content) for chapter in chapters]
    except (ValueError, TypeError, KeyError, AttributeError):
        return ""
    named = [row for row in rows if row.get("title") or row.get("toc", True)]
    ordered = sorted(named, key=lambda row: float(row["startTime"]))
    return CHAPTERS_PREFIX + json.dumps(ordered, ensure_ascii=False, indent=1, sort_keys=True)


def _chapter(chapter: dict[str, Any], content: Callable[[str], str]) -> dict[str, Any]:
    """Return the values of a chapter that are there; times in milliseconds' precision."""
    place = chapter.get("location")
    values = {
        "startTime": round(float(chapter["startTime"]), 3),
        "endTime": round(float(chapter["endTime"]), 3) if chapter.get("endTime") is not None else None,
        "title": clean_text(str(chapter.get("title") or "")),
        "url": _address(chapter.get("url")),
        "img": content(str(chapter["img"]).strip()) if chapter.get("img") else None,
        "toc": False if chapter.get("toc") is False else None,
        "location": {key: str(place[key]) for key in sorted(place)} if isinstance(place, dict) else None,
    }
    return {key: value for key, value in values.items() if value is not None and value != ""}


def _address(value: object) -> str:
    text = str(value or "").strip()
    try:
        return ascii_url(text)
    except ValueError:
        return text
