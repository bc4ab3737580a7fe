"""Rules of `podcast check`: what is wrong with a show although each of its fields is well formed.

Pure: what files hold comes in as `Facts`. A new rule is a function in one of these modules and a line of its `RULES`.
Where a rule is set by a standard or a store, its docstring names the source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from podcast.checks.rules import corrections, episodes, feed, files, notes, site
from podcast.show.locations import located

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from podcast.checks.facts import Facts
    from podcast.errors import Problem
    from podcast.model.show import Show
    from podcast.show.load import Loaded
    from podcast.show.locations import Finding

    Rule: TypeAlias = Callable[[Show, Facts], Iterable[Finding]]

RULES: tuple[Rule, ...] = (
    *episodes.RULES,
    *corrections.RULES,
    *files.RULES,
    *notes.RULES,
    *feed.RULES,
    *site.RULES,
)


def problems(loaded: Loaded, facts: Facts) -> tuple[Problem, ...]:
    """All that is wrong with a show, in form and in meaning, sorted by place."""
    if loaded.show is None:
        return loaded.problems
    found = (finding for rule in RULES for finding in rule(loaded.show, facts))
    return tuple(sorted({*loaded.problems, *located(found, loaded.places)}))
