"""Elements of an item that feedgen lacks or writes wrong, a row for each; see `channel`."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from podcast import urls
from podcast.feed import persons
from podcast.feed.channel import artwork_element, location_element, social_interact_elements
from podcast.feed.chapters import normal_play_time, picture_url
from podcast.feed.elements import ElementContent, ElementTable, attribute_element, text_element
from podcast.feed.formatting import public_url, rfc2822_date
from podcast.urls import ascii_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.artifacts import AlternateFormat
    from podcast.feed.feed_context import ItemContext

MAX_SEASON_NAME_CHARACTERS = 128  # the Podcast Namespace's limit


def _season(item: ItemContext) -> Iterator[ElementContent]:
    if number := item.episode.season:
        season = item.show.season(number)
        yield ElementContent(
            str(number), {"name": season.title if season and len(season.title) <= MAX_SEASON_NAME_CHARACTERS else None}
        )


def _transcripts(item: ItemContext) -> Iterator[ElementContent]:
    """Yield the transcripts, WebVTT first.

    Apple takes the first format that it knows, and only WebVTT has the speakers.
    """
    if item.episode.transcript:
        for form, media_type in (("vtt", "text/vtt"), ("srt", "application/x-subrip")):
            url = public_url(item.show, urls.transcript(item.episode, form))
            yield attribute_element(url=url, type=media_type, language=item.show.language)


def _chapters_file(item: ItemContext) -> Iterator[ElementContent]:
    if item.chapters:
        yield attribute_element(
            url=public_url(item.show, urls.chapters(item.episode)), type="application/json+chapters"
        )


def _alternate_enclosures(item: ItemContext) -> Iterator[ElementContent]:
    for alternate in item.audio.alternate_formats:
        attributes = {
            "type": alternate.media_type,
            "length": str(alternate.size),
            "bitrate": str(alternate.bitrate * 1000),
        }
        source = ("podcast:source", attribute_element(uri=public_url(item.show, alternate.path)))
        yield ElementContent(attributes=attributes, children=(source, *_integrity(alternate)))


def _integrity(alternate: AlternateFormat) -> Iterator[tuple[str, ElementContent]]:
    """Yield the digest of the file's bytes, in base64 (W3C, Subresource Integrity)."""
    if alternate.sha256:
        digest = base64.b64encode(bytes.fromhex(alternate.sha256)).decode("ascii")
        yield "podcast:integrity", attribute_element(type="sri", value=f"sha256-{digest}")


def _soundbites(item: ItemContext) -> Iterator[ElementContent]:
    for bite in item.episode.soundbites:
        if bite.start + bite.duration <= item.audio.seconds:
            yield ElementContent(bite.title or "", {"startTime": str(bite.start), "duration": str(bite.duration)})


def _simple_chapters(item: ItemContext) -> Iterator[ElementContent]:
    marks = tuple(
        (
            "psc:chapter",
            attribute_element(
                start=normal_play_time(chapter.start),
                title=chapter.title,
                href=chapter.href and ascii_url(chapter.href),
                image=picture_url(chapter.image, item.show, item.covers),
            ),
        )
        for chapter in item.chapters
    )
    if marks:
        yield ElementContent(attributes={"version": "1.2"}, children=marks)


ITEM_ELEMENTS: ElementTable[ItemContext] = (
    ("atom:link", lambda item: [attribute_element(rel="http://podlove.org/deep-link", href=f"{item.page}#")], "95"),
    (
        "pubDate",
        lambda item: [ElementContent(rfc2822_date(item.episode.date, item.show))] if item.episode.date else [],
        "49",
    ),
    ("itunes:duration", lambda item: text_element(max(1, round(item.audio.seconds))), "57 93"),
    ("itunes:episodeType", lambda item: text_element(item.episode.type), "61"),
    ("itunes:season", lambda item: text_element(item.episode.season), "62"),
    ("itunes:episode", lambda item: text_element(item.number), "61 62"),
    (
        "itunes:image",
        lambda item: [attribute_element(href=picture_url(item.episode.cover, item.show, item.covers))],
        "59",
    ),
    ("itunes:explicit", lambda item: text_element(item.explicit), "60"),
    ("podcast:season", _season, "64"),
    ("podcast:episode", lambda item: text_element(item.number), "64"),
    ("podcast:transcript", _transcripts, "65"),
    ("podcast:chapters", _chapters_file, "66"),
    ("podcast:alternateEnclosure", _alternate_enclosures, "29-36"),
    ("psc:chapters", _simple_chapters, "67"),
    ("podcast:soundbite", _soundbites, "68"),
    ("podcast:person", persons.episode_persons, "29-36"),
    ("podcast:location", lambda item: location_element(item.episode.location), "29-36"),
    ("podcast:image", lambda item: artwork_element(item, item.episode.cover, item.episode.cover_alt), "29-36"),
    ("podcast:socialInteract", lambda item: social_interact_elements(item.episode.social_interact), "69"),
)
