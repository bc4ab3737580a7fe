"""The command `undo`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli import messages
from podcast.cli.json_output import echo_json, json_option
from podcast.cli.options import TargetArguments, arguments_as, publish_options, show_root_option
from podcast.cli.publish_json import transfer_document
from podcast.cli.publishing import ask_to, confirm_and_carry_out, open_target, show_plan
from podcast.cli.terminal import echo_hint, echo_line
from podcast.i18n import _

if TYPE_CHECKING:
    from podcast.cli.documents.publish_documents import UndoDocument
    from podcast.cli.publishing import Transfer


@dataclass(frozen=True, slots=True)
class UndoArguments(TargetArguments):
    """Values of the options of `podcast undo`."""

    to: int | None


@click.command(epilog="Example:  podcast undo --dry-run")
@publish_options
@click.option(
    "--to",
    type=click.IntRange(1),
    metavar="N",
    help="The generation to restore, as numbered by `podcast status`.  [default: the previous one]",
)
@json_option
@show_root_option
@arguments_as(UndoArguments)
def undo(root: Path, arguments: UndoArguments) -> None:
    """Restore the feed and pages from before the last publish. Audio is not affected.

    Apps show the earlier state at their next check of the feed; episodes that were downloaded stay where they are.
    """
    import tempfile

    from podcast.publish import release
    from podcast.publish.plan_summary import summarise_plan
    from podcast.publish.undo_sentences import undo_sentences

    chosen = open_target(root, arguments.target, dry_run=arguments.dry_run)
    with tempfile.TemporaryDirectory() as folder:
        prepared = release.prepare_undo(chosen.settings, chosen.target, arguments.to or 0, Path(folder))
        echo_line(chosen.line)
        echo_line(messages.undo_summary(prepared, chosen.settings))
        show_plan(prepared, list(undo_sentences(prepared, Path(folder))), summarise_plan(prepared.plan))
        transfer = confirm_and_carry_out(prepared, chosen, arguments, ask_to(_("Restore this state?")))
    echo_json(_document(transfer))
    if transfer.done and not prepared.state.manifest.is_taken_down:
        echo_hint(_("the next `podcast publish` publishes the newer state again: fix it first"))


def _document(transfer: Transfer) -> UndoDocument:
    published_at = transfer.prepared.restored_published_at
    return {
        **transfer_document(transfer),
        "restored_generation": transfer.prepared.restored_generation,
        "restored_published_at": published_at.isoformat() if published_at else None,
    }
