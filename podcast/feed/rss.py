"""The feed: feedgen writes the core of RSS 2.0, our tables the rest (podcasting20).

What feedgen does by itself and must not (docs/decisions/feed.md tells each): the link of the last `link()` call becomes
the show's, entries are put in front, it names itself, it dates the feed with the clock, its XML declaration is in
single quotes.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from podcast import addresses
from podcast.feed.chapters import timestamps
from podcast.feed.elements import Elements
from podcast.feed.notes import written_out
from podcast.feed.podcasting20 import CHANNEL, ITEM, Channel, Item
from podcast.feed.values import clean, public, web

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from podcast.artifacts import Audio
    from podcast.show.model import Show

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
GENERATOR = "podcast-from-a-folder"  # no version: a new one of us is no news of the show
LONGEST_DESCRIPTION = 4000  # bytes of UTF-8, Apple's limit

# feedgen's method, what it is given, the rules of docs/decisions/feed.md
CORE: tuple[tuple[str, Callable[[Show], str | None], str], ...] = (
    ("title", lambda show: show.title, "11"),
    ("language", lambda show: show.language, "14"),
    ("copyright", lambda show: show.copyright, "22"),
    ("generator", lambda _: GENERATOR, "90"),
)


def feed(show: Show, audio: Mapping[str, Audio], covers: Mapping[str, str], notes: Mapping[str, str]) -> bytes:
    """The bytes of feed.xml: RSS 2.0, UTF-8, the same for the same arguments on every machine and at every hour.

    A show without an episode to publish gives a valid channel without items. Directories refuse that, a preview does
    not mind: whoever publishes decides.

    Args:
        show: its episodes are those to publish, their chapters in the audio's time. Those without a date, or without
            an entry in `audio`, are left out; the others come newest first.
        audio: slug -> the tagged audio file.
        covers: source path of a picture (the show's, an episode's, a person's, a chapter's) -> its address below the
            base URL. The show's must be there; any other that is not is left out.
        notes: slug -> show notes, as sanitised HTML; relative addresses start from the episode's page. The show's
            description as HTML may stand under `addresses.HOME`; without it, the words stand as they were written.
    """
    dated = show.with_episodes(episode for episode in show.episodes if episode.date and episode.slug in audio)
    about = written_out(notes.get(addresses.HOME, ""), web(show.link)) or clean(show.description)
    generator = _core(Channel(dated, audio, covers), about)
    for episode in dated.episodes:
        item = Item(dated, episode, audio[episode.slug], covers)
        generator.add_entry(_entry(item, notes.get(episode.slug, "")), order="append")
    return DECLARATION + bytes(generator.rss_str(pretty=True, xml_declaration=False))


def description(item: Item) -> str:
    """The episode's summary, and its chapters as timestamps where both together are no longer than stores allow.

    A draft may have no summary yet: its title stands in, because an item without a description is refused.
    """
    summary = clean(item.episode.summary or item.episode.title)
    lines = timestamps(item.chapters)
    both = "\n".join((summary, "", *lines))
    return both if lines and len(both.encode()) <= LONGEST_DESCRIPTION else summary


def _core(channel: Channel, about: str) -> Any:
    """The channel as feedgen holds it, without items; `about` describes the show."""
    from feedgen.feed import FeedGenerator

    show = channel.show
    generator = FeedGenerator()
    for method, text, _ in CORE:
        value = text(show)
        if value is not None:
            getattr(generator, method)(clean(value))
    generator.description(about)
    generator.docs("")
    generator.link(href=public(show, addresses.FEED), rel="self", type="application/rss+xml")
    generator.link(href=web(show.link), rel="alternate")  # last: the last one becomes <link>
    generator.image(url=public(show, channel.covers[show.cover]), title=clean(show.title), link=web(show.link))
    generator.register_extension("ours", partial(_ChannelElements, CHANNEL, channel), None, atom=False)
    return generator


def _entry(item: Item, notes: str) -> Any:
    """The item as feedgen holds it."""
    from feedgen.entry import FeedEntry

    page = public(item.show, addresses.episode(item.episode))
    entry = FeedEntry()
    entry.title(clean(item.episode.title))
    entry.link(href=page)
    entry.guid(item.episode.guid, permalink=False)
    entry.description(description(item))
    if content := written_out(notes, page):
        entry.content(content, type="CDATA")
    entry.enclosure(public(item.show, item.audio.path), item.audio.size, item.audio.media_type)
    entry.register_extension("ours", partial(Elements, ITEM, item), atom=False)
    return entry


class _ChannelElements(Elements[Channel]):
    """The channel's elements, in place of the date that feedgen takes from the clock."""

    def extend_rss(self, element: Any) -> Any:
        for clock in element[0].findall("lastBuildDate"):
            element[0].remove(clock)
        return super().extend_rss(element)
