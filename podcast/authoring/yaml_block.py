"""Formatter of long values as YAML: folded texts, lists and groups with a line for each part."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podcast.authoring.yaml_scalars import format_flow, format_text

if TYPE_CHECKING:
    from podcast.show.yaml_reader import YamlValue

MAX_COLUMNS = 100  # of a line; a longer value is written in block style
_INDENT = "  "
_FOLDABLE = re.compile(r"\S+( \S+)*")  # one paragraph with single spaces: folded, it reads back as itself


def field_lines(name: str, value: YamlValue, columns: int = MAX_COLUMNS) -> list[str]:
    """Return the lines of a field without indentation: one if the value is short, else a block.

    Args:
        name: of the field.
        value: of the field.
        columns: that a line may have.
    """
    header, *block = value_lines(value, columns, used=len(name) + 2)
    return [f"{format_text(name)}: {header}".rstrip(), *block]


def value_lines(value: YamlValue, columns: int = MAX_COLUMNS, used: int = 0) -> list[str]:
    """Return a value as it stands behind its name: the rest of that line, then the lines below it.

    Lists of groups, and groups of groups, always have a line for each; all else stays on one line if it fits.

    Args:
        value: a text, a number, true, false, or lists and groups of them.
        columns: that a line may have.
        used: columns of the first line that are taken.
    """
    if isinstance(value, str) and "\n" in value:
        return ["|", *(_INDENT + line if line else "" for line in value.rstrip("\n").split("\n"))]
    flow = format_flow(value)
    is_short = used + len(flow) <= columns
    if isinstance(value, list) and value and (not is_short or any(isinstance(item, dict) for item in value)):
        return ["", *(_INDENT + line for item in value for line in item_lines(item, columns - 2))]
    has_groups = isinstance(value, dict) and any(isinstance(item, dict) for item in value.values())
    if (is_short and not has_groups) or not value:
        return [flow]
    if isinstance(value, dict):
        return ["", *(_INDENT + line for name in value for line in field_lines(name, value[name], columns - 2))]
    if isinstance(value, str) and _FOLDABLE.fullmatch(value):
        return [">-", *(_INDENT + line for line in fold(value, columns - 2))]
    return [flow]


def item_lines(item: YamlValue, columns: int = MAX_COLUMNS) -> list[str]:
    """Return the lines of an item of a list: a group on one line if it fits."""
    flow = format_flow(item)
    if len(flow) + 2 <= columns and not (isinstance(item, str) and "\n" in item):
        return [f"- {flow}"]
    if isinstance(item, dict):
        first, *rest = [line for name in item for line in field_lines(name, item[name], columns - 2)]
    else:
        first, *rest = value_lines(item, columns, used=2)
    return [f"- {first}".rstrip(), *(_INDENT + line if line else "" for line in rest)]


def fold(text: str, columns: int) -> list[str]:
    """Return a text of one paragraph as lines of at most so many characters, broken at single spaces."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + len(word) + 1 <= columns:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
