"""Reader of YAML as producers write it: plain values, and the position of each.

A small, predictable YAML. Only `true`, `false`, `null` and plain decimal numbers mean anything but text, so `no`, `on`,
`1:30`, `010`, `0x1F` and dates stay what was typed. Features that people type by accident are refused: a field written
twice, anchors, aliases, merge keys, tags, several documents.

The values are built from libyaml's events rather than its nodes: one pass, no recursion in C (which deep nesting
crashes), and no object is constructed from a tag.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from podcast.i18n import _
from podcast.model.written_numbers import number_correction
from podcast.show.yaml_errors import YamlProblem, YamlReadError, problem_of_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.show.yaml_errors import Loc, Position

YamlValue: TypeAlias = "str | int | float | bool | list[YamlValue] | dict[str, YamlValue] | None"

MAX_BYTES = 1 << 20  # bytes of a file; the transcript of an hour has a tenth of that
MAX_DEPTH = 20  # collections within collections; our deepest field has four

YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # PyYAML may have been built without libyaml

_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,15})?")  # no +49, no 010, no 1e5: those are text
_NUMBER_OR_TIME = re.compile(r"-?[0-9.]*[0-9]|[0-9:]*:[0-9]{2}")
_DECIMALS = re.compile(r"[0-9]{1,15}")
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """The content of a YAML file: its fields, their positions, and the problems of its YAML.

    `fields` is None when the file cannot be read. `values` has the position of each value: of its text, or of its
    key when it is a list or has fields of its own; `keys` has the position of each key. Positions count from 1.
    `unreadable` has the paths to fields of which the value is not known: those that are written twice.
    """

    fields: dict[str, YamlValue] | None = None
    values: dict[Loc, Position] = field(default_factory=dict)
    keys: dict[Loc, Position] = field(default_factory=dict)
    problems: tuple[YamlProblem, ...] = ()
    unreadable: frozenset[Loc] = frozenset()


def read_yaml(data: bytes) -> YamlDocument:
    """Return the fields of a YAML file, or its problems. Never raises, whatever the bytes are."""
    try:
        text = _text(data)
        loader = YAML_LOADER(text)
        try:
            return _read_document(_ReadState(loader.get_event))
        except yaml.YAMLError as error:
            return YamlDocument(problems=(problem_of_error(error, text),))
        finally:
            loader.dispose()
    except YamlReadError as error:
        return YamlDocument(problems=(error.problem,))


def _text(data: bytes) -> str:
    """Decode a file: UTF-8, with or without a byte order mark, without characters that editors do not show."""
    if len(data) > MAX_BYTES:
        raise YamlReadError(
            (0, 0), _("is larger than 1 MB"), _("keep audio, pictures and transcripts in separate files")
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        what = _("contains the byte 0x{byte:02X}, which is not UTF-8").format(byte=error.object[error.start])
        raise YamlReadError(_position_after(before), what, _("save the file as UTF-8")) from None
    if match := _INVISIBLE.search(text):
        what = _("contains the invisible character U+{code:04X}").format(code=ord(match.group()))
        raise YamlReadError(
            _position_after(text[: match.start()]), what, _("delete it; it was probably pasted by accident")
        )
    return text


def _position_after(text: str) -> Position:
    """The position of the character that follows `text`."""
    lines = re.split("\r\n|\r|\n", text)
    return len(lines), len(lines[-1]) + 1


@dataclass(frozen=True, slots=True)
class _ReadState:
    """State of the reader: the source of the next event, and the positions and problems collected so far."""

    next_event: Callable[[], Any]
    values: dict[Loc, Position] = field(default_factory=dict)
    keys: dict[Loc, Position] = field(default_factory=dict)
    problems: list[YamlProblem] = field(default_factory=list)


def _read_document(state: _ReadState) -> YamlDocument:
    state.next_event()  # the stream starts
    event = state.next_event()
    if isinstance(event, yaml.StreamEndEvent):
        raise YamlReadError((1, 1), _("is empty"), _("add fields, such as title: Echte Beteiligung?"))
    event = state.next_event()
    start = _position(event)
    value = _read_value(state, event, (), (1, 1))
    state.next_event()  # the document ends
    event = state.next_event()
    if isinstance(event, yaml.DocumentStartEvent):
        raise YamlReadError(_position(event), _("starts a second document"), _("remove the line ---"))
    if not isinstance(value, dict):
        what = _("is empty") if value is None else _("contains no fields")
        raise YamlReadError(start, what, _("add fields, such as title: Echte Beteiligung?"))
    duplicates = frozenset(problem.loc for problem in state.problems)
    return YamlDocument(value, state.values, state.keys, tuple(state.problems), duplicates)


def _read_value(state: _ReadState, event: Any, loc: Loc, key: Position) -> YamlValue:
    """Read the value that begins with `event`; `key` is the position of its key or its dash."""
    if isinstance(event, yaml.ScalarEvent):
        _refuse_special_syntax(event)
        state.values[loc] = _position(event) if event.value else key
        return _scalar(event)
    _refuse_special_syntax(event)
    if len(loc) >= MAX_DEPTH:
        raise YamlReadError(
            _position(event),
            _("is nested more than {max_depth} levels deep").format(max_depth=MAX_DEPTH),
            _("remove brackets or indentation"),
        )
    state.values[loc] = key
    return _read_mapping(state, loc) if isinstance(event, yaml.MappingStartEvent) else _read_sequence(state, loc)


def _refuse_special_syntax(event: Any) -> None:
    """Refuse anchors, aliases and tags: in these files they are texts that lack quotation marks."""
    if isinstance(event, yaml.AliasEvent):
        what = _("refers to an anchor, *{anchor}; anchors are not supported").format(anchor=event.anchor)
    elif event.anchor is not None:
        what = _("has an anchor, &{anchor}; anchors are not supported").format(anchor=event.anchor)
    elif event.tag is not None:
        what = _("has a tag, {tag}; tags are not supported").format(tag=event.tag)
    else:
        return
    raise YamlReadError(_position(event), what, _("put a text that starts like this in quotes"))


def _read_sequence(state: _ReadState, loc: Loc) -> list[YamlValue]:
    items: list[YamlValue] = []
    while not isinstance(event := state.next_event(), yaml.SequenceEndEvent):
        items.append(_read_value(state, event, (*loc, len(items)), _position(event)))
    return items


def _read_mapping(state: _ReadState, loc: Loc) -> dict[str, YamlValue]:
    fields: dict[str, YamlValue] = {}
    value: Any = None
    last_loc = loc  # of the field that was read last
    while not isinstance(event := state.next_event(), yaml.MappingEndEvent):
        if fields and (problem := _decimal_comma(state, value, event, last_loc)):
            state.problems.append(problem)
            state.next_event()
            continue
        key, position = _read_key(event), _position(event)
        field_loc = (*loc, key)
        if key in fields:  # the first one counts, so that the rest of the file can still be checked
            what = _("appears twice, first in line {line}").format(line=state.keys[field_loc][0])
            state.problems.append(YamlProblem(position, field_loc, what, _("keep one of the two")))
            _read_value(_ReadState(state.next_event), state.next_event(), field_loc, position)
            continue
        state.keys[field_loc] = position
        value = state.next_event()
        fields[key] = _read_value(state, value, field_loc, position)
        last_loc = field_loc
    return fields


def _decimal_comma(state: _ReadState, value: Any, key: Any, loc: Loc) -> YamlProblem | None:
    """The problem of a decimal comma within braces, where it ends the value: {loudness: -16,5} has a field named 5.

    Args:
        state: of the reader.
        value: the event of the field before.
        key: the event of what follows.
        loc: the path to the field before.
    """
    if not all(isinstance(event, yaml.ScalarEvent) and event.implicit[0] for event in (value, key)):
        return None
    is_next = key.start_mark.index == value.end_mark.index + 1  # no space after the comma
    if not is_next or not _NUMBER_OR_TIME.fullmatch(value.value) or not _DECIMALS.fullmatch(key.value):
        return None
    typed = f"{value.value},{key.value}"
    _what, _remedy, number = number_correction(typed) or ("", "", f"{value.value}.{key.value}")
    what, remedy = _('"{text}" has a decimal comma'), _("write it with a decimal point: {number}")
    return YamlProblem(state.values[loc], loc, what.format(text=typed), remedy.format(number=number))


def _read_key(event: Any) -> str:
    if not isinstance(event, yaml.ScalarEvent):
        _refuse_special_syntax(event)
        raise YamlReadError(
            _position(event), _("has brackets where the name of a field is expected"), _("put the name in quotes")
        )
    _refuse_special_syntax(event)
    name: str = event.value
    if event.implicit[0] and name == "<<":
        raise YamlReadError(
            _position(event), _("is a merge key, <<; merge keys are not supported"), _("write the fields out")
        )
    if not isinstance(_scalar(event), str):
        what = (
            _("has {name} where the name of a field is expected").format(name=name)
            if name
            else _("has no name before the colon")
        )
        raise YamlReadError(_position(event), what, _("write a name, or put it in quotes"))
    return name


def _scalar(event: Any) -> str | float | bool | None:
    text: str = event.value
    if not event.implicit[0]:  # in quotes, or a block of text
        return text
    if text in _WORDS:
        return _WORDS[text]
    if number := _NUMBER.fullmatch(text):
        return float(text) if number.group(2) else int(text)
    return text


def _position(event: Any) -> Position:
    return event.start_mark.line + 1, event.start_mark.column + 1
