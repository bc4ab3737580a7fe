"""Writer of transcripts: WebVTT, SubRip, JSON of the Podcast Namespace, text.

Lines are as long as the Podcast Namespace asks for (transcripts.md): 65 characters in WebVTT; in SubRip cards of two
lines of 32. The form of SubRip has marks of its own, see `podcast.transcripts.captions`.
"""

from __future__ import annotations

from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING

from podcast import urls
from podcast.text import strip_soft_hyphens
from podcast.transcripts.captions import Marks, ascending_cues, cards, simultaneous_voices, visible_text, wrap
from podcast.transcripts.cue import Cue, labels, split_speakers
from podcast.transcripts.fast_paths.card_texts import WORD_JOINER
from podcast.transcripts.fast_paths.srt_names import is_unambiguous
from podcast.transcripts.sections import sections
from podcast.transcripts.timed_blocks import ARROW
from podcast.transcripts.webvtt_srt import NO_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from podcast.model.show import Episode
    from podcast.transcripts.sections import Section


VTT_LINE_CHARACTERS = 65
VERSION = "1.0.0"
NO_BREAK_SPACE = "\u00a0"
_CACHED_CLOCKS = 20_000  # of six hours


def format_vtt(cues: Iterable[Cue]) -> bytes:
    """Return the cues as WebVTT, speakers as voices; voices in the same moment are one cue."""
    groups = [*simultaneous_voices(cues)]
    blocks = [f"{_timing(voices[0], '.')}\n{_voices(voices)}\n" for voices in groups]
    words = [cue for voices in groups for cue in voices]
    note = [] if split_speakers(words, labels(words)) == words else [f"{NO_NAMES}\n"]
    return "\n".join(["WEBVTT\n", *note, *blocks]).encode()


def format_srt(cues: Iterable[Cue]) -> bytes:
    """Return the cues as SubRip; a speaker's name comes before the words.

    Text that would be read as a tag, an entity or a line of times is escaped. Long cues are divided into cards.
    """
    return _ascending_srt(ascending_cues(cues))


def format_json(cues: Iterable[Cue]) -> bytes:
    """Return the cues as JSON of the Podcast Namespace: times in seconds."""
    return _ascending_json(ascending_cues(cues))


def _ascending_srt(ascending: Sequence[Cue]) -> bytes:
    texts = [_srt_text(cue) for cue in ascending]
    marks: dict[float, str] = {}  # what the last card of a cue ends with, by the start of its first card
    if not is_unambiguous(ascending, texts):
        named, unnamed = (
            Marks(is_named=is_named, is_unnamed=not is_named).spaces(is_continued=False) for is_named in (True, False)
        )
        marks = {cue.start: named if cue.speaker else unnamed for cue in ascending}
    continued = Marks().spaces(is_continued=True)
    blocks = []
    for number, (start, end, text, is_continued) in enumerate(cards(ascending, texts), start=1):
        words = f"{text}{marks.get(start, '')}{continued if is_continued else ''}"
        blocks.append(f"{number}\n{_stamp(start, ',')} {ARROW} {_stamp(end, ',')}\n{words}\n")
    return "\n".join(blocks).encode()


def _ascending_json(ascending: Iterable[Cue]) -> bytes:
    segments = ",\n".join(map(_segment, ascending))  # by hand: with an indent, Python's own encoder is ten times slower
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


def _segment(cue: Cue) -> str:
    speaker = f'   "speaker": {quoted(cue.speaker)},\n' if cue.speaker else ""
    times = f'   "startTime": {cue.start!r},\n   "endTime": {cue.end!r},\n'
    return f'  {{\n{speaker}{times}   "body": {quoted(cue.text)}\n  }}'


def _srt_text(cue: Cue) -> str:
    """Return the words, after the speaker's name if there is one; the first colon with a space ends the name."""
    if not cue.speaker:
        return _escape_for_srt(cue.text)
    name = cue.speaker.replace(": ", f":{NO_BREAK_SPACE}")
    return _escape_for_srt(f"{name}: {cue.text}")  # as one: a tag may begin in the name and end in the words


def _timing(cue: Cue, comma: str) -> str:
    return f"{_stamp(cue.start, comma)} {ARROW} {_stamp(cue.end, comma)}"


def _stamp(seconds: float, comma: str) -> str:
    whole_seconds, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{_clock(whole_seconds)}{comma}{thousandths:03}"


@lru_cache(_CACHED_CLOCKS)
def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _voices(cues: Sequence[Cue]) -> str:
    """Return the words of the cues that one cue of WebVTT has; the voices of several have end tags."""
    end = "</v>" if len(cues) > 1 else ""
    return "\n".join(f"{_voice(cue)}{_escape(wrap(cue.text, VTT_LINE_CHARACTERS))}{end}" for cue in cues)


def _voice(cue: Cue) -> str:
    return f"<v {_escape(cue.speaker)}>" if cue.speaker else ""


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _escape_for_srt(text: str) -> str:
    """Escape words only if players or our reader would take a part of them for something else."""
    is_timing = ARROW in text and ":" in text  # a line of times
    if not is_timing and WORD_JOINER not in text and visible_text(text) == text:
        return text
    return _escape(text).replace("{", "&#123;").replace(WORD_JOINER, f"&#{ord(WORD_JOINER)};")


def transcript_files(episode: Episode, cues: Sequence[Cue]) -> dict[str, bytes]:
    """Return the files of a transcript by their paths below site/.

    Args:
        episode: its chapters in the master's time.
        cues: in the master's time.
    """
    ascending = ascending_cues(cues)
    data_by_format = {
        "vtt": format_vtt(cues),
        "srt": _ascending_srt(ascending),
        "json": _ascending_json(ascending),
        "txt": format_text(sections(cues, episode.chapters)),
    }
    return {urls.transcript(episode, name): data for name, data in data_by_format.items()}
