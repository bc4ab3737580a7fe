"""Transcripts as they go out: WebVTT, SubRip, the Podcast Namespace's JSON, text.

Lines are as long as the Podcast Namespace asks for (transcripts.md): 65 characters in WebVTT, 32 in SubRip. Cues are
not split for it: when a word was said inside of one, nobody has told us.
"""

from __future__ import annotations

from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.text import plain
from podcast.transcripts import webvtt_srt as timed
from podcast.transcripts.cue import MARK, Cue, labelled
from podcast.transcripts.sections import sections

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from podcast.model.show import Episode
    from podcast.transcripts.sections import Section


VTT_LINE, SRT_LINE = 65, 32  # characters
VERSION = "1.0.0"


def vtt(cues: Iterable[Cue]) -> bytes:
    """The cues as WebVTT, speakers as voices."""
    blocks = (f"{_timing(cue, '.')}\n{_voice(cue)}{_escaped(wrapped(cue.text, VTT_LINE))}\n" for cue in cues)
    return "\n".join(["WEBVTT\n", *blocks]).encode()


def srt(cues: Sequence[Cue]) -> bytes:
    """The cues as SubRip; a speaker's name stands before the words.

    What would be read as a tag or an entity is escaped. Where a reader without other knowledge would take words for a
    name, or a name for words, each cue with a speaker ends with two spaces, which nobody sees.
    """
    lines = [_labelled(cue, "") for cue in cues]
    return _srt(cues, lines if _clear(cues, lines) else [_labelled(cue, MARK) for cue in cues]).encode()


def json(cues: Iterable[Cue]) -> bytes:
    """The cues as the Podcast Namespace's JSON: times in seconds."""
    segments = ",\n".join(map(_segment, cues))  # by hand: with an indent, Python's own encoder is ten times slower
    listed = f"[\n{segments}\n ]" if segments else "[]"
    return f'{{\n "version": "{VERSION}",\n "segments": {listed}\n}}\n'.encode()


def text(parts: Iterable[Section]) -> bytes:
    """The transcript to read: chapters, paragraphs with their times and speakers."""
    lines = []
    for section in parts:
        lines += [f"{plain(section.title)}\n"] if section.title else []
        for said in section.paragraphs:
            lines.append(f"[{said.clock}] {said.speaker + ': ' if said.speaker else ''}{said.text}\n")
    return "\n".join(lines).encode()


def wrapped(text: str, width: int) -> str:
    """The words on lines of `width` characters at most; a longer word has a line of its own."""
    lines, at = [], 0
    while len(text) - at > width:
        end = text.rfind(" ", at, at + width + 1)
        end = end if end > at else text.find(" ", at + 1)
        if end < 0:
            break
        lines.append(text[at:end])
        at = end + 1
    return "\n".join([*lines, text[at:]])


def _clear(cues: Sequence[Cue], lines: Iterable[str]) -> bool:
    """Whether a reader without other knowledge takes names in these lines for names, and words for words."""
    shown = map(timed.shown_lines, lines)
    read = labelled([Cue(0, 0, None, words) for words in shown if words], ())
    return [(cue.speaker, cue.text) for cue in read] == [(cue.speaker, cue.text) for cue in cues]


def _segment(cue: Cue) -> str:
    who = f'   "speaker": {quoted(cue.speaker)},\n' if cue.speaker else ""
    times = f'   "startTime": {cue.start!r},\n   "endTime": {cue.end!r},\n'
    return f'  {{\n{who}{times}   "body": {quoted(cue.text)}\n  }}'


def _srt(cues: Iterable[Cue], lines: Iterable[str]) -> str:
    several = enumerate(zip(cues, lines, strict=True), start=1)
    return "\n".join(f"{number}\n{_timing(cue, ',')}\n{words}\n" for number, (cue, words) in several)


def _labelled(cue: Cue, mark: str) -> str:
    """The words on short lines; a name and the first word stand together on one."""
    words = _harmless(cue.text)
    if not cue.speaker:
        return wrapped(words, SRT_LINE)
    colon = ":  " if mark and ": " in cue.speaker else ": "
    name = f"{_harmless(cue.speaker)}{colon}".replace(" ", "\0")
    return wrapped(name + words, SRT_LINE).replace("\0", " ") + mark


def _timing(cue: Cue, comma: str) -> str:
    return f"{_stamp(cue.start, comma)} {timed.ARROW} {_stamp(cue.end, comma)}"


def _stamp(seconds: float, comma: str) -> str:
    count = round(seconds * 1000)
    return f"{count // 3600000:02}:{count // 60000 % 60:02}:{count // 1000 % 60:02}{comma}{count % 1000:03}"


def _voice(cue: Cue) -> str:
    return f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _harmless(text: str) -> str:
    """Words as SubRip shows them; escaped only where players would take them for something else."""
    return text if timed.bare(text) or timed.shown(text) == text else _escaped(text).replace("{", "&#123;")


def files(episode: Episode, cues: Sequence[Cue]) -> dict[str, bytes]:
    """The files of a transcript, below site/.

    Args:
        episode: its chapters in the master's time.
        cues: in the master's time.
    """
    written = {
        "vtt": vtt(cues),
        "srt": srt(cues),
        "json": json(cues),
        "txt": text(sections(cues, episode.chapters)),
    }
    return {addresses.transcript(episode, form): data for form, data in written.items()}
