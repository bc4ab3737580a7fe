"""Undo and redo: the last step is taken back where it was made, if the place is as the step has left it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.authoring.edited_file import EditedFile, parse_field
from podcast.authoring.edits.form_change import change_of_form
from podcast.authoring.edits.guarded_write import edit_lock, read_bytes, replace_held_file
from podcast.authoring.yaml_nodes import equal_values, value_at
from podcast.desk.saving.field_saves import FieldEdit
from podcast.desk.saving.file_saves import FileEdit, changed_at, merge_lines, pending_file
from podcast.desk.saving.outcomes import Conflict, Refused
from podcast.desk.saving.pending_conflicts import PendingConflict, shown_value
from podcast.errors import PodcastError
from podcast.model.file_names import EPISODE_FILE, SHOW_FILE
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from podcast.desk.saving.file_saves import SavingDesk
    from podcast.desk.saving.history import EditStep, StepPlace
    from podcast.show.yaml_reader import YamlValue


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A step that was undone or redone: its name, where it was made, the digest of the file now."""

    label: str
    place: StepPlace
    digest: str


def take_back(desk: SavingDesk, *, is_redo: bool) -> TakenBack | Conflict | Refused | None:
    """Undo the last step, or redo the one that was undone last; None if there is none.

    The bytes of the file are restored where nothing else was changed; else the step alone is taken back.

    Args:
        desk: the desk.
        is_redo: whether to redo.
    """
    try:
        with desk.history.lock:
            steps, opposite = (desk.history.steps(is_redo=side) for side in (is_redo, not is_redo))
            return _take_back_joined(desk, steps, opposite) if steps else None
    except PodcastError as error:
        return Refused("", str(error))


def _take_back_joined(
    desk: SavingDesk, steps: list[EditStep], opposite: list[EditStep]
) -> TakenBack | Conflict | Refused:
    """Take back the last step, and those that it is joined with."""
    is_joined = False
    while True:
        has_more = steps[-1].is_joined and len(steps) > 1
        outcome = _take_back_step(desk, steps, opposite, is_joined=is_joined)
        if not isinstance(outcome, TakenBack) or not has_more:
            return outcome
        is_joined = True


def _take_back_step(
    desk: SavingDesk, steps: list[EditStep], opposite: list[EditStep], *, is_joined: bool
) -> TakenBack | Conflict | Refused:
    step = steps[-1]
    with edit_lock(desk.root):
        current = read_bytes(desk.root / step.path)
        new = step.before if current == step.after else _merged(desk, step, current)
        if isinstance(new, Conflict):
            steps.pop()  # the choice decides, and is a step of its own
            return new
        replace_held_file(desk.root, step.path, current, new)
    steps.pop()
    opposite.append(step.inverse(current, new, is_joined=is_joined))
    return TakenBack(step.label, step.place, desk.history.versions.add(new) if new is not None else "")


def _merged(desk: SavingDesk, step: EditStep, current: bytes | None) -> bytes | Conflict | None:
    """Return the file as it is now without the step."""
    if current is None or step.before is None or step.after is None:
        return pending_file(desk, _reverse(step), current, None)
    merge = merge_lines(step.after, step.before, current)
    if not step.place.field or not step.path.endswith((EPISODE_FILE, SHOW_FILE)):
        return pending_file(desk, _reverse(step), current, merge) if merge.conflicts else b"".join(merge.tokens("mine"))
    old, own, other = (_value(data, step.place.field) for data in (step.before, step.after, current))
    if not equal_values(own, other) and (own, other) != (None, None):
        return _pending_field(desk, step, (old, own, other), current)
    text = b"".join(merge.tokens("mine"))
    if not merge.conflicts and _is_exact(current, text, step.place.field, old):
        return text
    file = EditedFile.read(desk.root, step.place.slug)
    return change_of_form(file, step.place.field, old).data or current


def _reverse(step: EditStep) -> FileEdit:
    return FileEdit(step.label, step.path, step.after, step.before, step.place)


def _value(data: bytes, field: str) -> YamlValue:
    return value_at(read_yaml(data).fields, parse_field(field))


def _is_exact(current: bytes, new: bytes, field: str, value: YamlValue) -> bool:
    """Whether only that field differs, and has that value."""
    name = parse_field(field)[0]
    before, after = read_yaml(current), read_yaml(new)
    if after.problems or after.fields is None or before.fields is None or not _equal(_value(new, field), value):
        return False
    names = {*before.fields, *after.fields} - {name}
    return all(_equal(before.fields.get(other), after.fields.get(other)) for other in names)


def _equal(value: YamlValue, other: YamlValue) -> bool:
    return (value is None and other is None) or equal_values(value, other)


def _pending_field(
    desk: SavingDesk, step: EditStep, values: tuple[YamlValue, YamlValue, YamlValue], current: bytes
) -> Conflict:
    old, own, other = values
    place = step.place
    edit = FieldEdit(place.slug, place.field, own, old, "", step.label, place.url)
    conflict = PendingConflict(
        edit,
        step.path,
        current,
        shown_value(own),
        shown_value(old),
        shown_value(other),
        other,
        can_combine=not any(isinstance(value, list | dict) for value in (old, other)),
        other_at=changed_at(desk.root / step.path),
    )
    desk.history.add_conflict(conflict)
    return Conflict(conflict.id)
