"""The command `unpublish`: withdraw an episode, or take the show down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import json_option
from podcast.cli.options import arguments_as, jobs_option, publish_options, show_root_option
from podcast.cli.program.completion import complete_slugs
from podcast.cli.publishing import UnpublishArguments
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path


@click.command(epilog="Example:  podcast unpublish folge-7 --reason 'Enthält einen Fehler.'")
@click.argument("episode", required=False, metavar="[EPISODE]", shell_complete=complete_slugs)
@click.option("--reason", metavar="TEXT", help="Why the episode is withdrawn; its page says so.")
@click.option("--on", metavar="DATE", help="Since when it is withdrawn.  [default: today]")
@click.option(
    "--show", is_flag=True, help="Take the whole show down: feed and pages at once, audio files after 30 days."
)
@click.option("--now", is_flag=True, help="With --show: delete the audio files at once, too.")
@click.option("--confirm", metavar="TITLE", help="With --show: the title of the show, instead of typing it.")
@jobs_option
@publish_options
@json_option
@show_root_option
@arguments_as(UnpublishArguments)
def unpublish(root: Path, arguments: UnpublishArguments) -> None:
    """Withdraw an episode, or take the whole show down.

    EPISODE is a slug or part of one. The episode leaves the feed; its page stays and gives the reason. `withdrawn:` is
    written into its episode.yaml, and the show is published.
    """
    _require_matching_options(arguments)
    if arguments.show:
        from podcast.cli.unpublish_show import unpublish_show

        unpublish_show(root, arguments)
    else:
        from podcast.cli.unpublish_episode import unpublish_episode

        unpublish_episode(root, arguments)


def _require_matching_options(arguments: UnpublishArguments) -> None:
    """Refuse options that do not belong together.

    Raises:
        click.UsageError: they do not.
    """
    if arguments.show == bool(arguments.episode):
        raise click.UsageError(_("name an episode, or pass --show to take the whole show down"))
    misplaced, sentence = ("reason", "on"), _("--{option} belongs with an episode, not with --show")
    if arguments.episode:
        misplaced, sentence = ("now", "confirm"), _("--{option} belongs with --show, not with an episode")
    for name in misplaced:
        if getattr(arguments, name):
            raise click.UsageError(sentence.format(option=name))
