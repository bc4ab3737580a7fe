"""Chapters of an episode: the best of the forms that a feed has, as the field `chapters`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.errors import AudioError
from podcast.i18n import _
from podcast.importing.mapping.items.item_files import chapters_file, episode_folder, picture, recording
from podcast.importing.mapping.items.source_chapters import (
    MAX_CHAPTERS_BYTES,
    json_chapters,
    simple_chapters,
    tag_chapters,
)
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from podcast.importing.downloads.policy import Download
    from podcast.importing.mapping.feed_elements import FeedElements
    from podcast.importing.mapping.finding_log import FindingLog
    from podcast.importing.mapping.items.item_files import Files
    from podcast.importing.mapping.items.source_chapters import SourceChapter
    from podcast.show.yaml_reader import YamlValue

_PICTURE_ENDINGS: Final = {b"\x89PNG": ".png", b"RIFF": ".webp", b"GIF8": ".gif"}


@dataclass(frozen=True, slots=True)
class ChapterFields:
    """The field `chapters`, the pictures that come from tags (name -> bytes), and the images by their files."""

    value: list[YamlValue]
    texts: Mapping[str, bytes]
    images: Mapping[str, str]  # file in the folder -> its address in the feed


def chosen_chapters(elements: FeedElements, slug: str, files: Files, root: Path) -> tuple[SourceChapter, ...]:
    """Return the chapters of an item from the best form that has any.

    JSON has ends, places and silent chapters, Podlove Simple Chapters have links and pictures; both are what apps show
    today. The tag of the audio counts where the feed names none.

    Args:
        elements: of the item.
        slug: of the episode.
        files: that were fetched.
        root: of the show.
    """
    if chapters := _chapters_of_file(elements, slug, files, root) or simple_chapters(elements):
        return chapters
    audio = recording(elements, slug)
    if audio and (fetched := files.get(audio.path)):
        try:
            return tag_chapters(root / fetched.path)
        except AudioError:  # the check of the show says what is wrong with the file
            return ()
    return ()


def _chapters_of_file(elements: FeedElements, slug: str, files: Files, root: Path) -> tuple[SourceChapter, ...]:
    """Return the chapters of the JSON file that an item names; empty if it was not fetched or cannot be read."""
    planned = chapters_file(elements, slug)
    fetched = files.get(planned.path) if planned else None
    if fetched is None or fetched.size > MAX_CHAPTERS_BYTES:
        return ()
    return json_chapters((root / fetched.path).read_bytes())


def chapter_pictures(chapters: Sequence[SourceChapter], slug: str) -> list[Download | None]:
    """Return the picture of each chapter as a download; None for one without an address."""
    folder = episode_folder(slug)
    return [
        picture(chapter.image, folder / f"chapter-{number}") if chapter.image else None
        for number, chapter in enumerate(chapters, start=1)
    ]


def chapter_fields(chapters: Sequence[SourceChapter], slug: str, files: Files, log: FindingLog) -> ChapterFields:
    """Return the chapters as the field of episode.yaml.

    Args:
        chapters: as their source has them.
        slug: of the episode.
        files: that were fetched.
        log: for what could not be kept.
    """
    value: list[YamlValue] = []
    texts: dict[str, bytes] = {}
    images: dict[str, str] = {}
    downloads = chapter_pictures(chapters, slug)
    for number, (chapter, download) in enumerate(zip(chapters, downloads, strict=True), start=1):
        image = ""
        if chapter.picture:
            image = f"chapter-{number}{_PICTURE_ENDINGS.get(chapter.picture[:4], '.jpg')}"
            texts[image] = chapter.picture
        elif download and (fetched := files.get(download.path)):
            image = fetched.path.name
            images[image] = chapter.image
        elif chapter.image:
            sentence = _("the picture of chapter {number} could not be fetched: {url}")
            log.add("chapter-picture", "lost", sentence.format(number=number, url=chapter.image))
        if not chapter.title:
            log.add(
                "untitled-chapter",
                "repaired",
                _("chapter {number} has no title; it has its number").format(number=number),
            )
        value.append(_chapter_value(chapter, chapter.title or str(number), image))
    return ChapterFields(value, texts, images)


def _chapter_value(chapter: SourceChapter, title: str, image: str) -> YamlValue:
    """Return a chapter in its short form, `1:23 Title`, if it has nothing more; else as a group of fields."""
    start = format_time(chapter.start)
    fields: dict[str, YamlValue] = {"start": start, "title": title}
    if chapter.href:
        fields["href"] = chapter.href
    if image:
        fields["image"] = image
    if chapter.end is not None:
        fields["end"] = format_time(chapter.end)
    if not chapter.toc:
        fields["toc"] = False
    if chapter.place:
        place = dict(zip(("name", "geo", "osm"), chapter.place, strict=True))
        fields["location"] = {name: part for name, part in place.items() if part}
    return f"{start} {title}" if len(fields) == 2 else fields
