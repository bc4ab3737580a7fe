"""The command `verify`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from podcast.cli import messages as sentences
from podcast.cli.options import elsewhere, in_show
from podcast.cli.publishing import opened
from podcast.cli.terminal import echo, hint
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path


@click.command(epilog="Example:  podcast verify --full, to read every byte")
@click.option("--full", is_flag=True, help="Read every file: finds what changed though its size and name did not.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, for scripts.")
@elsewhere
@in_show
def verify(root: Path, *, full: bool, as_json: bool, **options: Any) -> None:
    """Look whether all that was published is there as it was; the next publish repairs what is not."""
    from podcast.cli import progress
    from podcast.publish import release as publishing

    show, target = opened(root, {**options, "dry_run": False})
    with progress.transfer(_("looking"), None) as flow:
        verified = publishing.verify(show, target, lambda looked: flow(looked.size), full=full)
    echo([json.dumps(verified.as_json(), ensure_ascii=False, indent=1)] if as_json else sentences.verified(verified))
    if verified.wrong:
        publishing.mark(target, verified)
        hint(_("`podcast publish` repairs what the live site needs"))
        raise click.exceptions.Exit(1)
