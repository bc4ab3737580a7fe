"""The command `undo`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import click

from podcast.cli import messages as sentences
from podcast.cli.options import going, in_show
from podcast.cli.publishing import carried_out, opened
from podcast.cli.terminal import hint
from podcast.i18n import _


@click.command(epilog="Example:  podcast undo --dry-run, to see what would be brought back")
@going
@click.option(
    "--to",
    type=click.IntRange(1),
    metavar="N",
    help="The generation to go back to, as `podcast status` counts.  [default: the one before]",
)
@in_show
def undo(root: Path, to: int | None, **options: Any) -> None:
    """Bring back what was live before the last publish: feed and pages, never audio."""
    from podcast.publish import release as publishing

    show, target = opened(root, options)
    with tempfile.TemporaryDirectory() as folder:
        prepared = publishing.undo(show, target, to or 0, Path(folder))
        click.echo(sentences.back_to(prepared, show))
        carried_out(prepared, options, _("Bring that back?"), show)
    if not options["dry_run"]:
        hint(_("the next `podcast publish` brings the newer state again: put right first what was wrong with it"))
