"""Captions: cues as they are published, with ascending starts and in cards that fit on a screen.

AntennaPod shows no transcript at all if two cues start together (`Transcript.addSegment` requires ascending starts).
It cuts seconds in JSON to thousandths, 1.001 to 1000, so starts ascend after that cut, too.
The Podcast Namespace asks for cards of two lines of 32 characters in SubRip (transcripts.md).
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from podcast.transcripts.cue import Cue
from podcast.transcripts.fast_paths.card_texts import card_texts, join_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SRT_TAG = re.compile(r"</?[a-zA-Z][^>]*>|\{\\[^}]*\}")
_MS = 1000  # thousandths in a second


class Card(NamedTuple):
    """A part of a cue that is shown at once; `text` has its line ends, `is_continued` means that another follows."""

    start: float  # seconds
    end: float  # seconds
    text: str
    is_continued: bool


def ascending_cues(cues: Iterable[Cue]) -> tuple[Cue, ...]:
    """Return the cues sorted by start; what starts together starts 1 or 2 ms apart. All are at least 1 ms long."""
    ascending: list[Cue] = []
    last = -1
    for cue in sorted(cues, key=attrgetter("start")):
        last = _later_start(cue, last)
        ascending.append(_timed(cue, last, max(round(cue.end * _MS), last + 1)))
    return tuple(ascending)


def simultaneous_voices(cues: Iterable[Cue]) -> Iterator[tuple[Cue, ...]]:
    """Yield groups of cues that share their times and all have speakers, other cues alone; starts ascend.

    A group is one cue with several voices in WebVTT.
    """
    ordered = sorted(cues, key=attrgetter("start"))
    ascending = ascending_cues(ordered)
    if all(cue is timed or cue == timed for cue, timed in zip(ordered, ascending, strict=True)):
        yield from ((cue,) for cue in ascending)  # no two start together
        return
    last = -1
    for _key, group in groupby(enumerate(ordered), key=lambda pair: _voice_group(*pair)):
        voices = [cue for _number, cue in group]
        last = _later_start(voices[0], last)
        end = max(round(voices[0].end * _MS), last + 1)
        yield tuple(_timed(cue, last, end) for cue in voices)


def cards(cues: Sequence[Cue], texts: Iterable[str]) -> list[Card]:
    """Return the cards of cues, sorted by start; no two start together.

    The times of cards within a cue are in proportion to their characters. A cue that has fewer thousandths of a second
    than cards ends later.

    Args:
        cues: with ascending starts.
        texts: the words of each cue as they are shown, with single spaces.
    """
    used = {round(cue.start * _MS) for cue in cues}
    result: list[Card] = []
    for cue, text in zip(cues, texts, strict=True):
        parts = card_texts(text)
        starts = _card_starts(cue, parts, used)
        ends = [*starts[1:], max(round(cue.end * _MS), starts[-1] + 1)]
        last = len(parts) - 1
        for number, part in enumerate(parts):
            result.append(Card(starts[number] / _MS, ends[number] / _MS, part, number < last))
    return sorted(result, key=attrgetter("start"))


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


def _later_start(cue: Cue, last: int) -> int:
    """Return the start of a cue in thousandths, later than `last` even where seconds are cut to thousandths."""
    start = max(round(cue.start * _MS), last + 1)
    if start > last + 2:  # as in most transcripts: the cut to thousandths makes no difference
        return start
    while int(start / _MS * _MS) <= int(last / _MS * _MS) and last >= 0:
        start += 1
    return start


def _timed(cue: Cue, start: int, end: int) -> Cue:
    """Return a cue with times in thousandths of a second: itself if it has them."""
    is_timed = start / _MS == cue.start and end / _MS == cue.end and start > 0  # 0 may be -0.0
    if is_timed and isinstance(cue.start, float) and isinstance(cue.end, float):
        return cue
    return Cue(start / _MS, end / _MS, cue.speaker, cue.text)


def _voice_group(number: int, cue: Cue) -> tuple[float, ...]:
    times = (round(cue.start * _MS), round(cue.end * _MS))
    return times if cue.speaker else (*times, number)


def _card_starts(cue: Cue, parts: Sequence[str], used: set[int]) -> list[int]:
    """Return the starts of a cue's cards in thousandths, none of them in `used`, and add them to it."""
    first = round(cue.start * _MS)
    if len(parts) == 1:
        return [first]
    length = round((cue.end - cue.start) * _MS)
    characters = list(accumulate(len(part) + 1 for part in parts))
    starts = [first]
    for done in characters[:-1]:
        start = max(first + length * done // characters[-1], starts[-1] + 1)
        while start in used:
            start += 1
        used.add(start)
        starts.append(start)
    return starts


# --- words as they are shown -----------------------------------------------------------------------------------------


def visible_text(text: str) -> str:
    """Return the text that a player shows for words in SubRip: without tags, entities as characters."""
    return text if has_no_markup(text) else html.unescape(SRT_TAG.sub("", text))


def has_no_markup(text: str) -> bool:
    """Whether a text contains nothing that could be a tag or an entity."""
    return "<" not in text and "&" not in text and "{" not in text


def visible_lines(text: str) -> str:
    """Return lines of SubRip as shown, with a space for each line end."""
    words = visible_text(join_lines(text))
    return (" ".join(filter(None, words.split(" "))) if "  " in words else words).strip()


# --- marks -----------------------------------------------------------------------------------------------------------

# SubRip has neither speakers nor cues of several cards. Without marks a colon in the words could be read as the end of
# a name, and a long cue would come back in parts. They are spaces at the end of a card, which no player shows.
_NAMED, _CONTINUED, _UNNAMED = 2, 3, 4  # spaces; every sum of a name's mark and the continuation is another number


@dataclass(frozen=True, slots=True)
class Marks:
    """What the end of a card says: the words begin with a name, or certainly with none; the cue goes on."""

    is_named: bool = False
    is_unnamed: bool = False
    is_continued: bool = False

    def spaces(self, *, is_continued: bool) -> str:
        """Return the spaces that state the marks."""
        return " " * (_NAMED * self.is_named + _UNNAMED * self.is_unnamed + _CONTINUED * is_continued)


_BY_SPACES = {
    _NAMED: Marks(is_named=True),
    _UNNAMED: Marks(is_unnamed=True),
    _CONTINUED: Marks(is_continued=True),
    _NAMED + _CONTINUED: Marks(is_named=True, is_continued=True),
    _UNNAMED + _CONTINUED: Marks(is_unnamed=True, is_continued=True),
}


def parse_marks(words: str) -> Marks:
    """Return the marks at the end of a card's words; any other number of spaces states none."""
    return _BY_SPACES.get(len(words) - len(words.rstrip(" ")), Marks())
