"""Sections of a transcript as it is shown on the page: one for each chapter, paragraphs with their speakers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from podcast.model.groups import Chapter
    from podcast.transcripts.cue import Cue

PARAGRAPH_CHARACTERS = 420  # after which a paragraph ends with its sentence
MAX_PARAGRAPH_CHARACTERS = 1200  # after which it ends anyway
PAUSE_SECONDS = 4.0  # of silence that end a paragraph
MARK_TOLERANCE_SECONDS = 0.75  # that a cue may begin before its chapter: people set markers by ear


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words of one speaker without a break, from `start` on (seconds)."""

    start: float
    clock: str
    speaker: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """The part of the transcript in one chapter; `title` is empty before the first one.

    `start` is that of the chapter, in seconds.
    """

    title: str
    paragraphs: tuple[Paragraph, ...]
    start: float = 0.0


_latest: list[tuple[Sequence[Cue], Sequence[Chapter], tuple[Section, ...]]] = []  # at most one


def sections(cues: Sequence[Cue], chapters: Sequence[Chapter]) -> tuple[Section, ...]:
    """Return the transcript by chapters. A paragraph names its speaker if it is another than in the one before.

    The page, the text and the search of an episode ask for the same sections: the latest ones are kept.
    """
    for latest_cues, latest_chapters, result in _latest:
        if latest_cues is cues and latest_chapters is chapters:
            return result
    result = _sections(cues, chapters)
    if isinstance(cues, tuple) and isinstance(chapters, tuple):  # neither can change
        _latest[:] = [(cues, chapters, result)]
    return result


def _sections(cues: Sequence[Cue], chapters: Sequence[Chapter]) -> tuple[Section, ...]:
    starts = [chapter.start for chapter in chapters]
    cues_by_section: list[list[Cue]] = [[] for _start in (0, *starts)]
    number = 0
    for cue in cues:  # both are sorted by time
        while number < len(starts) and cue.start >= starts[number] - MARK_TOLERANCE_SECONDS:
            number += 1
        cues_by_section[number].append(cue)
    heads = [("", 0.0), *((chapter.title, chapter.start) for chapter in chapters)]
    return tuple(
        Section(title, _paragraphs(section_cues), start)
        for (title, start), section_cues in zip(heads, cues_by_section, strict=True)
        if section_cues
    )


def _paragraphs(cues: Iterable[Cue]) -> tuple[Paragraph, ...]:
    paragraphs: list[Paragraph] = []
    speaker = None
    for group in _groups(cues):
        first = group[0]
        new_speaker = first.speaker if first.speaker != speaker else None
        text = " ".join(cue.text for cue in group)
        paragraphs.append(Paragraph(first.start, format_time(int(first.start)), new_speaker, text))
        speaker = first.speaker
    return tuple(paragraphs)


def _groups(cues: Iterable[Cue]) -> Iterator[list[Cue]]:
    group: list[Cue] = []
    characters = 0
    for cue in cues:
        if group and _is_paragraph_end(group[-1], cue, characters):
            yield group
            group, characters = [], 0
        group.append(cue)
        characters += len(cue.text)
    if group:
        yield group


def _is_paragraph_end(last: Cue, cue: Cue, characters: int) -> bool:
    """Whether a paragraph of so many characters ends between two cues."""
    if last.speaker != cue.speaker or cue.start - last.end > PAUSE_SECONDS or characters > MAX_PARAGRAPH_CHARACTERS:
        return True
    return characters > PARAGRAPH_CHARACTERS and last.text.rstrip("“”\"'’)»").endswith((".", "?", "!", "…"))
