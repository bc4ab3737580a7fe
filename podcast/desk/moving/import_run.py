"""The state of an import, folded from the lines of `podcast import --events`: pure."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias, get_args

ImportStep: TypeAlias = Literal["read", "fetch", "write", "compare"]
ImportStatus: TypeAlias = Literal["running", "done", "incomplete", "failed", "cancelled"]

STEPS: Final[tuple[ImportStep, ...]] = get_args(ImportStep)
_MAX_NOTES: Final = 200


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """The request for an import: the feed, the folder, and the choices of the form."""

    feed: str
    folder: str  # absolute
    link: str = ""  # the new address of the show; empty for that of the feed
    is_own: bool = False
    is_private: bool = False  # whether the host may be in the local network


@dataclass(frozen=True, slots=True)
class ImportRun:
    """An import as it stands.

    `lines` is what the command prints at its end, `message` its error. `done` of `total` are bytes, `files` of
    `of_files` the downloads of this round.
    """

    request: ImportRequest
    status: ImportStatus = "running"
    step: ImportStep = "read"
    title: str = ""
    notes: tuple[str, ...] = ()
    done: int = 0
    total: int = 0
    files: int = 0
    of_files: int = 0
    lines: tuple[str, ...] = ()
    message: str = ""

    @property
    def percent(self) -> int | None:
        """The percentage of the current downloads that has arrived; None if the server names no length."""
        return min(100, max(0, 100 * self.done // self.total)) if self.total else None

    def step_state(self, step: ImportStep) -> str:
        """Return how far a step is: `done`, `running`, `failed` or `waiting`."""
        if self.status in {"done", "incomplete"} or STEPS.index(step) < STEPS.index(self.step):
            return "done"
        if step != self.step:
            return "waiting"
        return "running" if self.status == "running" else "failed"


def parse_line(line: str) -> dict[str, Any] | None:
    """The event in a line; None if the line is none: an error, in words."""
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "kind" in event else None


def fold_line(run: ImportRun, line: str) -> ImportRun:
    """Return the state after a line of stderr."""
    event = parse_line(line)
    match event:
        case {"kind": "step", "name": step, "text": text} if step in STEPS:
            return replace(run, step=step, title=text or run.title)
        case {"kind": "note", "text": text}:
            return replace(run, notes=(*run.notes, text)[-_MAX_NOTES:])
        case {"kind": "progress", "done": done, "total": total, "files": files, "of_files": of_files}:
            return replace(run, done=done, total=total, files=files, of_files=of_files)
        case None if line.strip():
            return replace(run, message=f"{run.message}\n{line.rstrip()}".strip())
        case _:
            return run


def ended(run: ImportRun, status: int, output: str, *, is_cancelled: bool) -> ImportRun:
    """Return the state at the end.

    Args:
        run: the state before.
        status: the exit status of the command.
        output: what it printed.
        is_cancelled: whether it was asked to stop.
    """
    lines = tuple(line for line in output.splitlines() if line.strip())
    if status == 0:
        return replace(run, status="done", lines=lines)
    if lines:  # it has come to its end, and something is missing or differs
        return replace(run, status="incomplete", lines=lines)
    return replace(run, status="cancelled" if is_cancelled else "failed")
