"""The command `verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podcast.cli import messages
from podcast.cli.options import show_root_option, target_option
from podcast.cli.publishing import open_target
from podcast.cli.terminal import echo_err, echo_lines
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path


@click.command(epilog="Example:  podcast verify --full")
@click.option("--full", is_flag=True, help="Read every byte of every file; this finds changes that keep name and size.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
@target_option
@show_root_option
def verify(root: Path, target: str | None, *, full: bool, as_json: bool) -> None:
    """Check that every published file is present and unchanged; the next publish repairs the others."""
    from podcast.cli import progress
    from podcast.publish import release

    show, opened = open_target(root, target)
    with progress.transfer_bar(_("checking"), None) as on_bytes:
        result = release.verify(show, opened, lambda event: on_bytes(event.size), full=full)
    if as_json:
        import json

        click.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=1))
    else:
        echo_lines(messages.verify_summary(result))
    if result.damaged:
        release.mark_damaged(opened, result)
        echo_err(_("run `podcast publish` to repair the live site"))
        raise click.exceptions.Exit(1)
