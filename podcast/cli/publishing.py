"""Shared by `publish`, `undo` and `verify`: open the target, show the plan, carry it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podcast.cli import messages
from podcast.cli.terminal import echo_err, echo_lines, require_confirmation
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.cli.options import TargetArguments
    from podcast.model.show import Show
    from podcast.publish.protocol.prepare import PreparedPublish
    from podcast.publish.targets.target import Target


def open_target(root: Path, target: str | None, *, dry_run: bool = False) -> tuple[Show, Target]:
    """Load the show in `root` and open its target, or the one that `--target` names."""
    from podcast import pipeline
    from podcast.publish import release
    from podcast.publish.targets.wrappers import DryRun

    show = pipeline.load_show(root)
    opened = release.open_target(show, root, target)
    return show, DryRun(opened) if dry_run else opened


def confirm_and_publish(prepared: PreparedPublish, arguments: TargetArguments, question: str, show: Show) -> bool:
    """Show the plan, ask for confirmation and carry it out; whether anything changed."""
    from podcast import pipeline
    from podcast.cli import progress
    from podcast.publish.protocol.plan import describe_plan

    echo_lines(describe_plan(prepared.plan))
    if prepared.is_up_to_date:
        return False
    if prepared.state.head.open_intents:
        echo_err(_("an earlier publish was interrupted, or the live site needs a repair: this publish fixes it"))
    if not arguments.yes and not arguments.dry_run:
        require_confirmation(question)
    with progress.transfer_bar(_("publishing"), prepared.plan.upload_size) as on_bytes:
        result = pipeline.carry_out(prepared, lambda _event: None, on_bytes)
    if arguments.dry_run:
        click.echo(_("dry run: nothing was changed"))
        return False
    click.echo(messages.publish_summary(result))
    echo_err(_("feed: {url}").format(url=pipeline.feed_url(show)))
    return True
