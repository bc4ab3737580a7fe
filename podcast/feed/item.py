"""What feedgen does not know of an episode or gets wrong, a row for each element; see `channel`."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.feed import persons as people
from podcast.feed.channel import artwork, place, talk
from podcast.feed.chapters import npt, picture
from podcast.feed.elements import Content, Table, having, said
from podcast.feed.formatting import public, stamp
from podcast.urls import web

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.artifacts import AlternateFormat
    from podcast.feed.feed_context import Item

LONGEST_NAME = 128  # characters of a name that the Podcast Namespace lets through uncut


def _season(item: Item) -> Iterator[Content]:
    if number := item.episode.season:
        season = item.show.season(number)
        yield Content(str(number), {"name": season.title if season and len(season.title) <= LONGEST_NAME else None})


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
        source = ("podcast:source", having(uri=public(item.show, other.path)))
        yield Content(attributes=attributes, inside=(source, *_integrity(other)))


def _integrity(other: AlternateFormat) -> Iterator[tuple[str, Content]]:
    """W3C, Subresource Integrity: the digest of the file's bytes, in base64."""
    if other.sha256:
        digest = base64.b64encode(bytes.fromhex(other.sha256)).decode("ascii")
        yield "podcast:integrity", having(type="sri", value=f"sha256-{digest}")


def _soundbites(item: Item) -> Iterator[Content]:
    for bite in item.episode.soundbites:
        if bite.start + bite.duration <= item.audio.seconds:
            yield Content(bite.title or "", {"startTime": str(bite.start), "duration": str(bite.duration)})


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


ITEM: Table[Item] = (
    ("atom:link", lambda item: [having(rel="http://podlove.org/deep-link", href=f"{item.page}#")], "95"),
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
    ("podcast:soundbite", _soundbites, "68"),
    ("podcast:person", people.of_episode, "29-36"),
    ("podcast:location", lambda item: place(item.episode.location), "29-36"),
    ("podcast:image", lambda item: artwork(item, item.episode.cover, item.episode.cover_alt), "29-36"),
    ("podcast:socialInteract", lambda item: talk(item.episode.social_interact), "69"),
)
