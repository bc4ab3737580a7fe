"""Values as YAML, the way people type them: plain where that is safe, else in quotes; lists and groups on one line."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from podcast.show.yaml_reader import read_yaml

_DATE = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?( ?(Z|[+-]\d\d:?\d\d))?)?", re.ASCII)
_LIKE_A_NUMBER = re.compile(r"[-+]?[.\d][\d_.,:]*([eE][-+]?\d+)?|0[xob][\da-fA-F_]+", re.ASCII)


def format_flow(value: Any) -> str:
    """A value on one line, as in `[one, {name: two}]`."""
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{format_text(key, inside=True)}: {format_flow_item(one)}" for key, one in value.items())
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(format_flow_item(one) for one in value) + "]"
    return format_scalar(value)


def format_flow_item(value: Any) -> str:
    """A value within brackets."""
    return format_text(value, inside=True) if isinstance(value, str) else format_flow(value)


def format_scalar(value: Any) -> str:
    """A text, a number, true or false."""
    return format_text(value) if isinstance(value, str) else json.dumps(value)


def format_text(value: str, *, inside: bool = False) -> str:
    """A text on one line: plain if every reader of YAML reads it back as this text, else in double quotes.

    Args:
        value: the text.
        inside: whether it stands within brackets.
    """
    return value if is_plain(value, inside=inside) else double_quoted(value)


def is_plain(value: str, *, inside: bool = False) -> bool:
    """Whether a text may stand without quotes, whatever version of YAML it is read as."""
    if not value or value != value.strip() or not value.isprintable() or _LIKE_A_NUMBER.fullmatch(value):
        return False
    written = f"x: [{value}, {{y: {value}}}]\n" if inside else f"x: {value}\n"
    wanted = {"x": [value, {"y": value}] if inside else value}
    return read_yaml(written.encode()).fields == wanted and _read_as_yaml_1_1(written) == wanted


def is_date(value: str) -> bool:
    """Whether a text is a date: people write those without quotes, though YAML 1.1 takes some for more than texts."""
    return bool(_DATE.fullmatch(value))


def _read_as_yaml_1_1(written: str) -> Any:
    """What YAML is for those who read it as its version 1.1 has it."""
    try:
        return yaml.safe_load(written)
    except (yaml.YAMLError, ValueError):  # it takes 0000-00-00 for a date
        return None


def double_quoted(value: str) -> str:
    """A text in double quotes; line breaks and control characters as their codes."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\x7f")


def single_quoted(value: str) -> str:
    """A text of one line in single quotes."""
    return "'" + value.replace("'", "''") + "'"


def block_text(value: str, header: str, indent: int, newline: str) -> str:
    """A text of several lines below its header (`|`, `>-`, …), indented by so many spaces."""
    lines = value.rstrip("\n").split("\n")
    return newline.join([header, *(" " * indent + line if line else "" for line in lines)])
