"""Result of the check of a move."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MoveReport:
    """The result of a check of a move, as sentences in the language of the run.

    `passed` says what is right, `problems` what has to be changed, `hints` what could be better.
    """

    passed: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether subscribers of the old feed get every episode from the new one."""
        return not self.problems

    def __add__(self, other: MoveReport) -> MoveReport:
        return MoveReport(self.passed + other.passed, self.problems + other.problems, self.hints + other.hints)
