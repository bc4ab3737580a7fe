"""Transcripts as text: paragraphs that begin with their time and, perhaps, with their speaker.

[0:12] Ada Lovelace: Guten Tag.         Ada Lovelace (0:12): Guten Tag.         Ada Lovelace 00:00:12
Guten Tag.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.transcripts.cue import (
    NAME_PATTERN,
    TIME_PATTERN,
    Cue,
    TranscriptProblem,
    parse_seconds,
    split_speakers,
    spoken_seconds,
)
from podcast.transcripts.turns import parse_turns

if TYPE_CHECKING:
    from collections.abc import Collection

    from podcast.transcripts.cue import ParsedCues

_AT = rf"(?:\[{TIME_PATTERN}\]|\({TIME_PATTERN}\)|{TIME_PATTERN})"
_TIME_FIRST = re.compile(rf"{_AT}(?:\s*[-–:]?\s+(.*))?")
_NAME_FIRST = re.compile(
    rf"({NAME_PATTERN}),?\s+(?:(?:\[{TIME_PATTERN}\]|\({TIME_PATTERN}\)):?(?:\s+(.*))?|{TIME_PATTERN}:?)"
)
# Forms of f4transkript (#00:00:12-3#), and of noScribe and Sonix (S00: [00:00:01] …).
_PROGRAMS = re.compile(
    rf"#\d{{2}}:\d{{2}}:\d{{2}}-\d#|^\s*{NAME_PATTERN}:\s*\[\d{{1,2}}:\d{{2}}:\d{{2}}\]", re.MULTILINE
)


def parse_text(text: str, names: Collection[str] = ()) -> ParsedCues:
    """Return the cues of a text; each ends where the next begins, the last one when its words have been spoken."""
    if _PROGRAMS.search(text):
        return parse_turns(text.split("\n"), names)
    paragraphs: list[_Paragraph] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        paragraph = _paragraph_start(line.strip())
        if paragraph:
            paragraphs.append(paragraph)
        elif paragraphs:
            paragraphs[-1].lines.append(line)
        else:
            remedy = _("start each paragraph with its time and speaker, as in [0:12] Ada Lovelace: Guten Tag.")
            return [], [TranscriptProblem(number, _("has no time before its first words"), remedy)]
    paragraphs = sorted((paragraph for paragraph in paragraphs if paragraph.words), key=lambda each: each.start)
    ends = [paragraph.start for paragraph in paragraphs[1:]]
    if paragraphs:
        last = paragraphs[-1]
        ends.append(last.start + spoken_seconds(last.words))
    rows = zip(paragraphs, ends, strict=True)
    cues = [Cue(paragraph.start, round(end, 3), paragraph.speaker, paragraph.words) for paragraph, end in rows]
    return split_speakers(cues, names), []


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph of the text; the speaker is None unless the name comes before the time."""

    start: float  # seconds
    speaker: str | None
    lines: list[str]

    @property
    def words(self) -> str:
        return " ".join(line.strip() for line in self.lines if line.strip())


def _paragraph_start(line: str) -> _Paragraph | None:
    """Return the paragraph that a line begins, with the words of that line; None if it begins none."""
    if match := _TIME_FIRST.fullmatch(line):
        *parts, words = match.groups()
        return _Paragraph(_start(parts), None, [words] if words else [])
    if match := _NAME_FIRST.fullmatch(line):
        speaker, *parts, words = (*match.groups()[:9], *match.groups()[10:], match[10])
        return _Paragraph(_start(parts), speaker, [words] if words else [])
    return None


def _start(parts: list[str | None]) -> float:
    """Return the time that matched of three: in brackets, in parentheses, or bare."""
    return next(parse_seconds(group) for first in (0, 4, 8) if (group := parts[first : first + 4])[1] is not None)
