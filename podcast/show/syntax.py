"""Faults of a file's YAML, in plain words: what stands there, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import yaml

Loc: TypeAlias = tuple[str | int, ...]  # the way to a value: ("chapters", 1, "start"), items counted from 0
Place: TypeAlias = tuple[int, int]  # line and column, counted from 1; (0, 0): the file as a whole


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the YAML of a file, with its place and the way to its field (empty: the file)."""

    place: Place
    loc: Loc
    what: str
    remedy: str


class Refused(Exception):  # noqa: N818 # never leaves this room: `read` turns it into a value
    """The YAML cannot be read any further; `fault` says why."""

    def __init__(self, place: Place, what: str, remedy: str) -> None:
        super().__init__(what)
        self.fault = Fault(place, (), what, remedy)


_QUOTES = "put the whole text in quotes"
_INDENT = "indent fields that belong together by the same number of spaces"

# A word of the parser's complaint (libyaml's and the pure one's, tried in this order) -> at the end or at the start of
# what it was reading, what is wrong, what to write. {at} is the character it stumbled over.
_WORDS: tuple[tuple[str, str, str, str], ...] = (
    ("tab character", "end", "has a tab where spaces are expected", "indent with spaces"),
    ("a quoted scalar | found unexpected", "start", "opens a quotation mark that is never closed", "close it"),
    ("unknown escape", "end", "has a backslash in double quotes", "double it, or use single quotes"),
    (
        "escape",
        "end",
        "has a backslash code that stands for no character",
        "double the backslash, or use single quotes",
    ),
    ("an alias", "start", "begins with *, which means something else in YAML", _QUOTES),
    ("an anchor", "start", "begins with &, which means something else in YAML", _QUOTES),
    ("a tag", "start", "begins with !, which means something else in YAML", _QUOTES),
    ("undefined tag handle", "end", "begins with !, which means something else in YAML", _QUOTES),
    ("tag handle", "start", "begins with !, which means something else in YAML", _QUOTES),
    ("a block scalar", "end", "has text behind | or >", "begin the text on the next line, indented"),
    ("flow sequence", "start", "opens a [ that is not closed, or lacks a comma", 'write it as in [one, "two, three"]'),
    (
        "flow mapping",
        "start",
        "opens a { that is not closed, or lacks a comma",
        'write it as in {name: A, role: "B, C"}',
    ),
    ("sequence entries are not allowed", "end", "begins a list behind its field", "begin the list on the next line"),
    ("mapping keys are not allowed", "end", "begins with ?, which means something else in YAML", _QUOTES),
    ("directive", "end", "begins with %, which means something else in YAML", _QUOTES),
    ("incompatible YAML", "end", "asks for another version of YAML", "remove the line"),
    ("expected node content", "end", "has {at} where a value is expected", _QUOTES),
    ("the node content", "end", "has {at} where a value is expected", _QUOTES),
    ("cannot start any token", "end", "has a text that begins with {at}", _QUOTES),
    ("expected ':'", "start", "is no field", "write name: value, with a space behind the colon"),
    ("document start", "end", "is indented differently from the lines above", _INDENT),
    ("block collection", "end", "stands between the items of a list", "begin every item with a dash, and " + _INDENT),
    ("block mapping", "end", "does not go with the fields above", _INDENT),
)


def fault_of(error: yaml.YAMLError, text: str) -> Fault:
    """The parser's complaint about `text` as a fault."""
    problem, context = (getattr(error, name, None) or "" for name in ("problem", "context"))
    end = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    start = getattr(error, "context_mark", None) or end
    line, column = _place(end)
    here = text.splitlines()[line - 1 : line]
    before, at = (here[0][: column - 1], here[0][column - 1 : column]) if here else ("", "")
    if "mapping values are not allowed" in problem:
        return Fault((line, column), (), *_second_colon(before))
    if "block mapping" in context and before.strip():
        what = "has something behind its closing quotation mark or bracket"
        return Fault((line, column), (), what, _QUOTES + ", of the other kind if it holds some")
    where, what, remedy = _words("tab character" if at == "\t" else f"{context} | {problem}")
    return Fault(_place(start if where == "start" else end), (), what.replace("{at}", at or "nothing"), remedy)


def _words(complaint: str) -> tuple[str, str, str]:
    known = ((where, what, remedy) for words, where, what, remedy in _WORDS if words in complaint)
    return next(known, ("end", f"cannot be read as YAML ({complaint.strip(' |')})", _QUOTES))


def _second_colon(before: str) -> tuple[str, str]:
    """`title: Über: was`, or a field below something that is none: what stands before the colon in its line tells."""
    name, colon, value = before.strip().removeprefix("- ").partition(": ")
    if not colon:
        return "cannot be a field here", "mind the line above (a space behind its colon?) and the indentation"
    return "has a second colon in its text", f'put the text in quotes, as in {name}: "{value}: …"'


def _place(mark: yaml.Mark | None) -> Place:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
