"""JSON as it stands in its file: segments are objects with words, times and perhaps a speaker.

Forms that only list words with times have no text that could be changed in place.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.transcripts.cue import normalize_spaces
from podcast.transcripts.editing.json_nodes import parse_nodes
from podcast.transcripts.editing.json_times import END_KEYS, START_KEYS, time_splices
from podcast.transcripts.editing.pieces import Piece, cut_at, normalized, piece_text, visible_pieces
from podcast.transcripts.editing.source_text import Span, TextSplice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from podcast.transcripts.cue import Cue
    from podcast.transcripts.editing.cue_source import SplitPoint
    from podcast.transcripts.editing.json_nodes import JsonNode
    from podcast.transcripts.editing.source_text import SourceText

_LISTS: Final = (  # of segments, in the forms of `podcast.transcripts.json_forms`
    *(("segments",), ("transcripts",), (), ("transcription",), ("utterances",)),
    *(("results", "utterances"), ("transcript",)),
)
_TEXTS: Final = ("body", "text", "transcript")
_SPEAKERS: Final = ("voice", "speaker", "speaker_label")
_TOKENS: Final = re.compile(
    r"(?P<entity>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.)"
)


@dataclass(frozen=True, slots=True)
class _Segment:
    node: JsonNode
    group: tuple[JsonNode, ...]  # the list that it is an item of
    text: JsonNode


class JsonFile:
    """A JSON transcript; see `TranscriptForm`.

    Args:
        source: the file.
        cues: as the reader returns them.
        segments: of the cues, as many; none if the form lists only words.
    """

    def __init__(self, source: SourceText, cues: Sequence[Cue], segments: Sequence[_Segment]) -> None:
        self.source, self.cues, self.text = source, cues, source.text
        self.segments = segments
        self.has_ends = all(_nodes(segment, END_KEYS) for segment in segments)
        is_ascii = source.text.isascii() and re.search(r"\\u[0-9a-fA-F]{4}", source.text) is not None
        self.escapes: tuple[Callable[[str], str], ...] = (lambda text: json.dumps(text, ensure_ascii=is_ascii)[1:-1],)

    @classmethod
    def read(cls, source: SourceText, cues: Sequence[Cue]) -> JsonFile:
        """Find the segments of the cues that the reader returns for a file."""
        try:
            root = parse_nodes(source.text)
        except RecursionError:
            return cls(source, cues, ())
        texts = [cue.text for cue in cues]
        lists = ([*_segments(root.at(*path))] for path in _LISTS)
        return cls(source, cues, next((segments for segments in lists if _texts(segments) == texts), ()))

    def pieces(self, index: int) -> Sequence[Piece]:
        """The words of a segment; see `TranscriptForm`."""
        if not self.segments:
            return ()
        node = self.segments[index].text
        pieces = normalized(_string_pieces(self.text, Span(node.start + 1, node.end - 1)))
        return pieces if piece_text(pieces) == self.cues[index].text else ()

    def speaker_splices(self, index: int, name: str | None) -> Iterator[list[TextSplice]]:
        """Yield proposals for a speaker: in a field that has one, or in a new one."""
        if not self.segments:
            return
        node = self.segments[index].node
        written = f'"{self.escapes[0](name)}"' if name else '""'
        for key in _SPEAKERS:
            if own := node.at(key):
                yield [TextSplice(own.start, own.end, written)]
        gap = self.text[node.start + 1 : node.first_key]
        first = next(iter((node.fields or {}).values()))
        key_end = self.text.rfind('"', node.first_key, first.start) + 1
        colon = self.text[key_end : first.start]
        yield [TextSplice(node.first_key, node.first_key, f'"speaker"{colon}{written},{gap or " "}')]

    def split_splices(self, index: int, point: SplitPoint) -> Iterator[list[TextSplice]]:
        """Yield the proposal for two objects; the second has the words, the times and the speaker, and no more."""
        parts = cut_at(self.pieces(index), point.characters)
        if parts is None:
            return
        segment, node = self.segments[index], self.segments[index].node
        ends = time_splices(self.text, _nodes(segment, END_KEYS), self.cues[index].end, point.seconds)
        starts = time_splices(self.text, _nodes(segment, START_KEYS), self.cues[index].start, point.seconds)
        if ends is None or starts is None:
            return
        text = segment.text
        words = [TextSplice(parts[0][-1].end, text.end - 1, "")]
        second = self._copy(node, text, [*starts, TextSplice(text.start + 1, parts[1][0].start, "")])
        yield [*ends, *words, TextSplice(node.end, node.end, f"{self._separator(segment)}{second}")]

    def join_splices(self, index: int, following: int) -> Iterator[list[TextSplice]]:
        """Yield the proposal for the words and the end of the second object in the first one."""
        own, other = self.pieces(index), self.pieces(following)
        if not own or not other:
            return
        first, second = self.segments[index], self.segments[following]
        end = max(self.cues[index].end, self.cues[following].end)
        ends = time_splices(self.text, _nodes(first, END_KEYS), self.cues[index].end, end)
        if ends is None:
            return
        words = self.text[other[0].start : other[-1].end]
        yield [*ends, TextSplice(own[-1].end, own[-1].end, f" {words}"), self._removal(second)]

    def removal_splices(self, index: int) -> Iterator[list[TextSplice]]:
        """Yield the proposal without the object."""
        if self.segments:
            yield [self._removal(self.segments[index])]

    def _removal(self, segment: _Segment) -> TextSplice:
        group, at = segment.group, segment.group.index(segment.node)
        if at:
            return TextSplice(group[at - 1].end, segment.node.end, "")
        return TextSplice(segment.node.start, group[1].start if len(group) > 1 else segment.node.end, "")

    def _separator(self, segment: _Segment) -> str:
        """What stands between two objects of the list."""
        group, at = segment.group, segment.group.index(segment.node)
        if len(group) == 1:
            return ", "
        first = at if at + 1 < len(group) else at - 1
        return self.text[group[first].end : group[first + 1].start]

    def _copy(self, node: JsonNode, text: JsonNode, splices: Sequence[TextSplice]) -> str:
        """Return the fields of an object that a cue consists of, with splices applied."""
        fields = node.fields or {}
        keys = [key for key in fields if key in {*_SPEAKERS, *START_KEYS, *END_KEYS} or fields[key] is text]
        gap = self.text[node.start + 1 : node.first_key]
        first = next(iter(fields.values()))
        colon = self.text[self.text.rfind('"', node.first_key, first.start) + 1 : first.start]
        rows = [f"{json.dumps(key)}{colon}{_with(self.text, fields[key], splices)}" for key in keys]
        last = max(field.end for field in fields.values())
        between = f",{gap or ' '}"
        return f"{{{gap}{between.join(rows)}{self.text[last : node.end]}"


def _with(text: str, node: JsonNode, splices: Sequence[TextSplice]) -> str:
    """Return the source of a node with the splices that are in it."""
    parts, position = [], node.start
    for start, end, new in sorted(splice for splice in splices if node.start <= splice.start < node.end):
        parts += [text[position:start], new]
        position = end
    return "".join([*parts, text[position : node.end]])


def _nodes(segment: _Segment, keys: Sequence[str]) -> list[JsonNode]:
    """Return the nodes of an object that hold its start, or its end: times, or objects with two of them."""
    own = [node for key in keys if (node := segment.node.at(key)) and node.fields is None and node.value is not None]
    inner = "from" if keys is START_KEYS else "to"
    return [*own, *(node for key in ("offsets", "timestamps") if (node := segment.node.at(key, inner)))]


def _segments(node: JsonNode | None) -> Iterator[_Segment]:
    """Yield the objects of a list, or of the groups in it, that have words."""
    items = node.items if node and node.items else ()
    for item in items:
        groups = item.at("items")
        if groups and groups.items is not None:
            yield from _segments(groups)
        else:
            text = next((own for key in _TEXTS if (own := item.at(key)) and isinstance(own.value, str)), None)
            if text and normalize_spaces(text.value):
                yield _Segment(item, items, text)


def _texts(segments: Sequence[_Segment]) -> list[str]:
    return [normalize_spaces(segment.text.value) for segment in segments]


def _string_pieces(text: str, span: Span) -> Iterator[Piece]:
    """Yield the pieces of a string; an escape is one."""
    for piece in visible_pieces(text, span, _TOKENS):
        is_escape = text[piece.start] == "\\"
        yield Piece(json.loads(f'"{text[piece.start : piece.end]}"'), piece.start, piece.end) if is_escape else piece
