"""Undo and redo: the last steps of this run of the desk, each with the file before and after it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from podcast.desk.saving.versions import Versions
from podcast.model.file_names import EPISODES

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.desk.saving.pending_conflicts import PendingConflict

MAX_STEPS: Final = 200
MAX_CONFLICTS: Final = 100


@dataclass(frozen=True, slots=True)
class StepPlace:
    """Where a step was made: the address of the page that shows it, and the field (empty: the page as a whole)."""

    url: str
    field: str = ""
    slug: str | None = None  # of the episode; None for the show itself


@dataclass(frozen=True, slots=True)
class EditStep:
    """An edit that can be undone: its name for a person, the file before and after (None: no file).

    `visit` names the visit of a field: several saves of one visit are one step. `is_joined` tells that it is taken back
    together with the one before it, which changed another file.
    """

    label: str
    path: str
    before: bytes | None
    after: bytes | None
    place: StepPlace
    visit: str = ""
    is_joined: bool = False

    def inverse(self, before: bytes | None, after: bytes | None, *, is_joined: bool) -> EditStep:
        """Return the step that takes back this one, with the bytes that the file had then."""
        return EditStep(self.label, self.path, before, after, self.place, is_joined=is_joined)

    def moved(self, slug: str, new_slug: str) -> EditStep:
        """Return the same step of an episode that has another slug now."""
        path = self.path.replace(f"{EPISODES}/{slug}/", f"{EPISODES}/{new_slug}/", 1)
        url = self.place.url.replace(f"/e/{slug}/", f"/e/{new_slug}/", 1)
        return replace(self, path=path, place=replace(self.place, url=url, slug=new_slug))


class History:
    """The steps that can be undone and redone; the views of all windows share it.

    `lock` is held from the reading of a file until its step is recorded, so that steps are in the order of the edits.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lock = threading.RLock()
        self.versions = Versions()
        self.conflicts: dict[str, PendingConflict] = {}
        self._done: list[EditStep] = []
        self._undone: list[EditStep] = []

    def record(self, label: str, path: str, before: bytes | None, after: bytes | None, place: StepPlace) -> None:
        """Remember an edit that has been written.

        Args:
            label: its name for a person, as in "Undo: summary".
            path: of the file, relative to the root.
            before: its bytes before the edit; None if there was no file.
            after: its bytes now; None if it was removed.
            place: to which undo leads.
        """
        self.add(EditStep(label, path, before, after, place))

    def add(self, step: EditStep) -> None:
        """Remember a step that has been written; one of the same visit as the last is a part of that."""
        with self.lock:
            last = self._done[-1] if self._done else None
            if last and step.visit and (last.visit, last.path, last.after) == (step.visit, step.path, step.before):
                self._done.pop()
                step = EditStep(step.label, step.path, last.before, step.after, step.place, step.visit)
            self._done = [*self._done, step][-MAX_STEPS:]
            self._undone = []

    def join_last(self) -> None:
        """Let the last step be taken back together with the one before it."""
        with self.lock:
            self._done[-1] = replace(self._done[-1], is_joined=len(self._done) > 1)

    def move_episode(self, slug: str, new_slug: str) -> None:
        """Let steps and conflicts follow an episode that was renamed."""
        old = f"{EPISODES}/{slug}/"
        with self.lock:
            self.conflicts.clear()  # what they are about is elsewhere now
            for steps in (self._done, self._undone):
                steps[:] = [step.moved(slug, new_slug) if step.path.startswith(old) else step for step in steps]

    def steps(self, *, is_redo: bool) -> list[EditStep]:
        """Return the steps that can be undone or redone, the next one last; the list is the history's own."""
        return self._undone if is_redo else self._done

    def add_conflict(self, conflict: PendingConflict) -> None:
        """Keep a conflict until it is resolved; the oldest leave when there are too many."""
        with self.lock:
            self.conflicts[conflict.id] = conflict
            for identity in [*self.conflicts][:-MAX_CONFLICTS]:
                del self.conflicts[identity]

    @property
    def undo_label(self) -> str | None:
        """The name of the step that `undo` takes back; None if there is none."""
        with self.lock:
            return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> str | None:
        """The name of the step that `redo` makes again; None if there is none."""
        with self.lock:
            return self._undone[-1].label if self._undone else None
