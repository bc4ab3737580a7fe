"""Values of fields as the text that a form shows, and back: exactly as typed, without YAML's guesses.

`2026` in a title is a text, in a number it is a number. Lists and groups are JSON.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin

from podcast.show.normal_form import normal_form
from podcast.show.validation import field_type, unwrapped

if TYPE_CHECKING:
    from pydantic import BaseModel

    from podcast.show.yaml_errors import Loc
    from podcast.show.yaml_reader import YamlValue

_TEXTS: Final = (str, date, datetime)
_WORDS: Final[dict[str, bool]] = {"true": True, "false": False}
_INTEGER: Final = re.compile(r"[-+]?\d+", re.ASCII)
_DECIMAL: Final = re.compile(r"[-+]?\d+\.\d+", re.ASCII)


def form_text(value: YamlValue) -> str:
    """Return a value as the text of a form: empty for None, JSON for lists and groups."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def form_values(model: type[BaseModel], loc: Loc, value: YamlValue) -> tuple[YamlValue, ...]:
    """Return the values that a form may mean, the likely one first; none if the field is to be removed.

    Args:
        model: of the file, ShowFields or EpisodeFields.
        loc: the path to the field.
        value: the text of the form, or the value itself.
    """
    if isinstance(value, str):
        text = re.sub(r"\r\n?", "\n", value).strip()  # as forms send line ends, and as every text is read
        values = _values_of_text(unwrapped(field_type(model, loc)), text) if text else ()
    else:
        values = () if _is_empty(value) else (value,)
    return tuple(normal_form(model, loc, candidate) for candidate in values)


def _is_empty(value: YamlValue) -> bool:
    return value is None or (isinstance(value, (list, dict)) and not value)


def _values_of_text(annotation: Any, text: str) -> tuple[YamlValue, ...]:
    if annotation in _TEXTS or (get_origin(annotation) is Literal and all(map(_is_text, get_args(annotation)))):
        return (text,)
    if annotation is bool:
        return (_WORDS.get(text, text),)
    if annotation in {int, float}:
        return (_number(text),)
    parsed = _parsed_json(text)
    if parsed is None:
        return (text,)
    return () if _is_empty(parsed) else (parsed, text)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _number(text: str) -> YamlValue:
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _parsed_json(text: str) -> YamlValue:
    try:
        parsed: YamlValue = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return None if isinstance(parsed, str) else parsed
