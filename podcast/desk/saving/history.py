"""Undo and redo: the last steps of this run of the desk, as splices of the files that they changed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

MAX_STEPS: Final = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step was made: the address of the page that shows it, and the field (empty: the page as a whole)."""

    url: str
    field: str = ""
    slug: str | None = None  # of the episode; None for the show itself


@dataclass(frozen=True, slots=True)
class Step:
    """An edit that can be undone: its name for a person, the file before and after (None: no file)."""

    label: str
    path: str
    before: bytes | None
    after: bytes | None
    place: Place


class History:
    """The steps that can be undone and redone; the views of all windows share it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.RLock()
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def record(self, label: str, path: str, before: bytes | None, after: bytes | None, place: Place) -> None:
        """Remember an edit that has been written.

        Args:
            label: its name for a person, as in "Undo: summary".
            path: of the file, relative to the root.
            before: its bytes before the edit; None if there was no file.
            after: its bytes now; None if it was removed.
            place: to which undo leads.
        """
        with self._lock:
            self._done = [*self._done, Step(label, path, before, after, place)][-MAX_STEPS:]
            self._undone = []

    @property
    def undo_label(self) -> str | None:
        """The name of the step that `undo` takes back; None if there is none."""
        with self._lock:
            return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> str | None:
        """The name of the step that `redo` makes again; None if there is none."""
        with self._lock:
            return self._undone[-1].label if self._undone else None
