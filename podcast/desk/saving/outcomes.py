"""What becomes of a save: it is in the file, or two versions wait for a choice, or nothing was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podcast.errors import Problem


@dataclass(frozen=True, slots=True)
class MergedField:
    """A field that others changed in the same file since the page was loaded: its name, its text before and now."""

    field: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that is in the file.

    `path` is relative to the root; `digest` is that of the file now (SHA-256, hex); `value` is the text of the field as
    the form shows it now (a date in its usual form); `is_changed` is False where the file had the value already.
    """

    path: str
    digest: str
    value: str
    is_changed: bool = True
    merged: tuple[MergedField, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A save that waits for a choice: the same place was changed elsewhere, nothing was written.

    `id` names it for the page `/conflict/ID`.
    """

    id: str

    @property
    def url(self) -> str:
        """The address of the page with both versions."""
        return f"/conflict/{self.id}"


def conflicts_url(conflicts: Sequence[Conflict]) -> str:
    """Return the address of the first of several conflicts, from which one choice leads to the next; empty for none."""
    if not conflicts:
        return ""
    first, *waiting = conflicts
    return f"{first.url}?then={','.join(conflict.id for conflict in waiting)}" if waiting else first.url


@dataclass(frozen=True, slots=True)
class Refused:
    """A save that would break the form of the file, or that the disk refuses; nothing was written.

    `field` is empty for the file as a whole; `problems` are those of a file that cannot be read.
    """

    field: str
    message: str
    problems: tuple[Problem, ...] = ()


Outcome = Saved | Conflict | Refused
