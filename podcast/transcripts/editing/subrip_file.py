"""SubRip as it stands in its file: names before a colon or on lines of their own, cues of several cards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from podcast.transcripts.captions import SRT_TAG
from podcast.transcripts.editing.caption_file import CaptionCue, CaptionFile
from podcast.transcripts.editing.caption_lines import CaptionLines
from podcast.transcripts.editing.name_labels import label_splices
from podcast.transcripts.editing.pieces import ENTITY, Piece, normalized, visible_pieces
from podcast.transcripts.editing.source_text import Span, TextSplice, read_form
from podcast.transcripts.editing.webvtt_file import escape_vtt
from podcast.transcripts.fast_paths.card_texts import WORD_JOINER
from podcast.transcripts.timed_blocks import card_chains, srt_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podcast.transcripts.cue import Cue
    from podcast.transcripts.editing.source_text import SourceText
    from podcast.transcripts.timed_blocks import Block

_TOKENS: Final = re.compile(rf"(?P<tag>{SRT_TAG.pattern}|{WORD_JOINER}(?:\r\n|\r|\n))|(?P<entity>{ENTITY})")


def _as_it_is(text: str) -> str:
    return text


def _escape_all(text: str) -> str:
    return escape_vtt(text).replace("{", "&#123;")


class SubRipFile(CaptionFile):
    """A SubRip file; see `TranscriptForm`."""

    escapes = (_as_it_is, _escape_all)

    @classmethod
    def read(cls, source: SourceText, cues: Sequence[Cue]) -> SubRipFile:
        """Find the places of the cues that the reader returns for a file."""
        lines = CaptionLines.of(source)
        blocks, _problems = srt_blocks(read_form(source.text))
        file = cls(lines, cues, ())
        places = [CaptionCue(tuple(chain), span) for chain in card_chains(blocks) if (span := _words(lines, chain))]
        spoken = [place for place in places if file.all_pieces(place)]
        return cls(lines, cues, spoken)

    def all_pieces(self, place: CaptionCue) -> list[Piece]:
        """The words of all cards; the spaces at the end of a card are marks."""
        pieces: list[Piece] = []
        for card in place.blocks:
            span = self.lines.words(card)
            if span is None:
                continue
            words = self.text[slice(*span)].rstrip(" ")
            end = span.start + len(words.removesuffix(WORD_JOINER))
            pieces += visible_pieces(self.text, Span(span.start, end), _TOKENS)
            pieces += [] if words.endswith(WORD_JOINER) else [Piece(" ", end, end)]
        return normalized(pieces)

    def next_identifier(self, block: Block) -> str:
        """A number that no other block has; the others keep theirs."""
        if not block.identifier:
            return ""
        numbers = [place.identifier for cue in self.places for place in cue.blocks]
        return str(max((int(number) for number in numbers if number.isdecimal()), default=0) + 1)

    def speaker_splices(self, index: int, name: str | None) -> Iterator[list[TextSplice]]:
        """Yield proposals for a speaker: before a colon, or on a line of its own."""
        if (labelled := self.labelled(index)) is None:
            return
        pieces, length = labelled
        for escape in self.escapes:
            yield from label_splices(pieces, length, name, escape)
        if name and not length:
            start = pieces[0].start
            yield [TextSplice(start, start, f"{name}{self.lines.source.line_end}")]


def _words(lines: CaptionLines, chain: Sequence[Block]) -> Span | None:
    first, last = lines.words(chain[0]), lines.words(chain[-1])
    return Span(first.start, last.end) if first and last else None
