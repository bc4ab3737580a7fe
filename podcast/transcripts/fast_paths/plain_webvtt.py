"""Plain WebVTT: cues of one line and one voice at most, without markup, entities, settings, names or comments.

Most files are like that, also those of our own writer. One pattern reads them several times as fast as the general
reader (`podcast.transcripts.webvtt_srt`), with the same result. A file with a single cue that is not plain is left to
that one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from podcast.transcripts.cue import Cue, normalize_spaces

# The head, with the note of `podcast transcribe`, which is a comment; an empty line follows.
_HEAD: Final = re.compile(r"WEBVTT\n\n+(?:NOTE Machine-generated[^\n]*\n\n+)?")
_TIME: Final = r"((?:\d{1,4}:)?\d{1,2}:[0-5]\d)\.(\d{3})"
_CUE: Final = re.compile(rf"{_TIME} --> {_TIME}\n(?:<v ([^<>&\n]+)>)?([^<&\n]+)(?:\n\n+|\n?\Z)", re.ASCII)
_UNUSUAL_SPACE: Final = re.compile(r"[^\S \n]|  ")
_ARROW: Final = "-->"
_CACHED_CLOCKS: Final = 20_000  # of six hours


def plain_cues(text: str) -> list[Cue] | None:
    """Return the cues of a file all of whose cues are plain, without names before a colon; None for any other file."""
    head = _HEAD.match(text)
    if head is None:
        return None
    words_of = normalize_spaces if _UNUSUAL_SPACE.search(text) else _stripped
    cues: list[Cue] = []
    position = head.end()
    for match in _CUE.finditer(text, position):
        if match.start() != position:
            return None
        position = match.end()
        start_clock, start, end_clock, end, name, spoken = match.groups()
        start_ms, end_ms = _clock_ms(start_clock) + int(start), _clock_ms(end_clock) + int(end)
        if end_ms < start_ms or _ARROW in spoken:  # words with an arrow could be a line of times
            return None
        if words := words_of(spoken):
            cues.append(Cue(start_ms / 1000, end_ms / 1000, words_of(name) or None if name else None, words))
    return cues if position == len(text) > head.end() else None


def _stripped(text: str) -> str:
    """Return words without spaces around them, for a file without unusual spaces."""
    return text.strip(" ")


@lru_cache(_CACHED_CLOCKS)
def _clock_ms(clock: str) -> int:
    """Return `01:02:03` or `02:03` in thousandths of a second."""
    *hours, minutes, seconds = map(int, clock.split(":"))
    return (sum(hours) * 3600 + minutes * 60 + seconds) * 1000
