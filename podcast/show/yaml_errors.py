"""Faults of a file's YAML, in plain words: what stands there, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from podcast.i18n import _, gettext_noop

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


_QUOTES = gettext_noop("put the whole text in quotes")
_INDENT = gettext_noop("indent fields that belong together by the same number of spaces")

# A word of the parser's complaint (libyaml's and the pure one's, tried in this order) -> at the end or at the start of
# what it was reading, what is wrong, what to write. {at} is the character it stumbled over.
_WORDS: tuple[tuple[str, str, str, str], ...] = (
    ("tab character", "end", gettext_noop("has a tab where spaces are expected"), gettext_noop("indent with spaces")),
    (
        "a quoted scalar | found unexpected",
        "start",
        gettext_noop("opens a quotation mark that is never closed"),
        gettext_noop("close it"),
    ),
    (
        "unknown escape",
        "end",
        gettext_noop("has a backslash in double quotes"),
        gettext_noop("double it, or use single quotes"),
    ),
    (
        "escape",
        "end",
        gettext_noop("has a backslash code that stands for no character"),
        gettext_noop("double the backslash, or use single quotes"),
    ),
    ("an alias", "start", gettext_noop("begins with *, which means something else in YAML"), _QUOTES),
    ("an anchor", "start", gettext_noop("begins with &, which means something else in YAML"), _QUOTES),
    ("a tag", "start", gettext_noop("begins with !, which means something else in YAML"), _QUOTES),
    ("undefined tag handle", "end", gettext_noop("begins with !, which means something else in YAML"), _QUOTES),
    ("tag handle", "start", gettext_noop("begins with !, which means something else in YAML"), _QUOTES),
    (
        "a block scalar",
        "end",
        gettext_noop("has text behind | or >"),
        gettext_noop("begin the text on the next line, indented"),
    ),
    (
        "flow sequence",
        "start",
        gettext_noop("opens a [ that is not closed, or lacks a comma"),
        gettext_noop('write it as in [one, "two, three"]'),
    ),
    (
        "flow mapping",
        "start",
        gettext_noop("opens a { that is not closed, or lacks a comma"),
        gettext_noop('write it as in {name: A, role: "B, C"}'),
    ),
    (
        "sequence entries are not allowed",
        "end",
        gettext_noop("begins a list behind its field"),
        gettext_noop("begin the list on the next line"),
    ),
    ("mapping keys are not allowed", "end", gettext_noop("begins with ?, which means something else in YAML"), _QUOTES),
    ("directive", "end", gettext_noop("begins with %, which means something else in YAML"), _QUOTES),
    ("incompatible YAML", "end", gettext_noop("asks for another version of YAML"), gettext_noop("remove the line")),
    ("expected node content", "end", gettext_noop("has {at} where a value is expected"), _QUOTES),
    ("the node content", "end", gettext_noop("has {at} where a value is expected"), _QUOTES),
    ("cannot start any token", "end", gettext_noop("has a text that begins with {at}"), _QUOTES),
    (
        "expected ':'",
        "start",
        gettext_noop("is no field"),
        gettext_noop("write name: value, with a space behind the colon"),
    ),
    ("document start", "end", gettext_noop("is indented differently from the lines above"), _INDENT),
    (
        "block collection",
        "end",
        gettext_noop("stands between the items of a list"),
        gettext_noop(
            "begin every item with a dash, and indent fields that belong together by the same number of spaces"
        ),
    ),
    ("block mapping", "end", gettext_noop("does not go with the fields above"), _INDENT),
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
        what = _("has something behind its closing quotation mark or bracket")
        remedy = _("put the whole text in quotes, of the other kind if it holds some")
        return Fault((line, column), (), what, remedy)
    complaint = "tab character" if at == "\t" else f"{context} | {problem}".strip(" |")
    where, what, remedy = _words(complaint)
    found = _(what).replace("{at}", at or _("nothing")).replace("{complaint}", complaint)  # not `format`: { and } occur
    return Fault(_place(start if where == "start" else end), (), found, _(remedy))


def _words(complaint: str) -> tuple[str, str, str]:
    known = ((where, what, remedy) for words, where, what, remedy in _WORDS if words in complaint)
    return next(known, ("end", gettext_noop("cannot be read as YAML ({complaint})"), _QUOTES))


def _second_colon(before: str) -> tuple[str, str]:
    """`title: Über: was`, or a field below something that is none: what stands before the colon in its line tells."""
    name, colon, value = before.strip().removeprefix("- ").partition(": ")
    if not colon:
        return _("cannot be a field here"), _("mind the line above (a space behind its colon?) and the indentation")
    remedy = _('put the text in quotes, as in {name}: "{value}: …"').format(name=name, value=value)
    return _("has a second colon in its text"), remedy


def _place(mark: yaml.Mark | None) -> Place:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
