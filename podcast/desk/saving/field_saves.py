"""Saves of single fields: the splice of `podcast set`, on the file as it is now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.authoring.edited_file import EditedFile, parse_field
from podcast.authoring.edits.form_change import change_of_form
from podcast.authoring.edits.form_values import form_text, form_values
from podcast.authoring.edits.guarded_write import replace_file
from podcast.authoring.yaml_nodes import equal_values, value_at
from podcast.desk.saving.file_saves import changed_at
from podcast.desk.saving.history import EditStep
from podcast.desk.saving.outcomes import Conflict, MergedField, Refused, Saved
from podcast.desk.saving.pending_conflicts import PendingConflict, shown_value
from podcast.desk.saving.step_places import step_label, step_place
from podcast.errors import InputChangedError, PodcastError, ShowError
from podcast.show.locations import field_name
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from podcast.desk.saving.file_saves import SavingDesk
    from podcast.desk.saving.history import StepPlace
    from podcast.desk.saving.outcomes import Outcome
    from podcast.show.yaml_reader import YamlValue

_MAX_TRIES = 100  # each fails only because another edit was written


@dataclass(frozen=True, slots=True)
class FieldEdit:
    """One field of an episode, or of the show (no slug), that a form changes.

    A text is taken exactly as it was typed; in a field that is no text it means what it says: `12` in a number,
    `true`, a list or a group as JSON (or as a value). An empty text, or None, removes the field or the item.
    `field` is named as in problems: `title`, `chapters[2].start`; the item after the last one adds one. `old` is
    the value that the form was loaded with, `digest` that of the file then (SHA-256, hex). `label` names the step
    for a person (its field does so if it is empty), `url` is the page that undo leads to, `visit` names the visit
    of the field: its saves are one step.
    """

    slug: str | None
    field: str
    old: YamlValue
    new: YamlValue
    digest: str
    label: str = ""
    url: str = ""
    visit: str = ""


def edit_place(edit: FieldEdit) -> StepPlace:
    """Return the place of an edit, to which undo and a resolved conflict lead."""
    return step_place(edit.slug, edit.field, edit.url)


def save_field(desk: SavingDesk, edit: FieldEdit) -> Outcome:
    """Save one field: into the file that the form was loaded from, else into the one that it became, if both fit.

    Args:
        desk: the desk.
        edit: the field.
    """
    try:
        for _number in range(_MAX_TRIES - 1):
            try:
                return _save_once(desk, edit)
            except InputChangedError:
                continue
        return _save_once(desk, edit)
    except ShowError as error:
        return Refused("", str(error), error.problems)
    except PodcastError as error:
        return Refused(edit.field, str(error))


def _save_once(desk: SavingDesk, edit: FieldEdit) -> Outcome:
    with desk.history.lock:
        file = EditedFile.read(desk.root, edit.slug)
        edit = _moved_addition(file, edit)
        current = value_at(file.fields, file.loc(edit.field, is_new_item=True))
        is_ours = is_same_value(file, edit.field, current, edit.old)
        if not is_ours and not is_same_value(file, edit.field, current, edit.new):
            return _pending(desk, edit, file, current)
        change = change_of_form(file, edit.field, edit.new)
        data = file.data
        if change.data is not None:
            data = change.data
            replace_file(desk.root, file.path, file.data, data)
            label = edit.label or step_label(edit.slug, edit.field)
            desk.history.add(EditStep(label, file.path, file.data, data, edit_place(edit), edit.visit))
        value = form_text(value_at(read_yaml(data).fields, parse_field(edit.field)))
        merged = merged_fields(desk, edit, file)
        return Saved(file.path, desk.history.versions.add(data), value, change.data is not None, merged)


def _moved_addition(file: EditedFile, edit: FieldEdit) -> FieldEdit:
    """Return an edit that adds an item after those that others have added, or removed, in the meantime."""
    loc = parse_field(edit.field)
    items = value_at(file.fields, loc[:-1])
    has_no_old = edit.old is None or edit.old in ("", [], {})
    is_addition = isinstance(loc[-1], int) and has_no_old
    if not is_addition or not isinstance(items, list | None):
        return edit
    return replace(edit, field=field_name((*loc[:-1], len(items or []))))


def is_same_value(file: EditedFile, field: str, current: YamlValue, value: YamlValue) -> bool:
    """Whether the value of a form is the one that the file has."""
    loc = parse_field(field)
    values, present = (form_values(file.model, loc, side) for side in (value, current))
    if not values or not present:
        return not values and not present
    return any(equal_values(side, candidate) for side in (current, *present) for candidate in values)


def merged_fields(desk: SavingDesk, edit: FieldEdit, file: EditedFile) -> tuple[MergedField, ...]:
    """Return the other fields that were changed elsewhere since the form was loaded; none if that is not known."""
    base = desk.history.versions.data(edit.digest)
    if base is None or base == file.data:
        return ()
    before, own = read_yaml(base).fields or {}, parse_field(edit.field)[0]
    names = [*file.fields, *(name for name in before if name not in file.fields)]
    return tuple(
        MergedField(name, form_text(before.get(name)), form_text(file.fields.get(name)))
        for name in names
        if name != own and not equal_values(before.get(name), file.fields.get(name))
    )


def _pending(desk: SavingDesk, edit: FieldEdit, file: EditedFile, current: YamlValue) -> Conflict:
    """Keep the edit until a side is chosen; nothing is written."""
    conflict = PendingConflict(
        edit,
        file.path,
        file.data,
        shown_value(edit.old),
        shown_value(edit.new),
        shown_value(current),
        current,
        can_combine=not any(isinstance(value, list | dict) for value in (edit.new, current)),
        other_at=changed_at(desk.root / file.path),
    )
    desk.history.add_conflict(conflict)
    return Conflict(conflict.id)
