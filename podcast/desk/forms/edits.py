"""Changes of fields that a form was sent with: what differs from what it showed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.authoring.edited_file import parse_field
from podcast.authoring.yaml_nodes import value_at
from podcast.desk.forms.form_field import KEY, NEW, form_field, shown_text, widget_at
from podcast.desk.forms.texts import form_text, to_values
from podcast.model.dates import normalise_date
from podcast.show.locations import field_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pydantic import BaseModel

    from podcast.desk.forms.field_widget import Widget
    from podcast.desk.forms.form_field import FormField
    from podcast.show.yaml_reader import YamlValue

VALUE, SHOWN = "f:", "o:"  # before the name of a field: its input, and the text that the form showed
DAY, TIME = "~day", "~time"  # behind the name of a moment: its two inputs


@dataclass(frozen=True, slots=True)
class FormChange:
    """A field that a form changes: its name, its value before and the one that it gets (None: it is left out)."""

    field: str
    old: YamlValue
    new: YamlValue


def field_change(
    model: type[BaseModel], fields: Mapping[str, YamlValue], name: str, texts: tuple[str, str]
) -> FormChange | None:
    """Return the change of one field; None if it shows the same text as before.

    Args:
        model: of the file.
        fields: of the file now.
        name: of the field; the item after the last one of a list adds one.
        texts: what the form showed, and what it has now.

    Raises:
        PodcastError: that is no name of a field.
    """
    loc = parse_field(name)
    values: YamlValue = {**fields}
    widget, present = widget_at(model, loc, values), value_at(values, loc)
    shown, text = (form_text(part) for part in texts)
    if shown == (normalise_date(text) if widget.kind in {"moment", "day"} else text):
        return None
    old = present if shown_text(model, loc, values) == shown else to_values(widget, shown)[0]
    new = to_values(_written_widget(widget), text)[0]
    group = value_at(values, loc[:-1])
    if new is None and widget.is_required and isinstance(group, dict) and len(loc) > 1 and [*group] == [loc[-1]]:
        return FormChange(field_name(loc[:-1]), group, None)  # a group whose only field is emptied
    return FormChange(name, old, new)


def sent_text(field: FormField, form: Mapping[str, Sequence[str]]) -> str | None:
    """Return the text of a field that a form was sent with; None if it has no such input.

    Args:
        field: with its widget.
        form: the values of all inputs by name.
    """
    name = f"{VALUE}{field.name}"
    if f"{name}{DAY}" in form:
        return " ".join(part for end in (DAY, TIME) for part in form.get(f"{name}{end}", ()) if part)
    if name not in form:
        return None
    if field.widget.kind == "choices":
        return ", ".join(filter(None, form[name]))
    return "\n".join(filter(None, form[name])) if field.widget.kind == "categories" else form[name][-1]


def sent_changes(
    model: type[BaseModel], fields: Mapping[str, YamlValue], names: Iterable[str], form: Mapping[str, Sequence[str]]
) -> Iterator[FormChange]:
    """Yield the changes of all fields of a form, those of its parts one by one, and new items.

    Args:
        model: of the file.
        fields: of the file now.
        names: of the fields of the file that the form shows.
        form: the values of all inputs by name.
    """
    for name in names:
        field = form_field(model, name, fields)
        for leaf in field.leaves():
            text = sent_text(leaf, form)
            if leaf.name.startswith(NEW) or text is None:
                continue
            shown = form.get(f"{SHOWN}{leaf.name}", [leaf.text])[-1]
            if change := field_change(model, fields, leaf.name, (shown, text)):
                yield change
        yield from new_items(field, form)


def new_items(field: FormField, form: Mapping[str, Sequence[str]]) -> Iterator[FormChange]:
    """Yield the groups that the blank inputs of a field, or of one of its parts, were filled in with."""
    if field.blank:
        texts = {blank: sent_text(blank, form) or "" for blank in field.blank}
        if any(text.strip() and text != blank.text for blank, text in texts.items()):
            yield _new_item(field, texts)
    for part in field.parts:
        yield from new_items(part, form)


def _new_item(field: FormField, texts: Mapping[FormField, str]) -> FormChange:
    prefix = f"{NEW}{field.name}."
    values = {
        blank.name.removeprefix(prefix): to_values(blank.widget, text)[0]
        for blank, text in texts.items()
        if blank.name.startswith(prefix) and text.strip()
    }
    key = str(values.pop(KEY, "") or "").strip()
    if field.widget.kind == "group":
        return FormChange(field.name, None, values)
    if field.widget.kind == "named_texts":
        value = next(to_values(blank.widget, text)[0] for blank, text in texts.items() if KEY not in blank.name)
        return FormChange(f"{field.name}.{key}", None, value)
    if field.widget.kind == "named_groups":
        return FormChange(f"{field.name}.{key}", None, values)
    return FormChange(f"{field.name}[{len(field.parts) + 1}]", None, values)


def moved_item(items: Sequence[YamlValue], index: int, step: int) -> list[YamlValue] | None:
    """Return a list with one item moved by some places; None if it cannot go there."""
    target = index + step
    if not 0 <= index < len(items) or not 0 <= target < len(items):
        return None
    rest = [*items[:index], *items[index + 1 :]]
    return [*rest[:target], items[index], *rest[target:]]


def _written_widget(widget: Widget) -> Widget:
    """Return the widget that reads a new value: a value that no widget shows is read as its type wants it."""
    return replace(widget, kind="line") if widget.kind == "yaml" and "_line" in widget.validators else widget
