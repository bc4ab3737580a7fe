"""Node tree of a YAML file: the exact beginning and end of each value, so that only its own bytes are changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from podcast.show.yaml_reader import YAML_LOADER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.show.yaml_errors import Loc
    from podcast.show.yaml_reader import YamlValue


@dataclass(frozen=True, slots=True)
class YamlSource:
    """Text of a YAML file (without byte order mark), its node tree, and its line ending."""

    text: str
    tree: yaml.Node | None
    newline: str

    def line_end(self, index: int) -> int:
        """Return the end of the line that contains the character at `index`."""
        match = re.compile(r"\r|\n|\Z").search(self.text, index)
        return match.start() if match else len(self.text)


def parse_source(data: bytes) -> YamlSource:
    """Parse a file in which `read_yaml` finds no problems."""
    text = data.decode("utf-8-sig")
    return YamlSource(text, yaml.compose(text, Loader=YAML_LOADER), "\r\n" if "\r\n" in text else "\n")


def node_at(tree: yaml.Node | None, loc: Loc) -> yaml.Node | None:
    """Return the node of a value; None if there is none."""
    for step in loc:
        if isinstance(tree, yaml.MappingNode):
            tree = next((value for key, value in tree.value if key.value == step), None)
        elif isinstance(tree, yaml.SequenceNode) and isinstance(step, int) and step < len(tree.value):
            tree = tree.value[step]
        else:
            return None
    return tree


def value_end(source: YamlSource, node: yaml.Node) -> int:
    """Return the end of a value. The end marks of blocks are after the blank lines and comments that follow them."""
    if isinstance(node, yaml.ScalarNode):
        end: int = node.end_mark.index
        return len(source.text[:end].rstrip(" \r\n")) if node.style in {"|", ">"} else end
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return value_end(source, last[1] if isinstance(node, yaml.MappingNode) else last)


def has_inner_comments(data: bytes, loc: Loc) -> bool:
    """Whether there are comments between the parts of a list or a group, which would be lost with it."""
    source = parse_source(data)
    node = node_at(source.tree, loc)
    if node is None or isinstance(node, yaml.ScalarNode):
        return False
    between, position = "", node.start_mark.index
    for scalar in _scalars(node):
        between += source.text[position : scalar.start_mark.index]
        position = max(position, scalar.end_mark.index)
    return "#" in between + source.text[position : value_end(source, node)]


def _scalars(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.ScalarNode):
        yield node
        return
    for part in node.value:
        for child in part if isinstance(part, tuple) else (part,):
            yield from _scalars(child)


def with_value(fields: YamlValue, loc: Loc, value: YamlValue) -> YamlValue:
    """Return the fields with `value` at `loc`; groups that are missing on the path are added."""
    if not loc:
        return value
    step, rest = loc[0], loc[1:]
    if isinstance(step, int):
        items = fields if isinstance(fields, list) else []
        return [with_value(item, rest, value) if number == step else item for number, item in enumerate(items)]
    group = fields if isinstance(fields, dict) else {}
    return {**group, step: with_value(group.get(step), rest, value)}


def value_at(fields: YamlValue, loc: Loc) -> YamlValue:
    """Return the value at a path; None if there is none."""
    for step in loc:
        if isinstance(fields, list) and isinstance(step, int):
            fields = fields[step] if step < len(fields) else None
        else:
            fields = fields.get(str(step)) if isinstance(fields, dict) else None
    return fields


def equal_values(actual: YamlValue, expected: YamlValue) -> bool:
    """Whether two values are equal, except for line breaks at the end of a text, which no field keeps."""
    if type(actual) is not type(expected):
        return False
    if isinstance(actual, dict) and isinstance(expected, dict):
        return set(actual) == set(expected) and all(equal_values(actual[key], expected[key]) for key in expected)
    if isinstance(actual, list) and isinstance(expected, list):
        return len(actual) == len(expected) and all(map(equal_values, actual, expected))
    if isinstance(actual, str):
        return actual.rstrip("\n") == str(expected).rstrip("\n")
    return bool(actual == expected)
