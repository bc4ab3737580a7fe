"""The choice in a conflict: one of the two versions, or a text in place of both, goes into the file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.desk.saving.field_saves import FieldEdit, save_field
from podcast.desk.saving.file_saves import FileEdit, chosen_file, save_file
from podcast.desk.saving.outcomes import Refused, Saved
from podcast.errors import PodcastError

if TYPE_CHECKING:
    from podcast.desk.saving.file_saves import SavingDesk
    from podcast.desk.saving.outcomes import Outcome
    from podcast.desk.saving.pending_conflicts import PendingConflict


def choose(desk: SavingDesk, conflict: PendingConflict, choice: str, text: str = "") -> Outcome:
    """Write what was chosen; if the file was changed again at the same place, the next conflict.

    Args:
        desk: the desk.
        conflict: that is resolved, unless the result is another one or a refusal.
        choice: `mine`, `other` or `both`.
        text: in place of both versions.
    """
    edit = conflict.edit
    if isinstance(edit, FieldEdit):
        outcome = _choose_value(desk, conflict, replace(edit, old=conflict.other_value), choice, text)
    elif isinstance(edit, FileEdit):
        outcome = _choose_file(desk, conflict, edit, choice, text)
    else:
        outcome = edit.choose(choice)
    if not isinstance(outcome, Refused):
        desk.history.conflicts.pop(conflict.id, None)
    return outcome


def _choose_value(desk: SavingDesk, conflict: PendingConflict, edit: FieldEdit, choice: str, text: str) -> Outcome:
    if choice == "theirs":
        digest = desk.history.versions.add(conflict.current or b"")
        return Saved(conflict.path, digest, conflict.other, is_changed=False)
    return save_field(desk, replace(edit, new=text) if choice == "both" else edit)


def _choose_file(desk: SavingDesk, conflict: PendingConflict, edit: FileEdit, choice: str, text: str) -> Outcome:
    try:
        after = chosen_file(conflict, edit, choice, text)
    except PodcastError as error:
        return Refused("", str(error))
    return save_file(desk, replace(edit, before=conflict.current, after=after))
