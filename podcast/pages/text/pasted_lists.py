"""Lists as word processors and mail programs paste them: `•<Tab>Punkt`, `– Punkt`, `a) Punkt`, nested by tabs.

CommonMark knows the bullets -, * and + alone; without these rules such lines would become one running paragraph. Lines
are a list where they clearly are one:

- Bullets (•, ▪, ◦ …; `o`, `§` and the like before a tab, which bullets of symbol fonts become as plain text): two lines
  or more, or one after an empty line or a colon.
- Dashes (–, —), which German prose and dialogues use as well: three lines or more, two that do not follow prose and are
  no sentences, or one after a colon. A line with a second dash after a full stop is dialogue, and no item.
- Numbers and letters that CommonMark does not know (`1.)`, `a)`): two lines or more in sequence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Kind = Literal["bullet", "dash", "number", "letter", "hyphen", "plain_number"]
    Context = Literal["start", "colon", "heading", "prose"]

MAX_BLANK_LINES = 2  # between two items
MIN_WRAPPED_CHARACTERS = 60  # of a line after which a mail program breaks a paragraph
MAX_HEADING_CHARACTERS = 60
TAB_COLUMNS = 4

_SPACE = " \t\u00a0\u2002\u2003\u2007\u2009\u200b\u202f"
_WIDE_GAP = rf"(?:\t|[{_SPACE}]{{2}})[{_SPACE}]*"
_GAP = rf"[{_SPACE}]+"
_MARKERS: dict[Kind, re.Pattern[str]] = {
    "bullet": re.compile(
        rf"(?P<marker>[•‣▪▫◦⁃∙●○■□➢➤►\uf0b7\uf0a7\uf0d8\uf076\uf0fc])[{_SPACE}]*|(?P<dot>·){_GAP}|"
        rf"(?P<letter>[oØüvq]|§(?![{_SPACE}]*\d)){_WIDE_GAP}"
    ),
    "dash": re.compile(rf"(?P<marker>[–—−]){_GAP}"),
    "number": re.compile(rf"(?P<marker>\d{{1,2}})(?:\.\){_GAP}|[.)][\u00a0\u202f]{_GAP.replace('+', '*')})"),
    "letter": re.compile(rf"(?P<marker>[a-z])\){_GAP}"),
    "hyphen": re.compile(rf"(?P<marker>[-*+]){_GAP}"),
    "plain_number": re.compile(rf"(?P<marker>\d{{1,2}})[.)]{_GAP}"),
}
_NESTED_ONLY = frozenset({"hyphen", "plain_number"})  # CommonMark's own, unless they are indented below a pasted item
_ORDERED = frozenset({"number", "letter", "plain_number"})
_FIRST = re.compile(rf"[{_SPACE}]*(?:[•‣▪▫◦⁃∙●○■□➢➤►\uf0b7\uf0a7\uf0d8\uf076\uf0fc·oØüvq§–—−]|\d{{1,2}}[.)]|[a-z]\))")
_DIALOGUE = re.compile(rf"[.!?…“”\"»«][{_SPACE}]+[–—][{_SPACE}]")
_SENTENCE_END = re.compile(r"[.!?…][“”\"»«)]*\s*\Z")
_PROSE_START = re.compile(r"[\w„“\"(»«]")


@dataclass(frozen=True, slots=True)
class PastedItem:
    """An item: its level from 0, its kind, its number (0 for bullets), its text, and its lines (the last excluded)."""

    level: int
    kind: Kind
    number: int
    lines: tuple[str, ...]
    start: int
    end: int

    @property
    def is_ordered(self) -> bool:
        """Whether the item has a number or a letter."""
        return self.kind in _ORDERED


@dataclass(frozen=True, slots=True)
class _Marker:
    """A marker at the beginning of a line: its kind, the character or number, its column, and the text after it."""

    kind: Kind
    sign: str
    column: int
    text: str

    @property
    def number(self) -> int:
        """The place in a sequence: 1 for `1.)` and for `a)`, 0 for a bullet."""
        if self.kind == "letter":
            return ord(self.sign) - ord("a") + 1
        return int(self.sign) if self.kind in _ORDERED else 0


def may_begin_list(line: str) -> bool:
    """Whether a line may be the first of a pasted list: a fast test."""
    return bool(_FIRST.match(line))


def find_list(lines: Sequence[str], start: int, before: Sequence[str]) -> tuple[PastedItem, ...]:
    """Return the items of the list that begins at a line; none where the lines are not clearly a list.

    Args:
        lines: of the block, with their indentation.
        start: the index of the line.
        before: the lines before it, the nearest last; two are enough.
    """
    first = _marker(lines[start])
    if first is None or first.kind in _NESTED_ONLY:
        return ()
    marked_items = [*_items(lines, start, first)]
    if not before:
        marked_items[0] = (_with_lost_indentation([marker for marker, _item in marked_items]), marked_items[0][1])
    items = tuple(_with_levels(marked_items))
    return items if _is_list(items, _context(before)) else ()


def _marker(line: str) -> _Marker | None:
    """Return the marker of a line; None if it begins with none, or if no text follows."""
    column = at = 0
    while at < len(line) and line[at] in _SPACE:
        column += TAB_COLUMNS - column % TAB_COLUMNS if line[at] == "\t" else 1
        at += 1
    for kind, pattern in _MARKERS.items():
        if match := pattern.match(line, at):
            sign = next(group for group in match.groups() if group)
            text = line[match.end() :].strip()
            return _Marker(kind, sign, column, text) if text and not _is_dialogue(kind, text) else None
    return None


def _is_dialogue(kind: Kind, text: str) -> bool:
    return kind == "dash" and bool(_DIALOGUE.search(text))


def _context(before: Sequence[str]) -> Context:
    """Return the kind of the line before a list: a heading is a short line alone, without punctuation at its end."""
    last = before[-1].strip() if before else ""
    if not last or last.startswith("#"):
        return "start"
    if last.endswith(":"):
        return "colon"
    is_alone = len(before) < 2 or not before[-2].strip()
    return "heading" if is_alone and len(last) <= MAX_HEADING_CHARACTERS and last[-1].isalnum() else "prose"


def _is_list(items: tuple[PastedItem, ...], context: Context) -> bool:
    """Return whether items clearly are a list, by the rules at the top of the module."""
    count, kind = len(items), items[0].kind
    if kind == "bullet":
        return count >= 2 or context in {"start", "colon"}
    if kind != "dash":
        return count >= 2
    if context == "colon" or count >= 3:
        return True
    return count == 2 and context != "prose" and not all(_SENTENCE_END.search(item.lines[-1]) for item in items)


def _items(lines: Sequence[str], start: int, first: _Marker) -> Iterator[tuple[_Marker, PastedItem]]:
    """Yield the lines of a list as items without levels, until a line is no part of it."""
    marker, text, at, begin = first, [first.text], start + 1, start
    while at < len(lines):
        following = _skip_blank(lines, at)
        next_marker = _marker(lines[following]) if following < len(lines) else None
        if next_marker and _continues(first, marker, next_marker):
            yield marker, PastedItem(0, marker.kind, marker.number, tuple(text), begin, at)
            marker, text, begin, at = next_marker, [next_marker.text], following, following + 1
        elif following == at and not next_marker and _is_wrapped(lines, at, first):
            text.append(lines[at].strip(_SPACE))
            at += 1
        else:
            break
    yield marker, PastedItem(0, marker.kind, marker.number, tuple(text), begin, at)


def _with_lost_indentation(markers: Sequence[_Marker]) -> _Marker:
    """Return the first marker at the column of the next: white space at the beginning of a text is stripped."""
    first, following = markers[0], markers[1:]
    column = min((marker.column for marker in following), default=0)
    is_lost = column > first.column and following[0].sign == first.sign
    return replace(first, column=column) if is_lost else first


def _skip_blank(lines: Sequence[str], at: int) -> int:
    """Return the next line with text, after at most `MAX_BLANK_LINES`."""
    for following in range(at, min(len(lines), at + MAX_BLANK_LINES + 1)):
        if lines[following].strip(_SPACE):
            return following
    return len(lines)


def _continues(first: _Marker, last: _Marker, marker: _Marker) -> bool:
    """Whether a line with a marker belongs to the list of `first`; `last` is the marker of the item before."""
    if marker.column > first.column:
        return marker.kind not in _ORDERED or marker.number == 1 or marker.number == last.number + 1
    if marker.kind in _NESTED_ONLY:
        return False
    if first.kind in {"number", "letter"}:
        return marker.kind == first.kind and (marker.number == last.number + 1 or last.column > first.column)
    return marker.kind in {"bullet", "dash"}


def _is_wrapped(lines: Sequence[str], at: int, first: _Marker) -> bool:
    """Whether a line without a marker continues the item above: indented, or broken by a mail program."""
    text = lines[at].lstrip(_SPACE)
    columns = len(lines[at].expandtabs(TAB_COLUMNS)) - len(text.expandtabs(TAB_COLUMNS))
    if not _PROSE_START.match(text):
        return False
    before = lines[at - 1].rstrip()
    is_broken_line = len(before) >= MIN_WRAPPED_CHARACTERS and not before.endswith((".", "!", "?", ":"))
    return columns > first.column or text[0].islower() or is_broken_line


def _with_levels(items: Iterable[tuple[_Marker, PastedItem]]) -> Iterator[PastedItem]:
    """Yield the items with their levels, by column; where two bullets share a column, the new one is a level below."""
    levels: list[_Marker] = []
    for marker, item in items:
        while len(levels) > 1 and marker.column < levels[-1].column:
            levels.pop()
        same = [depth for depth, level in enumerate(levels) if _is_same(level, marker)]
        if same:
            del levels[same[-1] + 1 :]
            levels[-1] = marker
        else:
            levels.append(marker)
        yield replace(item, level=len(levels) - 1)


def _is_same(level: _Marker, marker: _Marker) -> bool:
    """Whether two markers are of one level: of one kind, the same bullet, at the same column or nearly so."""
    if abs(level.column - marker.column) > 1 or level.kind != marker.kind:
        return False
    return marker.kind in _ORDERED or level.sign == marker.sign
