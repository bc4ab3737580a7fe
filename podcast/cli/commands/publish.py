"""The command `publish`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from podcast.cli.options import (
    TargetArguments,
    arguments_as,
    build_due,
    build_options,
    publish_options,
    show_root_option,
)
from podcast.cli.publishing import confirm_and_publish, open_target
from podcast.cli.terminal import echo_err, echo_lines
from podcast.i18n import _
from podcast.publish import feed_guard

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from podcast.model.show import Show
    from podcast.publish.protocol.prepare import PreparedPublish


@dataclass(frozen=True, slots=True)
class PublishArguments(TargetArguments):
    """Values of the options of `podcast publish`; `at` is a wall-clock time in the show's time zone."""

    at: datetime | None
    jobs: int | None
    max_delete: int
    adopt: bool
    allow_older: bool
    allow: tuple[str, ...]
    due: bool


@click.command(epilog="Example:  podcast publish --dry-run")
@publish_options
@click.option(
    "--max-delete",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Allow up to N deletions even if that is more than half of all files.",
)
@click.option(
    "--adopt", is_flag=True, help="Take over existing files on the target that have the names of the show's files."
)
@click.option("--allow-older", is_flag=True, help="Publish even if the live site was built from newer files.")
@click.option(
    "--allow",
    multiple=True,
    type=click.Choice(feed_guard.KINDS),
    help="Allow a change that is blocked because it would affect subscribers: an episode gets "
    "a new guid, page address or recording, or disappears; the show moves. (repeatable)",
)
@click.option("--due", is_flag=True, help="Publish only if an episode is due; otherwise exit silently.")
@build_options
@show_root_option
@arguments_as(PublishArguments)
def publish(root: Path, arguments: PublishArguments) -> None:
    """Build the episodes that are due and publish them, the feed last; then verify the public site."""
    from datetime import UTC, datetime

    from podcast import pipeline
    from podcast.publish import release
    from podcast.publish.protocol.prepare import PublishOptions

    show, target = open_target(root, arguments.target, dry_run=arguments.dry_run)
    moment = pipeline.in_show_time(show, arguments.at) if arguments.at else datetime.now(UTC)
    if arguments.due and not release.due_episodes(show, target, moment):
        return
    build = build_due(root, arguments.at, arguments.jobs)
    options = PublishOptions(arguments.max_delete, arguments.adopt, arguments.allow_older)
    prepared = pipeline.prepare(build, target, datetime.now(UTC), options)
    if changes := pipeline.feed_changes(build, prepared):
        echo_lines(feed_guard.describe_changes(changes, build.show))
        feed_guard.refuse_breaking_changes(changes, build.show, arguments.allow)
    if confirm_and_publish(prepared, arguments, _("Publish now?"), show):
        _verify_from_outside(prepared, show, arguments.target)


def _verify_from_outside(prepared: PreparedPublish, show: Show, target: str | None) -> None:
    """Check the published show as listeners meet it, and notify the hubs.

    Raises:
        click.exceptions.Exit: not all of it can be reached.
    """
    from podcast import pipeline
    from podcast.publish import announce, outside

    echo_err(_("verifying the public site …"))
    seen = announce.verify_public(show, prepared, target)
    echo_lines(outside.describe(seen, show.timezone))
    echo_lines(announce.send_pings(show, seen))
    if seen.failed:
        raise click.exceptions.Exit(pipeline.EXIT_NOT_REACHABLE)
