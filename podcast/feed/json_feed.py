"""The show as a JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), for clients that prefer JSON to XML."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from podcast import urls
from podcast.feed.documents.document_plan import DocumentPlan
from podcast.feed.documents.feed_item import ItemRecord, ItemTexts, RenderedItem, item_texts
from podcast.feed.elements.persons import episode_people
from podcast.feed.feed_context import ChannelSources, item_contexts, publishable_show
from podcast.feed.formatting import clean_text, public_url
from podcast.feed.paging import DEFAULT_LIMITS, EntrySizes, paginate
from podcast.feed.pictures import picture_url, thumbnail
from podcast.feed.show_notes import TAG
from podcast.urls import ascii_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from podcast.artifacts import Audio
    from podcast.feed.feed_context import ItemContext
    from podcast.feed.paging import FeedLimits
    from podcast.feed.pictures import PictureAddresses
    from podcast.model.groups import Person
    from podcast.model.show import Show

    # The number of a document (0: the feed), and that of the next older one (0: none).
    DocumentNumbers = tuple[int, int]

_BLOCK_END = re.compile(r"<br>|</(?:p|li|h[1-6]|blockquote|dt|dd|tr|pre)>")
VERSION = "https://jsonfeed.org/version/1.1"


def build_json_feeds(
    show: Show,
    audio: Mapping[str, Audio],
    covers: PictureAddresses,
    notes: Mapping[str, str],
    limits: FeedLimits = DEFAULT_LIMITS,
) -> dict[str, bytes]:
    """Return feed.json and its archives (`next_url`): address -> bytes, UTF-8.

    For the arguments see `rss.build_feeds`.
    """
    contexts = item_contexts(show, audio, covers, notes)
    lines = {item.episode.slug: RenderedItem(b"", *render_item(item)) for item in contexts}
    items = [ItemRecord(episode, lines[episode.slug].sizes()) for episode in publishable_show(show, audio).episodes]
    plans = plan_documents(show, items, ChannelSources(audio, covers, notes), limits)
    return {
        plan.address: b"".join(plan.chunks(lambda item, form: lines[item.episode.slug].form(form))) for plan in plans
    }


def plan_documents(
    show: Show, items: Sequence[ItemRecord], sources: ChannelSources, limits: FeedLimits = DEFAULT_LIMITS
) -> Iterator[DocumentPlan]:
    """Yield feed.json and its archives, without the bytes of their items; see `rss.plan_documents`."""
    channel = _JsonChannel(show, sources.covers, _plain_description(show, sources.notes))
    sizes: EntrySizes[ItemRecord] = EntrySizes(lambda item: item.sizes.json, lambda item: item.sizes.short_json)
    empty = sum(map(len, _channel_bytes(channel, (0, 0))))
    pages = paginate(items, sizes, empty, limits)
    yield _plan(channel, (0, len(pages.archives)), pages.feed, pages.short_count)
    for number, part in enumerate(pages.archives, start=1):
        yield _plan(channel, (number, number - 1), part)


def render_item(item: ItemContext, texts: ItemTexts | None = None) -> tuple[bytes, bytes]:
    """Return an item as a line of JSON: in full, and with the description instead of the notes.

    Args:
        item: the episode.
        texts: its long texts, if they are computed already.
    """
    texts = texts or item_texts(item)
    fields = {name: value(item) for name, value in ITEM_FIELDS}
    fields |= {"content_html": texts.full_notes or texts.description}
    full = _compact_json(fields)
    if not texts.full_notes:
        return full.encode(), full.encode()
    described = _compact_json({**fields, "content_html": texts.description})
    return full.encode(), min(full, described, key=len).encode()


@dataclass(frozen=True, slots=True)
class _JsonChannel:
    """What all documents of a show share."""

    show: Show
    covers: PictureAddresses
    description: str


def _plain_description(show: Show, notes: Mapping[str, str]) -> str:
    """Return the show's long description without markup: JSON Feed asks for text."""
    if not (notes_html := notes.get(urls.HOME)):
        return clean_text(show.description)
    paragraphs = (html.unescape(TAG.sub("", block)) for block in _BLOCK_END.split(notes_html))
    return clean_text("\n".join(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip()))


def _plan(
    channel: _JsonChannel, place: DocumentNumbers, items: Sequence[ItemRecord], short_count: int = 0
) -> DocumentPlan:
    head, tail = _channel_bytes(channel, place)
    return DocumentPlan(_address(place[0]), "json", "short json", head, tail, items, short_count, b",\n")


def _channel_bytes(channel: _JsonChannel, place: DocumentNumbers) -> tuple[bytes, bytes]:
    """Return the bytes before the items of a document, one line for each item, and those after them."""
    show, covers = channel.show, channel.covers
    number, older = place
    hub = show.publish.websub if show.publish else None
    fields = {
        "version": VERSION,
        "title": clean_text(show.title),
        "home_page_url": public_url(show, urls.HOME),
        "feed_url": public_url(show, _address(number)),
        "next_url": public_url(show, _address(older)) if older else None,
        "description": channel.description,
        "icon": picture_url(show.cover, show, covers),
        "authors": [{"name": clean_text(show.author)}],
        "language": show.language,
        "expired": show.complete,
        "hubs": [{"type": "WebSub", "url": ascii_url(hub)}] if hub else [],
    }
    head = _compact_json(fields).removesuffix("}")
    return f'{head}, "items": [\n'.encode(), b"\n]}\n"


def _address(number: int) -> str:
    return urls.archive(urls.JSON_FEED, number) if number else urls.JSON_FEED


def _compact_json(fields: Mapping[str, Any]) -> str:
    """Return an object on one line; empty values are left out."""
    return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)


def _date_published(item: ItemContext) -> str:
    """Return the date in the format of RFC 3339, in the show's time zone."""
    date = item.episode.date
    return date.astimezone(ZoneInfo(item.show.timezone)).isoformat(timespec="seconds") if date else ""


def _banner(item: ItemContext) -> str:
    """Return the address of the wide picture."""
    picture = thumbnail(item.show, item.episode, item.covers)
    return public_url(item.show, picture.path) if picture else ""


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
    ("content_html", lambda _item: ""),  # its place: the long texts are computed once for all forms
    ("image", lambda item: picture_url(item.episode.cover, item.show, item.covers)),
    ("banner_image", _banner),
    ("date_published", _date_published),
    ("authors", lambda item: [_author(person, item) for person in episode_people(item.show, item.episode.people)]),
    ("tags", lambda item: [clean_text(topic) for topic in item.episode.topics]),
    ("language", lambda item: item.language),
    ("attachments", _attachments),
)
