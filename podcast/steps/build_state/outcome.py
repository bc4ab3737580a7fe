"""What a build reports: the same whether it was carried out or is known to have nothing new."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from podcast.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class BuildOutcome:
    """The contents and changes of site/ after a build, and the hints that it has given.

    Paths are below site/. `unchanged` may be left out (None) where only `unchanged_count` is needed. `first_date` is
    the earliest date of an episode of the build that is no draft, in ISO 8601; `tracks` and `edits` are those of
    `podcast build --json`.
    """

    episodes: tuple[str, ...]  # slugs
    audio_bytes: int
    unchanged_count: int
    has_target: bool
    first_date: str | None
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    mastered: tuple[str, ...] = ()  # slugs
    foreign: tuple[str, ...] = ()
    unchanged: tuple[str, ...] | None = None
    tracks: Mapping[str, Any] = field(default_factory=dict)
    edits: Mapping[str, Any] = field(default_factory=dict)
    hints: tuple[Problem, ...] = ()
    pending_problems: tuple[Problem, ...] = ()

    @property
    def has_sentences(self) -> bool:
        """Whether some of it is in the language of the person who built."""
        return bool(self.hints or self.pending_problems)

    def of_next_build(self) -> BuildOutcome:
        """Return the outcome of the same build once more, with nothing new."""
        count = self.unchanged_count + len(self.written)
        return replace(self, written=(), removed=(), mastered=(), unchanged=None, unchanged_count=count)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> BuildOutcome:
        """Return the outcome of a JSON object.

        Raises:
            TypeError: it has other fields.
        """
        problems = {name: tuple(Problem(**row) for row in value[name]) for name in ("hints", "pending_problems")}
        lists = {name: tuple(rows) for name, rows in value.items() if isinstance(rows, list)}
        return cls(**{**value, **lists, **problems})
