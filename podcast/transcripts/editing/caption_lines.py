"""Lines of a caption file (WebVTT, SubRip): where a block stands, and how it is removed without touching others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.transcripts.editing.clock_times import clock_like, clock_spans
from podcast.transcripts.editing.source_text import Span, TextSplice, line_spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podcast.transcripts.editing.source_text import SourceText
    from podcast.transcripts.timed_blocks import Block

_CLOSING: Final = re.compile(r"</[^v/>][^>]*>")
_TAG: Final = re.compile(r"<(/?)([a-zA-Z]+)[^>]*>")


@dataclass(frozen=True, slots=True)
class CaptionLines:
    """The lines of a file; blocks are those that the reader finds in it."""

    source: SourceText
    lines: tuple[Span, ...]

    @classmethod
    def of(cls, source: SourceText) -> CaptionLines:
        """Divide a file into lines."""
        return cls(source, tuple(line_spans(source.text)))

    def timing(self, block: Block) -> Span:
        """The line of times."""
        return self.lines[block.line - 1]

    def identifier(self, block: Block) -> Span | None:
        """The line above the times, if it belongs to the block."""
        return self.lines[block.line - 2] if block.identifier else None

    def words(self, block: Block) -> Span | None:
        """The lines of words; None if there are none."""
        own = self.lines[block.line : block.line + len(block.words)]
        return Span(own[0].start, own[-1].end) if own else None

    def removal(self, blocks: Sequence[Block]) -> TextSplice:
        """Return the splice that deletes blocks that follow each other, with the empty lines after them."""
        first, last = self._first_line(blocks[0]), blocks[-1].line + len(blocks[-1].words)
        after = last
        while after < len(self.lines) and self._is_empty(after):
            after += 1
        if after == len(self.lines):
            while first and self._is_empty(first - 1):
                first -= 1
            return TextSplice(self.lines[first - 1].end if first else 0, self.lines[last - 1].end, "")
        is_dense = first > 0 and not self._is_empty(first - 1)
        gap = self.source.line_end if is_dense else ""
        return TextSplice(self.lines[first].start, self.lines[after].start, gap)

    def gap_after(self, block: Block) -> list[TextSplice]:
        """Return the splice for an empty line after a block where there is none."""
        after = block.line + len(block.words)
        if after >= len(self.lines) or self._is_empty(after):
            return []
        end = self.lines[after - 1].end
        return [TextSplice(end, end, self.source.line_end)]

    def end_splices(self, block: Block, seconds: float) -> list[TextSplice]:
        """Return the splice for another end of a block."""
        _start, end = self._clocks(block)
        return [TextSplice(*end, clock_like(self.source.text[slice(*end)], seconds))]

    def timing_from(self, block: Block, seconds: float) -> str:
        """Return the line of times of a block with another start."""
        start, _end = self._clocks(block)
        line, text = self.timing(block), self.source.text
        return f"{text[line.start : start.start]}{clock_like(text[slice(*start)], seconds)}{text[start.end : line.end]}"

    def _clocks(self, block: Block) -> tuple[Span, Span]:
        clocks = clock_spans(self.source.text, self.timing(block))
        return next(clocks), next(clocks)

    def _first_line(self, block: Block) -> int:
        return block.line - 2 if block.identifier else block.line - 1

    def _is_empty(self, line: int) -> bool:
        start, end = self.lines[line]
        return start == end


def after_closing_tags(text: str, position: int) -> int:
    """Return the position after the end tags that stand there, but those of voices."""
    while match := _CLOSING.match(text, position):
        position = match.end()
    return position


def open_tags(text: str) -> list[str]:
    """Return the start tags of a text that have no end tag, without those of voices."""
    opened: list[tuple[str, str]] = []
    for match in _TAG.finditer(text):
        slash, name = match.groups()
        if not slash and name != "v":
            opened.append((name, match[0]))
        elif slash and any(name == other for other, _tag in opened):
            while opened.pop()[0] != name:
                pass
    return [tag for _name, tag in opened]


def end_tags(tags: Sequence[str]) -> str:
    """Return the end tags of start tags, the last one first."""
    return "".join(f"</{match[2]}>" for match in _matches(tags))


def _matches(tags: Sequence[str]) -> Iterator[re.Match[str]]:
    return filter(None, map(_TAG.match, reversed(tags)))
