"""Problems of a file's YAML, in plain words: what is there, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from podcast.i18n import _, gettext_noop

if TYPE_CHECKING:
    import yaml

Loc: TypeAlias = tuple[str | int, ...]  # the path to a value: ("chapters", 1, "start"), items counted from 0
Position: TypeAlias = tuple[int, int]  # line and column, counted from 1; (0, 0): the file as a whole


@dataclass(frozen=True, slots=True)
class YamlProblem:
    """A problem of the YAML of a file, with its position and the path to its field (empty: the file)."""

    position: Position
    loc: Loc
    what: str
    remedy: str


class YamlReadError(Exception):
    """The YAML cannot be read any further; `problem` says why. `read_yaml` catches it and returns the problem."""

    def __init__(self, position: Position, what: str, remedy: str) -> None:
        super().__init__(what)
        self.problem = YamlProblem(position, (), what, remedy)


_QUOTES = gettext_noop("put the whole text in quotes")
_INDENT = gettext_noop("indent fields that belong together by the same number of spaces")

# A part of the parser's message (libyaml's and the pure one's, tried in this order) -> whether the problem is at the
# end or at the start of what it was reading, what is wrong, the remedy. {at} is the character that it did not expect.
_EXPLANATIONS: tuple[tuple[str, str, str, str], ...] = (
    ("tab character", "end", gettext_noop("has a tab where spaces are expected"), gettext_noop("indent with spaces")),
    (
        "a quoted scalar | found unexpected",
        "start",
        gettext_noop("opens a quote that is never closed"),
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
        gettext_noop("has an invalid backslash sequence"),
        gettext_noop("double the backslash, or use single quotes"),
    ),
    ("an alias", "start", gettext_noop("starts with *, which has a special meaning in YAML"), _QUOTES),
    ("an anchor", "start", gettext_noop("starts with &, which has a special meaning in YAML"), _QUOTES),
    ("a tag", "start", gettext_noop("starts with !, which has a special meaning in YAML"), _QUOTES),
    ("undefined tag handle", "end", gettext_noop("starts with !, which has a special meaning in YAML"), _QUOTES),
    ("tag handle", "start", gettext_noop("starts with !, which has a special meaning in YAML"), _QUOTES),
    (
        "a block scalar",
        "end",
        gettext_noop("has text after | or >"),
        gettext_noop("start the text on the next line, indented"),
    ),
    (
        "flow sequence",
        "start",
        gettext_noop("opens a [ that is not closed, or lacks a comma"),
        gettext_noop('write it like [one, "two, three"]'),
    ),
    (
        "flow mapping",
        "start",
        gettext_noop("opens a { that is not closed, or lacks a comma"),
        gettext_noop('write it like {name: A, role: "B, C"}'),
    ),
    (
        "sequence entries are not allowed",
        "end",
        gettext_noop("starts a list on the same line as its field"),
        gettext_noop("start the list on the next line"),
    ),
    (
        "mapping keys are not allowed",
        "end",
        gettext_noop("starts with ?, which has a special meaning in YAML"),
        _QUOTES,
    ),
    ("directive", "end", gettext_noop("starts with %, which has a special meaning in YAML"), _QUOTES),
    ("incompatible YAML", "end", gettext_noop("requests another YAML version"), gettext_noop("remove the line")),
    ("expected node content", "end", gettext_noop("has {at} where a value is expected"), _QUOTES),
    ("the node content", "end", gettext_noop("has {at} where a value is expected"), _QUOTES),
    ("cannot start any token", "end", gettext_noop("has a text that starts with {at}"), _QUOTES),
    (
        "expected ':'",
        "start",
        gettext_noop("is not a field"),
        gettext_noop("write name: value, with a space after the colon"),
    ),
    ("document start", "end", gettext_noop("is indented differently from the lines above"), _INDENT),
    (
        "block collection",
        "end",
        gettext_noop("is between the items of a list"),
        gettext_noop(
            "start every item with a dash, and indent fields that belong together by the same number of spaces"
        ),
    ),
    ("block mapping", "end", gettext_noop("does not match the fields above"), _INDENT),
)


def problem_of_error(error: yaml.YAMLError, text: str) -> YamlProblem:
    """Return the error that the parser raised for `text` as a problem."""
    problem, context = (getattr(error, name, None) or "" for name in ("problem", "context"))
    end = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    start = getattr(error, "context_mark", None) or end
    line, column = _position(end)
    current = "".join(text.splitlines()[line - 1 : line])
    before, at = current[: column - 1], current[column - 1 : column]
    if "mapping values are not allowed" in problem:
        return YamlProblem((line, column), (), *_second_colon(before))
    if "block mapping" in context and before.strip():
        what = _("has something after its closing quote or bracket")
        remedy = _("put the whole text in quotes; use the other kind if it contains some")
        return YamlProblem((line, column), (), what, remedy)
    message = "tab character" if at == "\t" else f"{context} | {problem}".strip(" |")
    where, what, remedy = _explanation(message)
    what = _(what).replace("{at}", at or _("nothing")).replace("{complaint}", message)  # not `format`: { and } occur
    return YamlProblem(_position(start if where == "start" else end), (), what, _(remedy))


def _explanation(message: str) -> tuple[str, str, str]:
    matching = ((where, what, remedy) for part, where, what, remedy in _EXPLANATIONS if part in message)
    return next(matching, ("end", gettext_noop("cannot be read as YAML ({complaint})"), _QUOTES))


def _second_colon(before: str) -> tuple[str, str]:
    """Return the problem of a second colon, as in `title: Über: was`, or of a field below a value that is no group.

    Args:
        before: the text before the colon in its line.
    """
    name, colon, value = before.strip().removeprefix("- ").partition(": ")
    if not colon:
        return _("cannot be a field here"), _("check the line above (a space after its colon?) and the indentation")
    remedy = _('put the text in quotes, as in {name}: "{value}: …"').format(name=name, value=value)
    return _("has a second colon"), remedy


def _position(mark: yaml.Mark | None) -> Position:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
