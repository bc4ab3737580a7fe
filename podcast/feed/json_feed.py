"""The show as a JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), for clients that prefer JSON to XML."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from podcast import urls
from podcast.feed.chapters import picture_url
from podcast.feed.description import description, full_notes
from podcast.feed.feed_context import item_contexts, publishable_show
from podcast.feed.formatting import clean_text, public_url
from podcast.feed.paging import MAX_PART_BYTES, split_into_parts
from podcast.feed.persons import episode_people
from podcast.urls import ascii_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from podcast.artifacts import Audio
    from podcast.feed.feed_context import ItemContext
    from podcast.model.groups import Person
    from podcast.model.show import Show

    # The number of a document (0: the feed), and that of the next older one (0: none).
    DocumentNumbers = tuple[int, int]

VERSION = "https://jsonfeed.org/version/1.1"


def build_json_feeds(
    show: Show,
    audio: Mapping[str, Audio],
    covers: Mapping[str, str],
    notes: Mapping[str, str],
    max_bytes: int = MAX_PART_BYTES,
) -> dict[str, bytes]:
    """Return feed.json and its archives (`next_url`): address -> bytes, UTF-8.

    For the arguments see `rss.build_feeds`.
    """
    dated = publishable_show(show, audio)
    items = [
        _compact_json({name: holds(item) for name, holds in ITEM_FIELDS})
        for item in item_contexts(dated, audio, covers, notes)
    ]
    newest, *archives = split_into_parts(items, lambda item: len(item.encode()), max_bytes) or [[]]
    feeds = {urls.JSON_FEED: _document(dated, covers, newest, (0, len(archives)))}
    for number, part in enumerate(archives, start=1):
        feeds[_address(number)] = _document(dated, covers, part, (number, number - 1))
    return feeds


def _document(show: Show, covers: Mapping[str, str], items: Iterable[str], place: DocumentNumbers) -> bytes:
    """Return a document, with one line for each item."""
    number, older = place
    hub = show.publish.websub if show.publish else None
    fields = {
        "version": VERSION,
        "title": clean_text(show.title),
        "home_page_url": public_url(show, urls.HOME),
        "feed_url": public_url(show, _address(number)),
        "next_url": public_url(show, _address(older)) if older else None,
        "description": clean_text(show.subtitle or ""),
        "icon": picture_url(show.cover, show, covers),
        "authors": [{"name": clean_text(show.author)}],
        "language": show.language,
        "expired": show.complete,
        "hubs": [{"type": "WebSub", "url": ascii_url(hub)}] if hub else [],
    }
    head, lines = _compact_json(fields).removesuffix("}"), ",\n".join(items)
    return f'{head}, "items": [\n{lines}\n]}}\n'.encode()


def _address(number: int) -> str:
    return urls.archive(urls.JSON_FEED, number) if number else urls.JSON_FEED


def _compact_json(fields: Mapping[str, Any]) -> str:
    """Return an object on one line; empty values are left out."""
    return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)


def _date_published(item: ItemContext) -> str:
    """Return the date in the format of RFC 3339, in the show's time zone."""
    date = item.episode.date
    return date.astimezone(ZoneInfo(item.show.timezone)).isoformat(timespec="seconds") if date else ""


def _author(person: Person, item: ItemContext) -> dict[str, str]:
    author = {
        "name": clean_text(person.name),
        "url": person.href and ascii_url(person.href),
        "avatar": picture_url(person.image, item.show, item.covers),
    }
    return {name: value for name, value in author.items() if value}


def _attachments(item: ItemContext) -> list[dict[str, Any]]:
    """Return the audio in all its formats: readers take attachments of one title for the same content."""
    audio = item.audio
    files = [
        (audio.path, audio.size, audio.media_type),
        *((alternate.path, alternate.size, alternate.media_type) for alternate in audio.alternate_formats),
    ]
    return [
        {
            "url": public_url(item.show, path),
            "mime_type": media_type,
            "title": clean_text(item.episode.title),
            "size_in_bytes": size,
            "duration_in_seconds": max(1, round(audio.seconds)),
        }
        for path, size, media_type in files
    ]


# The field's name, and the function that returns its value; empty values are not written.
ITEM_FIELDS: tuple[tuple[str, Callable[[ItemContext], Any]], ...] = (
    ("id", lambda item: item.episode.guid),
    ("url", lambda item: item.page),
    ("title", lambda item: clean_text(item.episode.title)),
    ("summary", lambda item: clean_text(item.episode.summary or "")),
    ("content_html", lambda item: full_notes(item) or description(item)),
    ("image", lambda item: picture_url(item.episode.cover, item.show, item.covers)),
    ("date_published", _date_published),
    ("authors", lambda item: [_author(person, item) for person in episode_people(item.show, item.episode.people)]),
    ("tags", lambda item: [clean_text(topic) for topic in item.episode.topics]),
    ("language", lambda item: item.show.language),
    ("attachments", _attachments),
)
