"""What feedgen does not know or gets wrong: Apple's elements, the Podcast Namespace, Podlove Simple Chapters, dates.

Two tables, one row per element; the last column names the rules of docs/decisions/feed.md. itunes:explicit,
itunes:image and the dates stand here although feedgen has them, because it writes them wrong, not at all, or different
on every run.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from podcast import addresses
from podcast.feed.chapters import audible, npt, picture
from podcast.feed.elements import Content, Table, having, said
from podcast.feed.values import public, stamp, web

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from podcast.artifacts import Audio
    from podcast.show.model import Chapter, Episode, Person, Show

LONGEST = 128  # characters of a name that the Podcast Namespace lets through uncut

REGULAR_HOSTS = frozenset({"host", "co-host"})
HOSTS = REGULAR_HOSTS | {"guest host"}

# Groups of the Podcast Taxonomy and their roles; a role that is not here belongs to the cast, which need not be said.
_GROUPS = {
    "creative direction": "director, assistant director, executive producer, senior producer, producer, "
    "associate producer, development producer, creative director",
    "writing": "author, editorial director, co-writer, writer, songwriter, guest writer, story editor, "
    "managing editor, script editor, script coordinator, researcher, editor, fact checker, translator, transcriber, "
    "logger",
    "audio production": "studio coordinator, technical director, technical manager, audio engineer, "
    "remote recording engineer, post production engineer",
    "audio post-production": "audio editor, sound designer, foley artist, composer, theme music, music production, "
    "music contributor",
    "administration": "production coordinator, booking coordinator, production assistant, content manager, "
    "marketing manager, sales representative, sales manager",
    "visuals": "graphic designer, cover art designer",
    "community": "social media manager",
    "misc.": "consultant, intern",
    "video production": "camera operator, lighting designer, camera grip, assistant camera",
    "video post-production": "assistant editor",
}
_GROUP = {role: group for group, roles in _GROUPS.items() for role in roles.split(", ")}


@dataclass(frozen=True, slots=True)
class Channel:
    """What the feed says of the show; its episodes are those that have a date and an audio file."""

    show: Show
    audio: Mapping[str, Audio]
    covers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """What the feed says of one episode."""

    show: Show
    episode: Episode
    audio: Audio
    covers: Mapping[str, str]

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters that can be heard."""
        return audible(self.episode, self.audio)

    @property
    def number(self) -> int | None:
        """The episode's number; a trailer has none."""
        return None if self.episode.type == "trailer" else self.episode.episode

    @property
    def explicit(self) -> bool:
        """What the episode says of itself, or else the show of all its episodes."""
        return self.show.explicit if self.episode.explicit is None else self.episode.explicit


def _changed(channel: Channel) -> Iterator[Content]:
    """The newest date of an episode: a feed that says "now" would be another one on every run."""
    dates = [episode.date for episode in channel.show.episodes if episode.date]
    if dates:
        yield Content(stamp(max(dates), channel.show))


def _categories(channel: Channel) -> Iterator[Content]:
    """Apple's categories, each parent once with its children inside, in the producer's order."""
    paths = [tuple(category.split(" > ")) for category in channel.show.categories]
    parents = list(dict.fromkeys(path[0] for path in paths))
    for parent, family in groupby(sorted(paths, key=lambda path: parents.index(path[0])), key=lambda path: path[0]):
        children = dict.fromkeys(path[1] for path in family if len(path) > 1)
        inside = tuple(("itunes:category", having(text=child)) for child in children)
        yield Content(attributes={"text": parent}, inside=inside)


def _owner(channel: Channel) -> Iterator[Content]:
    if owner := channel.show.owner:
        yield Content(inside=(("itunes:name", Content(owner.name)), ("itunes:email", Content(owner.email))))


def _license(channel: Channel) -> Iterator[Content]:
    if license_ := channel.show.license:
        yield Content(license_.name, {"url": license_.url and web(license_.url)})


def _trailers(channel: Channel) -> Iterator[Content]:
    for episode in channel.show.episodes:
        if episode.type == "trailer" and episode.date:
            audio = channel.audio[episode.slug]
            attributes = {
                "pubdate": stamp(episode.date, channel.show),
                "url": public(channel.show, audio.path),
                "length": str(audio.size),
                "type": audio.media_type,
                "season": str(episode.season) if episode.season else None,
            }
            yield Content(episode.title, attributes)


def _artwork(about: Channel | Item, path: str | None, alt: str | None) -> Iterator[Content]:
    if url := picture(path, about.show, about.covers):
        yield having(href=url, alt=alt, purpose="artwork")


def _persons(people: Iterable[Person], about: Channel | Item) -> Iterator[Content]:
    for person in people:
        attributes = {
            "role": person.role,
            "group": _GROUP.get(person.role),
            "img": picture(person.image, about.show, about.covers),
            "href": person.href and web(person.href),
        }
        yield Content(person.name, attributes)


def _regulars(show: Show) -> list[Person]:
    return [person for person in show.people.values() if person.role in REGULAR_HOSTS]


def _heard(item: Item) -> list[Person]:
    """The episode's people; they replace the channel's, so the hosts come first again where it names no host."""
    people = list(item.episode.people)
    if not people or any(person.role in HOSTS for person in people):
        return people
    named = {person.name for person in people}
    return [person for person in _regulars(item.show) if person.name not in named] + people


def _season(item: Item) -> Iterator[Content]:
    if number := item.episode.season:
        season = item.show.season(number)
        yield Content(str(number), {"name": season.title if season and len(season.title) <= LONGEST else None})


def _location(item: Item) -> Iterator[Content]:
    if location := item.episode.location:
        yield Content(location.name, {"rel": "subject", "geo": location.geo})


def _transcripts(item: Item) -> Iterator[Content]:
    """WebVTT first: Apple takes the first form that it knows, and who speaks stands only there."""
    if item.episode.transcript:
        for form, media_type in (("vtt", "text/vtt"), ("srt", "application/x-subrip")):
            url = public(item.show, addresses.transcript(item.episode, form))
            yield having(url=url, type=media_type, language=item.show.language)


def _chapters_file(item: Item) -> Iterator[Content]:
    if item.chapters:
        yield having(url=public(item.show, addresses.chapters(item.episode)), type="application/json+chapters")


def _other_formats(item: Item) -> Iterator[Content]:
    for other in item.audio.others:
        attributes = {"type": other.media_type, "length": str(other.size), "bitrate": str(other.bitrate * 1000)}
        yield Content(attributes=attributes, inside=(("podcast:source", having(uri=public(item.show, other.path))),))


def _simple_chapters(item: Item) -> Iterator[Content]:
    marks = tuple(
        (
            "psc:chapter",
            having(
                start=npt(chapter.start),
                title=chapter.title,
                href=chapter.href and web(chapter.href),
                image=picture(chapter.image, item.show, item.covers),
            ),
        )
        for chapter in item.chapters
    )
    if marks:
        yield Content(attributes={"version": "1.2"}, inside=marks)


CHANNEL: Table[Channel] = (
    ("lastBuildDate", _changed, "26 90"),
    ("itunes:author", lambda channel: said(channel.show.author), "19"),
    ("itunes:owner", _owner, "20"),
    ("itunes:image", lambda channel: [having(href=public(channel.show, channel.covers[channel.show.cover]))], "15"),
    ("itunes:category", _categories, "16"),
    ("itunes:explicit", lambda channel: said(channel.show.explicit), "17"),
    ("itunes:type", lambda channel: said(channel.show.type), "21"),
    ("podcast:guid", lambda channel: said(channel.show.guid), "23"),
    ("podcast:locked", lambda channel: said("yes" if channel.show.locked else "no"), "24"),
    ("podcast:medium", lambda _: said("podcast"), "29-36"),
    ("podcast:license", _license, "29-36"),
    ("podcast:person", lambda channel: _persons(_regulars(channel.show), channel), "29-36"),
    ("podcast:image", lambda channel: _artwork(channel, channel.show.cover, channel.show.cover_alt), "29-36"),
    ("podcast:trailer", _trailers, "29-36"),
)

ITEM: Table[Item] = (
    ("pubDate", lambda item: [Content(stamp(item.episode.date, item.show))] if item.episode.date else [], "49"),
    ("itunes:duration", lambda item: said(max(1, round(item.audio.seconds))), "57 93"),
    ("itunes:episodeType", lambda item: said(item.episode.type), "61"),
    ("itunes:season", lambda item: said(item.episode.season), "62"),
    ("itunes:episode", lambda item: said(item.number), "61 62"),
    ("itunes:image", lambda item: [having(href=picture(item.episode.cover, item.show, item.covers))], "59"),
    ("itunes:explicit", lambda item: said(item.explicit), "60"),
    ("podcast:season", _season, "64"),
    ("podcast:episode", lambda item: said(item.number), "64"),
    ("podcast:transcript", _transcripts, "65"),
    ("podcast:chapters", _chapters_file, "66"),
    ("podcast:alternateEnclosure", _other_formats, "29-36"),
    ("psc:chapters", _simple_chapters, "67"),
    ("podcast:person", lambda item: _persons(_heard(item), item), "29-36"),
    ("podcast:location", _location, "29-36"),
    ("podcast:image", lambda item: _artwork(item, item.episode.cover, item.episode.cover_alt), "29-36"),
)
