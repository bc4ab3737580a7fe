"""A transcript as text: paragraphs that begin with their time and, perhaps, with who speaks.

[0:12] Ada Lovelace: Guten Tag.         Ada Lovelace (0:12): Guten Tag.         Ada Lovelace 00:00:12
Guten Tag.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.transcripts.cue import (
    NAME_PATTERN,
    TIME_PATTERN,
    Cue,
    TranscriptProblem,
    normalize_spaces,
    parse_seconds,
    split_speakers,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.transcripts.cue import ParsedCues

_AT = rf"(?:\[{TIME_PATTERN}\]|\({TIME_PATTERN}\)|{TIME_PATTERN})"
_TIME_FIRST = re.compile(rf"{_AT}(?:\s*[-–:]?\s+(.*))?")
_NAME_FIRST = re.compile(
    rf"({NAME_PATTERN}),?\s+(?:(?:\[{TIME_PATTERN}\]|\({TIME_PATTERN}\)):?(?:\s+(.*))?|{TIME_PATTERN}:?)"
)
_CHARACTERS_PER_SECOND = 15  # characters a second, as people talk: how long the last paragraph is taken to last
_MIN_SECONDS = 1.0  # seconds


def parse_text(text: str, names: Iterable[str] = ()) -> ParsedCues:
    """The cues of a text; each ends where the next begins, the last one when its words have been said."""
    found: list[tuple[float, str | None, list[str]]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        begun = _paragraph_start(line.strip())
        if begun:
            found.append(begun)
        elif found:
            found[-1][2].append(line)
        else:
            how = _("start each paragraph with its time and speaker, as in [0:12] Ada Lovelace: Guten Tag.")
            return [], [TranscriptProblem(number, _("has no time before its first words"), how)]
    found = sorted((one for one in found if normalize_spaces(" ".join(one[2]))), key=lambda one: one[0])
    words = [" ".join(line.strip() for line in lines if line.strip()) for _, _, lines in found]
    starts = [start for start, _, _ in found]
    ends = (
        [*starts[1:], starts[-1] + max(_MIN_SECONDS, round(len(words[-1]) / _CHARACTERS_PER_SECOND, 3))]
        if found
        else []
    )
    rows = zip(found, ends, words, strict=True)
    return split_speakers([Cue(start, round(end, 3), who, said) for (start, who, _), end, said in rows], names), []


def _paragraph_start(line: str) -> tuple[float, str | None, list[str]] | None:
    """The start of a paragraph: when, who (if the name comes before the time), first words."""
    if match := _TIME_FIRST.fullmatch(line):
        *parts, words = match.groups()
        return _start(parts), None, [words] if words else []
    if match := _NAME_FIRST.fullmatch(line):
        who, *parts, words = (*match.groups()[:9], *match.groups()[10:], match[10])
        return _start(parts), who, [words] if words else []
    return None


def _start(parts: list[str | None]) -> float:
    """The one time of three that is there: in brackets, in parentheses, or bare."""
    return next(parse_seconds(group) for at in (0, 4, 8) if (group := parts[at : at + 4])[1] is not None)
