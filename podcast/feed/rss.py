"""The feeds: feedgen writes the core of RSS 2.0, our tables the rest (`channel`, `item`).

What feedgen does by itself and must not (docs/decisions/feed.md tells each): the link of the last `link()` call becomes
the show's, entries are put in front, it names itself, it dates the feed with the clock, its XML declaration is in
single quotes.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from podcast import urls as addresses
from podcast.feed.channel import CHANNEL
from podcast.feed.description import about, description, full, paragraphs
from podcast.feed.elements import Elements
from podcast.feed.feed_context import Channel, Place, items, published
from podcast.feed.formatting import clean, public
from podcast.feed.item import ITEM
from podcast.feed.paging import LONGEST_PART, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from podcast.artifacts import Audio
    from podcast.feed.feed_context import Item
    from podcast.model.show import Episode, Show

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
GENERATOR = "podcast-from-a-folder"  # no version: a new one of us is no news of the show

# feedgen's method, what it is given, the rules of docs/decisions/feed.md
CORE: tuple[tuple[str, Callable[[Channel], str | None], str], ...] = (
    ("title", lambda channel: channel.title, "11"),
    ("language", lambda channel: channel.show.language, "14"),
    ("copyright", lambda channel: channel.show.copyright, "22"),
    ("generator", lambda _: GENERATOR, "90"),
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """An episode's `<item>`, and its length in bytes."""

    episode: Episode
    element: Any
    size: int


def feeds(
    show: Show,
    audio: Mapping[str, Audio],
    covers: Mapping[str, str],
    notes: Mapping[str, str],
    longest: int = LONGEST_PART,
) -> dict[str, bytes]:
    """The feed of the show, those of its seasons, and the archives of each: address -> bytes.

    RSS 2.0, UTF-8, the same for the same arguments on every machine and at every hour. A show without an episode to
    publish gives a valid channel without items. Directories refuse that, a preview does not mind: whoever publishes
    decides.

    Args:
        show: its episodes are those to publish, their chapters in the audio's time. Those without a date, or without
            an entry in `audio`, are left out; the others come newest first.
        audio: slug -> the tagged audio file.
        covers: source path of a picture (the show's, an episode's, a person's, a chapter's) -> its address below the
            base URL. The show's must be there; any other that is not is left out.
        notes: slug -> show notes, as sanitised HTML; relative addresses start from the episode's page. The show's
            description as HTML may stand under `addresses.HOME`, a season's under its page; without the former, the
            words stand as they were written.
        longest: bytes of a part, see `archive`.
    """
    dated = published(show, audio)
    whole = Channel(dated, audio, covers, Place())
    rendered = [_rendered(item) for item in items(dated, audio, covers, notes)]
    return dict(_documents(whole, notes, rendered, longest))


def _documents(
    whole: Channel, notes: Mapping[str, str], rendered: Sequence[Rendered], longest: int
) -> Iterator[tuple[str, bytes]]:
    """Every document by its address."""
    seasons = sorted({one.episode.season for one in rendered if one.episode.season})
    feeds: list[tuple[str, int | None]] = [(addresses.FEED, None)]
    feeds += [(addresses.season_feed(whole.show, number), number) for number in seasons]
    for feed, season in feeds:
        own = [one for one in rendered if season in {None, one.episode.season}]
        newest, *archives = parts(own, lambda one: one.size, longest) or [[]]
        for number, part in enumerate((newest, *archives)):
            place = Place(feed, season, number, 0 if number else len(archives))
            spoken_of = part if number else own
            channel = Channel(
                whole.show.with_episodes(one.episode for one in spoken_of), whole.audio, whole.covers, place
            )
            yield place.address, _document(channel, _told(channel, notes), part)


def _told(channel: Channel, notes: Mapping[str, str]) -> str:
    """What describes the feed: the season's words, else the show's; without HTML, as they were written."""
    show, season = channel.show, channel.place.season
    pages = (addresses.season(show, season), addresses.HOME) if season else (addresses.HOME,)
    found = next((about(notes[page], public(show, page)) for page in pages if notes.get(page)), "")
    return found or "".join(piece.text for piece in paragraphs(show.description))


def _document(channel: Channel, told: str, rendered: Iterable[Rendered]) -> bytes:
    generator = _core(channel, told)
    for one in rendered:
        generator.add_entry(_Ready(one.element), order="append")
    return DECLARATION + bytes(generator.rss_str(pretty=True, xml_declaration=False))


def _core(channel: Channel, told: str) -> Any:
    """The channel as feedgen holds it, without items."""
    from feedgen.feed import FeedGenerator

    show = channel.show
    generator = FeedGenerator()
    for method, text, _ in CORE:
        value = text(channel)
        if value is not None:
            getattr(generator, method)(clean(value))
    generator.description(told)
    generator.docs("")
    generator.link(href=channel.page, rel="alternate")  # every other link is a row: the last one becomes <link>
    generator.image(url=public(show, channel.covers[show.cover]), title=channel.title, link=channel.page)
    generator.register_extension("ours", partial(_ChannelElements, CHANNEL, channel), None, atom=False)
    return generator


def _rendered(item: Item) -> Rendered:
    """The item as feedgen writes it; every document that has it gets a copy."""
    from feedgen.entry import FeedEntry
    from lxml.etree import tostring

    entry = FeedEntry()
    entry.title(clean(item.episode.title))
    entry.link(href=item.page)
    entry.guid(item.episode.guid, permalink=False)
    entry.description(description(item))
    if content := full(item):
        entry.content(content, type="CDATA")
    entry.enclosure(public(item.show, item.audio.path), item.audio.size, item.audio.media_type)
    entry.register_extension("ours", partial(Elements, ITEM, item), atom=False)
    element = entry.rss_entry()
    return Rendered(item.episode, element, len(tostring(element, encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class _Ready:
    """An entry, as far as feedgen needs one, whose item is made already."""

    element: Any

    def register_extension(self, *_: Any) -> None:
        """The item has what our extension says."""

    def rss_entry(self) -> Any:
        """The item, for one document."""
        return copy.deepcopy(self.element)


class _ChannelElements(Elements[Channel]):
    """The channel's elements, in place of the date that feedgen takes from the clock."""

    def extend_rss(self, element: Any) -> Any:
        for clock in element[0].findall("lastBuildDate"):
            element[0].remove(clock)
        return super().extend_rss(element)
