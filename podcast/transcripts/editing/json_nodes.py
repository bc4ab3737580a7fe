"""JSON with the place of every value, for splices of a valid document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from json import JSONDecoder
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_DECODER: Final = JSONDecoder()
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_SCALAR: Final = re.compile(r"[^\s,\]}]+")
_CONSTANTS: Final[dict[str, Any]] = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class JsonNode:
    """A value and its place; `fields` are those of an object, `items` those of a list, `value` that of all others."""

    start: int
    end: int
    value: Any = None
    fields: dict[str, JsonNode] | None = None
    items: tuple[JsonNode, ...] | None = None
    first_key: int = 0  # where the first key of an object stands

    def at(self, *names: str) -> JsonNode | None:
        """Return the node at a path of names; None if there is none."""
        node: JsonNode | None = self
        for name in names:
            node = (node.fields or {}).get(name) if node else None
        return node


def parse_nodes(text: str) -> JsonNode:
    """Return a document that `json.loads` accepts.

    Raises:
        RecursionError: it is nested too deeply.
    """
    return _node(text, _after_space(text, 0))


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _node(text: str, start: int) -> JsonNode:
    if text[start] == "{":
        return _object(text, start)
    if text[start] == "[":
        items = [*_items(text, start)]
        end = _after_space(text, items[-1].end if items else start + 1)
        return JsonNode(start, end + 1, items=tuple(items))
    if text[start] == '"':
        value, end = _DECODER.raw_decode(text, start)
        return JsonNode(start, end, value)
    match = _SCALAR.match(text, start)
    written = match[0] if match else ""
    value = _CONSTANTS[written] if written in _CONSTANTS else float(written)
    return JsonNode(start, start + len(written), value)


def _items(text: str, start: int) -> Iterator[JsonNode]:
    position = _after_space(text, start + 1)
    while text[position] != "]":
        item = _node(text, position)
        yield item
        position = _after_space(text, item.end)
        position = _after_space(text, position + 1) if text[position] == "," else position


def _object(text: str, start: int) -> JsonNode:
    fields: dict[str, JsonNode] = {}
    position = first_key = _after_space(text, start + 1)
    while text[position] != "}":
        name, after = _DECODER.raw_decode(text, position)
        fields[name] = _node(text, _after_space(text, _after_space(text, after) + 1))
        position = _after_space(text, fields[name].end)
        position = _after_space(text, position + 1) if text[position] == "," else position
    return JsonNode(start, position + 1, fields=fields, first_key=first_key)
