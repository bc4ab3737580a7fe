"""The tree of a YAML file: where each value begins and really ends, so that one can be changed and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from podcast.show.yaml_reader import YAML_LOADER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.show.yaml_errors import Loc


@dataclass(frozen=True, slots=True)
class YamlSource:
    """A YAML file's text (without byte order mark), its tree, and how its lines end."""

    text: str
    tree: Any
    newline: str

    def line_end(self, at: int) -> int:
        """Where the line that `at` lies in ends."""
        found = re.compile(r"\r|\n|\Z").search(self.text, at)
        return found.start() if found else len(self.text)


def parse_source(data: bytes) -> YamlSource:
    """A file that `yaml.read` finds right."""
    text = data.decode("utf-8-sig")
    return YamlSource(text, yaml.compose(text, Loader=YAML_LOADER), "\r\n" if "\r\n" in text else "\n")


def node_at(tree: Any, loc: Loc) -> Any:
    """The node of a value; None where there is none."""
    for step in loc:
        if isinstance(tree, yaml.MappingNode):
            tree = next((value for key, value in tree.value if key.value == step), None)
        elif isinstance(tree, yaml.SequenceNode) and isinstance(step, int) and step < len(tree.value):
            tree = tree.value[step]
        else:
            return None
    return tree


def value_end(source: YamlSource, node: Any) -> int:
    """Where a value really ends: the marks of blocks lie behind the blank lines and comments that follow."""
    if isinstance(node, yaml.ScalarNode):
        at: int = node.end_mark.index
        return len(source.text[:at].rstrip(" \r\n")) if node.style in {"|", ">"} else at
    if node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return value_end(source, last[1] if isinstance(node, yaml.MappingNode) else last)


def has_inner_comments(data: bytes, loc: Loc) -> bool:
    """Whether there are comments between the parts of a list or a group, which would go with it."""
    one = parse_source(data)
    node = node_at(one.tree, loc)
    if node is None or isinstance(node, yaml.ScalarNode):
        return False
    rest, at = "", node.start_mark.index
    for scalar in _scalars(node):
        rest += one.text[at : scalar.start_mark.index]
        at = max(at, scalar.end_mark.index)
    return "#" in rest + one.text[at : value_end(one, node)]


def _scalars(node: Any) -> Iterator[Any]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    for part in node.value if not isinstance(node, yaml.ScalarNode) else ():
        for inner in part if isinstance(part, tuple) else (part,):
            yield from _scalars(inner)


def with_value(fields: Any, loc: Loc, value: Any) -> Any:
    """The same fields with `value` at `loc`; groups on the way there are made."""
    if not loc:
        return value
    step, rest = loc[0], loc[1:]
    if isinstance(step, int):
        return [with_value(one, rest, value) if number == step else one for number, one in enumerate(fields)]
    return {**(fields or {}), step: with_value((fields or {}).get(step), rest, value)}


def equal_values(actual: Any, expected: Any) -> bool:
    """Whether two values are the same; a text may end in other line breaks, which no field keeps."""
    if type(actual) is not type(expected):
        return False
    if isinstance(actual, dict):
        return set(actual) == set(expected) and all(equal_values(actual[key], expected[key]) for key in expected)
    if isinstance(actual, list):
        return len(actual) == len(expected) and all(map(equal_values, actual, expected))
    if isinstance(actual, str):
        return actual.rstrip("\n") == str(expected).rstrip("\n")
    return bool(actual == expected)
