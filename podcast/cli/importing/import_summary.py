"""The result of an import in words: what was found, what differs, what is proved, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podcast.i18n import _, gettext_noop, ngettext
from podcast.importing.proof.difference_rules import DIFFERENCE_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from podcast.importing.findings import FindingKind, ImportFinding
    from podcast.importing.import_result import ImportResult
    from podcast.importing.proof.import_proof import ImportProof

MAX_LINES_PER_RULE: Final = 3  # of the findings and failures; the report has all
# The kinds of findings in the order in which they are printed: the most important last.
KIND_NAMES: Final[dict[FindingKind, str]] = {
    "repaired": gettext_noop("repaired"),
    "kept": gettext_noop("kept"),
    "lost": gettext_noop("lost"),
    "to do": gettext_noop("to do"),
}


def import_lines(result: ImportResult) -> Iterator[str]:
    """Yield the findings, what could not be fetched, and how many episodes are new."""
    for kind, name in KIND_NAMES.items():
        yield from finding_lines([finding for finding in result.findings if finding.kind == kind], _(name))
    failed = [_("not fetched: {what}").format(what=failure.sentence) for failure in result.failed]
    yield from _shortened(failed)
    yield episodes_line(result)


def finding_lines(findings: Sequence[ImportFinding], name: str) -> Iterator[str]:
    """Yield findings of one kind: of each rule the first ones, and how many more there are."""
    by_rule: dict[str, list[ImportFinding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    for group in by_rule.values():
        yield from _shortened([_finding_line(finding, name) for finding in group])


def _finding_line(finding: ImportFinding, name: str) -> str:
    return ": ".join(filter(None, [name, finding.where, finding.sentence]))


def _shortened(lines: list[str]) -> Iterator[str]:
    """Yield the first lines, and how many more there are: never one line in place of one."""
    if len(lines) <= MAX_LINES_PER_RULE + 1:
        yield from lines
        return
    yield from lines[:MAX_LINES_PER_RULE]
    yield _("    … and {count} more like these (--report shows all)").format(count=len(lines) - MAX_LINES_PER_RULE)


def episodes_line(result: ImportResult) -> str:
    """Return how many episodes are new: `nothing new`, `3 new episodes in my-show/`."""
    count = len(result.imported.episodes)
    if not count:
        return _("nothing new")
    new = ngettext("{count} new episode", "{count} new episodes", count).format(count=count)
    return _("{episodes} in {folder}/").format(episodes=new, folder=result.root.name)


def proof_lines(proof: ImportProof, *, with_audio: bool) -> Iterator[str]:
    """Yield what differs and why, then how many episodes are equal.

    Args:
        proof: the comparison.
        with_audio: whether the audio files were compared as well.
    """
    if proof.show:
        fields = ", ".join(dict.fromkeys(_(difference.field) for difference in proof.show))
        yield _("the show differs in: {fields}").format(fields=fields)
    for rule, count in proof.episode_rule_counts().items():
        sentence = ngettext(
            "without loss: {count} episode: {reason}", "without loss: {count} episodes: {reason}", count
        )
        if DIFFERENCE_RULES[rule].matters:
            sentence = ngettext("differs: {count} episode: {reason}", "differs: {count} episodes: {reason}", count)
        yield sentence.format(count=count, reason=_(DIFFERENCE_RULES[rule].sentence))
    values = {"equal": proof.equal, "compared": proof.compared}
    if with_audio:
        yield _("proof: {equal} of {compared} episodes equal").format(**values)
    else:
        yield _("proof: {equal} of {compared} episodes equal, without their audio").format(**values)


def next_step(result: ImportResult, *, with_audio: bool) -> str:
    """Return what to do next, the most important line of the output."""
    if result.proof is None:
        return _("next: `podcast check` names the problems in podcast.yaml; then run the same command again")
    if result.failed:
        return _("next: run the same command again; it fetches what is missing")
    if not with_audio:
        return _("next: run the same command without --no-audio; it fetches the audio")
    if not result.proof.is_lossless:
        return _("next: look at what differs (--report FILE shows both sides), then `podcast check`")
    if result.problems:
        return _("next: `podcast check` names what is left to do; then `podcast serve` shows the site")
    return _("next: `podcast serve` shows the site")


def step_lines(steps: Iterable[str]) -> Iterator[str]:
    """Yield the steps of the move, numbered."""
    yield _("the move, once the new site is public:")
    for number, step in enumerate(steps, start=1):
        yield f"  {number}. {step}".replace("\n", "\n     ")
