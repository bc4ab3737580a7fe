"""What listeners would meet if one feed took the place of another: the feed that is live, and the one to be published.

Pure: both come in as bytes, a feed with its archives as several documents. Apps know an episode by its guid alone,
people by its page; so an episode that keeps one of them and changes the other is the same one, changed by accident.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from podcast import urls as addresses
from podcast.feed.elements import NAMESPACES
from podcast.i18n import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

CONTENT = "http://purl.org/rss/1.0/modules/content/"
SPACES = NAMESPACES | {"content": CONTENT}

# What is compared, in the words of the sentences: the word, and where it stands in the feed.
OF_EPISODE = (
    (gettext_noop("title"), "title"),
    (gettext_noop("page"), "link"),
    (gettext_noop("date"), "pubDate"),
    (gettext_noop("description"), "description"),
    (gettext_noop("show notes"), "content:encoded"),
    (gettext_noop("season"), "itunes:season"),
    (gettext_noop("number"), "itunes:episode"),
    (gettext_noop("kind"), "itunes:episodeType"),
    (gettext_noop("explicit"), "itunes:explicit"),
    (gettext_noop("artwork"), "itunes:image"),
    (gettext_noop("people"), "podcast:person"),
    (gettext_noop("chapters"), "psc:chapters"),
    (gettext_noop("soundbites"), "podcast:soundbite"),
    (gettext_noop("transcript"), "podcast:transcript"),
    (gettext_noop("place"), "podcast:location"),
    (gettext_noop("length"), "itunes:duration"),
    (gettext_noop("audio file"), "enclosure"),
    (gettext_noop("other formats"), "podcast:alternateEnclosure"),
)
OF_SHOW = (
    (gettext_noop("title"), "title"),
    (gettext_noop("description"), "description"),
    (gettext_noop("language"), "language"),
    (gettext_noop("author"), "itunes:author"),
    (gettext_noop("owner"), "itunes:owner"),
    (gettext_noop("artwork"), "itunes:image"),
    (gettext_noop("categories"), "itunes:category"),
    (gettext_noop("explicit"), "itunes:explicit"),
    (gettext_noop("type"), "itunes:type"),
    (gettext_noop("guid"), "podcast:guid"),
    (gettext_noop("link"), "link"),
    (gettext_noop("new address"), "itunes:new-feed-url"),
    (gettext_noop("hosts"), "podcast:person"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a feed tells of one episode; `page` as seen from the show's, `fields` are those of `OF_EPISODE`."""

    guid: str
    title: str
    page: str
    date: str
    season: str
    number: str
    seconds: int
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed tells: of the show, and of its episodes, newest first."""

    show: Mapping[str, str] = field(default_factory=dict)
    episodes: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """An episode that is told otherwise: `fields` are the words of what differs."""

    before: Told
    after: Told
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between two feeds. `other_guid` are episodes that would come again as new ones."""

    new: tuple[Told, ...] = ()
    gone: tuple[Told, ...] = ()
    changed: tuple[Changed, ...] = ()
    other_guid: tuple[Changed, ...] = ()
    show: tuple[str, ...] = ()
    first: bool = False  # whether no feed was live

    @property
    def empty(self) -> bool:
        """Whether listeners would meet nothing new."""
        return not (self.new or self.gone or self.changed or self.other_guid or self.show)


def documents(read: Callable[[str], bytes | None]) -> tuple[bytes, ...]:
    """The show's feed and its archives, as `changes` wants them.

    Args:
        read: the bytes behind an address below the base URL, None where nothing is.
    """
    found = [read(addresses.FEED)]
    while found[-1] is not None:
        found.append(read(addresses.archive(addresses.FEED, len(found))))
    return tuple(data for data in found if data is not None)


def changes(live: Iterable[bytes], new: Iterable[bytes]) -> Changes:
    """What differs between the feed that is live and the one to be published.

    Args:
        live: the documents that are public, the feed first, then its archives; none at the first publish. A document
            that is no feed counts as none.
        new: those of the build.
    """
    before, after = _feed(live), _feed(new)
    if before is None or after is None:
        return Changes(new=after.episodes if after else (), first=True)
    old = {one.guid: one for one in before.episodes}
    fresh = [one for one in after.episodes if one.guid not in old]
    kept = {one.guid for one in after.episodes}
    lost = [one for one in before.episodes if one.guid not in kept]
    again = tuple(_again(lost, fresh))
    pairs = {one.before.guid for one in again}, {one.after.guid for one in again}
    both = ((old[one.guid], one) for one in after.episodes if one.guid in old)
    differ = (Changed(was, now, _differ(was.fields, now.fields)) for was, now in both if was != now)
    return Changes(
        new=tuple(one for one in fresh if one.guid not in pairs[1]),
        gone=tuple(one for one in lost if one.guid not in pairs[0]),
        changed=tuple(differ),
        other_guid=again,
        show=_differ(before.show, after.show),
    )


def _again(lost: Iterable[Told], fresh: Iterable[Told]) -> Iterator[Changed]:
    """Episodes under another guid: the page is the same, or else title and date are."""
    pages = {one.page: one for one in fresh if one.page}
    named = {(one.title, one.date): one for one in fresh}
    taken: set[str] = set()
    for one in lost:
        now = pages.get(one.page) or named.get((one.title, one.date))
        if now and now.guid not in taken:
            taken.add(now.guid)
            yield Changed(one, now, _differ(one.fields, now.fields))


def _differ(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    words = dict.fromkeys((*before, *after))
    return tuple(word for word in words if before.get(word) != after.get(word))


def _feed(documents: Iterable[bytes]) -> Feed | None:
    """What all documents of a feed tell; None where the first is no feed, or there is none."""
    from lxml import etree

    found: Feed | None = None
    for data in documents:
        try:
            root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError:
            return found
        channel = root.find("channel")
        if channel is None:
            return found
        home = channel.findtext("link", "").strip()
        episodes = tuple(_told(item, home) for item in channel.iterfind("item"))
        found = Feed(found.show, (*found.episodes, *episodes)) if found else Feed(_fields(channel, OF_SHOW), episodes)
    return found


def _told(item: Any, home: str) -> Told:
    def words(name: str) -> str:
        return str(item.findtext(name, "", SPACES)).strip()

    length = words("itunes:duration")
    return Told(
        guid=words("guid"),
        title=words("title"),
        page=words("link").removeprefix(home),
        date=words("pubDate"),
        season=words("itunes:season"),
        number=words("itunes:episode"),
        seconds=int(length) if length.isascii() and length.isdecimal() else 0,
        fields=_fields(item, OF_EPISODE),
    )


def _fields(parent: Any, table: Iterable[tuple[str, str]]) -> dict[str, str]:
    found = {word: "".join(_plain(one) for one in parent.iterfind(name, SPACES)) for word, name in table}
    return {word: held for word, held in found.items() if held}


def _plain(element: Any) -> str:
    """An element's text and attributes, and those of what is inside it, in a form that layout does not change."""
    inner = "".join(_plain(one) for one in element)
    return f"<{sorted(element.attrib.items())}{(element.text or '').strip()}{inner}>"
