"""Habits of programs that export captions: lines that roll (YouTube), and names on lines of their own (Otter)."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from podcast.transcripts.cue import NAME_PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    CueLines = Sequence[Sequence[str]]  # the visible lines of each cue, without blank ones

MIN_ROLLING_CUES: Final = 3
MAX_TRANSITION_SECONDS: Final = 0.1  # between two states of captions that roll
MIN_CONTINUED_SHARE: Final = 0.3  # of the cues, add lines to one that they repeat
MIN_ROLLING_SHARE: Final = 0.6  # of the cues, repeat a line of the one before; in speech few do
# What Otter calls people that it does not know.
_PLACEHOLDER = re.compile(r"(?:Unknown |Unbekannte[r]? )?(?:Speaker|Sprecher(?:in)?)(?: \d{1,2})?")
_NAME = re.compile(NAME_PATTERN)


def fold_rolling_lines(cues: CueLines, seconds: Iterable[float]) -> list[list[str]] | None:
    """Return the lines that each cue adds to the one before; None if the captions do not roll.

    YouTube's captions by speech recognition show every line twice: first as the lower of two lines, while it is
    spoken, then as the upper one. Between them are cues of a hundredth of a second, which add nothing. A cue of
    ordinary length that repeats the one before and adds nothing was said twice.

    Args:
        cues: the lines of each cue.
        seconds: the length of each cue.
    """
    shown = [list(lines) for lines in cues]
    added, rolling, continued = shown[:1], 0, 0
    for (before, after), length in zip(pairwise(shown), [*seconds][1:], strict=True):
        repeated = _repeated_lines(before, after)
        rest = after[repeated:]
        rolls = bool(repeated) and (bool(rest) or length <= MAX_TRANSITION_SECONDS)
        added.append(rest if rolls else after)
        rolling += rolls
        continued += rolls and bool(rest)
    least = len(shown) - 1
    if len(shown) < MIN_ROLLING_CUES or rolling < MIN_ROLLING_SHARE * least or continued < MIN_CONTINUED_SHARE * least:
        return None
    return added


def _repeated_lines(before: list[str], after: list[str]) -> int:
    """Return how many lines at the beginning of a cue are the last ones of the cue before."""
    longest = min(len(before), len(after))
    return next((count for count in range(longest, 0, -1) if before[-count:] == after[:count]), 0)


def speakers_by_name_line(cues: CueLines, names: Iterable[str]) -> list[tuple[str | None, list[str]]] | None:
    """Return the speaker and the other lines of each cue; None if names do not stand on lines of their own.

    The first cue has to begin with such a line. A name counts if it is one of `names`, or a placeholder, or if it has
    several words and begins two cues. A cue without a name continues the one before.
    """
    first_lines = [lines[0] if len(lines) > 1 else "" for lines in cues]
    counts = Counter(first_lines)
    folded_names = {name.casefold() for name in names}

    def is_name(line: str) -> bool:
        is_repeated = counts[line] > 1 and " " in line and _NAME.fullmatch(line) is not None
        return bool(line) and (line.casefold() in folded_names or bool(_PLACEHOLDER.fullmatch(line)) or is_repeated)

    if not first_lines or not is_name(first_lines[0]):
        return None
    named: list[tuple[str | None, list[str]]] = []
    speaker: str | None = None
    for line, lines in zip(first_lines, cues, strict=True):
        speaker = line if is_name(line) else speaker
        named.append((speaker, list(lines[1:] if is_name(line) else lines)))
    return named
