"""What `publish`, `undo` and `verify` share: opening the target, showing the plan, carrying it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from podcast.cli import messages as sentences
from podcast.cli.terminal import asked, echo, hint
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.show import Show
    from podcast.publish.protocol.prepare import Prepared
    from podcast.publish.targets.target import Target


def opened(root: Path, options: dict[str, Any]) -> tuple[Show, Target]:
    """The show in `root` and the target that the options name."""
    from podcast import pipeline
    from podcast.publish import release as publishing
    from podcast.publish.targets.wrappers import DryRun

    show = pipeline.loaded(root)
    target = publishing.target(show, root, options["target"])
    return show, DryRun(target) if options["dry_run"] else target


def carried_out(prepared: Prepared, options: dict[str, Any], question: str, show: Show) -> bool:
    """Shows the plan, asks, and carries it out; whether anything changed."""
    from podcast import pipeline
    from podcast.cli import progress
    from podcast.publish.protocol.plan import describe

    echo(describe(prepared.plan))
    if prepared.settled:
        return False
    if prepared.known.head.open:
        hint(_("an earlier publish was interrupted, or something is to be repaired: this one puts it right"))
    if not options["yes"] and not options["dry_run"]:
        asked(question)
    with progress.transfer(_("publishing"), prepared.plan.size) as flow:
        done = pipeline.publish(prepared, lambda _: None, flow)
    if options["dry_run"]:
        click.echo(_("dry run: nothing was changed"))
        return False
    click.echo(sentences.published(done))
    hint(_("the feed: {url}").format(url=pipeline.feed_address(show)))
    return True
