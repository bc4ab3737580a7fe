"""Editor of single values in YAML files: every other byte stays as it is.

The file is never written from its values. The bytes of the value are replaced between the marks of its node; a new
field gets a line of its own. There are several ways to write a value. Each is tried, and the file is read again: the
first one after which exactly that field has changed is used. So no change can damage the file, whatever it contains.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from podcast.authoring.yaml_block import MAX_COLUMNS, field_lines, fold, item_lines, value_lines
from podcast.authoring.yaml_insert import InsertPosition, appended_items, inserted_fields
from podcast.authoring.yaml_nodes import (
    equal_values,
    has_inner_comments,
    node_at,
    parse_source,
    value_at,
    value_end,
    with_value,
)
from podcast.authoring.yaml_scalars import block_text, double_quoted, format_flow, is_date, is_plain, single_quoted
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podcast.authoring.yaml_nodes import YamlSource
    from podcast.show.yaml_errors import Loc
    from podcast.show.yaml_reader import YamlValue

    PositionFunction = Callable[[yaml.MappingNode, Loc], InsertPosition]

_BOM = "\ufeff"

__all__ = ["InsertPosition", "append_item", "set_value"]


def set_value(data: bytes, loc: Loc, value: YamlValue, insert_position: PositionFunction) -> bytes | None:
    """Return the file with another value at `loc` and no other change; None if that cannot be written.

    Args:
        data: of a file without problems.
        loc: the field.
        value: text, number, true, false, or lists and groups of them.
        insert_position: the position of a missing field, by its parent mapping and its path.
    """
    return _first_exact(data, loc, value, _candidates(parse_source(data), loc, value, insert_position))


def append_item(data: bytes, loc: Loc, item: YamlValue, insert_position: PositionFunction) -> bytes | None:
    """Return the file with one more item at the end of the list at `loc`; None if that cannot be written.

    A list that is missing is added. The items before it stay as they are, comments between them included.
    """
    source = parse_source(data)
    node, items = node_at(source.tree, loc), value_at(read_yaml(data).fields, loc)
    if not isinstance(node, yaml.SequenceNode) or not node.value or not isinstance(items, list):
        return set_value(data, loc, [item], insert_position)
    longer: list[YamlValue] = [*items, item]
    blocks = () if has_inner_comments(data, loc) else _block_replacements(source, node, longer)
    return _first_exact(data, loc, longer, (*blocks, *appended_items(source, node, item)))


def _first_exact(data: bytes, loc: Loc, value: YamlValue, candidates: Iterable[str]) -> bytes | None:
    """Return the first of the texts in which exactly that field has that value, as a file."""
    mark = data[:3] if data.startswith(_BOM.encode()) else b""
    expected = with_value({**(read_yaml(data).fields or {})}, loc, value)
    for text in candidates:
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
        position = insert_position(parent, loc[: depth + 1])
        yield from inserted_fields(source, position, with_value(None, loc[depth + 1 :], value))
    elif parent is not None:  # an empty field
        yield from _replacements(source, parent, with_value(None, loc[depth:], value))


def _replacements(source: YamlSource, node: yaml.Node, value: YamlValue) -> Iterator[str]:
    yield from _block_replacements(source, node, value)
    start, stop = node.start_mark.index, value_end(source, node)
    before = " " if start == stop else ""
    for written in _value_texts(source, node, value):
        yield source.text[:start] + before + written + source.text[stop:]
        if not isinstance(node, yaml.ScalarNode):  # a list may be indented as little as its field, nothing else may
            yield source.text[:start] + "  " + written + source.text[stop:]


def _block_replacements(source: YamlSource, node: yaml.Node, value: YamlValue) -> Iterator[str]:
    """Yield the text with a long value as a block below its name, where a comment stays; nothing for a short value."""
    is_scalar_block = isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}
    is_block = is_scalar_block or (isinstance(node, yaml.CollectionNode) and not node.flow_style)
    if is_block or node.start_mark.column + len(format_flow(value)) <= MAX_COLUMNS:
        return
    indent = _indent(source, node) - 2
    header, *body = value_lines(value, MAX_COLUMNS - indent, used=MAX_COLUMNS)
    start, stop = node.start_mark.index, value_end(source, node)
    end = source.line_end(stop)
    rest = source.text[stop:end]
    if body and (not rest.strip() or rest.lstrip().startswith("#")):
        first_line = f"{source.text[:start].rstrip(' ')} {header}".rstrip(" ") + rest.rstrip()
        yield _joined(source, indent, [first_line, *body], first_indent=0) + source.text[end:]


def _joined(source: YamlSource, indent: int, lines: list[str], first_indent: int | None = None) -> str:
    """Return lines with an indent; that of the first may be another, and empty ones have none."""
    first, *rest = lines
    return source.newline.join(
        [
            " " * (indent if first_indent is None else first_indent) + first,
            *(" " * indent + line if line else "" for line in rest),
        ]
    )


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
            yield _block_collection(source, value, node.start_mark.column)
        yield format_flow(value)


def _block_collection(source: YamlSource, value: YamlValue, column: int) -> str:
    """Return a list or a group with a line for each part, as the one that it replaces."""
    if isinstance(value, list):
        lines = [line for part in value for line in item_lines(part, MAX_COLUMNS - column)]
    elif isinstance(value, dict):
        lines = [line for key, part in value.items() for line in field_lines(key, part, MAX_COLUMNS - column)]
    else:
        return format_flow(value)
    return _joined(source, column, lines, first_indent=0)


def _texts_in_style(source: YamlSource, node: yaml.Node, value: str, style: str | None) -> Iterator[str]:
    if style == "'" and value.isprintable():
        yield single_quoted(value)
    if style in {"|", ">"}:
        header = source.text[node.start_mark.index : source.line_end(node.start_mark.index)].rstrip()
        indent = _indent(source, node)
        folded = "\n".join(fold(value, MAX_COLUMNS - indent)) if style == ">" else value
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
