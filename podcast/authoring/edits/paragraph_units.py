"""Units of Markdown: paragraphs and list items, which may be wrapped again, and blocks that keep their lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_FENCE: Final = re.compile(r" {0,3}(```+|~~~+)")
_ITEM: Final = re.compile(r"( *(?:[-*+]|\d{1,9}[.)]) +)\S")
# The beginning of a line that is no part of flowing text: heading, quote, table, HTML, reference, rule, code.
_FIXED: Final = re.compile(r"(?: {4}|\t)|\s*(?:#{1,6}(?:\s|$)|>|\||<|\[[^\]]*\]:|(?:[-*_] *){3,}$|=+\s*$|-+\s*$|:::)")
_HARD_BREAK: Final = re.compile(r"(?:  +|\\)$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, an item of a list, or a line that stays one, or what is between them.

    `source` is its text in the file, line ends included; `text` is what a form shows: one line, where it flows.
    `prefix` is the marker of an item.
    """

    source: str
    text: str
    prefix: str = ""
    flows: bool = False

    @property
    def lines(self) -> list[str]:
        """The lines in the file, without their ends."""
        return self.source.splitlines()

    @property
    def end(self) -> str:
        """The line end of its last line, empty if the file ends without one."""
        return self.source[len(self.source.rstrip("\r\n")) :]


def source_units(text: str) -> tuple[Unit, ...]:
    """Return the units of a Markdown text, which are all of it, in order."""
    return tuple(_units(_LINE.findall(text)))


def _units(lines: list[str]) -> Iterator[Unit]:
    fence, flowing = "", list[str]()
    for line in lines:
        bare = line.rstrip("\r\n")
        mark = _FENCE.match(bare)
        is_fixed = bool(fence) or mark is not None or not bare.strip() or _FIXED.match(bare) is not None
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not bare[mark.end() :].strip():
            fence = ""
        is_continuation = bool(flowing) and not _ITEM.match(bare) and (not is_fixed or _is_deep(flowing, bare, fence))
        if flowing and (not is_continuation or _HARD_BREAK.search(flowing[-1].rstrip("\r\n"))):
            yield _flowing_unit(flowing)
            flowing = []
        if is_fixed and not is_continuation:
            yield Unit(line, bare + "\n" if line != bare else bare)
        else:
            flowing.append(line)
    if flowing:
        yield _flowing_unit(flowing)


def _is_deep(flowing: list[str], line: str, fence: str) -> bool:
    """Whether a line is the continuation of an item that is indented as much as code would be."""
    return not fence and _ITEM.match(flowing[0]) is not None and line.startswith("    ") and bool(line.strip())


def _flowing_unit(lines: list[str]) -> Unit:
    source = "".join(lines)
    match = _ITEM.match(lines[0])
    prefix = match[1] if match else ""
    words = [lines[0].rstrip("\r\n")[len(prefix) :], *(line.rstrip("\r\n").lstrip(" \t") for line in lines[1:])]
    text = " ".join([*(part.rstrip(" ") for part in words[:-1]), words[-1]])
    end = "\n" if lines[-1] != lines[-1].rstrip("\r\n") else ""
    return Unit(source, prefix + text + end, prefix, flows=True)
