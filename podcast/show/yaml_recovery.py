"""Recovery of a YAML file with a syntax error: its fields except the one that contains the error."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.show.yaml_reader import YamlDocument, read_yaml

if TYPE_CHECKING:
    from podcast.show.yaml_errors import Loc, YamlProblem

_LINE_END = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
MAX_ERRORS = 20  # of a file; one with more is not read any further
_FIELD = re.compile(r"[\"']?([^\s#\-\[\]{}\"'&*!|>%@`?:,][^:\r\n]*?)[\"']?\s*:(?=\s|$)")  # at the beginning of a line


def read_readable_yaml(data: bytes) -> YamlDocument:
    """Return the fields of a YAML file; of one with errors, all fields but those that hold the errors.

    The lines of a field with an error are taken out, from its name to the next field, and the rest is read again. If
    that has an error further up, the first one was the consequence of another: then the file cannot be read.
    """
    document = read_yaml(data)
    if document.fields is not None:
        return document
    try:
        lines = _LINE_END.split(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return document
    problems: list[YamlProblem] = []
    unreadable: set[Loc] = set()
    rest = document
    while rest.fields is None and len(problems) < MAX_ERRORS:
        (problem,) = rest.problems
        first, last, name = _lines_of_field(lines, problem.position[0] - 1)
        if first < 0 or (problems and first < problems[-1].position[0] - 1):
            return document
        lines[first:last] = [re.sub(r"[^\r\n]", "", line) for line in lines[first:last]]
        problems.append(problem)
        unreadable |= {(name,)} if name else set()
        rest = read_yaml("".join(lines).encode())
    if rest.fields is None:
        return document
    return replace(rest, problems=(*problems, *rest.problems), unreadable=frozenset(unreadable | rest.unreadable))


def _lines_of_field(lines: list[str], number: int) -> tuple[int, int, str]:
    """The first line of the field at a line, the line after it, and the field's name; -1 if there is none."""
    if lines[number : number + 1] and lines[number].startswith("---"):
        return number, number + 1, ""
    names = [(at, match[1]) for at, line in enumerate(lines) if (match := _FIELD.match(line))]
    before = [index for index, (at, _name) in enumerate(names) if at <= number]
    if not before:
        return -1, -1, ""
    first, name = names[before[-1]]
    following = (at for at, _name in names[before[-1] + 1 :])
    return first, next(following, len(lines)), name
