"""Feeds as the preview's own: their addresses lead to the preview, and what is not public yet says so.

Nothing of it is written to disk: a feed with such addresses must never be published.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING, Any

from podcast import urls as addresses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.preview.view import View

SUFFIXES = (".xml", ".rss", ".json")  # what names the show's public address and is read by programs

_ITEM = re.compile(r"<item>.*?</item>", re.DOTALL)
_TITLE = re.compile(r"(<(?:itunes:)?title>)")


def rewritten(text: str, view: View, base: str) -> str:
    """A feed, or another file that programs read, with the preview's addresses.

    What an episode is known by (`guid` in RSS, `id` in JSON) stays: an app that has subscribed to the preview twice
    should see each episode once.

    Args:
        text: of the file.
        view: what is shown.
        base: the preview's address, ending in a slash.
    """
    marked = _marked_json(text, view) if text.lstrip().startswith("{") else _marked(text, view)
    for link in sorted({view.link, addresses.web(view.link)} - {""}):
        known = re.compile(rf'(<guid[^>]*>|"id": ?")?{re.escape(link)}')
        marked = known.sub(lambda match: match[0] if match[1] else base, marked)
    return marked


def _marked(text: str, view: View) -> str:
    """RSS whose titles begin with why nobody else sees the episode."""

    def item(match: re.Match[str]) -> str:
        word = _word(match[0], view.marks, "{link}{slug}/</link>", view.link)
        return _TITLE.sub(lambda title: f"{title[0]}{escape(word)}: ", match[0]) if word else match[0]

    return _ITEM.sub(item, text)


def _word(item: str, marks: Mapping[str, str], form: str, link: str) -> str:
    return next((word for slug, word in marks.items() if form.format(link=link, slug=slug) in item), "")


def _marked_json(text: str, view: View) -> str:
    feed: dict[str, Any] = json.loads(text)
    for item in feed.get("items", ()):
        slug = str(item.get("url", "")).removeprefix(view.link).rstrip("/")
        if slug in view.marks:
            item["title"] = f"{view.marks[slug]}: {item['title']}"
    return json.dumps(feed, ensure_ascii=False, indent=1)
