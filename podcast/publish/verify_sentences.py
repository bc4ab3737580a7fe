"""Results of a verification of the target, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.i18n import _, ngettext

if TYPE_CHECKING:
    from podcast.publish.protocol.verify import DamagedObject, VerificationResult


def verify_sentences(result: VerificationResult) -> list[str]:
    """Return a line for each damaged object on the target, and one sentence for all."""
    lines = [_damage_line(damaged) for damaged in result.damaged]
    if result.pending:
        sentence = _("{files} from an interrupted publish: run `podcast publish` to continue")
        lines.append(sentence.format(files=_file_count(len(result.pending))))
    if result.orphans:
        sentence = ngettext(
            "{count} unused object in .podcast/: {first}",
            "{count} unused objects in .podcast/, including {first}",
            len(result.orphans),
        )
        lines.append(sentence.format(count=len(result.orphans), first=result.orphans[0]))
    if result.state.manifest.is_taken_down:
        lines.append(_("the show was taken down; what is left of it is audio that apps may still be loading"))
    wrong = len(result.damaged)
    good, bad = _("{files} checked: all present and unchanged"), _("{files} checked: {wrong} missing or changed")
    total = (bad if wrong else good).format(files=_file_count(result.verified_count), wrong=wrong)
    foreign = _("; {files} of other origin").format(files=_file_count(result.foreign_count))
    return [*lines, total + (foreign if result.foreign_count else "")]


def _damage_line(damaged: DamagedObject) -> str:
    sentence = _("{key}: {why}") if damaged.in_use else _("{key}: {why} (no longer in use)")
    return sentence.format(key=damaged.key, why=damaged.problem)


def _file_count(count: int) -> str:
    return ngettext("{count} file", "{count} files", count).format(count=count)
