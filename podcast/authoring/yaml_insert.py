"""Insertion of new fields, and of new items of a list, into the text of a YAML file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.authoring.yaml_block import MAX_COLUMNS, field_lines, item_lines
from podcast.authoring.yaml_nodes import value_end
from podcast.authoring.yaml_scalars import double_quoted, format_flow, format_flow_item, format_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import yaml

    from podcast.authoring.yaml_nodes import YamlSource
    from podcast.show.yaml_reader import YamlValue


@dataclass(frozen=True, slots=True)
class InsertPosition:
    """Position of a new field: the mapping, the key, the fields of that mapping in their order.

    `is_blank_line` tells whether the text of a comment belongs to the blank line of this field.
    """

    mapping: yaml.MappingNode
    key: str
    order: Sequence[str]
    is_blank_line: Callable[[str], bool]


def inserted_fields(source: YamlSource, position: InsertPosition, value: YamlValue) -> Iterator[str]:
    """Yield the text of the file with a new field, in every way in which it can be written."""
    if position.mapping.flow_style:
        yield from _flow_insertions(source, position, value)
        return
    indent = " " * position.mapping.start_mark.column
    for field in _field_texts(source, position.key, value, indent):
        yield from _blank_line_replacements(source, position, field, indent)
        if before := _preceding_field(position):
            end = source.line_end(value_end(source, before[1]))
            yield source.text[:end] + source.newline + indent + field + source.text[end:]
            block_end = before[1].end_mark.index
            yield source.text[:block_end] + indent + field + source.newline + source.text[block_end:]
        else:
            start = position.mapping.value[0][0].start_mark.index
            yield source.text[:start] + field + source.newline + indent + source.text[start:]


def appended_items(source: YamlSource, node: yaml.SequenceNode, item: YamlValue) -> Iterator[str]:
    """Yield the text of the file with one more item at the end of a list that has items."""
    end = value_end(source, node.value[-1])
    if node.flow_style:
        yield f"{source.text[:end]}, {format_flow_item(item)}{source.text[end:]}"
        return
    column = node.start_mark.column
    for lines in (item_lines(item, MAX_COLUMNS - column), [f"- {format_flow(item)}"]):
        text = source.newline.join(" " * column + line if line else "" for line in lines)
        line_end = source.line_end(end)
        yield source.text[:line_end] + source.newline + text + source.text[line_end:]
        block_end = node.end_mark.index
        yield source.text[:block_end] + text + source.newline + source.text[block_end:]


def _field_texts(source: YamlSource, key: str, value: YamlValue, indent: str) -> Iterator[str]:
    """Yield the field on one or more lines, without the indent of the first one."""
    first, *rest = field_lines(key, value, MAX_COLUMNS - len(indent))
    yield source.newline.join([first, *(indent + line if line else "" for line in rest)])
    yield f"{format_text(key)}: {format_flow(value)}"
    if isinstance(value, str):
        yield f"{format_text(key)}: {double_quoted(value)}"


def _blank_line_replacements(source: YamlSource, position: InsertPosition, field: str, indent: str) -> Iterator[str]:
    """Yield the text with the blank line of this field filled in; its description stays on the first line."""
    for match in re.finditer(rf"^{indent}# {re.escape(position.key)}: .*?  # ([^\r\n]*)", source.text, re.MULTILINE):
        if position.is_blank_line(match[1]):
            first, newline, rest = field.partition(source.newline)
            filled = f"{indent}{first}  # {match[1].rstrip()}{newline}{rest}"
            yield source.text[: match.start()] + filled + source.text[match.end() :]


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
