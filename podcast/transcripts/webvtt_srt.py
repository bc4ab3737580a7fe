"""WebVTT and SubRip: blocks of lines, one of them with two times.

WebVTT is the W3C's (https://www.w3.org/TR/webvtt1/); SubRip has only its habits. We are stricter than players, which
drop without a word what they cannot read: here every line of times that is none is told.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from podcast.i18n import _, gettext_noop
from podcast.transcripts.cue import MARK, TIME, Cue, Fault, labelled, seconds, spaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podcast.transcripts.cue import Read

    Said = list[tuple[str | None, str]]

ARROW = "-->"
_TIMING = re.compile(rf"\s*{TIME}\s*-->\s*{TIME}(?:\s.*)?")
_HOW = gettext_noop("write it as in 00:01:02.500 --> 00:01:05.000")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|</>|<[\d:.]+>")
_SRT_TAG = re.compile(r"</?[a-zA-Z][^>]*>|\{\\[^}]*\}")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>|</v>")
_BESIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")


def vtt(text: str) -> Read:
    """The cues of a WebVTT file; two voices in one cue are two cues at the same time."""
    if not re.match(r"WEBVTT(?:[ \t\n]|$)", text):
        return [], [Fault(1, _("does not begin with WEBVTT"), _("write WEBVTT on the first line, then an empty line"))]
    blocks = list(_blocks(text))[1:]  # the first one is the head
    return _timed([block for block in blocks if not _BESIDE.match(block[1][0])], _voices)


def srt(text: str, known: Iterable[str] = ()) -> Read:
    """The cues of a SubRip file; it knows no speakers, so names before a colon are looked at."""
    found, faults = _timed(_blocks(text), lambda lines: [(None, shown_lines("\n".join(lines)))])
    return labelled(found, known), faults


def shown(text: str) -> str:
    """What a player shows of words in SubRip: tags are none, entities are characters."""
    return html.unescape(_SRT_TAG.sub("", text))


def bare(text: str) -> bool:
    """Whether there is nothing in a text that could be a tag or an entity."""
    return "<" not in text and "&" not in text and "{" not in text


def shown_lines(text: str) -> str:
    """Lines of SubRip as shown; every line end is a space, two spaces stay two."""
    lines = (text if bare(text) else shown(text)).split("\n")
    words = " ".join(filter(None, map(str.strip, lines)))
    return words + MARK if words and text.endswith(MARK) else words


def _vtt_words(text: str) -> str:
    return spaced(text) if bare(text) else spaced(html.unescape(_TAG.sub("", text)))


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """The paragraphs of a file, each with the number of its first line."""
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            lines.append(line)
        elif lines:
            yield number - len(lines), lines
            lines = []


def _timed(blocks: Iterable[tuple[int, list[str]]], said: Callable[[list[str]], Said]) -> Read:
    """Cues out of blocks: a line for the name at most, a line of times, lines of words."""
    found: list[Cue] = []
    faults: list[Fault] = []
    for first, lines in blocks:
        at = next((index for index, line in enumerate(lines[:2]) if ARROW in line), 0)
        match = _TIMING.fullmatch(lines[at])
        if match is None:
            faults.append(
                Fault(first + at, _('"{lines}" is no line of times').format(lines=lines[at].strip()[:40]), _(_HOW))
            )
            continue
        start, end = seconds(match.groups()[:4]), seconds(match.groups()[4:])
        if end < start:
            faults.append(Fault(first + at, _("ends before it starts"), _("put the two times in order")))
        found += [Cue(start, end, who, text) for who, text in said(lines[at + 1 :]) if text]
    return found, faults


def _voices(lines: list[str]) -> Said:
    """Who says what in one cue: `<v Ada>Yes.</v> <v Ben>No.</v>` is two."""
    head, *rest = _VOICE.split("\n".join(lines))
    pairs = zip(rest[::2], rest[1::2], strict=True)
    named = ((spaced(html.unescape(name)) or None if name else None, _vtt_words(text)) for name, text in pairs)
    return [(None, _vtt_words(head)), *named]
