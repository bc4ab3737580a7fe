"""RSS feeds: feedgen writes the core of RSS 2.0, the tables of `channel` and `item` the rest.

Some of feedgen's habits are worked around (docs/decisions/feed.md has each): the link of the last `link()` call becomes
the show's, entries are put in front, it names itself as the generator, it dates the feed with the clock, and its XML
declaration has single quotes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from podcast import urls
from podcast.feed.description import show_description, text_as_html
from podcast.feed.documents.document_plan import DocumentPlan
from podcast.feed.documents.extra_elements import ITEM_END, extra_lines, remove_replaced, used_rare_prefixes
from podcast.feed.documents.feed_item import ItemRecord, ItemTexts, RenderedItem, item_texts
from podcast.feed.elements.channel import CHANNEL_ELEMENTS
from podcast.feed.elements.element import TableExtension
from podcast.feed.elements.item import ITEM_ELEMENTS
from podcast.feed.feed_context import ChannelContext, ChannelSources, FeedDocument, item_contexts, publishable_show
from podcast.feed.formatting import clean_text, public_url
from podcast.feed.paging import DEFAULT_LIMITS, EntrySizes, paginate
from podcast.feed.pictures import picture_url
from podcast.model.imported.feed_namespaces import DECLARED_NAMESPACES, NAMESPACES, RARE_NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from podcast.artifacts import Audio
    from podcast.feed.feed_context import ItemContext
    from podcast.feed.paging import FeedLimits
    from podcast.feed.pictures import PictureAddresses
    from podcast.model.show import Show

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_CHANNEL_END = b"  </channel>\n</rss>\n"
GENERATOR = "podcast-from-a-folder"  # without a version: an update of the program must not change the feed

# feedgen's method, the function that returns its argument, the rules of docs/decisions/feed.md
CORE_ELEMENTS: tuple[tuple[str, Callable[[ChannelContext], str | None], str], ...] = (
    ("title", lambda channel: channel.title, "11"),
    ("language", lambda channel: channel.show.language, "14"),
    ("copyright", lambda channel: channel.show.copyright, "22"),
    ("generator", lambda _: GENERATOR, "90"),
)


def build_feeds(
    show: Show,
    audio: Mapping[str, Audio],
    covers: PictureAddresses,
    notes: Mapping[str, str],
    limits: FeedLimits = DEFAULT_LIMITS,
) -> dict[str, bytes]:
    """Return the feed of the show, those of its seasons, and the archives of each: address -> bytes.

    RSS 2.0, UTF-8, the same for the same arguments on every machine and at every hour. A show without an episode to
    publish gives a valid channel without items. Directories refuse that, a preview does not mind: the caller decides.

    Args:
        show: its episodes are those to publish, their chapters in the audio's time. Those without a date, or without an
            entry in `audio`, are left out; the others come newest first.
        audio: slug -> the tagged audio file.
        covers: source path of a picture (the show's, an episode's, a person's, a chapter's) -> its address below the
            base URL, see `pictures`. The show's is required; any other that is missing is left out.
        notes: slug -> show notes, as sanitised HTML; relative addresses start from the episode's page. The show's
            description as HTML is under `urls.HOME`, a season's under its page; without the former, the plain text of
            podcast.yaml is used.
        limits: sizes from which a feed goes without long texts, and then without items; see `paging`.
    """
    contexts = item_contexts(show, audio, covers, notes)
    rendered = {item.episode.slug: RenderedItem(render_item(item)) for item in contexts}
    items = [ItemRecord(episode, rendered[episode.slug].sizes()) for episode in publishable_show(show, audio).episodes]
    plans = plan_documents(show, items, ChannelSources(audio, covers, notes), limits)
    return {
        plan.address: b"".join(plan.chunks(lambda item, form: rendered[item.episode.slug].form(form))) for plan in plans
    }


def plan_documents(
    show: Show, items: Sequence[ItemRecord], sources: ChannelSources, limits: FeedLimits = DEFAULT_LIMITS
) -> Iterator[DocumentPlan]:
    """Yield the feed of the show, those of its seasons, and the archives of each, without the bytes of their items.

    Args:
        show: with all its episodes, the withdrawn ones too.
        items: of the episodes that can be published, newest first.
        sources: for the channels.
        limits: see `build_feeds`.
    """
    published = show.with_episodes(item.episode for item in items)
    context = ChannelContext(published, sources.audio, sources.covers, FeedDocument())
    by_season: defaultdict[int | None, list[ItemRecord]] = defaultdict(list, {None: [*items]})
    for item in items:
        if item.episode.season:
            by_season[item.episode.season].append(item)
    all_withdrawn = show.withdrawn_episodes
    for address, season in _feed_addresses(show):
        withdrawn = tuple(episode for episode in all_withdrawn if season in {None, episode.season})
        feed = replace(context, document=FeedDocument(address, season), withdrawn=withdrawn)
        yield from _plan_feed(feed, sources.notes, by_season[season], limits)


def _feed_addresses(show: Show) -> list[tuple[str, int | None]]:
    """Return the addresses of the feeds with their seasons; the show's own first, without one."""
    return [(urls.FEED, None), *((urls.season_feed(show, number), number) for number in seasons_with_feed(show))]


def seasons_with_feed(show: Show) -> list[int]:
    """Return the seasons that have a feed: those of episodes, also of withdrawn ones, and the listed ones before them.

    The feed of a season whose last episode was withdrawn or removed stays at its address, without items: it has
    subscribers, and episodes may follow.
    """
    used = {episode.season for episode in show.episodes if episode.season}
    return sorted(used | {season.number for season in show.seasons if season.number < max(used, default=0)})


def _plan_feed(
    feed: ChannelContext, notes: Mapping[str, str], feed_items: Sequence[ItemRecord], limits: FeedLimits
) -> Iterator[DocumentPlan]:
    """Yield a feed and its archives."""
    channel = replace(feed, show=feed.show.with_episodes(item.episode for item in feed_items))
    text = _channel_description(channel, notes)
    sizes: EntrySizes[ItemRecord] = EntrySizes(lambda item: item.sizes.rss, lambda item: item.sizes.short_rss)
    undivided = _channel_bytes(channel, text)
    pages = paginate(feed_items, sizes, sum(map(len, undivided)), limits)
    place = replace(channel.document, archive_count=len(pages.archives))
    frame = _channel_bytes(replace(channel, document=place), text) if pages.archives else undivided
    yield _plan(place.address, frame, pages.feed, pages.short_count)
    for number, part in enumerate(pages.archives, start=1):
        place = replace(channel.document, archive=number)
        show = feed.show.with_episodes(item.episode for item in part)
        archive = replace(channel, show=show, document=place, withdrawn=())
        yield _plan(place.address, _channel_bytes(archive, text), part)


def _plan(address: str, frame: tuple[bytes, bytes], items: Sequence[ItemRecord], short_count: int = 0) -> DocumentPlan:
    return DocumentPlan(address, "rss", "short rss", *frame, items, short_count)


def _channel_description(channel: ChannelContext, notes: Mapping[str, str]) -> str:
    """Return the description of the feed: the season's HTML, else the show's; without HTML, the plain text."""
    show, season = channel.show, channel.document.season
    pages = (urls.season(show, season), urls.HOME) if season else (urls.HOME,)
    notes_html = next((show_description(notes[page], public_url(show, page)) for page in pages if notes.get(page)), "")
    return notes_html or "".join(piece.text for piece in text_as_html(show.description))


def _channel_bytes(channel: ChannelContext, description_html: str) -> tuple[bytes, bytes]:
    """Return a document without items: the bytes before them, and those after them."""
    document = bytes(_feed_generator(channel, description_html).rss_str(pretty=True, xml_declaration=False))
    extra = extra_lines(channel.extra_xml)
    return DECLARATION + document.removesuffix(_CHANNEL_END) + extra, _CHANNEL_END


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
    generator.image(url=picture_url(show.cover, show, channel.covers), title=channel.title, link=channel.page)
    generator.register_extension("ours", partial(_ChannelElements, CHANNEL_ELEMENTS, channel), None, atom=False)
    return generator


def render_item(item: ItemContext, texts: ItemTexts | None = None) -> bytes:
    """Return an `<item>` as it stands in every document that has it, with its indentation.

    Args:
        item: the episode.
        texts: its long texts, if they are computed already.
    """
    element = item_element(item, texts)
    remove_replaced(element, item.episode.extra_xml)
    return _item_bytes(element).removesuffix(ITEM_END) + extra_lines(item.episode.extra_xml) + ITEM_END


def item_element(item: ItemContext, texts: ItemTexts | None = None) -> Any:
    """Return an `<item>` as an lxml element, without what `extra_xml` adds or replaces.

    Args:
        item: the episode.
        texts: its long texts, if they are computed already.
    """
    from feedgen.entry import FeedEntry

    texts = texts or item_texts(item)
    entry = FeedEntry()
    entry.title(clean_text(item.episode.title))
    entry.link(href=item.page)
    entry.guid(item.episode.guid, permalink=item.episode.guid_is_permalink)
    entry.description(texts.description)
    if texts.full_notes:
        entry.content(texts.full_notes, type="CDATA")
    entry.enclosure(public_url(item.show, item.audio.path), item.audio.size, item.audio.media_type)
    entry.register_extension("ours", partial(TableExtension, ITEM_ELEMENTS, item), atom=False)
    return entry.rss_entry()


def _item_bytes(item: Any) -> bytes:
    """Return the bytes of an item in a document: all its prefixes are declared by `<rss>`."""
    from lxml.etree import Element, SubElement, tostring

    rss = Element("rss", nsmap=DECLARED_NAMESPACES)
    channel = SubElement(rss, "channel")
    SubElement(channel, "title")
    channel.append(item)
    document = bytes(tostring(rss, encoding="utf-8", pretty_print=True))
    return document.partition(b"<title/>\n")[2].removesuffix(_CHANNEL_END)


class _ChannelElements(TableExtension[ChannelContext]):
    """Extension with the channel's elements, which also removes the date that feedgen takes from the clock."""

    def extend_ns(self) -> dict[str, str]:
        show = self.subject.show
        uses = {
            "dc": any(episode.language for episode in show.episodes),
            "media": any((show.images, *(episode.images for episode in show.episodes))),
        }
        typed = used_rare_prefixes((self.subject.extra_xml, *(episode.extra_xml for episode in show.episodes)))
        return NAMESPACES | {prefix: uri for prefix, uri in RARE_NAMESPACES.items() if uses[prefix] or prefix in typed}

    def extend_rss(self, element: Any) -> Any:
        for clock in element[0].findall("lastBuildDate"):
            element[0].remove(clock)
        super().extend_rss(element)
        remove_replaced(element[0], self.subject.extra_xml, is_channel=True)
        return element
