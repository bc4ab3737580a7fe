"""Transcripts in which a line has both times: SBV (YouTube) and TSV (Whisper).

0:00:01.000,0:00:03.500        start	end	text
Good day.                      1000	3500	Good day.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.transcripts.cue import (
    TIME_PATTERN,
    Cue,
    TranscriptProblem,
    normalize_spaces,
    parse_seconds,
    split_speakers,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from podcast.transcripts.cue import ParsedCues

_SBV_TIMES = re.compile(rf"\s*{TIME_PATTERN}\s*,\s*{TIME_PATTERN}\s*")
_CLOCK = re.compile(TIME_PATTERN)
_MILLISECONDS = re.compile(r"\d{1,10}")  # a decimal point would be seconds, or something else
_COLUMNS = {"start", "end", "text"}


def parse_sbv(text: str, names: Iterable[str] = ()) -> ParsedCues:
    """Return the cues of a file of YouTube; names stand before a colon."""
    cues: list[Cue] = []
    problems: list[TranscriptProblem] = []
    timed: tuple[float, float] | None = None
    words: list[str] = []
    for number, line in enumerate([*text.split("\n"), "0:00,0:00"], start=1):
        if match := _SBV_TIMES.fullmatch(line):
            if timed and (spoken := normalize_spaces(" ".join(words))):
                cues.append(Cue(*timed, None, spoken))
            timed, words = (parse_seconds(match.groups()[:4]), parse_seconds(match.groups()[4:])), []
            problems += _order_problem(number, *timed)
        elif timed:
            words.append(line)
        elif line.strip():
            what = _('"{lines}" is not a line of times').format(lines=line.strip()[:40])
            return [], [TranscriptProblem(number, what, _("write it like 0:01:02.500,0:01:05.000"))]
    return split_speakers(cues, names), problems


def parse_tsv(text: str, names: Iterable[str] = ()) -> ParsedCues:
    """Return the cues of a table with tabs: columns start, end, text and perhaps speaker; times in milliseconds."""
    head, *lines = text.split("\n")
    columns = [column.strip().lower() for column in head.split("\t")]
    if not columns or not set(columns) >= _COLUMNS:
        remedy = _("write the names of the columns on the first line: start, end, text")
        return [], [TranscriptProblem(1, _("does not start with the names of its columns"), remedy)]
    rows = ((number, line.split("\t")) for number, line in enumerate(lines, start=2) if line.strip())
    results = [_row(number, dict(zip(columns, cells, strict=False)), len(cells)) for number, cells in rows]
    cues = [result for result in results if isinstance(result, Cue) and result.text]
    return split_speakers(cues, names), [result for result in results if isinstance(result, TranscriptProblem)]


def _row(number: int, cells: dict[str, str], count: int) -> Cue | TranscriptProblem:
    start, end = _time(cells.get("start", "")), _time(cells.get("end", ""))
    if start is None or end is None or "text" not in cells or count > len(cells):
        remedy = _("give start and end in whole milliseconds, and the words without tabs")
        return TranscriptProblem(number, _("has no start, end and text"), remedy)
    if problems := _order_problem(number, start, end):
        return problems[0]
    return Cue(start, end, normalize_spaces(cells.get("speaker", "")) or None, normalize_spaces(cells["text"]))


def _time(cell: str) -> float | None:
    if match := _CLOCK.fullmatch(cell.strip()):
        return parse_seconds(match.groups())
    return int(cell) / 1000 if _MILLISECONDS.fullmatch(cell.strip()) else None


def _order_problem(line: int, start: float, end: float) -> Sequence[TranscriptProblem]:
    if end >= start:
        return ()
    return (TranscriptProblem(line, _("ends before it starts"), _("put the two times in order")),)
