"""Writer of transcripts: WebVTT, SubRip, JSON of the Podcast Namespace, text.

Lines are as long as the Podcast Namespace asks for (transcripts.md): 65 characters in WebVTT, 32 in SubRip. Cues are
not split for it: the time of a word within a cue is not known.
"""

from __future__ import annotations

from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING

from podcast import urls
from podcast.text import strip_soft_hyphens
from podcast.transcripts import webvtt_srt
from podcast.transcripts.cue import SPEAKER_MARK, Cue, split_speakers
from podcast.transcripts.sections import sections

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from podcast.model.show import Episode
    from podcast.transcripts.sections import Section


VTT_LINE_CHARACTERS, SRT_LINE_CHARACTERS = 65, 32
VERSION = "1.0.0"


def format_vtt(cues: Iterable[Cue]) -> bytes:
    """Return the cues as WebVTT, speakers as voices."""
    blocks = (f"{_timing(cue, '.')}\n{_voice(cue)}{_escape(wrap(cue.text, VTT_LINE_CHARACTERS))}\n" for cue in cues)
    return "\n".join(["WEBVTT\n", *blocks]).encode()


def format_srt(cues: Sequence[Cue]) -> bytes:
    """Return the cues as SubRip; a speaker's name comes before the words.

    Text that would be read as a tag or an entity is escaped. If a reader that does not know the names would take words
    for a name, or a name for words, each cue with a speaker ends with two spaces, which are invisible.
    """
    lines = [_srt_text(cue, "") for cue in cues]
    return _srt(
        cues, lines if _is_unambiguous(cues, lines) else [_srt_text(cue, SPEAKER_MARK) for cue in cues]
    ).encode()


def format_json(cues: Iterable[Cue]) -> bytes:
    """Return the cues as JSON of the Podcast Namespace: times in seconds."""
    segments = ",\n".join(map(_segment, cues))  # by hand: with an indent, Python's own encoder is ten times slower
    listed = f"[\n{segments}\n ]" if segments else "[]"
    return f'{{\n "version": "{VERSION}",\n "segments": {listed}\n}}\n'.encode()


def format_text(parts: Iterable[Section]) -> bytes:
    """Return the transcript as text: chapters, paragraphs with their times and speakers."""
    lines = []
    for section in parts:
        lines += [f"{strip_soft_hyphens(section.title)}\n"] if section.title else []
        for paragraph in section.paragraphs:
            speaker = f"{paragraph.speaker}: " if paragraph.speaker else ""
            lines.append(f"[{paragraph.clock}] {speaker}{paragraph.text}\n")
    return "\n".join(lines).encode()


def wrap(text: str, width: int) -> str:
    """Break text into lines of at most `width` characters; a longer word has a line of its own."""
    lines, start = [], 0
    while len(text) - start > width:
        end = text.rfind(" ", start, start + width + 1)
        end = end if end > start else text.find(" ", start + 1)
        if end < 0:
            break
        lines.append(text[start:end])
        start = end + 1
    return "\n".join([*lines, text[start:]])


def _is_unambiguous(cues: Sequence[Cue], lines: Iterable[str]) -> bool:
    """Whether a reader that does not know the names splits these lines into the right names and words."""
    shown = map(webvtt_srt.visible_lines, lines)
    read = split_speakers([Cue(0, 0, None, words) for words in shown if words], ())
    return [(cue.speaker, cue.text) for cue in read] == [(cue.speaker, cue.text) for cue in cues]


def _segment(cue: Cue) -> str:
    speaker = f'   "speaker": {quoted(cue.speaker)},\n' if cue.speaker else ""
    times = f'   "startTime": {cue.start!r},\n   "endTime": {cue.end!r},\n'
    return f'  {{\n{speaker}{times}   "body": {quoted(cue.text)}\n  }}'


def _srt(cues: Iterable[Cue], lines: Iterable[str]) -> str:
    blocks = enumerate(zip(cues, lines, strict=True), start=1)
    return "\n".join(f"{number}\n{_timing(cue, ',')}\n{words}\n" for number, (cue, words) in blocks)


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
    return f"{_stamp(cue.start, comma)} {webvtt_srt.ARROW} {_stamp(cue.end, comma)}"


def _stamp(seconds: float, comma: str) -> str:
    count = round(seconds * 1000)
    return f"{count // 3600000:02}:{count // 60000 % 60:02}:{count // 1000 % 60:02}{comma}{count % 1000:03}"


def _voice(cue: Cue) -> str:
    return f"<v {_escape(cue.speaker)}>" if cue.speaker else ""


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _escape_for_srt(text: str) -> str:
    """Escape words only if players would read a part of them as a tag or an entity."""
    if webvtt_srt.has_no_markup(text) or webvtt_srt.visible_text(text) == text:
        return text
    return _escape(text).replace("{", "&#123;")


def transcript_files(episode: Episode, cues: Sequence[Cue]) -> dict[str, bytes]:
    """Return the files of a transcript by their paths below site/.

    Args:
        episode: its chapters in the master's time.
        cues: in the master's time.
    """
    data_by_format = {
        "vtt": format_vtt(cues),
        "srt": format_srt(cues),
        "json": format_json(cues),
        "txt": format_text(sections(cues, episode.chapters)),
    }
    return {urls.transcript(episode, name): data for name, data in data_by_format.items()}
