"""Editor of single values in YAML files: every other byte stays as it is.

The file is never written from its values. The bytes of the value are replaced between the marks of its node; a new
field gets a line of its own. There are several ways to write a value. Each is tried, and the file is read again: the
first one after which exactly that field has changed is used. So no change can damage the file, whatever it contains.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from podcast.authoring.yaml_nodes import equal_values, node_at, parse_source, value_end, with_value
from podcast.authoring.yaml_scalars import (
    block_text,
    double_quoted,
    format_flow,
    format_flow_item,
    format_text,
    is_date,
    is_plain,
    single_quoted,
)
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from podcast.authoring.yaml_nodes import YamlSource
    from podcast.show.yaml_errors import Loc
    from podcast.show.yaml_reader import YamlValue

    PositionFunction = Callable[[yaml.MappingNode, Loc], "InsertPosition"]

_BOM = "\ufeff"
_FOLD_COLUMNS = 116  # width of a folded text


@dataclass(frozen=True, slots=True)
class InsertPosition:
    """Position of a new field: the mapping, the key, the fields of that mapping in their order.

    `is_blank_line` tells whether the text of a comment belongs to the blank line of this field.
    """

    mapping: yaml.MappingNode
    key: str
    order: Sequence[str]
    is_blank_line: Callable[[str], bool]


def set_value(data: bytes, loc: Loc, value: YamlValue, insert_position: PositionFunction) -> bytes | None:
    """Return the file with another value at `loc` and no other change; None if that cannot be written.

    Args:
        data: of a file without problems.
        loc: the field.
        value: text, number, true, false, or lists and groups of them.
        insert_position: the position of a missing field, by its parent mapping and its path.
    """
    source = parse_source(data)
    mark = data[:3] if data.startswith(_BOM.encode()) else b""
    expected = with_value({**(read_yaml(data).fields or {})}, loc, value)
    for text in _candidates(source, loc, value, insert_position):
        new = mark + text.encode()
        document = read_yaml(new)
        if not document.problems and equal_values(document.fields, expected):
            return new
    return None


def _candidates(source: YamlSource, loc: Loc, value: YamlValue, insert_position: PositionFunction) -> Iterator[str]:
    """Yield the text of the file with the value, in every way in which it can be written, the most readable first."""
    node = node_at(source.tree, loc)
    if node is not None:
        yield from _replacements(source, node, value)
        return
    depth = next(depth for depth in range(len(loc) - 1, -1, -1) if node_at(source.tree, loc[:depth]) is not None)
    parent = node_at(source.tree, loc[:depth])
    if isinstance(parent, yaml.MappingNode):
        yield from _insertions(
            source, insert_position(parent, loc[: depth + 1]), with_value(None, loc[depth + 1 :], value)
        )
    elif parent is not None:  # an empty field
        yield from _replacements(source, parent, with_value(None, loc[depth:], value))


# --- replace a value -------------------------------------------------------------------------------------------------


def _replacements(source: YamlSource, node: yaml.Node, value: YamlValue) -> Iterator[str]:
    start, stop = node.start_mark.index, value_end(source, node)
    before = " " if start == stop else ""
    for written in _value_texts(source, node, value):
        yield source.text[:start] + before + written + source.text[stop:]
        if not isinstance(node, yaml.ScalarNode):  # a list may be indented as little as its field, nothing else may
            yield source.text[:start] + "  " + written + source.text[stop:]


def _value_texts(source: YamlSource, node: yaml.Node, value: YamlValue) -> Iterator[str]:
    """Yield the value in the style of the one that it replaces, then in one that can contain any value."""
    style = node.style if isinstance(node, yaml.ScalarNode) else None
    if isinstance(value, str):
        yield from _texts_in_style(source, node, value, style)
        if style not in {"'", '"'} and (is_plain(value) or (is_date(value) and is_date(node.value))):
            yield value
        yield double_quoted(value)
    else:
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and value:
            yield _block_collection(value, source.newline + " " * node.start_mark.column)
        yield format_flow(value)


def _block_collection(value: YamlValue, between: str) -> str:
    """Return a list or a group with a line for each part, as the one that it replaces."""
    if isinstance(value, list):
        return between.join(f"- {format_flow(part)}" for part in value)
    if isinstance(value, dict):
        return between.join(f"{format_text(key)}: {format_flow(part)}" for key, part in value.items())
    return format_flow(value)


def _texts_in_style(source: YamlSource, node: yaml.Node, value: str, style: str | None) -> Iterator[str]:
    if style == "'" and value.isprintable():
        yield single_quoted(value)
    if style in {"|", ">"}:
        header = source.text[node.start_mark.index : source.line_end(node.start_mark.index)].rstrip()
        indent = _indent(source, node)
        folded = _fold(value, indent) if style == ">" else value
        yield block_text(folded, header, indent, source.newline)
        yield block_text(value, header.replace(">", "|", 1), indent, source.newline)
    elif "\n" in value and style != '"':
        yield block_text(value, "|", _indent(source, node), source.newline)


def _indent(source: YamlSource, node: yaml.Node) -> int:
    """Return the indent of a block of text: its present one, else two more than the line of its field."""
    start = node.start_mark.index
    following = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)(?:[ ]*(?:\r\n|\r|\n))*([ ]*)\S").match(source.text, start)
    if getattr(node, "style", None) in {"|", ">"} and following and following.end() <= value_end(source, node) + 1:
        return len(following[1])
    begin = max(source.text.rfind("\n", 0, start), source.text.rfind("\r", 0, start)) + 1
    line = source.text[begin:start]
    return len(line) - len(line.lstrip(" -")) + 2


def _fold(value: str, indent: int) -> str:
    """Break a text of one paragraph at spaces into lines of a readable width."""
    lines, line = [], ""
    for word in value.split(" "):
        if line and len(line) + len(word) + 1 > _FOLD_COLUMNS - indent:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([*lines, line])


# --- add a field -----------------------------------------------------------------------------------------------------


def _insertions(source: YamlSource, position: InsertPosition, value: YamlValue) -> Iterator[str]:
    if position.mapping.flow_style:
        yield from _flow_insertions(source, position, value)
        return
    indent = " " * position.mapping.start_mark.column
    for written in _block_values(source, value, len(indent) + 2):
        line = f"{format_text(position.key)}: {written}"
        yield from _blank_line_replacements(source, position, line, indent)
        if before := _preceding_field(position):
            end = source.line_end(value_end(source, before[1]))
            yield source.text[:end] + source.newline + indent + line + source.text[end:]
            block_end = before[1].end_mark.index
            yield source.text[:block_end] + indent + line + source.newline + source.text[block_end:]
        else:
            start = position.mapping.value[0][0].start_mark.index
            yield source.text[:start] + line + source.newline + indent + source.text[start:]


def _block_values(source: YamlSource, value: YamlValue, indent: int) -> Iterator[str]:
    if isinstance(value, str) and "\n" in value:
        yield block_text(value, "|", indent, source.newline)
    yield format_flow(value)
    if isinstance(value, str):
        yield double_quoted(value)


def _blank_line_replacements(source: YamlSource, position: InsertPosition, line: str, indent: str) -> Iterator[str]:
    """Yield the text with the blank line of this field filled in; its description stays behind the value."""
    for match in re.finditer(rf"^{indent}# {re.escape(position.key)}: .*?  # ([^\r\n]*)", source.text, re.MULTILINE):
        if position.is_blank_line(match[1]):
            comment = "" if "\n" in line else f"  # {match[1]}"
            yield source.text[: match.start()] + indent + line + comment + source.text[match.end() :]


def _preceding_field(position: InsertPosition) -> tuple[yaml.Node, yaml.Node] | None:
    """Return the field after which the new one is inserted; None if it is the first."""
    order = list(position.order)
    fields: list[tuple[yaml.Node, yaml.Node]] = position.mapping.value
    if position.key not in order:
        return fields[-1]
    earlier = [pair for pair in fields if pair[0].value in order[: order.index(position.key)]]
    return max(earlier, key=lambda pair: order.index(pair[0].value), default=None)


def _flow_insertions(source: YamlSource, position: InsertPosition, value: YamlValue) -> Iterator[str]:
    line = f"{format_text(position.key, inside=True)}: {format_flow_item(value)}"
    before = _preceding_field(position) if position.mapping.value else None
    if before:
        end = value_end(source, before[1])
        yield f"{source.text[:end]}, {line}{source.text[end:]}"
    else:
        start = position.mapping.start_mark.index + 1
        yield source.text[:start] + line + (", " if position.mapping.value else "") + source.text[start:]
