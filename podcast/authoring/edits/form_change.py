"""Change of one field by a form: a typed text, a list, or nothing, which removes the field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.authoring import yaml_edit
from podcast.authoring.edited_file import EditedFile, refusal_of
from podcast.authoring.edits.form_values import form_values
from podcast.authoring.edits.value_edit import edit_value
from podcast.authoring.edits.yaml_removal import outermost_removal, remove_value, without_value
from podcast.authoring.set_field import (
    DRAFT,
    FieldChange,
    manual_edit_message,
    planned_change,
    ready_change,
    require_same_identity,
)
from podcast.authoring.yaml_nodes import equal_values, has_inner_comments, value_at
from podcast.authoring.yaml_scalars import format_flow
from podcast.errors import PodcastError
from podcast.show.locations import field_name

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.show.yaml_errors import Loc
    from podcast.show.yaml_reader import YamlValue


def plan_form_change(root: Path, slug: str | None, field: str, value: YamlValue) -> FieldChange:
    """Return the change that a form makes; for `root` and `slug` see `set_field.plan_change`.

    Args:
        root: of the show.
        slug: of the episode; None for the show itself.
        field: as problems name it; the item after the last one of a list adds one.
        value: a text as it was typed, or the value itself; an empty one removes the field or the item.

    Raises:
        PodcastError: there is no such field, the value does not fit, or it cannot be changed in place.
        ShowError: the file cannot be read.
    """
    return change_of_form(EditedFile.read(root, slug), field, value)


def change_of_form(file: EditedFile, field: str, value: YamlValue) -> FieldChange:
    """Return the change of a file that was read; see `plan_form_change`."""
    loc = file.loc(field, is_new_item=True)
    values = form_values(file.model, loc, value)
    old = value_at(file.fields, loc)
    if loc == DRAFT and values in {(), (False,)}:
        return ready_change(file)
    if not values:
        return _unchanged(file, loc, None) if old is None else _removal(file, loc)
    if any(equal_values(old, candidate) for candidate in values):
        return _unchanged(file, loc, old)
    require_same_identity(file, loc)
    if _is_new_item(file, loc):
        return _new_item(file, loc, values)
    new_value = file.accepted(loc, values)
    return planned_change(file, loc, new_value, edit_value(file.data, loc, new_value, file.insert_position))


def _unchanged(file: EditedFile, loc: Loc, value: YamlValue) -> FieldChange:
    written = "" if value is None else format_flow(value)
    return FieldChange(
        file.path, file.lines.get(loc, 0), field_name(loc), written, written, value, None, base=file.data
    )


def _is_new_item(file: EditedFile, loc: Loc) -> bool:
    return isinstance(loc[-1], int) and value_at(file.fields, loc) is None


def _new_item(file: EditedFile, loc: Loc, values: tuple[YamlValue, ...]) -> FieldChange:
    list_loc = loc[:-1]
    item = file.accepted(list_loc, values, is_new_item=True)
    present = value_at(file.fields, list_loc)
    items = present if isinstance(present, list) else []
    data = yaml_edit.append_item(file.data, list_loc, item, file.insert_position)
    return replace(planned_change(file, list_loc, [*items, item], data), is_addition=True)


def _removal(file: EditedFile, loc: Loc) -> FieldChange:
    require_same_identity(file, loc)
    if findings := file.new_findings(without_value(file.fields, loc)):
        raise refusal_of(findings[0])
    removed = outermost_removal(file.fields, loc)
    data = None if has_inner_comments(file.data, removed) else remove_value(file.data, loc)
    if data is None:
        raise PodcastError(manual_edit_message(file.path, loc, comments=has_inner_comments(file.data, removed)))
    before = format_flow(value_at(file.fields, loc))
    return FieldChange(file.path, file.lines[loc], field_name(loc), before, "", None, data, base=file.data)
