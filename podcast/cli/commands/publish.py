"""The command `publish`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.nothing_new import print_unchanged, unchanged_document
from podcast.cli.options import (
    arguments_as,
    build_options,
    moment_of,
    publish_options,
    remaster_option,
    show_root_option,
)
from podcast.cli.publish_json import episode_changes_document, no_transfer, outside_document, transfer_document
from podcast.cli.publish_show import PublishArguments, publish_show
from podcast.cli.publishing import open_target
from podcast.cli.terminal import echo_err
from podcast.i18n import _
from podcast.publish import feed_guard

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.cli.documents.publish_documents import PublishDocument
    from podcast.cli.publish_show import PublishedShow
    from podcast.cli.publishing import ChosenTarget
    from podcast.pipeline.publishing.unchanged_publish import UnchangedPublish


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
    "a new guid, page address or recording, or disappears; the show changes, ends (complete) or moves; "
    "it or an episode is not to be listed (block); older episodes move to archives, which stores do not read "
    "(archive); audio files move to another address (audio-moves); or this computer's clock seems wrong. (repeatable)",
)
@click.option("--due", is_flag=True, help="Publish only if an episode is due; otherwise exit silently.")
@remaster_option
@build_options
@json_option
@show_root_option
@arguments_as(PublishArguments)
def publish(root: Path, arguments: PublishArguments) -> None:
    """Build the episodes that are due and publish them, the feed last; then verify the public site."""
    chosen = open_target(root, arguments.target, dry_run=arguments.dry_run)
    arguments = replace(arguments, at=moment_of(root, arguments.at))
    if unchanged := _unchanged_publish(root, chosen, arguments):
        if not arguments.due:
            print_unchanged(unchanged, chosen)
        echo_json(unchanged_document(unchanged, chosen, dry_run=arguments.dry_run))
        return
    if arguments.due and not _is_due(root, chosen, arguments):
        echo_json({**_nothing_due(chosen, arguments)})
        return
    published = publish_show(root, chosen, arguments)
    echo_json(_document(published))
    if published.exit_status:
        raise click.exceptions.Exit(published.exit_status)


def _unchanged_publish(root: Path, chosen: ChosenTarget, arguments: PublishArguments) -> UnchangedPublish | None:
    """Return the state of the target if nothing is new; None if something may be, or if an option asks for a build."""
    from podcast.pipeline.publishing.unchanged_publish import unchanged_publish

    return None if arguments.remaster or arguments.adopt else unchanged_publish(root, chosen, arguments.at)


def _is_due(root: Path, chosen: ChosenTarget, arguments: PublishArguments) -> bool:
    """Whether an episode is due that is not live; those that wait for approvals are named, and do not count."""
    from datetime import UTC, datetime

    from podcast import pipeline
    from podcast.pipeline.load_steps import read_live_audio
    from podcast.pipeline.release_steps import without_waiting
    from podcast.publish import live_status

    moment = arguments.at or datetime.now(UTC)
    show = pipeline.load_show(root, due_at=moment, target=chosen.target)
    episodes = live_status.due_episodes(show, chosen.target, moment)
    if show.release is None or not episodes:
        return bool(episodes)
    episodes, problems = without_waiting(show, episodes, root, read_live_audio(root, chosen.target))
    for problem in problems:
        echo_err(_("hint: {what}").format(what=problem))
    return bool(episodes)


def _nothing_due(chosen: ChosenTarget, arguments: PublishArguments) -> PublishDocument:
    from podcast import pipeline

    return {
        **no_transfer(chosen, dry_run=arguments.dry_run),
        "episodes": episode_changes_document(None, None),
        "feed": pipeline.feed_url(chosen.settings),
        "outside": None,
        "exit_status": 0,
    }


def _document(published: PublishedShow) -> PublishDocument:
    from podcast import pipeline

    return {
        **transfer_document(published.transfer),
        "episodes": episode_changes_document(published.changes, published.show),
        "feed": pipeline.feed_url(published.show),
        "outside": outside_document(published.outside) if published.outside else None,
        "exit_status": published.exit_status,
    }
