"""Formatter of values as YAML: plain where that is safe, else in quotes; lists and groups on one line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import yaml

from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from podcast.show.yaml_reader import YamlValue

_DATE = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?( ?(Z|[+-]\d\d:?\d\d))?)?", re.ASCII)
# What most texts are: these need no reading back, which takes half a millisecond. After the first letter, anything but
# the characters that have a meaning within brackets; an address has its colon as well, a chapter begins with its time.
_SURELY_PLAIN = re.compile(
    r"[^\W\d_][^:#,\[\]{}?]*"
    r"|https?://[^\s:#,\[\]{}?]+|/[^\s:#,\[\]{}?]+"
    r"|\d{1,3}:\d\d(?::\d\d)?(?:\.\d{1,3})? [^\W\d_][^:#,\[\]{}?]*"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
_SURELY_QUOTED = re.compile(r"[!&*|>%@`\"'#{}\[\],]|.*(?:: | #|:$)")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_LIKE_A_NUMBER = re.compile(r"[-+]?[.\d][\d_.,:]*([eE][-+]?\d+)?|0[xob][\da-fA-F_]+", re.ASCII)


def format_flow(value: YamlValue) -> str:
    """Return a value on one line, as in `[one, {name: two}]`."""
    if isinstance(value, dict):
        fields = (f"{format_text(key, inside=True)}: {format_flow_item(item)}" for key, item in value.items())
        return "{" + ", ".join(fields) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(format_flow_item(item) for item in value) + "]"
    return format_scalar(value)


def format_flow_item(value: YamlValue) -> str:
    """Return a value within brackets."""
    return format_text(value, inside=True) if isinstance(value, str) else format_flow(value)


def format_scalar(value: YamlValue) -> str:
    """Return a text, a number, true or false."""
    return format_text(value) if isinstance(value, str) else json.dumps(value)


def format_text(value: str, *, inside: bool = False) -> str:
    """Return a text on one line: plain if every YAML reader reads it back as this text, else in double quotes.

    Args:
        value: the text.
        inside: whether it is within brackets.
    """
    return value if is_plain(value, inside=inside) else double_quoted(value)


def is_plain(value: str, *, inside: bool = False) -> bool:
    """Whether a text may be written without quotes, in every version of YAML."""
    if not value or value != value.strip() or not value.isprintable() or _LIKE_A_NUMBER.fullmatch(value):
        return False
    if _SURELY_QUOTED.match(value):
        return False
    if _SURELY_PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return True
    return _reads_back(value, inside=inside)


def _reads_back(value: str, *, inside: bool) -> bool:
    """Whether readers of YAML 1.1 and 1.2 read a text without quotes as this text."""
    written = f"x: [{value}, {{y: {value}}}]\n" if inside else f"x: {value}\n"
    expected = {"x": [value, {"y": value}] if inside else value}
    return read_yaml(written.encode()).fields == expected and _read_as_yaml_1_1(written) == expected


def is_date(value: str) -> bool:
    """Whether a text is a date: people write those without quotes, though YAML 1.1 does not read all as text."""
    return bool(_DATE.fullmatch(value))


def _read_as_yaml_1_1(written: str) -> object:
    """Return the value as a reader of YAML 1.1 has it."""
    try:
        return yaml.safe_load(written)
    except (yaml.YAMLError, ValueError):  # 0000-00-00 is read as a date
        return None


def double_quoted(value: str) -> str:
    """Return a text in double quotes; line breaks and control characters as escapes."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\x7f")


def single_quoted(value: str) -> str:
    """Return a text of one line in single quotes."""
    return "'" + value.replace("'", "''") + "'"


def block_text(value: str, header: str, indent: int, newline: str) -> str:
    """Return a text of several lines below its header (`|`, `>-`, …), indented by so many spaces."""
    lines = value.rstrip("\n").split("\n")
    return newline.join([header, *(" " * indent + line if line else "" for line in lines)])
