"""Texts and tables as they stand in their file (.txt, .sbv, .tsv): words are found one after the other.

What stands between the words of two cues is the head of the second: its time, and its speaker.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.transcripts.editing.clock_times import clock_like, clock_spans
from podcast.transcripts.editing.pieces import cut_at, normalized, span_of, visible_pieces
from podcast.transcripts.editing.source_text import Span, TextSplice, line_spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podcast.transcripts.cue import Cue
    from podcast.transcripts.editing.cue_source import SplitPoint
    from podcast.transcripts.editing.pieces import Piece
    from podcast.transcripts.editing.source_text import SourceText

_NOTHING: Final = re.compile(r"(?!)")


def _as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class _Place:
    head: Span  # from the words of the cue before; at least the line of its time
    words: Span


class TextFile:
    """A text; see `TranscriptForm`.

    Args:
        source: the file.
        cues: as the reader returns them.
        has_ends: whether cues have an end of their own.
    """

    escapes = (_as_it_is,)

    def __init__(self, source: SourceText, cues: Sequence[Cue], *, has_ends: bool) -> None:
        self.source, self.cues, self.has_ends = source, cues, has_ends
        self.text = source.text
        self.places = _places(source.text, cues)

    def pieces(self, index: int) -> Sequence[Piece]:
        """The words of a cue; see `TranscriptForm`."""
        place = self.places[index]
        return normalized(visible_pieces(self.text, place.words, _NOTHING)) if place else ()

    def speaker_splices(self, index: int, name: str | None) -> Iterator[list[TextSplice]]:
        """Yield proposals for a speaker: where the name of the one before stands, or before a colon."""
        place = self.places[index]
        if place is None:
            return
        start, speaker = place.words.start, self.cues[index].speaker
        if not speaker:
            yield [TextSplice(start, start, f"{name}: ")]
            return
        at = self.text.rfind(speaker, *place.head)
        if at < 0:
            return
        if name:
            yield [TextSplice(at, at + len(speaker), name)]
        else:
            yield [TextSplice(at, start, "")]
            yield [TextSplice(at, at + len(speaker), "")]

    def split_splices(self, index: int, point: SplitPoint) -> Iterator[list[TextSplice]]:
        """Yield the proposal for a second paragraph: it repeats the head with another time."""
        place, parts = self.places[index], cut_at(self.pieces(index), point.characters)
        if place is None or parts is None:
            return
        head = self._lines_of_head(place)
        clocks = [*clock_spans(self.text, head)]
        if len(clocks) != 1 + self.has_ends:
            return
        first = clocks[0]
        time = clock_like(self.text[slice(*first)], point.seconds)
        repeated = f"{self.text[head.start : first.start]}{time}{self.text[first.end : head.end]}"
        gap = self.text[place.head.start : head.start] if index else ""
        ends = (
            [TextSplice(*clocks[1], clock_like(self.text[slice(*clocks[1])], point.seconds))] if self.has_ends else []
        )
        left, right = span_of(parts[0]).end, span_of(parts[1]).start
        yield [*ends, TextSplice(left, right, f"{gap if gap.strip(' ') else self._gap()}{repeated}")]

    def join_splices(self, index: int, following: int) -> Iterator[list[TextSplice]]:
        """Yield the proposal without the head between two paragraphs."""
        first, second = self.places[index], self.places[following]
        if first is None or second is None or following != index + 1:
            return
        ends = []
        if self.has_ends:
            clocks = [*clock_spans(self.text, self._lines_of_head(first))]
            if len(clocks) != 2:
                return
            ends = [TextSplice(*clocks[1], clock_like(self.text[slice(*clocks[1])], self.cues[following].end))]
        line_end = self.source.line_end if self.has_ends else " "
        yield [*ends, TextSplice(first.words.end, second.words.start, line_end)]

    def removal_splices(self, index: int) -> Iterator[list[TextSplice]]:
        """Yield the proposal without a paragraph and its head."""
        place = self.places[index]
        if place is None:
            return
        head = self._lines_of_head(place)
        following = self.places[index + 1] if index + 1 < len(self.places) else None
        if following:
            yield [TextSplice(head.start, self._lines_of_head(following).start, "")]
        else:
            yield [TextSplice(place.head.start if index else head.start, place.words.end, "")]

    def _lines_of_head(self, place: _Place) -> Span:
        """The lines of a head from the one with its first time on."""
        clock = next(clock_spans(self.text, place.head), None)
        at = place.words.start if clock is None else clock.start
        start = max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1
        return Span(max(start, place.head.start), place.words.start)

    def _gap(self) -> str:
        """What stands between two paragraphs: one line end, or two."""
        return self.source.line_end * (2 if any(start == end for start, end in line_spans(self.text)[:-1]) else 1)


def _places(text: str, cues: Sequence[Cue]) -> list[_Place | None]:
    """Return the places of words that follow each other in a text; None for those that do not."""
    pieces = normalized(visible_pieces(text, Span(0, len(text)), _NOTHING))
    visible = "".join(piece.text for piece in pieces)
    position = [piece.start + offset for piece in pieces for offset in range(len(piece.text))]
    places: list[_Place | None] = []
    done, end = 0, 0
    for cue in cues:
        at = visible.find(cue.text, done)
        if at < 0:
            places.append(None)
            continue
        done = at + len(cue.text)
        words = Span(position[at], position[done - 1] + 1)
        places.append(_Place(Span(end, words.start), words))
        end = words.end
    return places
