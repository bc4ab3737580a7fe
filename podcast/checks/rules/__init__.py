"""Rules of `podcast check`: problems of a show whose fields are well formed each by itself.

Pure: facts about files are passed in as `Facts`. A new rule is a function in one of these modules and an entry of its
`RULES`; a rule is named after what it requires. Where a standard or a store sets a rule, its docstring cites it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from podcast.checks.rules import corrections, episodes, feed, files, notes, site
from podcast.show.locations import problems_from_findings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from podcast.checks.facts import Facts
    from podcast.errors import Problem
    from podcast.model.show import Show
    from podcast.show.load import LoadedShow
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


def find_problems(loaded: LoadedShow, facts: Facts) -> tuple[Problem, ...]:
    """Return the problems of a show, those of form and those that rules find, sorted by place."""
    if loaded.show is None:
        return loaded.problems
    findings = (finding for rule in RULES for finding in rule(loaded.show, facts))
    return tuple(sorted({*loaded.problems, *problems_from_findings(findings, loaded.source_map)}))
