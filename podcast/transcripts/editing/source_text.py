"""Text of a transcript as it stands in its file, with its line ends, and how it is written back."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from podcast.transcripts.cue import TranscriptProblem
from podcast.transcripts.text_encoding import decode_transcript

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_ENCODINGS: Final = (  # mark at the start of the file -> encoding
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Span(NamedTuple):
    """A part of a text, from a character to the one after its last."""

    start: int
    end: int


class TextSplice(NamedTuple):
    """Text that replaces a part of another one."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file with the line ends that it has; `mark` is the byte order mark."""

    text: str
    encoding: str
    mark: bytes = b""

    @property
    def line_end(self) -> str:
        """The line end that the file has most often; a line feed where it has none."""
        counts = Counter(_LINE_END.findall(self.text))
        return counts.most_common(1)[0][0] if counts else "\n"

    def encode(self, text: str) -> bytes:
        """Return another text in the encoding of the file.

        Raises:
            UnicodeEncodeError: the encoding lacks one of the characters.
        """
        return self.mark + text.encode(self.encoding)


def read_source(data: bytes) -> SourceText | None:
    """Return the text of a file; None if it could not be written back byte for byte."""
    decoded = decode_transcript(data)
    if isinstance(decoded, TranscriptProblem):
        return None
    mark, encoding = next(((mark, name) for mark, name in _ENCODINGS if data.startswith(mark)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode("cp1252" if decoded.assumed_line else encoding)
    except UnicodeDecodeError:
        return None
    source = SourceText(text, "cp1252" if decoded.assumed_line else encoding, mark)
    return source if source.encode(text) == data and read_form(text) == decoded.text else None


def read_form(text: str) -> str:
    """Return a text as the readers of transcripts have it: with line feeds as line ends."""
    return _LINE_END.sub("\n", text).replace("\0", "\ufffd")


def line_spans(text: str) -> list[Span]:
    """Return the lines of a text without their ends."""
    ends = [match.span() for match in _LINE_END.finditer(text)]
    starts = [0, *(end for _start, end in ends)]
    return [Span(start, end) for start, end in zip(starts, [*(start for start, _end in ends), len(text)], strict=True)]


def apply_splices(text: str, splices: Iterable[TextSplice]) -> str:
    """Return a text with parts of it replaced; those at the same place in their order.

    Raises:
        ValueError: two of them overlap.
    """
    parts, position = [], 0
    for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        if splice.start < position:
            raise ValueError(splice)
        parts += [text[position : splice.start], splice.text]
        position = splice.end
    return "".join([*parts, text[position:]])
