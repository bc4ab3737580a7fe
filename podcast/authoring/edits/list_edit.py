"""Lists of which items are added, removed or put in another order: items that stay keep their text and comments."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import yaml

from podcast.authoring.yaml_block import MAX_COLUMNS, item_lines
from podcast.authoring.yaml_nodes import equal_values, node_at, parse_source, value_at, value_end, with_value
from podcast.authoring.yaml_scalars import format_flow_item
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from podcast.authoring.yaml_nodes import YamlSource
    from podcast.show.yaml_errors import Loc
    from podcast.show.yaml_reader import YamlValue

_BOM = b"\xef\xbb\xbf"


def rearranged_list(data: bytes, loc: Loc, items: Sequence[YamlValue]) -> bytes | None:
    """Return the file with these items in the list at `loc`, and no other change; None if that cannot be written.

    A comment above an item moves with it; those of an item that goes away are not lost: then the result is None.

    Args:
        data: of a file without problems.
        loc: the path to a list that has items.
        items: at least one.
    """
    source = parse_source(data)
    node = node_at(source.tree, loc)
    fields = read_yaml(data).fields
    old = value_at(fields, loc)
    if not isinstance(node, yaml.SequenceNode) or not isinstance(old, list):
        return None
    numbers = _numbers_of_equal_items(old, items)
    text = (_flow_list if node.flow_style else _block_list)(source, node, _Items(items, numbers))
    if text is None:
        return None
    new = (_BOM if data.startswith(_BOM) else b"") + text.encode()
    document = read_yaml(new)
    is_exact = not document.problems and equal_values(document.fields, with_value(fields, loc, list(items)))
    return new if is_exact else None


class _Items:
    """The new items, and for each the number of the old one that it is; None for a new one."""

    def __init__(self, values: Sequence[YamlValue], numbers: Sequence[int | None]) -> None:
        self.values, self.numbers = values, numbers

    def texts(self, old: Sequence[str], write: Callable[[YamlValue], str]) -> list[str]:
        """Return the text of each item: that of the old one, else as `write` writes it."""
        pairs = zip(self.values, self.numbers, strict=True)
        return [write(value) if number is None else old[number] for value, number in pairs]

    def removed_texts(self, old: Sequence[str]) -> list[str]:
        """Return the texts of the old items that are gone."""
        return [text for number, text in enumerate(old) if number not in self.numbers]


def _numbers_of_equal_items(old: Sequence[YamlValue], items: Sequence[YamlValue]) -> list[int | None]:
    """Return for each item the number of an equal old one, each of which is used once; None if there is none."""
    unused = dict(enumerate(old))
    numbers: list[int | None] = []
    for item in items:
        number = next((number for number, value in unused.items() if equal_values(value, item)), None)
        if number is not None:
            del unused[number]
        numbers.append(number)
    return numbers


def _flow_list(source: YamlSource, node: yaml.SequenceNode, items: _Items) -> str | None:
    """Return the text of the file with the items between brackets; None if comments would be lost."""
    spans = [(part.start_mark.index, value_end(source, part)) for part in node.value]
    start, stop = spans[0][0], spans[-1][1]
    between = [source.text[end:begin] for (_start, end), (begin, _stop) in pairwise(spans)]
    if any("#" in text for text in between):
        return None
    texts = items.texts([source.text[begin:end] for begin, end in spans], format_flow_item)
    separator = between[0] if between and len(set(between)) == 1 else ", "
    return source.text[:start] + separator.join(texts) + source.text[stop:]


def _block_list(source: YamlSource, node: yaml.SequenceNode, items: _Items) -> str | None:
    """Return the text of the file with the items below each other; None if comments would be lost."""
    bounds = [_line_begin(source, node.start_mark.index)]
    bounds += [source.line_end(value_end(source, part)) for part in node.value]
    first = source.text[bounds[0] : node.value[0].start_mark.index]
    if first.strip(" ") != "-":  # the first item is on the line of its field
        return None
    old = [source.text[begin:end].removeprefix(source.newline) for begin, end in pairwise(bounds)]
    if any("#" in text for text in items.removed_texts(old)):
        return None

    def write(value: YamlValue) -> str:
        column = node.start_mark.column
        lines = item_lines(value, MAX_COLUMNS - column)
        return source.newline.join(" " * column + line if line else "" for line in lines)

    return source.text[: bounds[0]] + source.newline.join(items.texts(old, write)) + source.text[bounds[-1] :]


def _line_begin(source: YamlSource, index: int) -> int:
    return max(source.text.rfind("\n", 0, index), source.text.rfind("\r", 0, index)) + 1
