"""WebVTT as it stands in its file: voices are tags, identifiers of Webex, or names before a colon."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from podcast.transcripts.editing.caption_file import CaptionCue, CaptionFile
from podcast.transcripts.editing.caption_lines import CaptionLines
from podcast.transcripts.editing.name_labels import label_splices
from podcast.transcripts.editing.pieces import ENTITY, normalized, visible_pieces
from podcast.transcripts.editing.source_text import Span, TextSplice, read_form
from podcast.transcripts.timed_blocks import vtt_blocks
from podcast.transcripts.webvtt_srt import TAG, VOICE, WEBEX_NAME, vtt_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podcast.transcripts.cue import Cue
    from podcast.transcripts.editing.pieces import Piece
    from podcast.transcripts.editing.source_text import SourceText
    from podcast.transcripts.timed_blocks import Block

_TOKENS: Final = re.compile(rf"(?P<tag>{TAG.pattern})|(?P<entity>{ENTITY})")


def escape_vtt(text: str) -> str:
    """Return words as WebVTT writes them."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class WebVttFile(CaptionFile):
    """A WebVTT file; see `TranscriptForm`."""

    escapes = (escape_vtt,)

    @classmethod
    def read(cls, source: SourceText, cues: Sequence[Cue]) -> WebVttFile:
        """Find the places of the cues that the reader returns for a file."""
        lines = CaptionLines.of(source)
        blocks, _problems = vtt_blocks(read_form(source.text))
        return cls(lines, cues, [place for block in blocks for place in _places(lines, block)])

    def all_pieces(self, place: CaptionCue) -> list[Piece]:
        """The words of a voice."""
        return normalized(visible_pieces(self.text, place.words, _TOKENS))

    def next_identifier(self, block: Block) -> str:
        """That of Webex has the name, others need not be repeated."""
        return block.identifier if WEBEX_NAME.fullmatch(block.identifier) else ""

    def speaker_splices(self, index: int, name: str | None) -> Iterator[list[TextSplice]]:
        """Yield proposals for a speaker: in the tag, the identifier, before a colon, or in a new tag."""
        place, labelled = self.places[index], self.labelled(index)
        if place.voice and place.name:
            yield self._in_tag(place, place.voice, place.name, name)
            return
        block = place.blocks[0]
        identifier = self.lines.identifier(block)
        match = WEBEX_NAME.search(self.text, *identifier) if identifier else None
        if match and name:
            yield [TextSplice(*match.span(1), name)]
        if labelled is None:
            return
        pieces, length = labelled
        start = pieces[0].start
        tags = [[TextSplice(start, start, f"<v {escape_vtt(name)}>")]] if name and not length else []
        has_labels = any(cue.speaker for cue in self.cues) and not any(other.name for other in self.places)
        labels = label_splices(pieces, length, name, escape_vtt)
        yield from (*labels, *tags) if has_labels else (*tags, *labels)

    def _in_tag(self, place: CaptionCue, voice: Span, written: Span, name: str | None) -> list[TextSplice]:
        if name:
            return [TextSplice(*written, escape_vtt(name))]
        end_tag = re.compile(r"</v>").match(self.text, place.words.end)
        ends = [TextSplice(*end_tag.span(), "")] if end_tag and place.is_alone else []
        return [TextSplice(*voice, ""), *ends]


def _places(lines: CaptionLines, block: Block) -> Iterator[CaptionCue]:
    """Yield the voices of a block that say something."""
    words = lines.words(block)
    if words is None:
        return
    text = lines.source.text
    tags = [*VOICE.finditer(text, *words)]
    starts = [words.start, *(tag.end() for tag in tags)]
    ends = [*(tag.start() for tag in tags), words.end]
    rows = zip([None, *tags], starts, ends, strict=True)
    spoken = [(tag, Span(start, end)) for tag, start, end in rows if vtt_words(read_form(text[start:end]))]
    for tag, span in spoken:
        has_name = tag is not None and tag[1] is not None
        voice, name = (Span(*tag.span()), Span(*tag.span(1))) if has_name and tag else (None, None)
        yield CaptionCue((block,), span, voice, name, is_alone=len(spoken) == 1)
