"""One value of a YAML file changed in place: every other byte stays as it is.

The file is never written anew from its values. The value's own bytes are cut out at the marks of its node and others
put in; a field that is not there yet gets a line of its own. There are several ways to write a value, so each is tried
in turn, and the file read again: the first one counts after which exactly that field is another. Whatever YAML may hold
in store, a wrong way is never taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from podcast.authoring import yaml_scalars as typed
from podcast.authoring.yaml_nodes import equal_values, node_at, parse_source, value_end, with_value
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from podcast.authoring.yaml_nodes import YamlSource
    from podcast.show.yaml_errors import Loc

_BOM = "\ufeff"
_FOLD_COLUMNS = 116  # columns of a folded text


@dataclass(frozen=True, slots=True)
class InsertPosition:
    """Where a value shall stand: the mapping, the key, the fields of that mapping in their order, its blank line.

    `blank` says of a comment's words whether they are the line that waits for this field.
    """

    mapping: Any
    key: str
    order: Sequence[str]
    is_blank_line: Callable[[str], bool]


def set_value(data: bytes, loc: Loc, value: Any, insert_position: Callable[[Any, Loc], InsertPosition]) -> bytes | None:
    """The file with another value at `loc`, and nothing else; None where no way to write it leaves the rest alone.

    Args:
        data: of a file without faults.
        loc: the field.
        value: text, number, true, false, or lists and groups of them.
        slot: of the field that is missing, by the mapping that it belongs into and its way.
    """
    one = parse_source(data)
    mark = data[:3] if data.startswith(_BOM.encode()) else b""
    wanted = with_value(read_yaml(data).fields, loc, value)
    for text in _candidates(one, loc, value, insert_position):
        new = mark + text.encode()
        found = read_yaml(new)
        if not found.problems and found.fields is not None and equal_values(found.fields, wanted):
            return new
    return None


def _candidates(one: YamlSource, loc: Loc, value: Any, slot: Callable[[Any, Loc], InsertPosition]) -> Iterator[str]:
    """The text of the file with the value, in every way in which it can be written, the nicest first."""
    node = node_at(one.tree, loc)
    if node is not None:
        yield from _replacements(one, node, value)
        return
    depth = next(depth for depth in range(len(loc) - 1, -1, -1) if node_at(one.tree, loc[:depth]) is not None)
    parent = node_at(one.tree, loc[:depth])
    if isinstance(parent, yaml.MappingNode):
        yield from _insertions(one, slot(parent, loc[: depth + 1]), with_value(None, loc[depth + 1 :], value))
    else:  # an empty field
        yield from _replacements(one, parent, with_value(None, loc[depth:], value))


# --- a value that is there -------------------------------------------------------------------------------------------


def _replacements(one: YamlSource, node: Any, value: Any) -> Iterator[str]:
    start, stop = node.start_mark.index, value_end(one, node)
    before = " " if start == stop else ""
    for written in _value_texts(one, node, value):
        yield one.text[:start] + before + written + one.text[stop:]
        if not isinstance(node, yaml.ScalarNode):  # a list may stand as far left as its field, nothing else may
            yield one.text[:start] + "  " + written + one.text[stop:]


def _value_texts(one: YamlSource, node: Any, value: Any) -> Iterator[str]:
    """The value in the style of the one that it replaces, else in one that holds anything."""
    style = node.style if isinstance(node, yaml.ScalarNode) else None
    if isinstance(value, str):
        yield from _texts_in_style(one, node, value, style)
        if style not in {"'", '"'} and (typed.is_plain(value) or (typed.is_date(value) and typed.is_date(node.value))):
            yield value
        yield typed.double_quoted(value)
    else:
        if not isinstance(node, yaml.ScalarNode) and not node.flow_style and value:
            yield _block_collection(value, one.newline + " " * node.start_mark.column)
        yield typed.format_flow(value)


def _block_collection(value: Any, between: str) -> str:
    """A list or a group with a line for each part, as the one that it replaces."""
    if isinstance(value, list):
        return between.join(f"- {typed.format_flow(part)}" for part in value)
    if isinstance(value, dict):
        return between.join(f"{typed.format_text(key)}: {typed.format_flow(part)}" for key, part in value.items())
    return typed.format_flow(value)


def _texts_in_style(one: YamlSource, node: Any, value: str, style: str | None) -> Iterator[str]:
    if style == "'" and value.isprintable():
        yield typed.single_quoted(value)
    if style in {"|", ">"}:
        header = one.text[node.start_mark.index : one.line_end(node.start_mark.index)].rstrip()
        indent = _indent(one, node)
        folded = _fold(value, indent) if style == ">" else value
        yield typed.block_text(folded, header, indent, one.newline)
        yield typed.block_text(value, header.replace(">", "|", 1), indent, one.newline)
    elif "\n" in value and style != '"':
        yield typed.block_text(value, "|", _indent(one, node), one.newline)


def _indent(one: YamlSource, node: Any) -> int:
    """By how much the lines of a block of text are indented: as they are, else two more than the line of its field."""
    at = node.start_mark.index
    following = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)(?:[ ]*(?:\r\n|\r|\n))*([ ]*)\S").match(one.text, at)
    if getattr(node, "style", None) in {"|", ">"} and following and following.end() <= value_end(one, node) + 1:
        return len(following[1])
    begin = max(one.text.rfind("\n", 0, at), one.text.rfind("\r", 0, at)) + 1
    line = one.text[begin:at]
    return len(line) - len(line.lstrip(" -")) + 2


def _fold(value: str, indent: int) -> str:
    """A text of one paragraph, broken at spaces into lines of a readable width."""
    lines, line = [], ""
    for word in value.split(" "):
        if line and len(line) + len(word) + 1 > _FOLD_COLUMNS - indent:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([*lines, line])


# --- a field that is not there yet -----------------------------------------------------------------------------------


def _insertions(one: YamlSource, slot: InsertPosition, value: Any) -> Iterator[str]:
    if slot.mapping.flow_style:
        yield from _flow_insertions(one, slot, value)
        return
    indent = " " * slot.mapping.start_mark.column
    for written in _block_values(one, value, len(indent) + 2):
        line = f"{typed.format_text(slot.key)}: {written}"
        yield from _blank_line_replacements(one, slot, line, indent)
        if before := _preceding_field(slot):
            at = one.line_end(value_end(one, before[1]))
            yield one.text[:at] + one.newline + indent + line + one.text[at:]
            behind = before[1].end_mark.index
            yield one.text[:behind] + indent + line + one.newline + one.text[behind:]
        else:
            at = slot.mapping.value[0][0].start_mark.index
            yield one.text[:at] + line + one.newline + indent + one.text[at:]


def _block_values(one: YamlSource, value: Any, indent: int) -> Iterator[str]:
    if isinstance(value, str) and "\n" in value:
        yield typed.block_text(value, "|", indent, one.newline)
    yield typed.format_flow(value)
    if isinstance(value, str):
        yield typed.double_quoted(value)


def _blank_line_replacements(one: YamlSource, slot: InsertPosition, line: str, indent: str) -> Iterator[str]:
    """The line that waits for this field, with what it is for behind the value."""
    for found in re.finditer(rf"^{indent}# {re.escape(slot.key)}: .*?  # ([^\r\n]*)", one.text, re.MULTILINE):
        if slot.is_blank_line(found[1]):
            why = "" if "\n" in line else f"  # {found[1]}"
            yield one.text[: found.start()] + indent + line + why + one.text[found.end() :]


def _preceding_field(slot: InsertPosition) -> Any:
    """The field that the new one stands behind; None where it is the first."""
    order = list(slot.order)
    if slot.key not in order:
        return slot.mapping.value[-1]
    earlier = [pair for pair in slot.mapping.value if pair[0].value in order[: order.index(slot.key)]]
    return max(earlier, key=lambda pair: order.index(pair[0].value), default=None)


def _flow_insertions(one: YamlSource, slot: InsertPosition, value: Any) -> Iterator[str]:
    line = f"{typed.format_text(slot.key, inside=True)}: {typed.format_flow_item(value)}"
    before = _preceding_field(slot) if slot.mapping.value else None
    if before:
        at = value_end(one, before[1])
        yield f"{one.text[:at]}, {line}{one.text[at:]}"
    else:
        at = slot.mapping.start_mark.index + 1
        yield one.text[:at] + line + (", " if slot.mapping.value else "") + one.text[at:]
