"""The texts of an episode that the search looks through: each with the field that it stands in."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from podcast.pages.text import markdown
from podcast.pages.text.episode_notes import notes_html
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podcast.model.show import Episode, Show
    from podcast.transcripts.sections import Section

_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|td|th|dt|dd|pre|blockquote|div|figcaption|summary)>|<br>|<hr>")


class Field(IntEnum):
    """Where a passage stands, the most telling field first: results are ranked by it. Scripts know the numbers."""

    TITLE = 0
    CHAPTER = 1
    TOPIC = 2
    PERSON = 3
    SUMMARY = 4
    NOTES = 5
    CORRECTION = 6
    SPEECH = 7


class Passage(NamedTuple):
    """A text in a field, with its time in seconds if it has one."""

    field: Field
    time: float | None
    text: str


def written_passages(show: Show, episode: Episode) -> Iterator[Passage]:
    """Yield the texts of an episode that are written, not spoken, in the order of the fields."""
    yield Passage(Field.TITLE, None, strip_soft_hyphens(episode.title))
    for chapter in episode.chapters:
        yield Passage(Field.CHAPTER, chapter.start, strip_soft_hyphens(chapter.title))
    for topic in episode.topics:
        yield Passage(Field.TOPIC, None, strip_soft_hyphens(topic))
    for person in episode.people:
        yield Passage(Field.PERSON, None, ", ".join(filter(None, (person.name, person.title))))
    yield Passage(Field.SUMMARY, None, strip_soft_hyphens(episode.summary or ""))
    yield from _prose(Field.NOTES, notes_html(episode, show.language))
    correction = episode.correction.text if episode.correction else ""
    yield from _prose(Field.CORRECTION, markdown.html(correction, show.language))


def spoken_passages(parts: Sequence[Section]) -> Iterator[Passage]:
    """Yield the paragraphs of a transcript, as its text has them: with their soft hyphens."""
    for section in parts:
        for paragraph in section.paragraphs:
            yield Passage(Field.SPEECH, paragraph.start, paragraph.text)


def _prose(field: Field, html: str) -> Iterator[Passage]:
    """Yield the blocks of sanitised HTML."""
    for block in _BLOCK_END.split(html):
        yield Passage(field, None, strip_soft_hyphens(Markup(block).striptags()))  # noqa: S704 - only its text is used
