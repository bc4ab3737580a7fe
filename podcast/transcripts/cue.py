"""What a transcript is made of, and what every reader of one needs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Cue:
    """What somebody says between two times, in seconds; `speaker` is None where the transcript names nobody."""

    start: float  # seconds
    end: float  # seconds
    speaker: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a transcript cannot be read, and what to do; `line` counts from 1 (0: the file as a whole)."""

    line: int
    what: str
    remedy: str


Read = tuple[list[Cue], list[Fault]]

TIME = r"(?:(\d{1,4}):)?(\d{1,2}):([0-5]\d)(?:[.,](\d{1,3}))?"  # hours, minutes, seconds, thousandths


def seconds(parts: Iterable[str | None]) -> float:
    """The four groups of `TIME` in seconds, to the thousandth."""
    hours, minutes, whole, fraction = (part or "0" for part in parts)
    return round(int(hours) * 3600 + int(minutes) * 60 + int(whole) + int(fraction.ljust(3, "0")) / 1000, 3)


def spaced(text: str) -> str:
    """Words with one space between them, and no white space around them."""
    return " ".join(text.split())


def shifted(cues: Iterable[Cue], shift: float, end: float) -> tuple[Cue, ...]:
    """The cues in the master's time: `shift` seconds later, kept within 0 and `end` seconds; what lies outside goes."""
    moved = (replace(cue, start=_within(cue.start + shift, end), end=_within(cue.end + shift, end)) for cue in cues)
    return tuple(cue for cue in moved if cue.end > cue.start)


def _within(seconds: float, end: float) -> float:
    return round(min(max(seconds, 0.0), end), 3)


# --- names before words ----------------------------------------------------------------------------------------------

_WORD = r"(?:[A-ZÄÖÜ][\w.’'-]*|\d{1,2}|von|van|de|der)"
_LABEL = re.compile(rf"({_WORD}(?: {_WORD}){{0,3}}):\s+")
_SURE = re.compile(r"(\S.*?):  (?=\S)")
SURE = ":  "  # two spaces, as nobody types them: a name stands before it, whatever it looks like


def labelled(found: list[Cue], known: Iterable[str]) -> list[Cue]:
    """Speakers out of words that begin `Ada Lovelace: `; forms without speakers of their own have them there.

    A colon may be just a colon. So a name counts where it is one of those `known`; and, where the first cue has one,
    if it comes twice. Where two spaces follow a colon (our own writer, when in doubt), those names count and no others.
    """
    sure = [_SURE.match(cue.text) for cue in found]
    if any(sure):
        return [_named(cue, label) for cue, label in zip(found, sure, strict=True)]
    labels = [_LABEL.match(cue.text) for cue in found]
    names = [label[1] if label else None for label in labels]
    count = {name for name in names if name and names.count(name) > 1} if names and names[0] else set()
    allowed = count | {*known}
    heard = [(cue, label if label and label[1] in allowed else None) for cue, label in zip(found, labels, strict=True)]
    return [_named(cue, label) for cue, label in heard]


def _named(cue: Cue, label: re.Match[str] | None) -> Cue:
    text = cue.text[label.end() :] if label else cue.text
    return replace(cue, speaker=spaced(label[1]) if label else cue.speaker, text=spaced(text))
