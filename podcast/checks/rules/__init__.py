"""Rules of `podcast check`: problems of a show whose fields are well formed each by itself.

Pure: facts about files are passed in as `Facts`. A new rule is a function in one of these modules and an entry of its
`RULES`; a rule is named after what it requires. Where a standard or a store sets a rule, its docstring cites it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from podcast.checks.acceptance import accepted_hints
from podcast.checks.rules import (
    cluster,
    corrections,
    episodes,
    feed,
    files,
    former_addresses,
    notes,
    placeholders,
    published_elsewhere,
    site,
    tracks,
)
from podcast.checks.rules.sound import cuts, passthrough
from podcast.model.fields import EpisodeFields, ShowFields
from podcast.model.file_names import SHOW_FILE
from podcast.show.locations import problems_from_findings
from podcast.show.partial_fields import certain_findings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podcast.checks.facts import Facts
    from podcast.errors import Problem
    from podcast.model.show import Show
    from podcast.show.load import LoadedShow
    from podcast.show.locations import Finding

    Rule: TypeAlias = Callable[[Show, Facts], Iterable[Finding]]

RULES: tuple[Rule, ...] = (
    *episodes.RULES,
    *cuts.RULES,
    *tracks.RULES,
    *corrections.RULES,
    *files.RULES,
    *passthrough.RULES,
    *notes.RULES,
    *feed.RULES,
    *site.RULES,
    *former_addresses.RULES,
    *cluster.RULES,
    *placeholders.RULES,
    *accepted_hints.RULES,
)


def find_problems(loaded: LoadedShow, facts: Facts) -> tuple[Problem, ...]:
    """Return the problems of a show, those of form and those that rules find, sorted by place.

    Of files with problems of form, rules judge what can be read.
    """
    if not loaded.variants:
        return loaded.problems
    facts = replace(facts, incomplete=incomplete_fields(loaded))
    findings = (_findings(show, facts) for show in loaded.variants)
    certain = certain_findings(findings, loaded.unreadable)
    return tuple(sorted({*loaded.problems, *problems_from_findings(certain, loaded.source_map)}))


def _findings(show: Show, facts: Facts) -> Iterator[Finding]:
    paths = published_elsewhere.files_from_elsewhere(show)
    return (
        finding for rule in RULES for finding in published_elsewhere.without_tolerated(rule, rule(show, facts), paths)
    )


def incomplete_fields(loaded: LoadedShow) -> frozenset[str]:
    """Return the names of fields of which a value cannot be read: `seasons.number`; all those of an unreadable file."""
    names: set[str] = set()
    for path, loc in loaded.unreadable:
        fields = ShowFields.model_fields if path == SHOW_FILE else EpisodeFields.model_fields
        names |= {".".join(step for step in loc if isinstance(step, str))} if loc else {*fields}
    return frozenset(names)
