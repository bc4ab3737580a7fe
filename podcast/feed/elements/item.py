"""Elements of an item that feedgen lacks or writes wrong, a row for each; see `channel`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls
from podcast.feed.chapters import normal_play_time
from podcast.feed.elements import persons
from podcast.feed.elements.alternate_enclosures import alternate_enclosures
from podcast.feed.elements.element import ElementContent, ElementTable, attribute_element, element_if, text_element
from podcast.feed.elements.shared import (
    ai_content_element,
    artwork_element,
    funding_elements,
    image_elements,
    license_element,
    location_elements,
    social_interact_elements,
)
from podcast.feed.formatting import clean_text, public_url, rfc2822_date
from podcast.feed.pictures import picture_url, thumbnail
from podcast.urls import ascii_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.feed.feed_context import ItemContext

MAX_SEASON_NAME_CHARACTERS = 128  # the Podcast Namespace's limit
# Form of a transcript -> media type, in the order of the feed.
TRANSCRIPT_TYPES = {
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "html": "text/html",
    "json": "application/json",
}
OTHER_TRANSCRIPT_TYPES = {
    **TRANSCRIPT_TYPES,
    "htm": "text/html",
    "pdf": "application/pdf",
    "ttml": "application/ttml+xml",
}
DEFAULT_TYPE = "text/plain"


def _season(item: ItemContext) -> Iterator[ElementContent]:
    if number := item.episode.season:
        season = item.show.season(number)
        yield ElementContent(
            str(number), {"name": season.title if season and len(season.title) <= MAX_SEASON_NAME_CHARACTERS else None}
        )


def _number(item: ItemContext) -> Iterator[ElementContent]:
    """Yield the number, with what apps show instead of it."""
    if item.number:
        yield ElementContent(str(item.number), {"display": item.episode.display})


def _topics(item: ItemContext) -> Iterator[ElementContent]:
    """Yield each topic once: soft hyphens make no difference."""
    yield from map(ElementContent, dict.fromkeys(map(clean_text, item.episode.topics)))


def _title_for_apple(item: ItemContext) -> tuple[ElementContent, ...]:
    """Return the title without season and number; none if it is the item's title."""
    title = item.episode.itunes_title
    return text_element(title) if title and clean_text(title) != clean_text(item.episode.title) else ()


def _thumbnail(item: ItemContext) -> Iterator[ElementContent]:
    """Yield the wide picture (Media RSS), which YouTube shows instead of the square cover."""
    if picture := thumbnail(item.show, item.episode, item.covers):
        url = public_url(item.show, picture.path)
        yield attribute_element(url=url, width=str(picture.width), height=str(picture.height))


def _images(item: ItemContext) -> Iterator[ElementContent]:
    yield from artwork_element(item, item.episode.cover, item.episode.cover_alt)
    yield from image_elements(item, item.episode.images)


def _content_links(item: ItemContext) -> Iterator[ElementContent]:
    yield from (ElementContent(link.text, {"href": ascii_url(link.url)}) for link in item.episode.content_links)


def _transcripts(item: ItemContext) -> Iterator[ElementContent]:
    """Yield the transcripts, WebVTT first: Apple takes the first format that it knows, and WebVTT has the speakers.

    Those that are published as they are follow; without a language, apps take the show's.
    """
    if item.episode.transcript:
        for form, media_type in TRANSCRIPT_TYPES.items():
            url = public_url(item.show, urls.transcript(item.episode, form))
            yield attribute_element(url=url, type=media_type, language=item.language)
    for file in item.episode.transcript_files:
        url = public_url(item.show, urls.transcript_file(item.episode, file.file))
        media_type = file.type or OTHER_TRANSCRIPT_TYPES.get(file.file.rpartition(".")[2].lower(), DEFAULT_TYPE)
        yield attribute_element(url=url, type=media_type, language=file.language, rel=file.rel)


def _chapters_file(item: ItemContext) -> Iterator[ElementContent]:
    if item.chapters:
        yield attribute_element(
            url=public_url(item.show, urls.chapters(item.episode)), type="application/json+chapters"
        )


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
        if chapter.toc
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
    ("category", _topics, "71"),
    ("dc:language", lambda item: text_element(item.episode.language), "73"),
    ("itunes:title", _title_for_apple, "42"),
    ("itunes:duration", lambda item: text_element(max(1, round(item.audio.seconds))), "57 93"),
    ("itunes:episodeType", lambda item: text_element(item.episode.type), "61"),
    ("itunes:season", lambda item: text_element(item.episode.season), "62"),
    ("itunes:episode", lambda item: text_element(item.number), "61 62"),
    ("media:thumbnail", _thumbnail, "72"),  # gPodder keeps the last picture, which should be the cover
    (
        "itunes:image",
        lambda item: [attribute_element(href=picture_url(item.episode.cover, item.show, item.covers))],
        "59",
    ),
    ("itunes:explicit", lambda item: text_element(item.explicit), "60"),
    ("itunes:block", lambda item: element_if(item.episode.block, ElementContent("Yes")), "28"),
    ("podcast:season", _season, "64"),
    ("podcast:episode", _number, "64"),
    ("podcast:transcript", _transcripts, "65"),
    ("podcast:chapters", _chapters_file, "66"),
    ("podcast:alternateEnclosure", alternate_enclosures, "29-36"),
    ("psc:chapters", _simple_chapters, "67"),
    ("podcast:funding", lambda item: funding_elements(item.episode.funding), "29-36"),
    ("podcast:contentLink", _content_links, "29-36"),
    ("podcast:license", lambda item: license_element(item.episode.license), "29-36"),
    ("podcast:soundbite", _soundbites, "68"),
    ("podcast:person", persons.episode_persons, "29-36"),
    ("podcast:location", lambda item: location_elements(item.episode.location), "29-36"),
    ("podcast:image", _images, "29-36"),
    (
        "podcast:txt",
        lambda item: [ai_content_element(has_ai=bool(ai.parts))] if (ai := item.show.episode_ai(item.episode)) else [],
        "29-36",
    ),
    ("podcast:socialInteract", lambda item: social_interact_elements(item.episode.social_interact), "69"),
)
