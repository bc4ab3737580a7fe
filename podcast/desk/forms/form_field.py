"""Fields of a file as a form has them: each with its widget, its text and its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.authoring.yaml_nodes import value_at
from podcast.desk.forms.field_widget import GROUPS, LISTS, SHORT_FORMS, Widget, widget_of
from podcast.desk.forms.texts import NONE, can_show, to_text
from podcast.show.locations import field_name
from podcast.show.validation import field_type, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel

    from podcast.desk.forms.field_labels import FieldKey
    from podcast.show.yaml_errors import Loc
    from podcast.show.yaml_reader import YamlValue

NEW = "+"  # before the name of a field of an item that is still to be added
KEY = "="  # the name of the key of such an item
_TEXT_KINDS = frozenset({"line", "long_text", "code", "address", "email", "language", "country", "role", "picture"})
_NOT_IN_NAMES = re.compile(r"[.\[\]\n\r]|^$|^\s|\s$")


@dataclass(frozen=True, slots=True)
class FormField:
    """A field in a form.

    `name` is as problems name it (`chapters[2].title`), behind `NEW` for a field of what is still to be added. `doc`
    is the class and the field that describe it. `text` is its value as the form shows it. `parts` are the fields of a
    group, the items of a list, the values of a mapping; `blank` are the fields of one more of them, or of a group that
    can only be added as a whole.
    """

    name: str
    doc: FieldKey
    widget: Widget
    text: str = ""
    parts: tuple[FormField, ...] = ()
    blank: tuple[FormField, ...] = ()

    @property
    def is_leaf(self) -> bool:
        """Whether it has an input of its own."""
        return self.widget.kind not in GROUPS

    @property
    def html_id(self) -> str:
        """A name that HTML allows as an id: other characters as their numbers."""
        return "f-" + re.sub(r"[^A-Za-z0-9]", lambda match: f"_{ord(match[0]):x}_", self.name)

    def leaves(self) -> Iterator[FormField]:
        """Yield all fields with an input, those of new items included."""
        if self.is_leaf:
            yield self
        for part in (*self.parts, *self.blank):
            yield from part.leaves()


def form_field(model: type[BaseModel], name: str, fields: Mapping[str, YamlValue]) -> FormField:
    """Return a field of a file.

    Args:
        model: of the file.
        name: of the field, one of the model's own.
        fields: of the file.
    """
    return _field(widget_of(model, name), (name,), fields.get(name), (model, name))


def form_fields(model: type[BaseModel], fields: Mapping[str, YamlValue]) -> tuple[FormField, ...]:
    """Return all fields of a file, in the order of the model."""
    return tuple(form_field(model, name, fields) for name in model.model_fields)


def widget_at(model: type[BaseModel], loc: Loc, fields: YamlValue) -> Widget:
    """Return the widget that shows the value at a path.

    Args:
        model: of the file.
        loc: the path, to a field that exists in the model.
        fields: of the file.
    """
    return shown_widget(declared_widget(model, loc), value_at(fields, loc))


def shown_text(model: type[BaseModel], loc: Loc, fields: YamlValue) -> str:
    """Return the text that a form shows for the value at a path; for the arguments see `widget_at`."""
    return to_text(widget_at(model, loc, fields), value_at(fields, loc))


def shown_widget(widget: Widget, value: YamlValue) -> Widget:
    """Return the widget itself if it can show a value, else one that can: a short form is a line, all else YAML."""
    short = next((short for name, short in SHORT_FORMS.items() if name in widget.validators), None)
    if short and widget.kind == "group" and not isinstance(value, dict):
        widget = replace(widget, kind=short, choices=_choices(widget))
    if value is False and widget.allows_none and widget.kind in GROUPS:
        return replace(widget, kind="choice", choices=(NONE,))
    if can_show(widget, value):
        return widget
    if widget.kind in LISTS and can_show(replace(widget, kind="lines"), value):
        return replace(widget, kind="lines")
    is_line = isinstance(value, str) and value.strip() and "\n" not in value and "\r" not in value
    return replace(widget, kind="line" if is_line and widget.kind in {*GROUPS, *_TEXT_KINDS} else "yaml")


def _choices(widget: Widget) -> tuple[str, ...]:
    """Return the choices of the first field of a group, which its short form has."""
    model = widget.model
    return widget_of(model, next(iter(model.model_fields))).choices if model else ()


def declared_widget(model: type[BaseModel], loc: Loc) -> Widget:
    """Return the widget that the type of a field asks for, whatever its value is."""
    *parents, last = loc
    owner = unwrapped(field_type(model, tuple(parents)))
    if isinstance(last, str) and last in getattr(owner, "model_fields", {}):
        return widget_of(owner, last)
    parent = declared_widget(model, tuple(parents))
    if parent.kind == "groups" and parent.model and isinstance(last, str):  # one group in the place of a list
        return widget_of(parent.model, last)
    return parent.item or Widget("yaml")


def _field(widget: Widget, loc: Loc, value: YamlValue, doc: FieldKey) -> FormField:
    shown = shown_widget(widget, value)
    field = FormField(field_name(loc), doc, shown, to_text(shown, value) if shown.kind not in GROUPS else "")
    if shown.kind == "group":
        return _group(field, loc, value)
    if shown.kind in {"groups", "people"}:
        return _list(field, loc, value)
    if shown.kind in {"named_groups", "named_texts"}:
        return _mapping(field, loc, value)
    return field


def _group(field: FormField, loc: Loc, value: YamlValue) -> FormField:
    model = field.widget.model
    if model is None or not isinstance(value, dict | None):
        return _as_yaml(field, value)
    if value is None and field.widget.needs_model:
        return replace(field, blank=_blank(model, field.name))
    parts = (
        _field(widget_of(model, name), (*loc, name), (value or {}).get(name), (model, name))
        for name in model.model_fields
    )
    return replace(field, parts=tuple(parts))


def _list(field: FormField, loc: Loc, value: YamlValue) -> FormField:
    item, model = field.widget.item, field.widget.model
    if item is None or model is None or not isinstance(value, list | dict | None):
        return _as_yaml(field, value)
    if isinstance(value, dict):  # one group in the place of a list
        return replace(field, parts=(_field(item, loc, value, field.doc),), blank=_blank(model, field.name))
    parts = (_field(item, (*loc, number), part, field.doc) for number, part in enumerate(value or ()))
    return replace(field, parts=tuple(parts), blank=_blank(model, field.name))


def _mapping(field: FormField, loc: Loc, value: YamlValue) -> FormField:
    item, model = field.widget.item, field.widget.model
    names = list(value) if isinstance(value, dict) else []
    if item is None or not isinstance(value, dict | None) or any(map(_NOT_IN_NAMES.search, names)):
        return _as_yaml(field, value)
    parts = tuple(_field(item, (*loc, name), (value or {})[name], field.doc) for name in names)
    key = FormField(f"{NEW}{field.name}.{KEY}", field.doc, Widget("line"))
    blank = _blank(model, field.name) if model else (FormField(f"{NEW}{field.name}", field.doc, item),)
    return replace(field, parts=parts, blank=(key, *blank))


def _blank(model: type[BaseModel], parent: str) -> tuple[FormField, ...]:
    """Return the fields of a new group, those that have an input."""
    fields = (FormField(f"{NEW}{parent}.{name}", (model, name), widget_of(model, name)) for name in model.model_fields)
    return tuple(field for field in fields if field.is_leaf)


def _as_yaml(field: FormField, value: YamlValue) -> FormField:
    """Return a field whose value its widget does not show, with the text of the file."""
    widget = replace(field.widget, kind="yaml")
    return replace(field, widget=widget, text=to_text(widget, value))
