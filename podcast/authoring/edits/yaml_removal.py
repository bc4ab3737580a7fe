"""Removal of a field or an item from the text of a YAML file: its lines go, everything else stays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from podcast.authoring.yaml_nodes import equal_values, node_at, parse_source, value_at, value_end
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.authoring.yaml_nodes import YamlSource
    from podcast.show.yaml_errors import Loc
    from podcast.show.yaml_reader import YamlValue

    Span = tuple[int, int]  # of a field with its key, or of an item: begin and end in the text

_COMMENTS = re.compile(r"(?: +#[^\r\n]*(?:\r\n|\r|\n))+")
_BOM = b"\xef\xbb\xbf"


def without_value(fields: YamlValue, loc: Loc) -> YamlValue:
    """Return the fields without the one at `loc`, and without the groups and lists that are empty then."""
    parent = value_at(fields, loc[:-1])
    if isinstance(parent, (dict, list)) and len(parent) == 1 and len(loc) > 1:
        return without_value(fields, loc[:-1])
    step, rest = loc[0], loc[1:]
    if isinstance(fields, list) and isinstance(step, int):
        rest_of_item = [without_value(fields[step], rest)] if rest else []
        return [*fields[:step], *rest_of_item, *fields[step + 1 :]]
    group = fields if isinstance(fields, dict) else {}
    if not rest:
        return {key: item for key, item in group.items() if key != step}
    return {key: without_value(item, rest) if key == step else item for key, item in group.items()}


def outermost_removal(fields: YamlValue, loc: Loc) -> Loc:
    """Return what is removed with the value at `loc`: itself, or the group or list that would be empty without it."""
    parent = value_at(fields, loc[:-1])
    is_only = len(loc) > 1 and isinstance(parent, (dict, list)) and len(parent) == 1
    return outermost_removal(fields, loc[:-1]) if is_only else loc


def remove_value(data: bytes, loc: Loc) -> bytes | None:
    """Return the file without the field or item at `loc`, and no other change; None if that cannot be written."""
    mark = _BOM if data.startswith(_BOM) else b""
    fields = read_yaml(data).fields
    expected = without_value(fields, loc)
    source = parse_source(data)
    for text in _candidate_texts(source, outermost_removal(fields, loc)):
        new = mark + text.encode()
        document = read_yaml(new)
        if not document.problems and equal_values(document.fields, expected):
            return new
    return None


def _candidate_texts(source: YamlSource, loc: Loc) -> Iterator[str]:
    """Yield the text of the file without the part, the most careful way first.

    Comments below it lose their indent where they would become a part of the text above.
    """
    for start, stop in _candidates(source, loc):
        rest = source.text[stop:]
        yield source.text[:start] + rest
        comments = _COMMENTS.match(rest)
        if comments:
            yield source.text[:start] + re.sub(r"(?m)^ +", "", comments[0]) + rest[comments.end() :]


def _candidates(source: YamlSource, loc: Loc) -> Iterator[Span]:
    """Yield the spans whose removal may be right, the most careful first."""
    parent = node_at(source.tree, loc[:-1])
    if not isinstance(parent, yaml.CollectionNode):
        return
    spans = list(_part_spans(source, parent))
    number = _part_number(parent, loc[-1])
    start, stop = spans[number]
    if not parent.flow_style:
        yield from _line_spans(source, parent, (start, stop))
    if number + 1 < len(spans):
        yield start, spans[number + 1][0]
    if number:
        yield spans[number - 1][1], stop


def _part_number(parent: yaml.CollectionNode, step: str | int) -> int:
    if isinstance(parent, yaml.MappingNode):
        return next(number for number, (key, _value) in enumerate(parent.value) if key.value == step)
    return int(step)


def _part_spans(source: YamlSource, parent: yaml.CollectionNode) -> Iterator[Span]:
    for part in parent.value:
        if isinstance(part, tuple):
            key, value = part
            yield key.start_mark.index, max(key.end_mark.index, value_end(source, value))
        else:
            yield part.start_mark.index, value_end(source, part)


def _line_spans(source: YamlSource, parent: yaml.CollectionNode, span: Span) -> Iterator[Span]:
    """Yield the lines of a part of a block, if nothing else stands on them but its dash and a comment."""
    start, stop = span
    begin = max(source.text.rfind("\n", 0, start), source.text.rfind("\r", 0, start)) + 1
    before = source.text[begin:start].strip(" ")
    if before != ("-" if isinstance(parent, yaml.SequenceNode) else ""):
        return
    end = source.line_end(stop)
    for newline in ("\r\n", "\n", "\r"):
        if source.text.startswith(newline, end):
            yield begin, end + len(newline)
            return
    newline_before = 2 if source.text[:begin].endswith("\r\n") else min(begin, 1)
    yield begin - newline_before, end
