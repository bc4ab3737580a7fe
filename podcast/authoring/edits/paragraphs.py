"""Edits of Markdown by paragraph: a form shows wrapped paragraphs as flowing text; those that stay keep their bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from podcast.authoring.edits.paragraph_units import Unit, source_units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NEWLINE: Final = re.compile(r"\r\n|\r")


def flowing_text(text: str) -> str:
    """Return a Markdown text with each paragraph and each item on one line, as a form shows it."""
    return "".join(unit.text for unit in source_units(text))


def with_flowing_text(text: str, edited: str) -> str:
    """Return a Markdown text with the edits of a form.

    Paragraphs that were not changed keep their line ends and the places where they are wrapped. A paragraph that was
    wrapped is wrapped again, at the width that the text has.

    Args:
        text: of the file.
        edited: what `flowing_text` became in the form.
    """
    edited = _NEWLINE.sub("\n", edited)
    old, new = source_units(text), source_units(edited)
    if edited and not edited.endswith("\n") and text.endswith(("\n", "\r")):
        new = (*new[:-1], replace(new[-1], text=new[-1].text + "\n", source=new[-1].source + "\n"))
    newline = _usual_newline(text)
    width = _width(old)
    return "".join(_merged(old, new, newline, width))


def _merged(old: Sequence[Unit], new: Sequence[Unit], newline: str, width: int) -> Iterator[str]:
    matcher = SequenceMatcher(None, [unit.text for unit in old], [unit.text for unit in new], autojunk=False)
    for kind, first, last, begin, stop in matcher.get_opcodes():
        if kind == "equal":
            yield from (unit.source for unit in old[first:last])
            continue
        before = [unit for unit in old[first:last] if unit.flows]
        number = 0
        for unit in new[begin:stop]:
            model = before[min(number, len(before) - 1)] if before else None
            number += unit.flows
            yield _written(unit, model, newline, width)


def _written(unit: Unit, model: Unit | None, newline: str, width: int) -> str:
    """Return a unit as it stands in the file.

    Args:
        unit: of the form.
        model: the unit that it was before, if it was one.
        newline: of the file.
        width: at which the file is wrapped; 0 if it is not.
    """
    columns = 0 if model and len(model.lines) == 1 and len(model.lines[0]) > width else width
    source = unit.source
    if unit.flows and columns:
        line = unit.text.rstrip("\n")
        indent = " " * len(unit.prefix)
        wrapped = "\n".join(_wrapped(line[len(unit.prefix) :], unit.prefix, indent, columns)) + unit.end
        if _reads_back(wrapped, unit):
            source = wrapped
    return source.replace("\n", newline)


def _reads_back(source: str, unit: Unit) -> bool:
    """Whether a wrapped unit reads back as itself: no line of it begins like an item or a heading."""
    units = source_units(source)
    return len(units) == 1 and units[0].text.split() == unit.text.split()


def _wrapped(text: str, prefix: str, indent: str, columns: int) -> list[str]:
    """Return a paragraph in lines of at most so many characters; no line begins with what would be a marker."""
    trailing = text[len(text.rstrip(" ")) :]
    lines: list[list[str]] = [[]]
    for word in text.split():
        used = len(indent) + sum(map(len, lines[-1])) + len(lines[-1])
        if lines[-1] and used + len(word) > columns:
            lines.append(_carried(lines[-1], word))
        lines[-1].append(word)
    first, *rest = (" ".join(line) for line in lines)
    written = [prefix + first, *(indent + line for line in rest)]
    return [*written[:-1], written[-1] + trailing]


def _carried(line: list[str], word: str) -> list[str]:
    """Take from the end of a line the words that have to stand before a word that would be a marker; return them."""
    carried: list[str] = []
    while len(line) > 1 and _is_marker(carried[0] if carried else word):
        carried.insert(0, line.pop())
    return carried


def _is_marker(word: str) -> bool:
    """Whether a word at the beginning of a line would make it another unit."""
    unit = source_units(f"{word} x\n")[0]
    return not unit.flows or bool(unit.prefix)


def _width(units: Sequence[Unit]) -> int:
    """Return the width at which a text is wrapped: that of its longest wrapped line; 0 if none is wrapped."""
    wrapped = [line for unit in units if unit.flows and len(unit.lines) > 1 for line in unit.lines]
    return max(map(len, wrapped), default=0)


def _usual_newline(text: str) -> str:
    counts = {"\r\n": text.count("\r\n"), "\r": text.count("\r") - text.count("\r\n")}
    counts["\n"] = text.count("\n") - counts["\r\n"]
    return max(counts, key=lambda newline: counts[newline]) if any(counts.values()) else "\n"
