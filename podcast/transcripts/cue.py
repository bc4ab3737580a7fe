"""Cue of a transcript, and the functions that all readers of transcripts share."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.timeline.time_map import TimeMap


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


MIN_CUE_SECONDS = 0.001  # a cue of no length is one of a thousandth: its words are not lost
CHARACTERS_PER_SECOND = 15  # of speech
MIN_SPOKEN_SECONDS = 1.0  # of a paragraph
ParsedCues = tuple[list[Cue], list[TranscriptProblem]]

TIME_PATTERN = r"(?:(\d{1,4}):)?(\d{1,2}):([0-5]\d)(?:[.,](\d{1,3}))?"  # hours, minutes, seconds, thousandths


def parse_seconds(parts: Iterable[str | None]) -> float:
    """Return the four groups of `TIME_PATTERN` in seconds, to the thousandth."""
    hours, minutes, seconds, fraction = parts
    thousandths = int(fraction.ljust(3, "0")) if fraction else 0
    return round(int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + thousandths / 1000, 3)


def spoken_seconds(text: str) -> float:
    """Return how long it takes to say words, where the end of them is not stated."""
    return max(MIN_SPOKEN_SECONDS, round(len(text) / CHARACTERS_PER_SECOND, 3))


def normalize_spaces(text: str) -> str:
    """Return the words with one space between them, and no white space around them."""
    return " ".join(text.split())


def map_cues(cues: Iterable[Cue], time_map: TimeMap, end: float) -> tuple[Cue, ...]:
    """Return the cues in the master's time, clamped to 0 and `end` seconds.

    A cue that is partly removed is clipped; one of which nothing is left is left out.
    """
    cues = tuple(cues)
    if time_map.is_identity and all(_is_in_place(cue, end) for cue in cues):
        return cues
    to_master = time_map.to_master

    def clamped(seconds: float) -> float:
        return round(min(max(to_master(seconds), 0.0), end), 3)

    mapped = []
    for cue in cues:
        start, cue_end = clamped(cue.start), clamped(max(cue.end, cue.start + MIN_CUE_SECONDS))
        if cue_end > start:
            mapped.append(Cue(start, cue_end, cue.speaker, cue.text))
    return tuple(mapped)


def _is_in_place(cue: Cue, end: float) -> bool:
    """Whether a cue lies within 0 and `end` seconds, is long enough, and has times in whole thousandths."""
    start, cue_end = cue.start, cue.end
    is_inside = start >= 0.0 and start + MIN_CUE_SECONDS <= cue_end <= end
    return is_inside and round(start, 3) == start and round(cue_end, 3) == cue_end


# --- names before words ----------------------------------------------------------------------------------------------

_WORD = r"(?:[A-ZÄÖÜ][\w.’'-]*|\d{1,2}|von|van|de|der)"
NAME_PATTERN = rf"{_WORD}(?: {_WORD}){{0,3}}"  # one to four words that look like a name
_LABEL = re.compile(rf"({NAME_PATTERN}):\s+")


def labels(cues: Iterable[Cue]) -> frozenset[str]:
    """Return the texts before a colon at the beginning of cues that look like names."""
    return frozenset(match[1] for cue in cues if not cue.speaker and (match := _LABEL.match(cue.text)))


def label(text: str) -> str:
    """Return the text before a colon at the beginning of words if it looks like a name; otherwise nothing."""
    match = _LABEL.match(text)
    return match[1] if match else ""


def split_speakers(cues: list[Cue], names: Iterable[str]) -> list[Cue]:
    """Take speakers out of words that begin `Ada Lovelace: `, for formats without speakers of their own.

    A colon may be just a colon. So a name counts if it is one of `names`; and, if the first cue has one, if it occurs
    twice. Nothing is taken out of a transcript in which a cue has a speaker.
    """
    if any(cue.speaker for cue in cues):
        return cues
    prefixes = [match[1] if (match := _LABEL.match(cue.text)) else "" for cue in cues]
    counts = Counter(prefixes) if prefixes and prefixes[0] else {}
    allowed = {name for name, count in counts.items() if name and count > 1} | {*names}
    return [with_speaker(cue, name if name in allowed else "") for cue, name in zip(cues, prefixes, strict=True)]


def with_speaker(cue: Cue, name: str) -> Cue:
    """Return a cue whose words begin with a name and a colon with the name as speaker; an empty name is none."""
    words = cue.text[len(name) + 1 :] if name else cue.text
    return Cue(cue.start, cue.end, normalize_spaces(name) or cue.speaker, normalize_spaces(words))
