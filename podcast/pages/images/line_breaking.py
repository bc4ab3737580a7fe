"""Line breaking for titles: the largest size that fits a box, broken at spaces, hyphens, dashes and soft hyphens."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Final

from podcast.text import SOFT_HYPHEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Width = Callable[[str, int], float]  # width in pixels of a text in a font size

LINE_HEIGHT: Final = 1.14  # in font sizes
_HYPHENATION_PENALTY: Final = 0.02  # of a hyphenated word, as a share of the squared width
_BREAKS: Final = re.compile(rf"{SOFT_HYPHEN}|(?<=[-–/])(?=\w)| +")


@dataclass(frozen=True, slots=True)
class TextBox:
    """The box for a text, in pixels; `sizes` are the font sizes to try, the largest first."""

    width: int
    height: int
    sizes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TypesetText:
    """A text broken into lines, in a font size."""

    lines: tuple[str, ...]
    size: int

    @property
    def height(self) -> int:
        """The height of all lines in pixels."""
        return round(len(self.lines) * self.size * LINE_HEIGHT)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """An unbreakable part of a text, and what follows it: a space, nothing, or a soft hyphen."""

    text: str
    after: str


def fit_text(text: str, box: TextBox, width: Width) -> TypesetText:
    """Return a text in the largest size in which it fits the box, in the fewest and most even lines.

    A text that does not fit even in the smallest size is broken within words, and ends with … where the box ends.

    Args:
        text: with soft hyphens where words may be divided.
        box: its size, and the font sizes.
        width: measures a text.
    """
    text = unicodedata.normalize("NFC", text)  # a decomposed umlaut is drawn with its dots beside it
    chunks = tuple(_chunks(text))
    for size in box.sizes:
        min_lines = ceil(width(text, size) / box.width)
        if min_lines > 1 and min_lines * size * LINE_HEIGHT > 1.2 * box.height:  # spaces at line ends save a little
            continue
        lines = _lines(chunks, box.width, partial(_width_in_size, width, size))
        if lines and (typeset := TypesetText(lines, size)).height <= box.height:
            return typeset
    return _truncate(text, box, width)


def _width_in_size(width: Width, size: int, text: str) -> float:
    return width(text, size)


def _truncate(text: str, box: TextBox, width: Width) -> TypesetText:
    """Set a text in the smallest size, broken anywhere, as far as the box has room."""
    size = box.sizes[-1]
    max_lines = int(box.height / (size * LINE_HEIGHT))
    lines = [""]
    for letter in text.replace(SOFT_HYPHEN, ""):
        if width(f"{lines[-1]}{letter}…", size) > box.width:
            lines.append("")
        lines[-1] += letter
    shown = [line.strip() for line in lines[:max_lines]]
    return TypesetText((*shown[:-1], shown[-1] + "…" if len(lines) > max_lines else shown[-1]), size)


def _chunks(text: str) -> Iterator[_Chunk]:
    at = 0
    for match in _BREAKS.finditer(text):
        yield _Chunk(text[at : match.start()], match[0][:1])
        at = match.end()
    yield _Chunk(text[at:], "")


def _lines(chunks: Sequence[_Chunk], max_width: int, width: Callable[[str], float]) -> tuple[str, ...]:
    """The fewest lines, and of those the most even ones; none if a chunk is wider than `max_width`.

    Dynamic programming from the end: the best lines from a chunk on are a first line and the best lines of the rest.
    """
    best: list[tuple[int, float, tuple[str, ...]] | None] = [None] * len(chunks) + [(0, 0.0, ())]
    for first in reversed(range(len(chunks))):
        for last in range(first, len(chunks)):
            line = _line(chunks[first : last + 1], ends=last + 1 == len(chunks))
            line_width = width(line)
            if line_width > max_width:
                if line.endswith("-"):  # without the hyphen, the next chunk may still fit
                    continue
                break
            rest = best[last + 1]
            if rest is not None:
                penalty = _HYPHENATION_PENALTY * max_width**2 if line.endswith("-") else 0
                candidate = (rest[0] + 1, rest[1] + (max_width - line_width) ** 2 + penalty, (line, *rest[2]))
                best[first] = min(best[first] or candidate, candidate, key=lambda option: option[:2])
    return best[0][2] if best[0] else ()


def _line(chunks: Sequence[_Chunk], *, ends: bool) -> str:
    """The line of these chunks; a soft hyphen is visible only where the line breaks."""
    inner = "".join(atom.text + atom.after.replace(SOFT_HYPHEN, "") for atom in chunks[:-1])
    return f"{inner}{chunks[-1].text}{'-' if chunks[-1].after == SOFT_HYPHEN and not ends else ''}"
