"""A JSON Feed of any origin, as fields that can be compared: the same names as those of the elements of RSS."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from podcast.feed.parse_feed import FeedItem, ParsedFeed
from podcast.i18n import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# Names in sentences, by the keys of JSON Feed 1.1; an unknown key is named as it is written.
SHOW_KEYS: Final[Mapping[str, str]] = {
    "title": gettext_noop("title"),
    "description": gettext_noop("description"),
    "language": gettext_noop("language"),
    "authors": gettext_noop("author"),
    "icon": gettext_noop("artwork"),
    "home_page_url": gettext_noop("link"),
    "feed_url": gettext_noop("address of the feed"),
    "hubs": gettext_noop("hub"),
    "expired": gettext_noop("end of the show"),
}
ITEM_KEYS: Final[Mapping[str, str]] = {
    "title": gettext_noop("title"),
    "url": gettext_noop("page"),
    "date_published": gettext_noop("date"),
    "summary": gettext_noop("description"),
    "content_html": gettext_noop("show notes"),
    "content_text": gettext_noop("show notes"),
    "image": gettext_noop("artwork"),
    "banner_image": gettext_noop("wide picture"),
    "authors": gettext_noop("people"),
    "tags": gettext_noop("topics"),
    "language": gettext_noop("language"),
}
_IGNORED = frozenset({"version", "items", "next_url", "id", "attachments"})
_OF_EPISODE = frozenset({"title", "duration_in_seconds"})  # keys of an attachment that say the same in all of them
_COMPLETE = "complete"  # a declaration of `ParsedFeed`


def parse_json_feed(documents: Iterable[bytes]) -> ParsedFeed | None:
    """Parse all documents of a JSON Feed, the feed first, then its older ones; None if the first is none."""
    feeds = [feed for data in documents if (feed := _parsed(data)) is not None]
    if not feeds:
        return None
    first, *older = feeds
    archived = tuple(item for feed in older for item in _items(feed))
    return ParsedFeed(
        _named(first, SHOW_KEYS),
        (*_items(first), *archived),
        frozenset([_COMPLETE] if first.get("expired") is True else []),
        frozenset(item.guid for item in archived),
    )


def is_json(data: bytes) -> bool:
    """Whether a document is an object in JSON, rather than XML."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def _parsed(data: bytes) -> dict[str, Any] | None:
    try:
        feed = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return feed if isinstance(feed, dict) and isinstance(feed.get("items"), list) else None


def _items(feed: Mapping[str, Any]) -> Iterator[FeedItem]:
    home = str(feed.get("home_page_url") or "")
    for item in feed["items"]:
        if isinstance(item, dict):
            attachments = [entry for entry in item.get("attachments") or () if isinstance(entry, dict)]
            fields = {**_named(item, ITEM_KEYS), **_files(attachments)}
            yield FeedItem(
                guid=str(item.get("id") or (attachments[0].get("url") if attachments else "") or ""),
                title=str(item.get("title") or ""),
                page=str(item.get("url") or "").removeprefix(home),
                date=fields.get("date", ""),
                season="",
                number="",
                seconds=_seconds(attachments),
                fields=fields,
            )


def _named(parent: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a show or an item that have a value, by their names, in the order of `names`."""
    order = {key: place for place, key in enumerate(names)}
    keys = sorted(parent.keys() - _IGNORED, key=lambda key: (order.get(key, len(order)), key))
    values = ((names.get(key, key), _canonical(key, parent[key])) for key in keys)
    return {name: value for name, value in values if value}


def _canonical(key: str, value: Any) -> str:
    """Return a value in a form that does not depend on its notation."""
    if key.startswith("date_"):
        try:
            return datetime.fromisoformat(str(value)).astimezone(UTC).isoformat()
        except ValueError:
            return str(value)
    if value is None or value in ([], {}):
        return ""
    return str(value).strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _files(attachments: list[dict[str, Any]]) -> dict[str, str]:
    if not attachments:
        return {}
    files = [
        json.dumps({key: value for key, value in entry.items() if key not in _OF_EPISODE}, sort_keys=True)
        for entry in attachments
    ]
    length = str(_seconds(attachments) or "")
    fields = {"audio file": files[0], "other formats": "\n".join(files[1:]), "length": length}
    return {name: value for name, value in fields.items() if value}


def _seconds(attachments: list[dict[str, Any]]) -> int:
    seconds = attachments[0].get("duration_in_seconds") if attachments else 0
    return round(seconds) if isinstance(seconds, int | float) else 0
