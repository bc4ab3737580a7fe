"""RSS feeds: feedgen writes the core of RSS 2.0, the tables of `channel` and `item` the rest.

Some of feedgen's habits are worked around (docs/decisions/feed.md has each): the link of the last `link()` call becomes
the show's, entries are put in front, it names itself as the generator, it dates the feed with the clock, and its XML
declaration has single quotes.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from podcast import urls
from podcast.feed.channel import CHANNEL_ELEMENTS
from podcast.feed.description import description, full_notes, show_description, text_as_html
from podcast.feed.elements import TableExtension
from podcast.feed.feed_context import ChannelContext, FeedDocument, item_contexts, publishable_show
from podcast.feed.formatting import clean_text, public_url
from podcast.feed.item import ITEM_ELEMENTS
from podcast.feed.paging import MAX_PART_BYTES, split_into_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from podcast.artifacts import Audio
    from podcast.feed.feed_context import ItemContext
    from podcast.model.show import Episode, Show

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
GENERATOR = "podcast-from-a-folder"  # without a version: an update of the program must not change the feed

# feedgen's method, the function that returns its argument, the rules of docs/decisions/feed.md
CORE_ELEMENTS: tuple[tuple[str, Callable[[ChannelContext], str | None], str], ...] = (
    ("title", lambda channel: channel.title, "11"),
    ("language", lambda channel: channel.show.language, "14"),
    ("copyright", lambda channel: channel.show.copyright, "22"),
    ("generator", lambda _: GENERATOR, "90"),
)


@dataclass(frozen=True, slots=True)
class RenderedItem:
    """An episode's `<item>`, and its length in bytes."""

    episode: Episode
    element: Any
    size: int


def build_feeds(
    show: Show,
    audio: Mapping[str, Audio],
    covers: Mapping[str, str],
    notes: Mapping[str, str],
    max_bytes: int = MAX_PART_BYTES,
) -> dict[str, bytes]:
    """Return the feed of the show, those of its seasons, and the archives of each: address -> bytes.

    RSS 2.0, UTF-8, the same for the same arguments on every machine and at every hour. A show without an episode to
    publish gives a valid channel without items. Directories refuse that, a preview does not mind: the caller decides.

    Args:
        show: its episodes are those to publish, their chapters in the audio's time. Those without a date, or without an
            entry in `audio`, are left out; the others come newest first.
        audio: slug -> the tagged audio file.
        covers: source path of a picture (the show's, an episode's, a person's, a chapter's) -> its address below the
            base URL. The show's is required; any other that is missing is left out.
        notes: slug -> show notes, as sanitised HTML; relative addresses start from the episode's page. The show's
            description as HTML is under `urls.HOME`, a season's under its page; without the former, the plain text of
            podcast.yaml is used.
        max_bytes: size of a part, see `paging`.
    """
    dated = publishable_show(show, audio)
    context = ChannelContext(dated, audio, covers, FeedDocument())
    rendered = [_render_item(item) for item in item_contexts(dated, audio, covers, notes)]
    return dict(_documents(context, notes, rendered, max_bytes))


def _documents(
    context: ChannelContext, notes: Mapping[str, str], rendered: Sequence[RenderedItem], max_bytes: int
) -> Iterator[tuple[str, bytes]]:
    """Yield every document with its address."""
    seasons = sorted({item.episode.season for item in rendered if item.episode.season})
    feeds: list[tuple[str, int | None]] = [(urls.FEED, None)]
    feeds += [(urls.season_feed(context.show, number), number) for number in seasons]
    for feed, season in feeds:
        feed_items = [item for item in rendered if season in {None, item.episode.season}]
        newest, *archives = split_into_parts(feed_items, lambda item: item.size, max_bytes) or [[]]
        for number, part in enumerate((newest, *archives)):
            document = FeedDocument(feed, season, number, 0 if number else len(archives))
            described = part if number else feed_items
            channel = ChannelContext(
                context.show.with_episodes(item.episode for item in described), context.audio, context.covers, document
            )
            yield document.address, _document(channel, _channel_description(channel, notes), part)


def _channel_description(channel: ChannelContext, notes: Mapping[str, str]) -> str:
    """Return the description of the feed: the season's HTML, else the show's; without HTML, the plain text."""
    show, season = channel.show, channel.document.season
    pages = (urls.season(show, season), urls.HOME) if season else (urls.HOME,)
    notes_html = next((show_description(notes[page], public_url(show, page)) for page in pages if notes.get(page)), "")
    return notes_html or "".join(piece.text for piece in text_as_html(show.description))


def _document(channel: ChannelContext, description_html: str, rendered: Iterable[RenderedItem]) -> bytes:
    generator = _feed_generator(channel, description_html)
    for item in rendered:
        generator.add_entry(_PrebuiltEntry(item.element), order="append")
    return DECLARATION + bytes(generator.rss_str(pretty=True, xml_declaration=False))


def _feed_generator(channel: ChannelContext, description_html: str) -> Any:
    """Return feedgen's generator with the channel, without items."""
    from feedgen.feed import FeedGenerator

    show = channel.show
    generator = FeedGenerator()
    for method, text, _ in CORE_ELEMENTS:
        value = text(channel)
        if value is not None:
            getattr(generator, method)(clean_text(value))
    generator.description(description_html)
    generator.docs("")
    generator.link(href=channel.page, rel="alternate")  # the last link becomes <link>: others are rows of the table
    generator.image(url=public_url(show, channel.covers[show.cover]), title=channel.title, link=channel.page)
    generator.register_extension("ours", partial(_ChannelElements, CHANNEL_ELEMENTS, channel), None, atom=False)
    return generator


def _render_item(item: ItemContext) -> RenderedItem:
    """Render an item by feedgen; every document that contains it gets a copy."""
    from feedgen.entry import FeedEntry
    from lxml.etree import tostring

    entry = FeedEntry()
    entry.title(clean_text(item.episode.title))
    entry.link(href=item.page)
    entry.guid(item.episode.guid, permalink=False)
    entry.description(description(item))
    if content := full_notes(item):
        entry.content(content, type="CDATA")
    entry.enclosure(public_url(item.show, item.audio.path), item.audio.size, item.audio.media_type)
    entry.register_extension("ours", partial(TableExtension, ITEM_ELEMENTS, item), atom=False)
    element = entry.rss_entry()
    return RenderedItem(item.episode, element, len(tostring(element, encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class _PrebuiltEntry:
    """A feedgen entry whose item is rendered already: it has only the methods that feedgen calls."""

    element: Any

    def register_extension(self, *_: Any) -> None:
        """Do nothing: the item has the extension's elements."""

    def rss_entry(self) -> Any:
        """Return a copy of the item, for one document."""
        return copy.deepcopy(self.element)


class _ChannelElements(TableExtension[ChannelContext]):
    """Extension with the channel's elements, which also removes the date that feedgen takes from the clock."""

    def extend_rss(self, element: Any) -> Any:
        for clock in element[0].findall("lastBuildDate"):
            element[0].remove(clock)
        return super().extend_rss(element)
