"""WebVTT and SubRip: blocks of lines, one of them with two times.

WebVTT is the W3C's (https://www.w3.org/TR/webvtt1/); SubRip has only its habits. We are stricter than players, which
drop without a word what they cannot read: here every line of times that is none is told.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from podcast.i18n import _, gettext_noop
from podcast.transcripts.cue import (
    SPEAKER_MARK,
    TIME_PATTERN,
    Cue,
    TranscriptProblem,
    normalize_spaces,
    parse_seconds,
    split_speakers,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podcast.transcripts.cue import ParsedCues

    SpokenTexts = list[tuple[str | None, str]]

ARROW = "-->"
_TIMING = re.compile(rf"\s*{TIME_PATTERN}\s*-->\s*{TIME_PATTERN}(?:\s.*)?")
_REMEDY = gettext_noop("write it like 00:01:02.500 --> 00:01:05.000")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|</>|<[\d:.]+>")
_SRT_TAG = re.compile(r"</?[a-zA-Z][^>]*>|\{\\[^}]*\}")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>|</v>")
_NOT_A_CUE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")


def parse_vtt(text: str) -> ParsedCues:
    """The cues of a WebVTT file; two voices in one cue are two cues at the same time."""
    if not re.match(r"WEBVTT(?:[ \t\n]|$)", text):
        return [], [
            TranscriptProblem(
                1, _("does not start with WEBVTT"), _("write WEBVTT on the first line, then an empty line")
            )
        ]
    blocks = list(_blocks(text))[1:]  # the first one is the head
    return _parse_blocks([block for block in blocks if not _NOT_A_CUE.match(block[1][0])], _voices)


def parse_srt(text: str, names: Iterable[str] = ()) -> ParsedCues:
    """The cues of a SubRip file; it knows no speakers, so names before a colon are looked at."""
    found, faults = _parse_blocks(_blocks(text), lambda lines: [(None, visible_lines("\n".join(lines)))])
    return split_speakers(found, names), faults


def visible_text(text: str) -> str:
    """What a player shows of words in SubRip: tags are none, entities are characters."""
    return html.unescape(_SRT_TAG.sub("", text))


def has_no_markup(text: str) -> bool:
    """Whether there is nothing in a text that could be a tag or an entity."""
    return "<" not in text and "&" not in text and "{" not in text


def visible_lines(text: str) -> str:
    """Lines of SubRip as shown; every line end is a space, two spaces stay two."""
    lines = (text if has_no_markup(text) else visible_text(text)).split("\n")
    words = " ".join(filter(None, map(str.strip, lines)))
    return words + SPEAKER_MARK if words and text.endswith(SPEAKER_MARK) else words


def _vtt_words(text: str) -> str:
    return normalize_spaces(text) if has_no_markup(text) else normalize_spaces(html.unescape(_TAG.sub("", text)))


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """The paragraphs of a file, each with the number of its first line."""
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            lines.append(line)
        elif lines:
            yield number - len(lines), lines
            lines = []


def _parse_blocks(blocks: Iterable[tuple[int, list[str]]], said: Callable[[list[str]], SpokenTexts]) -> ParsedCues:
    """Cues out of blocks: a line for the name at most, a line of times, lines of words."""
    found: list[Cue] = []
    faults: list[TranscriptProblem] = []
    for first, lines in blocks:
        at = next((index for index, line in enumerate(lines[:2]) if ARROW in line), 0)
        match = _TIMING.fullmatch(lines[at])
        if match is None:
            faults.append(
                TranscriptProblem(
                    first + at, _('"{lines}" is not a line of times').format(lines=lines[at].strip()[:40]), _(_REMEDY)
                )
            )
            continue
        start, end = parse_seconds(match.groups()[:4]), parse_seconds(match.groups()[4:])
        if end < start:
            faults.append(TranscriptProblem(first + at, _("ends before it starts"), _("put the two times in order")))
        found += [Cue(start, end, who, text) for who, text in said(lines[at + 1 :]) if text]
    return found, faults


def _voices(lines: list[str]) -> SpokenTexts:
    """Who says what in one cue: `<v Ada>Yes.</v> <v Ben>No.</v>` is two."""
    head, *rest = _VOICE.split("\n".join(lines))
    pairs = zip(rest[::2], rest[1::2], strict=True)
    named = (
        (normalize_spaces(html.unescape(name)) or None if name else None, _vtt_words(text)) for name, text in pairs
    )
    return [(None, _vtt_words(head)), *named]
