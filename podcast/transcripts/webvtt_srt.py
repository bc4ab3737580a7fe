"""WebVTT and SubRip transcripts: blocks of lines, one of them with two times.

WebVTT is a standard of the W3C (https://www.w3.org/TR/webvtt1/); SubRip has no specification. This reader is stricter
than players, which silently skip what they cannot read: every invalid line of times is a problem. Files of programs
that leave out the empty line between two cues, or after the head, are read as players read them.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.i18n import _, gettext_noop
from podcast.transcripts.captions import has_no_markup, parse_marks, visible_lines
from podcast.transcripts.cue import (
    TIME_PATTERN,
    Cue,
    TranscriptProblem,
    normalize_spaces,
    parse_seconds,
    split_speakers,
    with_speaker,
)
from podcast.transcripts.exported_captions import MIN_CONTINUED_SHARE, fold_rolling_lines, speakers_by_name_line
from podcast.transcripts.fast_paths.plain_webvtt import plain_cues

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from podcast.transcripts.cue import ParsedCues

    SpokenTexts = list[tuple[str | None, str]]

ARROW = "-->"
NO_NAMES = "NOTE Names before a colon are words"  # written where a reader would take words for a speaker
_TIMING = re.compile(rf"\s*{TIME_PATTERN}\s*-->\s*{TIME_PATTERN}(?:\s.*)?")
_REMEDY = gettext_noop("write it like 00:01:02.500 --> 00:01:05.000")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|</>|<[\d:.]+>")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>|</v>")
_NOT_A_CUE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_NUMBER = re.compile(r"[0-9]{1,9}")
_WEBEX_NAME = re.compile(r'\d+\s+"(.+)"\s+\(\d+\)')  # the identifier of a cue of Webex: 1 "Ada Lovelace" (123)


@dataclass(frozen=True, slots=True)
class _Block:
    """A cue as it stands in the file: number of its line of times, the line above it, times, and lines of words."""

    line: int
    identifier: str
    start: float  # seconds
    end: float
    words: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.words)


def parse_vtt(text: str, names: Iterable[str] = ()) -> ParsedCues:
    """Return the cues of a WebVTT file; two voices in one cue are two cues at the same time.

    A file without any voices has its speakers in the identifiers (Webex) or before a colon (Zoom).
    """
    if (cues := plain_cues(text)) is not None:
        return split_speakers(cues, names), []
    return parse_any_vtt(text, names)


def parse_any_vtt(text: str, names: Iterable[str] = ()) -> ParsedCues:
    """Return the cues of a WebVTT file, plain or not; see `parse_vtt`."""
    if not re.match(r"WEBVTT(?:[ \t\n]|$)", text):
        return [], [
            TranscriptProblem(
                1, _("does not start with WEBVTT"), _("write WEBVTT on the first line, then an empty line")
            )
        ]
    head, *rest = _paragraphs(text)
    paragraphs = [*_cues_in_head(head), *(lines for lines in rest if not _NOT_A_CUE.match(lines[1][0]))]
    blocks, problems = _parse_blocks(paragraphs)
    blocks = _folded(blocks, _vtt_words)
    cues = [
        Cue(block.start, block.end, speaker or _webex_name(block), words)
        for block in blocks
        for speaker, words in _voices(block.words)
        if words
    ]
    is_without_names = NO_NAMES in (lines[0] for _number, lines in rest)
    return (cues if is_without_names else split_speakers(cues, names)), problems


def parse_srt(text: str, names: Iterable[str] = ()) -> ParsedCues:
    """Return the cues of a SubRip file; the format has no speakers, so these are names before a colon.

    Where the marks of our own writer say which words are names, they and no others are.
    """
    blocks, problems = _parse_blocks(_paragraphs(text))
    if not _has_own_marks(blocks):
        blocks = _folded(blocks, visible_lines)
        if (named := _with_name_lines(blocks, names)) is not None:
            return named, problems
    cues, marks = [], []
    for words, block in _joined_cards(blocks):
        cues.append(Cue(block.start, block.end, None, visible_lines(words.rstrip(" "))))
        marks.append(parse_marks(words))
    has_names = any(mark.is_named or mark.is_unnamed for mark in marks)
    rows = list(zip(cues, marks, strict=True))
    if has_names and all(": " in cue.text for cue, mark in rows if mark.is_named):
        marked = [with_speaker(cue, cue.text.partition(": ")[0] if mark.is_named else "") for cue, mark in rows]
        return [cue for cue in marked if cue.text], problems
    return [cue for cue in split_speakers([cue for cue in cues if cue.text], names) if cue.text], problems


def _has_own_marks(blocks: Iterable[_Block]) -> bool:
    """Whether our own writer has marked names and continued cards, or words that look like a name."""
    marks = (parse_marks(block.text) for block in blocks)
    return any(mark.is_named or mark.is_unnamed or mark.is_continued for mark in marks)


def _folded(blocks: list[_Block], visible: Callable[[str], str]) -> list[_Block]:
    """Return the cues of captions that roll with what each of them adds; those of others as they are."""
    if sum(len(block.words) > 1 for block in blocks) < MIN_CONTINUED_SHARE * (len(blocks) - 1):
        return blocks  # too few could continue another one, so their words need not be read twice
    lines = [[line for line in map(visible, block.words) if line] for block in blocks]
    added = fold_rolling_lines(lines, (block.end - block.start for block in blocks))
    if added is None:
        return blocks
    return [replace(block, words=new) for block, new in zip(blocks, added, strict=True) if new]


def _with_name_lines(blocks: Sequence[_Block], names: Iterable[str]) -> list[Cue] | None:
    """Return the cues of a file with names on lines of their own; None for others."""
    lines = [[line for line in map(visible_lines, block.words) if line] for block in blocks]
    if (named := speakers_by_name_line(lines, names)) is None:
        return None
    rows = zip(blocks, named, strict=True)
    return [Cue(block.start, block.end, speaker, " ".join(words)) for block, (speaker, words) in rows if words]


def _vtt_words(text: str) -> str:
    return normalize_spaces(text) if has_no_markup(text) else normalize_spaces(html.unescape(_TAG.sub("", text)))


def _paragraphs(text: str) -> Iterator[tuple[int, list[str]]]:
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


def _parse_blocks(paragraphs: Iterable[tuple[int, list[str]]]) -> tuple[list[_Block], list[TranscriptProblem]]:
    """Return the cues of paragraphs, each with an optional line for its name, a line of times, and lines of words."""
    blocks: list[_Block] = []
    problems: list[TranscriptProblem] = []
    for first, lines in (part for paragraph in paragraphs for part in _divided(*paragraph)):
        timing = next((index for index, line in enumerate(lines[:2]) if ARROW in line), 0)
        match = _TIMING.fullmatch(lines[timing])
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
        blocks.append(_Block(first + timing, identifier, start, end, lines[timing + 1 :]))
    return blocks, problems


def _divided(first: int, lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the cues of a paragraph: another line of times ends the words, with the cue's number above it."""
    begin = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    timing = next((index for index in range(begin, len(lines[: begin + 2])) if _TIMING.fullmatch(lines[index])), None)
    for index in range(len(lines) if timing is None else timing + 1, len(lines)):
        if timing is not None and _TIMING.fullmatch(lines[index]):
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


def _joined_cards(blocks: Sequence[_Block]) -> Iterator[tuple[str, _Block]]:
    """Yield the words of cues with the marks of their names; the cards of one cue are joined.

    A card that is continued ends where its next one starts; in our own files no other card starts there.
    """
    by_start = {block.start: block for block in reversed(blocks)}
    following: dict[int, _Block] = {}
    inner: set[int] = set()
    for block in blocks:
        after = by_start.get(block.end)
        if after and after.line not in inner and block.end > block.start and parse_marks(block.text).is_continued:
            following[block.line] = after
            inner.add(after.line)
    for block in blocks:
        if block.line not in inner:
            last, parts = block, [block.text.rstrip(" ")]
            while after := following.get(last.line):
                last = after
                parts.append(after.text.rstrip(" "))
            marks = parse_marks(block.text).spaces(is_continued=False)
            yield "\n".join(parts) + marks, replace(block, end=last.end)


def _webex_name(block: _Block) -> str | None:
    match = _WEBEX_NAME.fullmatch(block.identifier)
    return normalize_spaces(match[1]) or None if match else None


def _voices(lines: list[str]) -> SpokenTexts:
    """Return speakers and texts of one cue: `<v Ada>Yes.</v> <v Ben>No.</v>` has two."""
    head, *rest = _VOICE.split("\n".join(lines))
    pairs = zip(rest[::2], rest[1::2], strict=True)
    named = (
        (normalize_spaces(html.unescape(name)) or None if name else None, _vtt_words(text)) for name, text in pairs
    )
    return [(None, _vtt_words(head)), *named]
