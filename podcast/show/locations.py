"""Findings of rules, and the problems made of them: with line and column in the file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from podcast.errors import Problem
from podcast.show.yaml_reader import YamlDocument
from podcast.show.yaml_recovery import read_readable_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podcast.show.yaml_errors import Loc, Position

MAX_MESSAGE_CHARACTERS = 400  # a longer text is cut in its middle, where the typed value is


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem whose position in the file is not known yet.

    `path` is relative to the show's root; `loc` is the path to the value, list items counted from 0. `at_key` is set
    where the name of the field is wrong, not its value. `line` is the line of a text or of a file that is no YAML,
    counted from 1 (0: as a whole); `column` is the column in that line of a text, counted from 1 (0: where it begins).
    `code` is that of a hint.
    """

    path: str
    loc: Loc
    what: str
    remedy: str
    at_key: bool = False
    line: int = 0
    column: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Positions of the fields in the YAML files of a show, which are read again when a position is asked for.

    `texts` has the bytes of each YAML file by its path below the root. Bytes rather than positions are stored because
    they are smaller, for ten thousand episodes; positions are only needed for problems.
    """

    texts: Mapping[str, bytes] = field(default_factory=dict)

    def position(self, path: str, loc: Loc, *, at_key: bool = False) -> Position:
        """Return line and column of a value (or its key), from 1; of the nearest parent that exists, else (1, 1).

        A path that is not among the YAML files of the show has no positions: (0, 0).
        """
        return _position(self.document(path), loc, at_key=at_key) if path in self.texts else (0, 0)

    def document(self, path: str) -> YamlDocument:
        """Read a file again."""
        return read_readable_yaml(self.texts.get(path, b""))


def _position(document: YamlDocument, loc: Loc, *, at_key: bool) -> Position:
    if at_key and loc in document.keys:
        return document.keys[loc]
    while loc:
        if loc in document.values:
            return document.values[loc]
        loc = loc[:-1]
    return 1, 1


def field_name(loc: Loc) -> str:
    """The path to a value as people write it: `chapters[2].start` is the start of the second chapter."""
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{_shorten(printable(step), 60)}" for step in loc)
    return "".join(steps).removeprefix(".")


def problems_from_findings(findings: Iterable[Finding], source_map: SourceMap) -> tuple[Problem, ...]:
    """Return the findings as problems with their positions, sorted, without duplicates."""
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    problems = {problem for path, group in by_path.items() for problem in _problems_of_file(path, group, source_map)}
    return tuple(sorted(problems))


def _problems_of_file(path: str, findings: list[Finding], source_map: SourceMap) -> Iterable[Problem]:
    data = source_map.texts.get(path)
    if data is not None:
        is_read = any(_may_have_position(data, finding.loc) for finding in findings)
        document = read_readable_yaml(data) if is_read else YamlDocument()
    for finding in findings:
        position = (finding.line, int(finding.line > 0))
        if data is not None:
            position = _position(document, finding.loc, at_key=finding.at_key)
            position = _line_position(data, position, finding) if finding.line else position
        problem = printable_problem(path, position, field_name(finding.loc), (finding.what, finding.remedy))
        yield replace(problem, code=finding.code) if finding.code else problem


def _may_have_position(data: bytes, loc: Loc) -> bool:
    """Whether a file may have a field: not if its name, such as `recording`, is nowhere in it, in no notation."""
    name = str(loc[0]) if loc else ""
    return bool(loc) and (not name.isidentifier() or name.encode() in data or b"\\" in data)


def _line_position(data: bytes, position: Position, finding: Finding) -> Position:
    """The position of a place within a block of text that begins with `|`; else the position of the text."""
    lines = data.decode("utf-8-sig").splitlines()
    first, column = position
    if not lines[first - 1][column - 1 :].startswith("|"):
        return position
    while first < len(lines) and not lines[first].strip():  # empty lines before the text are no part of it
        first += 1
    number = min(first + finding.line, len(lines))
    if finding.column:  # counted from where the first line of the block begins
        return number, _indentation(lines[min(first, len(lines) - 1)]) + finding.column
    return number, _indentation(lines[number - 1]) + 1


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


def printable_problem(path: str, position: Position, field: str, message: tuple[str, str]) -> Problem:
    """Return a problem that prints on one line in any terminal, whatever was typed; `message`: what, remedy."""
    what, remedy = (_shorten(printable(text), MAX_MESSAGE_CHARACTERS) for text in message)
    return Problem(printable(path), *position, field, what, remedy)


def printable(text: str) -> str:
    r"""Escape line breaks, control characters and bytes that are not UTF-8, as \n, \x07, \udcff: text for one line."""
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable() or character == "\u00ad"
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def _shorten(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length // 2]} … {text[-length // 2 :]}"
