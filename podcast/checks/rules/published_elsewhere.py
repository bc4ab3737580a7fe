"""Breaches of rules that came with an imported show: hints, because its feed was published like this for years.

A problem would stop the build, and with it the move of the show. What the listeners have stays as it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.checks.rules import episodes, feed, files, former_addresses, notes, placeholders
from podcast.i18n import _
from podcast.model.file_names import SHOW_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.checks.facts import Facts, Rule
    from podcast.model.show import Show
    from podcast.show.locations import Finding

# Rules that an imported show, or an episode that was published elsewhere, may break.
TOLERANT_RULES: tuple[Rule, ...] = (
    files.artwork_format,
    files.cover_descriptions,
    feed.copyright_holder_only,
    feed.season_name_length,
    feed.soundbites_within_audio,
    feed.consistent_comment_settings,
    feed.chapter_ends,
    feed.display_of_number,
    feed.publisher_of_another_feed,
    former_addresses.free_former_addresses,
    placeholders.written_texts,
    notes.text_references,
    episodes.description_length,
    episodes.serial_episode_numbers,
    episodes.unique_episode_numbers,
    episodes.unique_dates,
    episodes.chapter_order,
)


def files_from_elsewhere(show: Show) -> frozenset[str]:
    """Return the YAML files that came with an imported show: those of its episodes, and podcast.yaml."""
    paths = {episode.file for episode in show.episodes if episode.is_passthrough}
    return frozenset({*paths, SHOW_FILE} if paths else ())


def without_tolerated(rule: Rule, findings: Iterable[Finding], paths: frozenset[str]) -> Iterable[Finding]:
    """Return the findings of a rule that are problems.

    Args:
        rule: that has them.
        findings: its findings.
        paths: of `files_from_elsewhere`.
    """
    if not paths or rule not in TOLERANT_RULES:
        return findings
    return (finding for finding in findings if finding.path not in paths)


def inherited_faults(show: Show, facts: Facts) -> Iterator[Finding]:
    """An imported show keeps the rules as well; one hint for each rule and field."""
    paths = files_from_elsewhere(show)
    for rule in TOLERANT_RULES if paths else ():
        by_field: dict[object, list[Finding]] = {}
        for finding in rule(show, facts):
            if finding.path in paths:
                by_field.setdefault(finding.loc[:1], []).append(finding)
        for first, *further in by_field.values():
            yield _with_count(first, len(further))


def _with_count(finding: Finding, count: int) -> Finding:
    what = finding.what
    if count:
        what = _("{what}; {count} more places like this").format(what=what, count=count)
    remedy = _("{remedy}, or leave it as it came").format(remedy=finding.remedy)
    return replace(finding, what=what, remedy=remedy)
