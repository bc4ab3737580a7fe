"""YAML as producers write it: plain values, and where each of them stands.

A small, predictable YAML. Only `true`, `false`, `null`, plain decimal numbers mean anything but text, so `no`, `on`,
`1:30`, `010`, `0x1F` and dates stay what was typed. What people do not mean when they type it is refused: a field
written twice, anchors, aliases, merge keys, tags, several documents.

The values are built from libyaml's events rather than its nodes: one pass, no recursion in C (which deep nesting
crashes), and nothing is constructed that was not asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from podcast.i18n import _
from podcast.show.yaml_errors import Fault, Refused, fault_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.show.yaml_errors import Loc, Place

MAX_BYTES = 1 << 20  # an hour's transcript is a tenth of it; no episode.yaml is longer
MAX_DEPTH = 20  # collections within collections; our deepest field has four

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # PyYAML may have been built without libyaml

_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,15})?")  # no +49, no 010, no 1e5: those are text
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: its fields, where they stand, and the faults of its YAML.

    `fields` is None when nothing can be made of the file. `values` has the place of each value: of its text, or of its
    key when it is a list or has fields of its own; `keys` has the place of each key. Places count from 1.
    """

    fields: dict[str, Any] | None = None
    values: dict[Loc, Place] = field(default_factory=dict)
    keys: dict[Loc, Place] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def read(data: bytes) -> Document:
    """The fields of a YAML file. Never raises, whatever the bytes are."""
    try:
        text = _text(data)
        loader = LOADER(text)
        try:
            return _document(_Reading(loader.get_event))
        except yaml.YAMLError as error:
            return Document(faults=(fault_of(error, text),))
        finally:
            loader.dispose()
    except Refused as refused:
        return Document(faults=(refused.fault,))


def _text(data: bytes) -> str:
    """The text of a file: UTF-8, with or without a byte order mark, nothing in it that editors hide."""
    if len(data) > MAX_BYTES:
        raise Refused((0, 0), _("is larger than 1 MB"), _("keep sound, pictures and transcripts in files of their own"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        what = _("holds the byte 0x{byte:02X}, which is not UTF-8").format(byte=error.object[error.start])
        raise Refused(_end(before), what, _("save the file as UTF-8")) from None
    if hidden := _HIDDEN.search(text):
        what = _("holds the invisible character U+{code:04X}").format(code=ord(hidden.group()))
        raise Refused(_end(text[: hidden.start()]), what, _("delete it; it often comes along when pasting"))
    return text


def _end(text: str) -> Place:
    """Where the next character after `text` stands."""
    lines = re.split("\r\n|\r|\n", text)
    return len(lines), len(lines[-1]) + 1


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file while it is read: the door to the events still to come, and what was found so far."""

    event: Callable[[], Any]
    values: dict[Loc, Place] = field(default_factory=dict)
    keys: dict[Loc, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def _document(reading: _Reading) -> Document:
    reading.event()  # the stream starts
    event = reading.event()
    if isinstance(event, yaml.StreamEndEvent):
        raise Refused((1, 1), _("is empty"), _("write fields into it, as in title: Echte Beteiligung?"))
    event = reading.event()
    start = _place(event)
    value = _node(reading, event, (), (1, 1))
    reading.event()  # the document ends
    event = reading.event()
    if isinstance(event, yaml.DocumentStartEvent):
        raise Refused(_place(event), _("begins a second document"), _("remove the line ---"))
    if not isinstance(value, dict):
        what = _("is empty") if value is None else _("holds no fields")
        raise Refused(start, what, _("write fields into it, as in title: Echte Beteiligung?"))
    return Document(value, reading.values, reading.keys, tuple(reading.faults))


def _node(reading: _Reading, event: Any, loc: Loc, key: Place) -> Any:
    """The value that begins with `event`; `key` is the place of its key or its dash."""
    if isinstance(event, yaml.ScalarEvent):
        _plainly(event)
        reading.values[loc] = _place(event) if event.value else key
        return _scalar(event)
    _plainly(event)
    if len(loc) >= MAX_DEPTH:
        raise Refused(
            _place(event),
            _("is nested more than {max_depth} levels deep").format(max_depth=MAX_DEPTH),
            _("remove brackets or indentation"),
        )
    reading.values[loc] = key
    return _mapping(reading, loc) if isinstance(event, yaml.MappingStartEvent) else _sequence(reading, loc)


def _plainly(event: Any) -> None:
    """Refuses the features of YAML that nobody means: what looks like one is a text that wants quotes."""
    if isinstance(event, yaml.AliasEvent):
        what = _("refers to an anchor, *{anchor}; anchors are not read here").format(anchor=event.anchor)
    elif event.anchor is not None:
        what = _("has an anchor, &{anchor}; anchors are not read here").format(anchor=event.anchor)
    elif event.tag is not None:
        what = _("has a tag, {tag}; tags are not read here").format(tag=event.tag)
    else:
        return
    raise Refused(_place(event), what, _("put a text that begins like this in quotes"))


def _sequence(reading: _Reading, loc: Loc) -> list[Any]:
    items: list[Any] = []
    while not isinstance(event := reading.event(), yaml.SequenceEndEvent):
        items.append(_node(reading, event, (*loc, len(items)), _place(event)))
    return items


def _mapping(reading: _Reading, loc: Loc) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    while not isinstance(event := reading.event(), yaml.MappingEndEvent):
        key, here = _key(event), _place(event)
        inner = (*loc, key)
        if key in fields:  # the first one counts, so that the rest of the file can still be looked at
            what = _("is written twice, first in line {line}").format(line=reading.keys[inner][0])
            reading.faults.append(Fault(here, inner, what, _("keep one of the two")))
            _node(_Reading(reading.event), reading.event(), inner, here)
            continue
        reading.keys[inner] = here
        fields[key] = _node(reading, reading.event(), inner, here)
    return fields


def _key(event: Any) -> str:
    if not isinstance(event, yaml.ScalarEvent):
        _plainly(event)
        raise Refused(
            _place(event), _("has brackets where the name of a field is expected"), _("put the name in quotes")
        )
    _plainly(event)
    name: str = event.value
    if event.implicit[0] and name == "<<":
        raise Refused(_place(event), _("is a merge key, <<; merge keys are not read here"), _("write the fields out"))
    if not isinstance(_scalar(event), str):
        what = (
            _("has {name} where the name of a field is expected").format(name=name)
            if name
            else _("has no name before the colon")
        )
        raise Refused(_place(event), what, _("write a name, or put it in quotes"))
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


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1
