"""Cue of a transcript, and the functions that all readers of transcripts share."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of one speaker between two times; `speaker` is None where the transcript does not name one."""

    start: float  # seconds
    end: float  # seconds
    speaker: str | None
    text: str


@dataclass(frozen=True, slots=True)
class TranscriptProblem:
    """The reason why a transcript cannot be read, and the remedy; `line` counts from 1 (0: the file as a whole)."""

    line: int
    what: str
    remedy: str


ParsedCues = tuple[list[Cue], list[TranscriptProblem]]

TIME_PATTERN = r"(?:(\d{1,4}):)?(\d{1,2}):([0-5]\d)(?:[.,](\d{1,3}))?"  # hours, minutes, seconds, thousandths


def parse_seconds(parts: Iterable[str | None]) -> float:
    """Return the four groups of `TIME_PATTERN` in seconds, to the thousandth."""
    hours, minutes, seconds, fraction = parts
    thousandths = int(fraction.ljust(3, "0")) if fraction else 0
    return round(int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + thousandths / 1000, 3)


def normalize_spaces(text: str) -> str:
    """Return the words with one space between them, and no white space around them."""
    return " ".join(text.split())


def shift_cues(cues: Iterable[Cue], shift: float, end: float) -> tuple[Cue, ...]:
    """Return the cues `shift` seconds later, clamped to 0 and `end` seconds; cues outside are left out."""
    moved = (Cue(_clamp(cue.start + shift, end), _clamp(cue.end + shift, end), cue.speaker, cue.text) for cue in cues)
    return tuple(cue for cue in moved if cue.end > cue.start)


def _clamp(seconds: float, end: float) -> float:
    return round(min(max(seconds, 0.0), end), 3)


# --- names before words ----------------------------------------------------------------------------------------------

_WORD = r"(?:[A-ZÄÖÜ][\w.’'-]*|\d{1,2}|von|van|de|der)"
NAME_PATTERN = rf"{_WORD}(?: {_WORD}){{0,3}}"  # one to four words that look like a name
_LABEL = re.compile(rf"({NAME_PATTERN}):\s+")
SPEAKER_MARK = "  "  # at the end of a cue's words: the text before the colon is a name, whatever it looks like


def split_speakers(cues: list[Cue], names: Iterable[str]) -> list[Cue]:
    """Take speakers out of words that begin `Ada Lovelace: `, for formats without speakers of their own.

    A colon may be just a colon. So a name counts if it is one of `names`; and, if the first cue has one, if it occurs
    twice. In a file with cues that end with `SPEAKER_MARK`, as `write.format_srt` has it, those cues have names and no
    others.
    """
    if any(cue.text.endswith(SPEAKER_MARK) for cue in cues):
        return [_with_speaker(cue, _marked_name(cue.text) if cue.text.endswith(SPEAKER_MARK) else "") for cue in cues]
    labels = [match[1] if (match := _LABEL.match(cue.text)) else "" for cue in cues]
    counts = Counter(labels) if labels and labels[0] else {}
    allowed = {name for name, count in counts.items() if name and count > 1} | {*names}
    return [_with_speaker(cue, name if name in allowed else "") for cue, name in zip(cues, labels, strict=True)]


def _marked_name(text: str) -> str:
    """Return the name before the colon that two spaces follow, else before the first colon."""
    line = text.removesuffix(SPEAKER_MARK)
    return line.partition(":  " if ":  " in line else ": ")[0]


def _with_speaker(cue: Cue, name: str) -> Cue:
    words = cue.text[len(name) + 1 :] if name else cue.text
    return Cue(cue.start, cue.end, normalize_spaces(name) or cue.speaker, normalize_spaces(words))
