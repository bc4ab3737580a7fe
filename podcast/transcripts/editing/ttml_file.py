"""TTML as it stands in its file: paragraphs with their agents, and the tags among their words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING, Final

from podcast.transcripts.cue import normalize_spaces
from podcast.transcripts.editing.pieces import Piece, cut_at, normalized, piece_text, span_of, visible_pieces
from podcast.transcripts.editing.source_text import Span, TextSplice
from podcast.transcripts.editing.ttml_times import moved_time
from podcast.transcripts.editing.xml_tokens import XmlToken, attribute, xml_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podcast.transcripts.cue import Cue
    from podcast.transcripts.editing.cue_source import SplitPoint
    from podcast.transcripts.editing.source_text import SourceText

_METADATA: Final = "http://www.w3.org/ns/ttml#metadata"
_TOKENS: Final = re.compile(r"(?P<entity>&[#\w]+;)")
_NOTHING: Final = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class _Paragraph:
    tag: Span  # the start tag
    tokens: tuple[XmlToken, ...]  # between the tags
    end: Span  # the end tag


def _escape_xml(text: str) -> str:
    return escape(text, quote=False)


class TtmlFile:
    """A TTML file; see `TranscriptForm`.

    Args:
        source: the file.
        cues: as the reader returns them.
        paragraphs: of the cues, as many.
    """

    has_ends = True
    escapes = (_escape_xml,)

    def __init__(self, source: SourceText, cues: Sequence[Cue], paragraphs: Sequence[_Paragraph]) -> None:
        self.source, self.cues, self.text = source, cues, source.text
        self.paragraphs = paragraphs if len(paragraphs) == len(cues) else ()
        rate = re.search(r"tickRate\s*=\s*[\"']([1-9]\d{0,9})[\"']", self.text)
        self.tick_rate = int(rate[1]) if rate else 0

    @classmethod
    def read(cls, source: SourceText, cues: Sequence[Cue]) -> TtmlFile:
        """Find the paragraphs of the cues that the reader returns for a file."""
        paragraphs = [*_paragraphs(source.text)]
        return cls(source, cues, [paragraph for paragraph in paragraphs if normalized(_pieces(source.text, paragraph))])

    def pieces(self, index: int) -> Sequence[Piece]:
        """The words of a paragraph; see `TranscriptForm`."""
        pieces = normalized(_pieces(self.text, self.paragraphs[index])) if self.paragraphs else []
        return pieces if piece_text(pieces) == self.cues[index].text else ()

    def speaker_splices(self, index: int, name: str | None) -> Iterator[list[TextSplice]]:
        """Yield proposals for a speaker: an agent of the file, or the name itself."""
        if not self.paragraphs:
            return
        tag = self.paragraphs[index].tag
        places = attribute(self.text, tag, "agent")
        if name is None:
            yield [TextSplice(places[0].start - 1, places[0].end, "")] if places else []
            return
        agents = _agents(self.text)
        keys = [key for key, agent in agents.items() if agent.name == name]
        if not keys and agents:
            yield self._with_new_agent(tag, name, agents)
        value = escape(keys[0] if keys else name)
        yield [self._agent_splice(tag, value)]

    def split_splices(self, index: int, point: SplitPoint) -> Iterator[list[TextSplice]]:
        """Yield the proposal for two paragraphs; spans that are open between the words go on in the second."""
        parts = cut_at(self.pieces(index), point.characters)
        if parts is None:
            return
        cue, paragraph = self.cues[index], self.paragraphs[index]
        first = self._with_times(paragraph.tag, 0.0, point.seconds - cue.end, point.seconds - cue.start)
        second = self._with_times(paragraph.tag, point.seconds - cue.start, 0.0, cue.end - point.seconds)
        if first is None or second is None:
            return
        left, right = span_of(parts[0]).end, span_of(parts[1]).start
        closed, opened = self._cut_tags(paragraph, left, right)
        start = re.sub(r"\s+xml:id\s*=\s*(?:\"[^\"]*\"|'[^']*')", "", second)
        between = f"{closed}{self.text[slice(*paragraph.end)]}{self._gap(paragraph)}{start}{opened}"
        yield [TextSplice(*paragraph.tag, first), TextSplice(left, right, between)]

    def join_splices(self, index: int, following: int) -> Iterator[list[TextSplice]]:
        """Yield the proposal for the content of the second paragraph in the first one."""
        if not self.pieces(index) or not self.pieces(following):
            return
        first, second = self.paragraphs[index], self.paragraphs[following]
        longer = max(0.0, self.cues[following].end - self.cues[index].end)
        tag = self._with_times(first.tag, 0.0, longer, longer + self.cues[index].end - self.cues[index].start)
        if tag is None:
            return
        content = self.text[second.tag.end : second.end.start]
        yield [
            TextSplice(*first.tag, tag),
            TextSplice(first.end.start, first.end.start, f" {content}"),
            self._removal(second),
        ]

    def removal_splices(self, index: int) -> Iterator[list[TextSplice]]:
        """Yield the proposal without the paragraph."""
        if self.paragraphs:
            yield [self._removal(self.paragraphs[index])]

    def _removal(self, paragraph: _Paragraph) -> TextSplice:
        start = paragraph.tag.start
        before = self.text[:start].rstrip()
        return TextSplice(len(before) if before.endswith(">") else start, paragraph.end.end, "")

    def _gap(self, paragraph: _Paragraph) -> str:
        """The white space before a paragraph."""
        before = self.text[: paragraph.tag.start]
        return before[len(before.rstrip()) :]

    def _cut_tags(self, paragraph: _Paragraph, left: int, right: int) -> tuple[str, str]:
        """Return the end tags before a cut and the start tags after it; a line break between them is left out."""
        opened, closed, begun = list[XmlToken](), "", ""
        for token in paragraph.tokens:
            if token.span.start >= right:
                break
            is_between = token.span.start >= left
            if token.kind == "start" and is_between:
                begun += self.text[slice(*token.span)]
            elif token.kind == "start":
                opened.append(token)
            elif token.kind == "end":
                closed += self.text[slice(*token.span)] if is_between else ""
                opened.pop()
        sources = [self.text[slice(*token.span)] for token in opened]
        ends = "".join(f"</{source[1:-1].split()[0]}>" for source in reversed(sources))
        return f"{closed}{ends}", f"{''.join(sources)}{begun}"

    def _with_times(self, tag: Span, begin: float, end: float, length: float) -> str | None:
        """Return a start tag with its times moved by seconds, and its duration; None if they cannot be.

        A tag without times of its own stays: its spans have them.
        """
        text, offset = self.text[slice(*tag)], tag.start
        changes: list[tuple[Span, str | None]] = []
        for name, seconds in (("begin", begin), ("end", end)):
            if seconds and (places := attribute(self.text, tag, name)):
                changes.append((places[1], moved_time(self.text[slice(*places[1])], seconds, self.tick_rate)))
        if places := attribute(self.text, tag, "dur"):
            zero = moved_time(self.text[slice(*places[1])], 0.0, self.tick_rate)
            changes.append((places[1], zero and self._length_like(zero, length)))
        for span, new in sorted(changes, reverse=True):
            if new is None:
                return None
            text = f"{text[: span.start - offset]}{new}{text[span.end - offset :]}"
        return text

    def _length_like(self, written: str, seconds: float) -> str | None:
        unit = re.sub(r"[\d.:]", "", written)
        zero = "00:00:00.000" if ":" in written else f"0{unit}"
        return moved_time(zero, seconds, self.tick_rate)

    def _agent_splice(self, tag: Span, value: str) -> TextSplice:
        if places := attribute(self.text, tag, "agent"):
            return TextSplice(*places[1], value)
        prefix = re.search(rf"xmlns:([\w.-]+)\s*=\s*[\"']{re.escape(_METADATA)}[\"']", self.text)
        name = prefix[1] if prefix else "ttm"
        declaration = "" if prefix else f' xmlns:ttm="{_METADATA}"'
        end = tag.end - 1
        return TextSplice(end, end, f'{declaration} {name}:agent="{value}"')

    def _with_new_agent(self, tag: Span, name: str, agents: dict[str, _Agent]) -> list[TextSplice]:
        """Return the splices for an agent of that name after the last one."""
        last = [*agents.values()][-1].span
        number = next(number for number in range(1, len(agents) + 2) if f"speaker{number}" not in agents)
        source = self.text[slice(*last)]
        start = re.match(r"<[^>]*>", source)
        prefix = (start[0][1:].split()[0].rpartition(":")[0] + ":") if start and ":" in start[0].split()[0] else ""
        key = f"speaker{number}"
        agent = (
            f'<{prefix}agent xml:id="{key}" type="person"><{prefix}name type="full">{_escape_xml(name)}'
            f"</{prefix}name></{prefix}agent>"
        )
        before = self.text[: last.start]
        gap = before[len(before.rstrip()) :]
        return [TextSplice(last.end, last.end, f"{gap}{agent}"), self._agent_splice(tag, key)]


@dataclass(frozen=True, slots=True)
class _Agent:
    name: str
    span: Span


def _agents(text: str) -> dict[str, _Agent]:
    """Return the agents of a file by their id."""
    agents: dict[str, _Agent] = {}
    for match in re.finditer(r"<((?:[\w.-]+:)?)agent\b([^>]*)>(.*?)</\1agent\s*>", text, re.DOTALL):
        key = re.search(r"xml:id\s*=\s*[\"']([^\"']*)[\"']", match[2])
        name = re.search(r"<(?:[\w.-]+:)?name\b[^>]*>([^<]*)<", match[3])
        if key and name:
            agents[key[1]] = _Agent(normalize_spaces(unescape(name[1])), Span(*match.span()))
    return agents


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    """Yield the paragraphs that stand in divisions of the body."""
    path: list[str] = []
    opened: tuple[XmlToken, int] | None = None
    inner: list[XmlToken] = []
    for token in xml_tokens(text):
        if token.kind == "start":
            path.append(token.name)
            if opened is None and token.name == "p" and {*path[1:-1]} <= {"body", "div"} and "body" in path:
                opened, inner = (token, len(path)), []
                continue
        if token.kind == "end":
            if opened and len(path) == opened[1]:
                yield _Paragraph(opened[0].span, tuple(inner), token.span)
                opened = None
            path.pop()
        if opened:
            inner.append(token)


def _pieces(text: str, paragraph: _Paragraph) -> Iterator[Piece]:
    """Yield the words of a paragraph, as the reader sees them."""
    path: list[tuple[str, bool]] = []  # the name of each open element, and whether it is a word
    for token in paragraph.tokens:
        end = token.span.end
        if token.kind in {"start", "empty"}:
            unit = attribute(text, token.span, "unit")
            is_word = unit is not None and text[slice(*unit[1])] in {"word", "sentence"}
            path.append((token.name, is_word))
        if token.kind in {"text", "data"} and all(name == "span" for name, _is_word in path):
            yield from visible_pieces(text, token.span, _TOKENS if token.kind == "text" else _NOTHING)
        if token.kind in {"end", "empty"}:
            name, is_word = path.pop()
            if (name == "br" or (name == "span" and is_word)) and all(each == "span" for each, _is_word in path):
                yield Piece(" ", end, end)
