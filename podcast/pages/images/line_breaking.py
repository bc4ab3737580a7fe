"""Setting a title in lines: as large as fits a field, broken where German may be broken."""

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

    Width = Callable[[str, int], float]  # of a text in a size, in pixels

LEADING: Final = 1.14  # from line to line, in sizes
_PENALTY: Final = 0.02  # of a word broken in two, as a share of the squared width
_BREAKS: Final = re.compile(rf"{SOFT_HYPHEN}|(?<=[-–/])(?=\w)| +")


@dataclass(frozen=True, slots=True)
class Field:
    """Where a text may stand: pixels; `sizes` are those to be tried, the largest first."""

    width: int
    height: int
    sizes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Set:
    """A text in lines, in a size."""

    lines: tuple[str, ...]
    size: int

    @property
    def height(self) -> int:
        """Of all lines, in pixels."""
        return round(len(self.lines) * self.size * LEADING)


@dataclass(frozen=True, slots=True)
class _Atom:
    """What is never broken, and what follows it: a space, nothing, or a soft hyphen."""

    text: str
    after: str


def fitted(text: str, field: Field, width: Width) -> Set:
    """The text in the largest size in which all of it fits into the field, in as few and as even lines as can be.

    A text that does not fit even in the smallest size is broken within words, and ends in … where the field ends.
    """
    text = unicodedata.normalize("NFC", text)  # else an umlaut's dots stand beside it
    atoms = tuple(_split(text))
    for size in field.sizes:
        fewest = ceil(width(text, size) / field.width)
        if fewest > 1 and fewest * size * LEADING > 1.2 * field.height:  # spaces at line ends save a little
            continue
        lines = _lines(atoms, field.width, partial(_in_size, width, size))
        if lines and (found := Set(lines, size)).height <= field.height:
            return found
    return _cut(text, field, width)


def _in_size(width: Width, size: int, text: str) -> float:
    return width(text, size)


def _cut(text: str, field: Field, width: Width) -> Set:
    """In the smallest size, wherever it must be broken, as far as there is room."""
    size = field.sizes[-1]
    most = int(field.height / (size * LEADING))
    lines = [""]
    for letter in text.replace(SOFT_HYPHEN, ""):
        if width(f"{lines[-1]}{letter}…", size) > field.width:
            lines.append("")
        lines[-1] += letter
    kept = [line.strip() for line in lines[:most]]
    return Set((*kept[:-1], kept[-1] + "…" if len(lines) > most else kept[-1]), size)


def _split(text: str) -> Iterator[_Atom]:
    at = 0
    for match in _BREAKS.finditer(text):
        yield _Atom(text[at : match.start()], match[0][:1])
        at = match.end()
    yield _Atom(text[at:], "")


def _lines(atoms: Sequence[_Atom], most: int, width: Callable[[str], float]) -> tuple[str, ...]:
    """The fewest lines, and of those the most even ones; none when something is wider than `most`.

    From the end to the beginning: the best way to set what begins with an atom is its first line and the best of the
    rest.
    """
    best: list[tuple[int, float, tuple[str, ...]] | None] = [None] * len(atoms) + [(0, 0.0, ())]
    for first in reversed(range(len(atoms))):
        for last in range(first, len(atoms)):
            line = _line(atoms[first : last + 1], ends=last + 1 == len(atoms))
            taken = width(line)
            if taken > most:
                if line.endswith("-"):  # without the hyphen, the next atom may still go in
                    continue
                break
            rest = best[last + 1]
            if rest is not None:
                slack = (most - taken) ** 2 + (_PENALTY * most**2 if line.endswith("-") else 0)
                found = (rest[0] + 1, rest[1] + slack, (line, *rest[2]))
                best[first] = min(best[first] or found, found, key=lambda one: one[:2])
    return best[0][2] if best[0] else ()


def _line(atoms: Sequence[_Atom], *, ends: bool) -> str:
    """A line of these atoms; a soft hyphen shows where the line breaks, and nowhere else."""
    inner = "".join(atom.text + atom.after.replace(SOFT_HYPHEN, "") for atom in atoms[:-1])
    return f"{inner}{atoms[-1].text}{'-' if atoms[-1].after == SOFT_HYPHEN and not ends else ''}"
