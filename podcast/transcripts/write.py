"""Transcripts as they go out: WebVTT, SubRip, the Podcast Namespace's JSON, text.

Lines are as long as the Podcast Namespace asks for (transcripts.md): 65 characters in WebVTT, 32 in SubRip. Cues are
not split for it: when a word was said inside of one, nobody has told us.
"""

from __future__ import annotations

from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING

from podcast import urls as addresses
from podcast.text import strip_soft_hyphens
from podcast.transcripts import webvtt_srt as timed
from podcast.transcripts.cue import SPEAKER_MARK, Cue, split_speakers
from podcast.transcripts.sections import sections

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from podcast.model.show import Episode
    from podcast.transcripts.sections import Section


VTT_LINE_CHARACTERS, SRT_LINE_CHARACTERS = 65, 32  # characters
VERSION = "1.0.0"


def format_vtt(cues: Iterable[Cue]) -> bytes:
    """The cues as WebVTT, speakers as voices."""
    blocks = (f"{_timing(cue, '.')}\n{_voice(cue)}{_escape(wrap(cue.text, VTT_LINE_CHARACTERS))}\n" for cue in cues)
    return "\n".join(["WEBVTT\n", *blocks]).encode()


def format_srt(cues: Sequence[Cue]) -> bytes:
    """The cues as SubRip; a speaker's name stands before the words.

    What would be read as a tag or an entity is escaped. Where a reader without other knowledge would take words for a
    name, or a name for words, each cue with a speaker ends with two spaces, which nobody sees.
    """
    lines = [_srt_text(cue, "") for cue in cues]
    return _srt(
        cues, lines if _is_unambiguous(cues, lines) else [_srt_text(cue, SPEAKER_MARK) for cue in cues]
    ).encode()


def format_json(cues: Iterable[Cue]) -> bytes:
    """The cues as the Podcast Namespace's JSON: times in seconds."""
    segments = ",\n".join(map(_segment, cues))  # by hand: with an indent, Python's own encoder is ten times slower
    listed = f"[\n{segments}\n ]" if segments else "[]"
    return f'{{\n "version": "{VERSION}",\n "segments": {listed}\n}}\n'.encode()


def format_text(parts: Iterable[Section]) -> bytes:
    """The transcript to read: chapters, paragraphs with their times and speakers."""
    lines = []
    for section in parts:
        lines += [f"{strip_soft_hyphens(section.title)}\n"] if section.title else []
        for said in section.paragraphs:
            lines.append(f"[{said.clock}] {said.speaker + ': ' if said.speaker else ''}{said.text}\n")
    return "\n".join(lines).encode()


def wrap(text: str, width: int) -> str:
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


def _is_unambiguous(cues: Sequence[Cue], lines: Iterable[str]) -> bool:
    """Whether a reader without other knowledge takes names in these lines for names, and words for words."""
    shown = map(timed.visible_lines, lines)
    read = split_speakers([Cue(0, 0, None, words) for words in shown if words], ())
    return [(cue.speaker, cue.text) for cue in read] == [(cue.speaker, cue.text) for cue in cues]


def _segment(cue: Cue) -> str:
    who = f'   "speaker": {quoted(cue.speaker)},\n' if cue.speaker else ""
    times = f'   "startTime": {cue.start!r},\n   "endTime": {cue.end!r},\n'
    return f'  {{\n{who}{times}   "body": {quoted(cue.text)}\n  }}'


def _srt(cues: Iterable[Cue], lines: Iterable[str]) -> str:
    several = enumerate(zip(cues, lines, strict=True), start=1)
    return "\n".join(f"{number}\n{_timing(cue, ',')}\n{words}\n" for number, (cue, words) in several)


def _srt_text(cue: Cue, mark: str) -> str:
    """Return the words on short lines; the name and the first word are on one line."""
    if not cue.speaker:
        return wrap(_escape_for_srt(cue.text), SRT_LINE_CHARACTERS)
    colon = ":  " if mark and ": " in cue.speaker else ": "
    line = _escape_for_srt(
        f"{cue.speaker}{colon}{cue.text}"
    )  # as one: a tag may begin in the name and end in the words
    name, colon, words = line.partition(colon)
    return wrap(f"{name}{colon}".replace(" ", "\0") + words, SRT_LINE_CHARACTERS).replace("\0", " ") + mark


def _timing(cue: Cue, comma: str) -> str:
    return f"{_stamp(cue.start, comma)} {timed.ARROW} {_stamp(cue.end, comma)}"


def _stamp(seconds: float, comma: str) -> str:
    count = round(seconds * 1000)
    return f"{count // 3600000:02}:{count // 60000 % 60:02}:{count // 1000 % 60:02}{comma}{count % 1000:03}"


def _voice(cue: Cue) -> str:
    return f"<v {_escape(cue.speaker)}>" if cue.speaker else ""


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _escape_for_srt(text: str) -> str:
    """Words as SubRip shows them; escaped only where players would take them for something else."""
    return (
        text if timed.has_no_markup(text) or timed.visible_text(text) == text else _escape(text).replace("{", "&#123;")
    )


def transcript_files(episode: Episode, cues: Sequence[Cue]) -> dict[str, bytes]:
    """The files of a transcript, below site/.

    Args:
        episode: its chapters in the master's time.
        cues: in the master's time.
    """
    written = {
        "vtt": format_vtt(cues),
        "srt": format_srt(cues),
        "json": format_json(cues),
        "txt": format_text(sections(cues, episode.chapters)),
    }
    return {addresses.transcript(episode, form): data for form, data in written.items()}
