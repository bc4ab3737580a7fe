"""Entries of a file of markers: where each marker, its time, its title and its end are in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Span = tuple[int, int]  # from and to, in characters of the text

_CLOCK = re.compile(r"(?:(?P<hours>\d+):)?(?P<minutes>\d+):(?P<seconds>\d+)(?:(?P<sign>[.,])(?P<fraction>\d+))?")
_PLAIN = re.compile(r"\d+(?:(?P<sign>[.,])(?P<fraction>\d+))?")


@dataclass(frozen=True, slots=True)
class Entry:
    """A marker in a text: all of it, and its parts; `title` and `end` where it has them."""

    extent: Span
    start: Span
    title: Span | None
    end: Span | None = None


@dataclass(frozen=True, slots=True)
class EntryList:
    """The entries of a text in their order, and how such a file is written.

    `read_title` returns the title that a text stands for, `title_text` returns a title as it is written in place of
    another text. `insertion` returns where an entry with a
    time and a title is inserted to become that of a number, and its text. `removal` returns what goes with an entry.
    """

    entries: tuple[Entry, ...]
    read_title: Callable[[str], str]
    title_text: Callable[[str, str], str]
    insertion: Callable[[int, float, str], tuple[int, str]]
    removal: Callable[[Entry], Span]


def line_insertion(
    text: str, entries: Sequence[Entry], new_line: Callable[[Entry, float, str], str]
) -> Callable[[int, float, str], tuple[int, str]]:
    """Return the `insertion` of entries that are lines; `new_line` writes one like another, with its line end."""

    def insertion(number: int, seconds: float, title: str) -> tuple[int, str]:
        line = new_line(entries[max(number - 1, 0)], seconds, title)
        if number < len(entries):
            return entries[number].extent[0], line
        position = entries[-1].extent[1]
        if text[:position].endswith(("\n", "\r")):
            return position, line
        content = line.rstrip("\r\n")
        return position, line[len(content) :] + content

    return insertion


def entry_extent(entry: Entry) -> Span:
    """Return the `removal` of entries that are lines."""
    return entry.extent


def time_like(sample: str, seconds: float) -> str:
    """Return a time as another one is written: its hours, its zeros, its decimals (more where they are needed)."""
    thousandths = round(seconds * 1000)
    if match := _CLOCK.fullmatch(sample.strip()):
        return _clock_like(match, thousandths)
    match = _PLAIN.fullmatch(sample.strip())
    fraction, sign = (match["fraction"] or "", match["sign"] or ".") if match else ("", ".")
    return str(thousandths // 1000) + _decimals(thousandths % 1000, len(fraction), sign)


def _clock_like(sample: re.Match[str], thousandths: int) -> str:
    total, rest = divmod(thousandths, 1000)
    minutes, seconds = divmod(total, 60)
    decimals = _decimals(rest, len(sample["fraction"] or ""), sample["sign"] or ".")
    if sample["hours"] is None and minutes < 60:
        return f"{minutes:0{len(sample['minutes'])}}:{seconds:02}{decimals}"
    hours, minutes = divmod(minutes, 60)
    return f"{hours:0{len(sample['hours'] or '0')}}:{minutes:02}:{seconds:02}{decimals}"


def _decimals(thousandths: int, width: int, sign: str) -> str:
    """Return the decimals of a time, at least `width` of them."""
    digits = f"{thousandths:03}".rstrip("0").ljust(width, "0")
    return f"{sign}{digits}" if digits else ""
