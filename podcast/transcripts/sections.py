"""A transcript as it is read on the page: a section for each chapter, paragraphs with their speakers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from podcast.model.groups import Chapter
    from podcast.transcripts.cue import Cue

PARAGRAPH_CHARACTERS = 420  # characters after which a paragraph ends with its sentence
MAX_PARAGRAPH_CHARACTERS = 1200  # characters after which it ends anyway
PAUSE_SECONDS = 4.0  # seconds of silence that end a paragraph
MARK_TOLERANCE_SECONDS = 0.75  # seconds that a cue may begin before its chapter: people set marks by ear


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What one person says without a break, from `start` on (seconds)."""

    start: float
    clock: str
    speaker: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """What is said in one chapter; `title` is empty before the first one."""

    title: str
    paragraphs: tuple[Paragraph, ...]


def sections(cues: Sequence[Cue], chapters: Sequence[Chapter]) -> tuple[Section, ...]:
    """The transcript by chapters. A speaker is named where the speaker changes, and where a section begins."""
    starts = [chapter.start for chapter in chapters]
    filed: list[list[Cue]] = [[] for _ in range(len(starts) + 1)]
    at = 0
    for cue in cues:  # both are in the order of time: one walk does
        while at < len(starts) and cue.start >= starts[at] - MARK_TOLERANCE_SECONDS:
            at += 1
        filed[at].append(cue)
    titles = ["", *(chapter.title for chapter in chapters)]
    return tuple(Section(title, _paragraphs(found)) for title, found in zip(titles, filed, strict=True) if found)


def _paragraphs(cues: Iterable[Cue]) -> tuple[Paragraph, ...]:
    paragraphs: list[Paragraph] = []
    speaker = None
    for group in _groups(cues):
        first = group[0]
        named = first.speaker if first.speaker != speaker else None
        text = " ".join(cue.text for cue in group)
        paragraphs.append(Paragraph(first.start, format_time(int(first.start)), named, text))
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
