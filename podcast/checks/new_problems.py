"""Problems that a change of one file would bring, anywhere in the show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.checks.examine import examine

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.errors import Problem


def new_problems(root: Path, path: str, data: bytes) -> tuple[Problem, ...]:
    """Return the problems that the show would have with other bytes in a file, and does not have now.

    Args:
        root: of the show.
        path: of the file, relative to the root.
        data: the file after the change.
    """
    after = examine(root, {path: data}).problems
    if not after:  # a show without problems is examined once
        return ()
    present = {_identity(problem) for problem in examine(root).problems}
    return tuple(problem for problem in after if _identity(problem) not in present)


def _identity(problem: Problem) -> tuple[str, str, str]:
    """The parts of a problem that do not change when lines are inserted before it."""
    return problem.path, problem.field, problem.what
