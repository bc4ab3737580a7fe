"""WebVTT and SubRip transcripts: blocks of lines, one of them with two times.

WebVTT is a standard of the W3C (https://www.w3.org/TR/webvtt1/); SubRip has no specification. This reader is stricter
than players, which silently skip what they cannot read: every invalid line of times is a problem.
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
    """Return the cues of a WebVTT file; two voices in one cue are two cues at the same time."""
    if not re.match(r"WEBVTT(?:[ \t\n]|$)", text):
        return [], [
            TranscriptProblem(
                1, _("does not start with WEBVTT"), _("write WEBVTT on the first line, then an empty line")
            )
        ]
    blocks = list(_blocks(text))[1:]  # the first one is the header
    return _parse_blocks([block for block in blocks if not _NOT_A_CUE.match(block[1][0])], _voices)


def parse_srt(text: str, names: Iterable[str] = ()) -> ParsedCues:
    """Return the cues of a SubRip file; the format has no speakers, so these are names before a colon."""
    cues, problems = _parse_blocks(_blocks(text), lambda lines: [(None, visible_lines("\n".join(lines)))])
    return split_speakers(cues, names), problems


def visible_text(text: str) -> str:
    """Return the text that a player shows for words in SubRip: without tags, entities as characters."""
    return html.unescape(_SRT_TAG.sub("", text))


def has_no_markup(text: str) -> bool:
    """Whether a text contains nothing that could be a tag or an entity."""
    return "<" not in text and "&" not in text and "{" not in text


def visible_lines(text: str) -> str:
    """Return lines of SubRip as shown; each line end is a space, the `SPEAKER_MARK` stays."""
    lines = (text if has_no_markup(text) else visible_text(text)).split("\n")
    words = " ".join(filter(None, map(str.strip, lines)))
    return words + SPEAKER_MARK if words and text.endswith(SPEAKER_MARK) else words


def _vtt_words(text: str) -> str:
    return normalize_spaces(text) if has_no_markup(text) else normalize_spaces(html.unescape(_TAG.sub("", text)))


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the paragraphs of a file, each with the number of its first line."""
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            lines.append(line)
        elif lines:
            yield number - len(lines), lines
            lines = []


def _parse_blocks(
    blocks: Iterable[tuple[int, list[str]]], split_voices: Callable[[list[str]], SpokenTexts]
) -> ParsedCues:
    """Return the cues of blocks, each with an optional line for its name, a line of times, and lines of words."""
    cues: list[Cue] = []
    problems: list[TranscriptProblem] = []
    for first, lines in blocks:
        timing = next((index for index, line in enumerate(lines[:2]) if ARROW in line), 0)
        match = _TIMING.fullmatch(lines[timing])
        if match is None:
            problems.append(
                TranscriptProblem(
                    first + timing,
                    _('"{lines}" is not a line of times').format(lines=lines[timing].strip()[:40]),
                    _(_REMEDY),
                )
            )
            continue
        start, end = parse_seconds(match.groups()[:4]), parse_seconds(match.groups()[4:])
        if end < start:
            problems.append(
                TranscriptProblem(first + timing, _("ends before it starts"), _("put the two times in order"))
            )
        cues += [Cue(start, end, speaker, text) for speaker, text in split_voices(lines[timing + 1 :]) if text]
    return cues, problems


def _voices(lines: list[str]) -> SpokenTexts:
    """Return speakers and texts of one cue: `<v Ada>Yes.</v> <v Ben>No.</v>` has two."""
    head, *rest = _VOICE.split("\n".join(lines))
    pairs = zip(rest[::2], rest[1::2], strict=True)
    named = (
        (normalize_spaces(html.unescape(name)) or None if name else None, _vtt_words(text)) for name, text in pairs
    )
    return [(None, _vtt_words(head)), *named]
