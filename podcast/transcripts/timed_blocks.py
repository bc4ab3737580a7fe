"""Timed blocks of WebVTT and SubRip: lines between empty lines, one of them with two times.

Files of programs that leave out the empty line between two cues, or after the head, are read as players read them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.i18n import _, gettext_noop
from podcast.transcripts.captions import parse_marks
from podcast.transcripts.cue import TIME_PATTERN, TranscriptProblem, parse_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ARROW = "-->"
TIMING = re.compile(rf"\s*{TIME_PATTERN}\s*-->\s*{TIME_PATTERN}(?:\s.*)?")
_REMEDY = gettext_noop("write it like 00:01:02.500 --> 00:01:05.000")
_NOT_A_CUE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Block:
    """A cue as it stands in the file: number of its line of times, the line above it, times, and lines of words."""

    line: int
    identifier: str
    start: float  # seconds
    end: float
    words: list[str]

    @property
    def text(self) -> str:
        """The lines of words."""
        return "\n".join(self.words)


def vtt_blocks(text: str) -> tuple[list[Block], list[TranscriptProblem]]:
    """Return the cues of a WebVTT file as they stand in it, without comments, styles and regions."""
    head, *rest = paragraphs(text)
    return _parse_blocks([*_cues_in_head(head), *(lines for lines in rest if not _NOT_A_CUE.match(lines[1][0]))])


def srt_blocks(text: str) -> tuple[list[Block], list[TranscriptProblem]]:
    """Return the cues of a SubRip file as they stand in it."""
    return _parse_blocks(paragraphs(text))


def paragraphs(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the paragraphs of a file, each with the number of its first line; a line of blanks is not empty."""
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line:
            lines.append(line)
        elif lines:
            yield number - len(lines), lines
            lines = []


def _cues_in_head(head: tuple[int, list[str]]) -> list[tuple[int, list[str]]]:
    """Return the cue that follows the head of a WebVTT file without an empty line."""
    first, lines = head
    timing = next((index for index, line in enumerate(lines) if index and ARROW in line), 0)
    start = max(1, timing - 1)
    return [(first + start, lines[start:])] if timing else []


def _parse_blocks(paragraphs: Iterable[tuple[int, list[str]]]) -> tuple[list[Block], list[TranscriptProblem]]:
    """Return the cues of paragraphs, each with an optional line for its name, a line of times, and lines of words."""
    blocks: list[Block] = []
    problems: list[TranscriptProblem] = []
    for first, lines in (part for paragraph in paragraphs for part in _divided(*paragraph)):
        timing = next((index for index, line in enumerate(lines[:2]) if ARROW in line), 0)
        match = TIMING.fullmatch(lines[timing])
        if match is None:
            what = _('"{lines}" is not a line of times').format(lines=lines[timing].strip()[:40])
            problems.append(TranscriptProblem(first + timing, what, _(_REMEDY)))
            continue
        start, end = parse_seconds(match.groups()[:4]), parse_seconds(match.groups()[4:])
        if end < start:
            problems.append(
                TranscriptProblem(first + timing, _("ends before it starts"), _("put the two times in order"))
            )
        identifier = lines[0].strip() if timing else ""
        blocks.append(Block(first + timing, identifier, start, end, lines[timing + 1 :]))
    return blocks, problems


def _divided(first: int, lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the cues of a paragraph: another line of times ends the words, with the cue's number above it."""
    begin = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    timing = next((index for index in range(begin, len(lines[: begin + 2])) if TIMING.fullmatch(lines[index])), None)
    for index in range(len(lines) if timing is None else timing + 1, len(lines)):
        if timing is not None and TIMING.fullmatch(lines[index]):
            has_number = index - 1 > timing and _is_number_of_cue(lines, index - 1, lines[begin])
            start = index - 1 if has_number else index
            yield first + begin, lines[begin:start]
            begin, timing = start, index
    if begin < len(lines):
        yield first + begin, lines[begin:]


def _is_number_of_cue(lines: Sequence[str], index: int, before: str) -> bool:
    """Whether a line above times is the number of their cue: digits that follow the number before, or blanks."""
    number, previous = lines[index].strip(), before.strip()
    if not _NUMBER.fullmatch(number):
        return False
    follows = _NUMBER.fullmatch(previous) and int(number) == int(previous) + 1
    return bool(follows) or not lines[index - 1].strip()


def card_chains(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield the cards of each cue: most have one.

    A card that is continued ends where its next one starts; in our own files no other card starts there.
    """
    by_start = {block.start: block for block in reversed(blocks)}
    following: dict[int, Block] = {}
    inner: set[int] = set()
    for block in blocks:
        after = by_start.get(block.end)
        if after and after.line not in inner and block.end > block.start and parse_marks(block.text).is_continued:
            following[block.line] = after
            inner.add(after.line)
    for block in blocks:
        if block.line not in inner:
            chain = [block]
            while after := following.get(chain[-1].line):
                chain.append(after)
            yield chain
