"""The show as a JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), for whoever would rather read JSON than XML."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from podcast import urls as addresses
from podcast.feed.chapters import picture
from podcast.feed.description import description, full
from podcast.feed.feed_context import items, published
from podcast.feed.formatting import clean, public
from podcast.feed.paging import LONGEST_PART, parts
from podcast.feed.persons import heard
from podcast.urls import web

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from podcast.artifacts import Audio
    from podcast.feed.feed_context import Item
    from podcast.model.groups import Person
    from podcast.model.show import Show

    Place = tuple[int, int]  # the number of a document (0: the feed), and that of the next older one (0: none)

VERSION = "https://jsonfeed.org/version/1.1"


def json_feeds(
    show: Show,
    audio: Mapping[str, Audio],
    covers: Mapping[str, str],
    notes: Mapping[str, str],
    longest: int = LONGEST_PART,
) -> dict[str, bytes]:
    """feed.json and its archives (`next_url`): address -> bytes, UTF-8. Arguments as `rss.feeds` has them."""
    dated = published(show, audio)
    told = [_written({name: holds(item) for name, holds in ITEM}) for item in items(dated, audio, covers, notes)]
    newest, *archives = parts(told, lambda item: len(item.encode()), longest) or [[]]
    made = {addresses.JSON_FEED: _document(dated, covers, newest, (0, len(archives)))}
    for number, part in enumerate(archives, start=1):
        made[_address(number)] = _document(dated, covers, part, (number, number - 1))
    return made


def _document(show: Show, covers: Mapping[str, str], items: Iterable[str], place: Place) -> bytes:
    """A document, an item to a line."""
    number, older = place
    hub = show.publish.websub if show.publish else None
    fields = {
        "version": VERSION,
        "title": clean(show.title),
        "home_page_url": public(show, addresses.HOME),
        "feed_url": public(show, _address(number)),
        "next_url": public(show, _address(older)) if older else None,
        "description": clean(show.subtitle or ""),
        "icon": picture(show.cover, show, covers),
        "authors": [{"name": clean(show.author)}],
        "language": show.language,
        "expired": show.complete,
        "hubs": [{"type": "WebSub", "url": web(hub)}] if hub else [],
    }
    head, lines = _written(fields).removesuffix("}"), ",\n".join(items)
    return f'{head}, "items": [\n{lines}\n]}}\n'.encode()


def _address(number: int) -> str:
    return addresses.archive(addresses.JSON_FEED, number) if number else addresses.JSON_FEED


def _written(fields: Mapping[str, Any]) -> str:
    """An object on one line; what holds nothing is not written."""
    return json.dumps({name: held for name, held in fields.items() if held}, ensure_ascii=False)


def _published(item: Item) -> str:
    """RFC 3339, in the show's time zone."""
    date = item.episode.date
    return date.astimezone(ZoneInfo(item.show.timezone)).isoformat(timespec="seconds") if date else ""


def _author(person: Person, item: Item) -> dict[str, str]:
    found = {
        "name": clean(person.name),
        "url": person.href and web(person.href),
        "avatar": picture(person.image, item.show, item.covers),
    }
    return {name: held for name, held in found.items() if held}


def _attachments(item: Item) -> list[dict[str, Any]]:
    """The audio in all its formats: those of one title are the same to a reader."""
    audio = item.audio
    files = [
        (audio.path, audio.size, audio.media_type),
        *((one.path, one.size, one.media_type) for one in audio.others),
    ]
    return [
        {
            "url": public(item.show, path),
            "mime_type": media_type,
            "title": clean(item.episode.title),
            "size_in_bytes": size,
            "duration_in_seconds": max(1, round(audio.seconds)),
        }
        for path, size, media_type in files
    ]


# The field's name, and what it holds; what holds nothing is not written.
ITEM: tuple[tuple[str, Callable[[Item], Any]], ...] = (
    ("id", lambda item: item.episode.guid),
    ("url", lambda item: item.page),
    ("title", lambda item: clean(item.episode.title)),
    ("summary", lambda item: clean(item.episode.summary or "")),
    ("content_html", lambda item: full(item) or description(item)),
    ("image", lambda item: picture(item.episode.cover, item.show, item.covers)),
    ("date_published", _published),
    ("authors", lambda item: [_author(one, item) for one in heard(item.show, item.episode.people)]),
    ("tags", lambda item: [clean(topic) for topic in item.episode.topics]),
    ("language", lambda item: item.show.language),
    ("attachments", _attachments),
)
