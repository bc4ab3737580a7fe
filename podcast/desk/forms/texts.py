"""Values of fields as texts of a form, and back.

Each value has one text, and reads back as itself: what is shown and not changed is not written. A form of a browser
changes line ends and nothing else, which `form_text` takes back.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from podcast.authoring.edited_file import typed_values
from podcast.authoring.yaml_scalars import format_flow, format_scalar
from podcast.desk.forms.field_widget import GROUPS, LISTS, as_choice
from podcast.model.dates import normalise_date
from podcast.model.german_names import apple_category

if TYPE_CHECKING:
    from podcast.desk.forms.field_widget import Widget
    from podcast.show.yaml_reader import YamlValue

NONE = "false"  # the text of a field that says that there is none
_MULTILINE = frozenset({"long_text", "code", "yaml"})
_COMMA = ", "


def form_text(text: str) -> str:
    """Return a text that a browser has sent with the line ends of a file."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def to_text(widget: Widget, value: YamlValue) -> str:
    """Return the text that a form shows for a value; empty where the field is left out.

    Args:
        widget: of the field, which can show the value, see `can_show`.
        value: as the file has it.
    """
    if value is None:
        return ""
    if widget.kind == "yaml" or isinstance(value, dict):
        return form_text(value) if isinstance(value, str) else format_flow(value)
    if isinstance(value, list):
        items = [apple_category(item) or item if widget.kind == "categories" else item for item in map(_item, value)]
        return (_COMMA if widget.kind == "choices" else "\n").join(items)
    if isinstance(value, str):
        return normalise_date(value) if widget.kind in {"moment", "day"} else form_text(value)
    return as_choice(value) if widget.kind in {"choice", "yes_no"} else format_scalar(value)


def to_values(widget: Widget, text: str) -> tuple[YamlValue, ...]:
    """Return the values that a text of a form may mean, the likeliest first; None: the field is left out.

    A text that is no value of this kind is returned as it is: validation then says what to write.
    """
    text = form_text(text)
    if not text.strip():
        return (None,)
    if widget.kind in LISTS:
        items = text.split(",") if widget.kind == "choices" else text.split("\n")
        names: list[YamlValue] = [item.strip() for item in items if item.strip()]
        return (False,) if widget.allows_none and names == [NONE] else (names,)
    if widget.kind in {"number", "yes_no", "choice", "yaml", "time"} or widget.kind in GROUPS:
        return typed_values(_number_text(widget, text))
    return (False, text.strip()) if widget.allows_none and text.strip() == NONE else (text.strip(),)


def can_show(widget: Widget, value: YamlValue) -> bool:
    """Whether a widget shows a value so that it reads back as itself; another value is shown as YAML."""
    if value is None or widget.kind == "yaml":
        return True
    if value is False and widget.allows_none:
        return True
    if widget.kind in LISTS:
        return _is_list_of_lines(widget, value)
    if widget.kind in GROUPS:
        return isinstance(value, dict | list)
    return _is_shown_scalar(widget, value)


def _is_shown_scalar(widget: Widget, value: YamlValue) -> bool:
    text = to_text(widget, value)
    if widget.kind in {"yes_no", "choice"}:
        return text in widget.choices and as_choice_value(widget, text) == value
    if widget.kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if widget.kind == "time" and isinstance(value, int | float) and not isinstance(value, bool):
        return math.isfinite(value)
    if not isinstance(value, str) or not value.strip():
        return False
    return widget.kind in _MULTILINE or not any(character in value for character in "\n\r")


def as_choice_value(widget: Widget, text: str) -> YamlValue:
    """Return the value that a choice of a form means: a number where the text is one."""
    return to_values(widget, text)[0]


def _is_list_of_lines(widget: Widget, value: YamlValue) -> bool:
    if widget.kind == "choices" and isinstance(value, str):
        return value in widget.choices
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return False
    names = [str(item) for item in value]
    if widget.kind == "choices" and not set(names) <= set(widget.choices):
        return False
    if widget.kind == "categories" and not all(map(apple_category, names)):
        return False
    return all(name == name.strip() and name and not {"\n", "\r"} & {*name} for name in names)


def _item(value: YamlValue) -> str:
    return value if isinstance(value, str) else format_flow(value)


def _number_text(widget: Widget, text: str) -> str:
    """Return a number with the decimal point of YAML, where people type a comma."""
    head, comma, tail = text.strip().partition(",")
    is_number = widget.kind == "number" and comma and head.lstrip("-").isdigit() and tail.isdigit()
    return f"{head}.{tail}" if is_number else text
