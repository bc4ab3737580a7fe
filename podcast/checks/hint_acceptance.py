"""Hints that episodes accept by their codes (`accepted_hints`): they are not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.model.file_names import EPISODES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.errors import Problem
    from podcast.model.show import Show


def code_of_kind(kind: str) -> str:
    """Return the code of a kind of fault that has a name of several words: `soft-clipping`."""
    return kind.replace(" ", "-")


def without_accepted(show: Show, hints: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the hints that no episode accepts: those about its own files, with a code of its `accepted_hints`."""
    accepted = {episode.slug: frozenset(episode.accepted_hints) for episode in show.episodes if episode.accepted_hints}
    return tuple(hint for hint in hints if not accepted or hint.code not in accepted.get(_slug(hint.path), ()))


def _slug(path: str) -> str:
    folder, _slash, rest = path.partition("/")
    return rest.partition("/")[0] if folder == EPISODES else ""
