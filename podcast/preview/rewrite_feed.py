"""Feeds for the preview: their URLs lead to the preview, and titles mark episodes that are not public yet.

They are never written to disk: a feed with such URLs must never be published.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING, Any

from podcast import urls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.preview.view import View

FEED_SUFFIXES = (".xml", ".rss", ".json")  # of files for programs, with the show's public URLs

_ITEM = re.compile(r"<item>.*?</item>", re.DOTALL)
_TITLE = re.compile(r"(<(?:itunes:)?title>)")


def rewrite_urls(text: str, view: View, preview_url: str) -> str:
    """Rewrite a feed, or another file for programs, to the URLs of the preview.

    An episode's identity (`guid` in RSS, `id` in JSON) stays: an app that has subscribed to the preview twice should
    see each episode once.

    Args:
        text: of the file.
        view: the current one.
        preview_url: of the preview, ending in a slash.
    """
    text = _mark_json_titles(text, view) if text.lstrip().startswith("{") else _mark_rss_titles(text, view)
    for link in sorted({view.link, urls.ascii_url(view.link)} - {""}):
        url = re.compile(rf'(<guid[^>]*>|"id": ?")?{re.escape(link)}')
        text = url.sub(lambda match: match[0] if match[1] else preview_url, text)
    return text


def _mark_rss_titles(text: str, view: View) -> str:
    """RSS whose titles begin with the reason why the episode is not public yet."""

    def item(match: re.Match[str]) -> str:
        mark = _mark(match[0], view.marks, "{link}{slug}/</link>", view.link)
        return _TITLE.sub(lambda title: f"{title[0]}{escape(mark)}: ", match[0]) if mark else match[0]

    return _ITEM.sub(item, text)


def _mark(item: str, marks: Mapping[str, str], form: str, link: str) -> str:
    return next((mark for slug, mark in marks.items() if form.format(link=link, slug=slug) in item), "")


def _mark_json_titles(text: str, view: View) -> str:
    feed: dict[str, Any] = json.loads(text)
    for item in feed.get("items", ()):
        slug = str(item.get("url", "")).removeprefix(view.link).rstrip("/")
        if slug in view.marks:
            item["title"] = f"{view.marks[slug]}: {item['title']}"
    return json.dumps(feed, ensure_ascii=False, indent=1)
