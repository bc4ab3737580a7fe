"""Repairs of a file that is no YAML: small changes of one line, each offered only if the file can be read with it."""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.show.yaml_errors import YamlProblem

RepairName: TypeAlias = Literal["indent", "tabs", "quote"]

_LINES: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_END: Final = re.compile(r"(?:\r\n|\r|\n)\Z")
_VALUE: Final = re.compile(r"(?P<key>\s*(?:- )*[\w.-]+:\s+)(?P<value>\S.*?)\s*")
_MAX_CONTEXT: Final = 10  # lines above and below the one that cannot be read


@dataclass(frozen=True, slots=True)
class FileRepair:
    """A repair: its kind, the line that it changes, and the whole file after it."""

    name: RepairName
    line: int
    data: bytes


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """A line of a file as a page shows it; `is_bad` marks the one that cannot be read."""

    number: int
    text: str
    is_bad: bool


def problem_of(data: bytes) -> YamlProblem | None:
    """Return why a file is no YAML, None if it is."""
    document = read_yaml(data)
    return document.problems[0] if document.fields is None and document.problems else None


def find_repairs(data: bytes) -> tuple[FileRepair, ...]:
    """Return the repairs after which a file can be read, one of each kind."""
    problem = problem_of(data)
    if problem is None:
        return ()
    try:
        lines = _LINES.findall(data.decode("utf-8"))
    except UnicodeDecodeError:
        return ()
    repairs: dict[str, FileRepair] = {}
    for name, number, changed in _candidates(lines, problem.position[0]):
        new = "".join(changed).encode()
        if name not in repairs and _is_clean(new):
            repairs[name] = FileRepair(name, number, new)
    return tuple(repairs.values())


def _is_clean(data: bytes) -> bool:
    document = read_yaml(data)
    return document.fields is not None and not document.problems


def _candidates(lines: list[str], number: int) -> Iterator[tuple[RepairName, int, list[str]]]:
    """Yield changed lines, the likelier change first: at the line of the problem, then at the one above."""
    if any("\t" in line[: len(line) - len(line.lstrip())] for line in lines):
        yield "tabs", number, [_without_tabs(line) for line in lines]
    for at in (number - 1, number - 2):
        if 0 <= at < len(lines):
            for line in _quoted(lines[at]):
                yield "quote", at + 1, [*lines[:at], line, *lines[at + 1 :]]
            for line in _indented(lines, at):
                yield "indent", at + 1, [*lines[:at], line, *lines[at + 1 :]]


def _without_tabs(line: str) -> str:
    body = line.lstrip(" \t")
    return line[: len(line) - len(body)].replace("\t", "  ") + body


def _quoted(line: str) -> Iterator[str]:
    """Yield the line with its value in quotes: a colon or a number sign in it then means nothing."""
    end = _END.search(line)
    match = _VALUE.fullmatch(line[: end.start()] if end else line)
    if match and match["value"][0] not in "\"'[{|>":
        yield match["key"] + json.dumps(match["value"], ensure_ascii=False) + (end[0] if end else "")


def _indented(lines: list[str], at: int) -> Iterator[str]:
    """Yield the line at the columns of the lines around it, the nearest column first."""
    body = lines[at].lstrip(" \t")
    own = len(lines[at]) - len(body)
    around = [line for line in (*lines[max(at - 4, 0) : at], *lines[at + 1 : at + 3]) if line.strip()]
    columns = {column for line in around for column in _columns(line)} - {own}
    for column in sorted(columns, key=lambda column: (abs(column - own), column)):
        yield " " * column + body


def _columns(line: str) -> Iterator[int]:
    """Yield the columns where fields of a line begin: its indent, and behind each dash."""
    column = len(line) - len(line.lstrip(" "))
    yield column
    while line[column : column + 2] == "- ":
        column += 2
        yield column


def lines_around(data: bytes, number: int) -> tuple[NumberedLine, ...]:
    """Return the lines of a file around one that cannot be read.

    Args:
        data: of the file.
        number: of the line, from 1; 0: the beginning of the file is shown.
    """
    lines = data.decode("utf-8-sig", "replace").splitlines()
    first = max(number - 1 - _MAX_CONTEXT, 0)
    shown = lines[first : max(number, 1) + _MAX_CONTEXT]
    return tuple(NumberedLine(first + at + 1, text, first + at + 1 == number) for at, text in enumerate(shown))


def with_text(before: bytes, text: str) -> bytes:
    """Return a file with another text: lines that are the same keep their bytes, new ones end as most of it do.

    Args:
        before: the file as it is.
        text: that a form sent, with any ends of lines.
    """
    old = _LINES.findall(before.decode("utf-8", "surrogateescape"))
    new = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ends = [match[0] for line in old if (match := _END.search(line))]
    usual = max(set(ends), key=ends.count) if ends else "\n"
    typed = [line + usual for line in new[:-1]] + ([new[-1]] if new[-1] else [])
    texts = [[_END.sub("", line) for line in lines] for lines in (old, typed)]
    same = difflib.SequenceMatcher(None, texts[0], texts[1], autojunk=False)
    parts = [
        line
        for kind, first, last, start, stop in same.get_opcodes()
        for line in (old[first:last] if kind == "equal" else typed[start:stop])
    ]
    return "".join(parts).encode("utf-8", "surrogateescape")
