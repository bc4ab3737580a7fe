"""The transcript as the page of an episode shows it: by chapters, turns of one speaker, cues with their times.

A transcript is a record and stays as it was written; only the headings, which are chapter titles, are typeset, and
times are rounded as those of the chapters are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.pages.text import localization
from podcast.pages.text.markdown import typeset
from podcast.text import format_whole_time
from podcast.transcripts import sections

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from podcast.model.show import Episode, Show
    from podcast.transcripts.cue import Cue
    from podcast.transcripts.sections import Paragraph


@dataclass(frozen=True, slots=True)
class TranscriptCue:
    """A paragraph: its start as a media fragment has it (`media_time`) and as readers do (`clock`), its words."""

    media_time: str
    clock: str
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Consecutive cues of one speaker; `speaker` is empty for cues without a name."""

    speaker: str
    cues: tuple[TranscriptCue, ...]


@dataclass(frozen=True, slots=True)
class TranscriptSection:
    """The turns in one chapter; without a title before the first one."""

    title: str
    media_time: str
    clock: str
    turns: tuple[Turn, ...]


def transcript_sections(show: Show, episode: Episode, cues: Sequence[Cue]) -> tuple[TranscriptSection, ...]:
    """Return the transcript by chapters; `cues` and chapters are in the audio's time."""
    return tuple(
        TranscriptSection(
            typeset(section.title, show.language),
            localization.media_fragment_time(section.start),
            format_whole_time(section.start),
            tuple(_turns(section.paragraphs)),
        )
        for section in sections.sections(cues, episode.chapters)
    )


def _turns(paragraphs: Iterable[Paragraph]) -> list[Turn]:
    turns: list[tuple[str, list[TranscriptCue]]] = []
    for paragraph in paragraphs:
        if paragraph.speaker or not turns:
            turns.append((paragraph.speaker or "", []))
        cue = TranscriptCue(
            localization.media_fragment_time(paragraph.start), format_whole_time(paragraph.start), paragraph.text
        )
        turns[-1][1].append(cue)
    return [Turn(speaker, tuple(cues)) for speaker, cues in turns]
