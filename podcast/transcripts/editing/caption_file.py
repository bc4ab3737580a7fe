"""Edits that WebVTT and SubRip share: a block of lines is a cue, or holds the voices of several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.transcripts.editing.caption_lines import after_closing_tags, end_tags, open_tags
from podcast.transcripts.editing.name_labels import label_length
from podcast.transcripts.editing.pieces import cut_at, piece_text, span_of, without_prefix
from podcast.transcripts.editing.source_text import TextSplice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podcast.transcripts.cue import Cue
    from podcast.transcripts.editing.caption_lines import CaptionLines
    from podcast.transcripts.editing.cue_source import SplitPoint
    from podcast.transcripts.editing.pieces import Piece
    from podcast.transcripts.editing.source_text import Span
    from podcast.transcripts.timed_blocks import Block


@dataclass(frozen=True, slots=True)
class CaptionCue:
    """A cue as it stands: its blocks (several only in SubRip), and its voice tag if it has one."""

    blocks: tuple[Block, ...]
    words: Span
    voice: Span | None = None  # the tag
    name: Span | None = None  # in the tag
    is_alone: bool = True  # no other voice is in the block


class CaptionFile:
    """A caption file: the reader's cues in the order of the file, each with its place.

    Args:
        lines: of the file.
        cues: as the reader returns them.
        places: of the cues, as many; none if cues and blocks do not correspond.
    """

    has_ends = True

    def __init__(self, lines: CaptionLines, cues: Sequence[Cue], places: Sequence[CaptionCue]) -> None:
        self.lines, self.cues = lines, cues
        self.places = places if len(places) == len(cues) else ()

    @property
    def text(self) -> str:
        """The file."""
        return self.lines.source.text

    def all_pieces(self, place: CaptionCue) -> list[Piece]:
        """The words of a place, with a name before them.

        Raises:
            NotImplementedError: in this class; each form has its own.
        """
        raise NotImplementedError

    def next_identifier(self, block: Block) -> str:
        """The line above the times of a new block; empty for none.

        Raises:
            NotImplementedError: in this class; each form has its own.
        """
        raise NotImplementedError

    def labelled(self, index: int) -> tuple[list[Piece], int] | None:
        """The words with the label before them, and how long that is."""
        if not self.places:
            return None
        pieces = self.all_pieces(self.places[index])
        length = label_length(pieces, self.cues[index])
        return None if length is None or not pieces else (pieces, length)

    def pieces(self, index: int) -> Sequence[Piece]:
        """The words of a cue; see `TranscriptForm`."""
        labelled = self.labelled(index)
        if labelled is None:
            return ()
        pieces = without_prefix(*labelled)
        return pieces if piece_text(pieces) == self.cues[index].text else ()

    def split_splices(self, index: int, point: SplitPoint) -> Iterator[list[TextSplice]]:
        """Yield the proposal for two blocks: the second repeats what stands before the words of the first."""
        place = self.places[index]
        parts = cut_at(self.pieces(index), point.characters)
        words = self.lines.words(place.blocks[0])
        if parts is None or words is None or len(place.blocks) > 1 or not place.is_alone:
            return
        block, first = place.blocks[0], parts[0][0].start
        left, right = span_of(parts[0]).end, span_of(parts[1]).start
        middle = after_closing_tags(self.text, left)
        prefix = self.text[words.start : first]
        opened = open_tags(self.text[words.start : middle])
        voice_end = "</v>" if place.voice and "</v>" in self.text[right : words.end] else ""
        line_end = self.lines.source.line_end
        head = [line for line in (self.next_identifier(block), self.lines.timing_from(block, point.seconds)) if line]
        reopened = "".join(opened[len(open_tags(prefix)) :])
        inserted = line_end.join([f"{end_tags(opened)}{voice_end}", "", *head, f"{prefix}{reopened}"])
        rest = "" if middle >= right else self.text[middle:right].strip()
        yield [
            *self.lines.end_splices(block, point.seconds),
            TextSplice(middle, max(middle, right), f"{inserted}{rest}"),
            *self.lines.gap_after(block),
        ]

    def join_splices(self, index: int, following: int) -> Iterator[list[TextSplice]]:
        """Yield the proposal for the words of the second block in the first one."""
        first, second = self.places[index], self.places[following]
        own, other = self.pieces(index), self.pieces(following)
        if not own or not other or not first.is_alone or not second.is_alone:
            return
        at = after_closing_tags(self.text, own[-1].end)
        span = span_of(other)
        closed = after_closing_tags(self.text, span.end)
        words = self.text[span.start : closed] if len(second.blocks) == 1 else self.cues[following].text
        tags = "".join(open_tags(self.text[second.words.start : span.start]))
        later = self.cues[following].end > self.cues[index].end
        ends = self.lines.end_splices(first.blocks[-1], self.cues[following].end) if later else []
        yield [
            *ends,
            TextSplice(at, at, f"{self.lines.source.line_end}{tags}{words}"),
            self.lines.removal(second.blocks),
        ]

    def removal_splices(self, index: int) -> Iterator[list[TextSplice]]:
        """Yield the proposal without the block, or without the words of one of its voices."""
        place = self.places[index]
        if place.is_alone:
            yield [self.lines.removal(place.blocks)]
        else:
            start = place.voice.start if place.voice else place.words.start
            yield [TextSplice(start, place.words.end, "")]
