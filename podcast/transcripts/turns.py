"""Transcripts as turns of speakers, as transcription services and programs write them into Word files.

[00:01:23] Ada Lovelace: Guten Tag.          most services, Happy Scribe with a dash, Sonix with the name first
00:01:23 Sprecher 1                          Word and Amberscript: the words are on the lines below
Ada Lovelace  0:12                           Otter and Teams, the same
Ada Lovelace: Guten Tag. #00:01:23-4#        f4 and MAXQDA: the time at which the paragraph ends, with tenths
S00: [00:00:01] Guten Tag [00:01:00] allen.  noScribe, Sonix: also with times among the words
0:0:5.87 --> 0:0:9.1                         older files of Teams, the name below

Turns without a time of their own share the time between their neighbours' by their length.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from podcast.i18n import _
from podcast.transcripts.cue import (
    CHARACTERS_PER_SECOND,
    NAME_PATTERN,
    TIME_PATTERN,
    Cue,
    TranscriptProblem,
    normalize_spaces,
    parse_seconds,
    spoken_seconds,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from podcast.transcripts.cue import ParsedCues

MAX_HEADER_LINES = 40  # title, date, keywords, names of speakers: before the first time
MAX_HEADER_CHARACTERS = 200  # of a line

_STAMP = rf"(?:\[{TIME_PATTERN}\]|\({TIME_PATTERN}\)|{TIME_PATTERN})"
# Times among the words; with hours, so that a score or a verse in brackets stays what it is.
_INNER_START = re.compile(r"(?<=\S)\s+(?=\[\d{1,2}:\d{2}:\d{2}(?:\.\d+)?\]\s+\S)")
_INNER_END = re.compile(r"(?<=#\d{2}:\d{2}:\d{2}-\d#)\s+(?=[^\s#])")
_TENTHS = re.compile(r"#(\d{1,2}:\d{2}:\d{2})-(\d{1,3})#")
_TIME_FIRST = re.compile(rf"{_STAMP}(?:\s*[-–:]?\s+(?P<rest>.*))?")
_NAME_FIRST = re.compile(rf"(?P<name>{NAME_PATTERN})(?:,?\s+|:\s*){_STAMP}:?(?:\s+(?P<rest>.*))?")
_TIME_LAST = re.compile(rf"(?P<rest>.*\S)\s*\[{TIME_PATTERN}\]")
_LABEL = re.compile(rf"(?P<name>{NAME_PATTERN}):(?:\s+(?P<rest>.*))?")
_ARROW = re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2}(?:\.\d+)?)\s*-->\s*[\d:.]+")
_NAME = re.compile(NAME_PATTERN)


@dataclass(frozen=True, slots=True)
class _Turn:
    """Words of a speaker: the times at which they start and end, as far as they are stated, and the paragraph."""

    number: int
    start: float | None = None  # seconds
    end: float | None = None
    speaker: str = ""
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return normalize_spaces(" ".join(self.words))


def parse_turns(lines: Sequence[str], names: Collection[str] = ()) -> ParsedCues:
    """Return the cues of a transcript, and its problems with the number of the line.

    Args:
        lines: paragraphs; cells of tables are separated by tabs.
        names: of people; before a colon they are speakers. Other names are if they occur twice, or after a time.
    """
    parsed = [turn for number, line in enumerate(lines, start=1) if line.strip() for turn in _parse_line(number, line)]
    turns = _with_speaker_lines([*_joined(parsed, _speakers(parsed, names))])
    first = next((at for at, turn in enumerate(turns) if turn.start is not None or turn.end is not None), None)
    remedy = _("start each paragraph with its time and speaker, as in [0:12] Ada Lovelace: Guten Tag.")
    if first is None:
        return [], [TranscriptProblem(0, _("contains no times"), remedy)]
    if spoken := next((turn for turn in turns[:first] if turn.speaker or not _is_header(turn, first)), None):
        return [], [TranscriptProblem(spoken.number, _("has no time before its first words"), remedy)]
    turns = [turn for turn in _with_starts(turns[first:]) if turn.text]
    return [*_cues(turns)], []


def _is_header(turn: _Turn, count: int) -> bool:
    return count <= MAX_HEADER_LINES and all(len(line) <= MAX_HEADER_CHARACTERS for line in turn.words)


def _parse_line(number: int, line: str) -> Iterator[_Turn]:
    """Yield the turns of a line; after a time among the words the same person goes on."""
    is_start = line.lstrip().startswith("#")
    first, *parts = [line] if is_start else _INNER_END.split(line)
    begin, *timed_parts = _INNER_START.split(first)
    if timed_parts and _NAME.fullmatch(begin.strip().rstrip(":,")):
        begin = f"{begin} {timed_parts.pop(0)}"  # the name stands before its time
    head = _parse_part(number, begin)
    yield head
    for part in (*timed_parts, *parts):
        turn = _parse_part(number, part)
        yield turn if turn.speaker else replace(turn, speaker=head.speaker)


def _parse_part(number: int, line: str) -> _Turn:
    """Parse a part of a line: times, a name before a colon or beside a time, and words."""
    text = _TENTHS.sub(r"[\1.\2]", _without_cells(line))
    if match := _ARROW.fullmatch(text):
        hours, minutes, seconds = match.groups()
        return _Turn(number, round(int(hours) * 3600 + int(minutes) * 60 + float(seconds), 3))
    if match := _TIME_FIRST.fullmatch(text):
        return _labelled(_Turn(number, _seconds(match)), (match["rest"] or "").strip())
    is_end = line.rstrip().endswith("#")
    if not is_end and (match := _NAME_FIRST.fullmatch(text)):
        return replace(_Turn(number, _seconds(match), speaker=match["name"]), words=_words(match["rest"]))
    if match := _TIME_LAST.fullmatch(text):
        return _labelled(_Turn(number, None, _seconds(match)), match["rest"])
    return _labelled(_Turn(number), text)


def _without_cells(line: str) -> str:
    """Return a row of a table with time, speaker and words as other transcripts have it."""
    cells = [cell.strip() for cell in line.split("\t")]
    is_row = len(cells) == 3 and re.fullmatch(_STAMP, cells[0]) and _NAME.fullmatch(cells[1].rstrip(":"))
    return f"{cells[0]} {cells[1].rstrip(':')}: {cells[2]}" if is_row else " ".join(cells).strip()


def _labelled(turn: _Turn, text: str) -> _Turn:
    """Return a turn with its words, and with the name before a colon at their beginning."""
    label = _LABEL.fullmatch(text)
    return replace(turn, speaker=label["name"] if label else "", words=_words(label["rest"] if label else text))


def _words(text: str | None) -> list[str]:
    return [text.strip()] if text and text.strip() else []


def _seconds(match: re.Match[str]) -> float:
    """Return the time of the first group of `TIME_PATTERN` that matched."""
    groups = [value for key, value in enumerate(match.groups(), start=1) if key not in match.re.groupindex.values()]
    times = (groups[at : at + 4] for at in range(0, len(groups), 4))
    return next(parse_seconds(parts) for parts in times if parts[1] is not None)


def _speakers(turns: Sequence[_Turn], names: Collection[str]) -> frozenset[str]:
    """Return the names that are speakers; another word before a colon belongs to the text."""
    counts = Counter(turn.speaker for turn in turns if turn.speaker)
    timed = [turn for turn in turns if turn.start is not None or turn.end is not None]
    beside_time = {turn.speaker for turn in timed if turn.speaker}
    if sum(bool(turn.speaker) for turn in timed) * 2 < len(timed):
        beside_time = set()
    return frozenset({name for name, count in counts.items() if count > 1} | beside_time | {*names})


def _joined(turns: Sequence[_Turn], speakers: frozenset[str]) -> Iterator[_Turn]:
    """Yield the turns; a line without time and speaker continues the one before it."""
    last: _Turn | None = None
    has_begun = False
    for turn in turns:
        new = _with_label_in_text(turn, speakers)
        has_begun = has_begun or new.start is not None or new.end is not None or bool(new.speaker)
        begins = new.start is not None or bool(new.speaker) or (last is not None and last.end is not None)
        if last is None or begins or not has_begun:
            if last:
                yield last
            last = new
        else:
            last = replace(last, words=[*last.words, *new.words], end=new.end)
    if last:
        yield last


def _with_label_in_text(turn: _Turn, speakers: frozenset[str]) -> _Turn:
    """Return a turn as it is if its name is a speaker; else with the name in its words."""
    if not turn.speaker or turn.speaker in speakers:
        return turn
    return replace(turn, speaker="", words=[f"{turn.speaker}: {turn.text}".strip()])


def _with_speaker_lines(turns: list[_Turn]) -> list[_Turn]:
    """Return turns with the name that stands alone beside or below their time as speaker, if all of them have one."""
    timed = [turn for turn in turns if turn.start is not None]
    first_lines = [turn.words[0] for turn in timed if len(turn.words) > 1 and not turn.speaker]
    if len(first_lines) * 2 < len(timed) or not all(_NAME.fullmatch(line) for line in first_lines):
        return turns
    return [
        replace(turn, speaker=turn.words[0], words=turn.words[1:])
        if turn.start is not None and not turn.speaker and len(turn.words) > 1
        else turn
        for turn in turns
    ]


def _with_starts(turns: list[_Turn]) -> list[_Turn]:
    """Return the turns with a start each: their own, the end of the turn before, or a share of the time between."""
    starts: list[float | None] = [turn.start for turn in turns]
    for at, turn in enumerate(turns):
        if turn.end is not None and at + 1 < len(turns) and starts[at + 1] is None:
            starts[at + 1] = turn.end
    starts[0] = starts[0] or 0.0
    at = 0
    while at < len(turns):
        following = next((other for other in range(at + 1, len(turns)) if starts[other] is not None), len(turns))
        starts[at:following] = _shares(turns[at:following], starts[at] or 0.0, _end(turns, starts, following))
        at = following
    return [replace(turn, start=start) for turn, start in zip(turns, starts, strict=True)]


def _end(turns: list[_Turn], starts: list[float | None], following: int) -> float | None:
    return starts[following] if following < len(turns) else turns[-1].end


def _shares(turns: list[_Turn], start: float, end: float | None) -> list[float | None]:
    """Return the starts of turns that share the time until `end`; None: as long as it takes to say them."""
    lengths = [len(turn.text) + 1 for turn in turns]
    seconds = sum(lengths) / CHARACTERS_PER_SECOND if end is None else max(0.0, end - start)
    return [round(start + seconds * done / sum(lengths), 3) for done in accumulate([0, *lengths[:-1]])]


def _cues(turns: list[_Turn]) -> Iterator[Cue]:
    """Yield the turns as cues; each ends where the next begins."""
    ordered = sorted(turns, key=lambda turn: turn.start or 0.0)
    for turn, following in zip(ordered, [*ordered[1:], None], strict=True):
        start = turn.start or 0.0
        spoken = start + spoken_seconds(turn.text)
        end = (following.start or 0.0) if following else turn.end or spoken
        yield Cue(start, round(max(start, end), 3), turn.speaker or None, turn.text)
