"""The command `undo`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from podcast.cli import messages
from podcast.cli.options import TargetArguments, arguments_as, publish_options, show_root_option
from podcast.cli.publishing import confirm_and_publish, open_target
from podcast.cli.terminal import echo_err
from podcast.i18n import _


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
@show_root_option
@arguments_as(UndoArguments)
def undo(root: Path, arguments: UndoArguments) -> None:
    """Restore the feed and pages from before the last publish. Audio is not affected."""
    import tempfile

    from podcast.publish import release

    show, target = open_target(root, arguments.target, dry_run=arguments.dry_run)
    with tempfile.TemporaryDirectory() as folder:
        prepared = release.prepare_undo(show, target, arguments.to or 0, Path(folder))
        click.echo(messages.undo_summary(prepared, show))
        confirm_and_publish(prepared, arguments, _("Restore this state?"), show)
    if not arguments.dry_run:
        echo_err(_("the next `podcast publish` publishes the newer state again: fix it first"))
