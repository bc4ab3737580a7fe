"""Marks that two windows have changed: both versions wait for a choice, on the page that fields have as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.desk.marks.mark_edits import AddMark, Mark, RemoveMark, SetMark
from podcast.desk.marks.times import shown_time
from podcast.desk.saving.file_saves import changed_at
from podcast.desk.saving.outcomes import Conflict, Saved
from podcast.desk.saving.pending_conflicts import PendingConflict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from podcast.desk.desk_session import Desk
    from podcast.desk.marks.mark_edits import MarkEdit
    from podcast.desk.marks.mark_merge import MarkClash
    from podcast.desk.saving.history import StepPlace
    from podcast.desk.saving.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class MarkFile:
    """The file that holds a list of marks: its path, relative to the root, its bytes, and the marks in their order."""

    path: str
    data: bytes
    marks: Sequence[Mark | None]


@dataclass(frozen=True, slots=True)
class PendingMark:
    """An edit of a mark that was not written: its name for a person, its page, and how to save an edit again.

    `save` takes an edit, and the marks that it is based on.
    """

    label: str
    place: StepPlace
    clash: MarkClash
    file: MarkFile
    save: Callable[[MarkEdit, Sequence[Mark]], Outcome]

    def choose(self, choice: str) -> Outcome:
        """Write the version of this window if it was chosen; if others have changed the mark again, the next conflict.

        Args:
            choice: `mine` or `theirs`.
        """
        mine, in_file, number = self.clash.mine, self.clash.in_file, self.clash.number
        edit: MarkEdit | None = None
        if choice == "mine" and mine:
            edit = SetMark(number, in_file, mine) if in_file else AddMark(mine)
        elif choice == "mine" and in_file:
            edit = RemoveMark(number, in_file)
        if edit is None:
            return Saved(self.file.path, "", "", is_changed=False)
        return self.save(edit, [mark for mark in self.file.marks if mark])


def pending_mark(desk: Desk, pending: PendingMark) -> Conflict:
    """Keep both versions of a mark until one is chosen; nothing is written.

    Args:
        desk: of the show.
        pending: the edit.
    """
    clash = pending.clash
    base, mine, other = (mark_text(mark, desk.language) for mark in (clash.before, clash.mine, clash.in_file))
    conflict = PendingConflict(
        pending,
        pending.file.path,
        pending.file.data,
        base,
        mine,
        other,
        can_combine=False,
        other_at=changed_at(desk.root / pending.file.path),
    )
    desk.history.add_conflict(conflict)
    return Conflict(conflict.id)


def mark_text(mark: Mark | None, language: str) -> str:
    """Return a mark as a comparison shows it: time and title, then link and picture; empty if there is none."""
    if mark is None:
        return ""
    time = shown_time(mark.start, language)
    if mark.duration is not None:
        time = f"{time}–{shown_time(round(mark.start + mark.duration, 3), language)}"
    return "\n".join(part for part in (f"{time} {mark.title}".rstrip(), mark.href, mark.image) if part)
