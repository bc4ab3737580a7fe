"""Findings become problems: the place of each is looked up in the file that it speaks of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from podcast.errors import Problem
from podcast.show.yaml_reader import Document, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podcast.show.yaml_errors import Loc, Place

LONGEST = 400  # characters of a message; what was typed is cut, never what we say about it


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, not placed yet.

    `path` is relative to the show's root; `loc` is the way to the value, list items counted from 0. `at_key` says that
    the name of the field is what is wrong, not its value. `line` is the line of a text or of a file
    that is no YAML, counted from 1 (0: as a whole).
    """

    path: str
    loc: Loc
    what: str
    remedy: str
    at_key: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Places:
    """Where each field of each file stands: the files as they were read, looked at again when a place is wanted.

    `texts` has the bytes of each YAML file by its path below the root. Keeping bytes rather than places keeps ten
    thousand episodes small: places are only needed where something is wrong.
    """

    texts: Mapping[str, bytes] = field(default_factory=dict)

    def of(self, path: str, loc: Loc, *, at_key: bool = False) -> Place:
        """Line and column of a value (or its key), counted from 1; of the nearest parent that exists, else (1, 1).

        A file that is no YAML of the show has no places: (0, 0).
        """
        return _place(self.document(path), loc, at_key=at_key) if path in self.texts else (0, 0)

    def document(self, path: str) -> Document:
        """The file, read again."""
        return read(self.texts.get(path, b""))


def _place(document: Document, loc: Loc, *, at_key: bool) -> Place:
    if at_key and loc in document.keys:
        return document.keys[loc]
    while loc:
        if loc in document.values:
            return document.values[loc]
        loc = loc[:-1]
    return 1, 1


def field_name(loc: Loc) -> str:
    """The way to a value as people write it: `chapters[2].start` is the start of the second chapter."""
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{_cut(printable(step), 60)}" for step in loc)
    return "".join(steps).removeprefix(".")


def located(findings: Iterable[Finding], places: Places) -> tuple[Problem, ...]:
    """The findings as problems with their places, sorted, none of them twice."""
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    problems = {problem for path, some in by_path.items() for problem in _of_one_file(path, some, places)}
    return tuple(sorted(problems))


def _of_one_file(path: str, findings: list[Finding], places: Places) -> Iterable[Problem]:
    data = places.texts.get(path)
    document = read(data) if data is not None else None
    for finding in findings:
        place = (finding.line, int(finding.line > 0))
        if document:
            place = _place(document, finding.loc, at_key=finding.at_key)
            place = _line_of_text(data or b"", place, finding.line) if finding.line else place
        yield problem(path, place, field_name(finding.loc), (finding.what, finding.remedy))


def _line_of_text(data: bytes, place: Place, line: int) -> Place:
    """The place of a line within a block of text that begins with `|`; else the place of the text."""
    lines = data.decode("utf-8-sig").splitlines()
    first, column = place
    if not lines[first - 1][column - 1 :].startswith("|"):
        return place
    while first < len(lines) and not lines[first].strip():  # empty lines before the text are no part of it
        first += 1
    at = min(first + line, len(lines))
    return at, len(lines[at - 1]) - len(lines[at - 1].lstrip()) + 1


def problem(path: str, place: Place, name: str, words: tuple[str, str]) -> Problem:
    """A problem that prints on one line in any terminal, whatever the producer typed; `words`: what, remedy."""
    what, remedy = (_cut(printable(word), LONGEST) for word in words)
    return Problem(printable(path), *place, name, what, remedy)


def printable(text: str) -> str:
    r"""Text that prints on one line: line breaks, control characters, bytes that are not UTF-8 as \n, \x07, \udcff."""
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable() or character == "\u00ad"
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length // 2]} … {text[-length // 2 :]}"
