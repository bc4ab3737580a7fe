"""The command `rename`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.options import arguments_as, show_root_option
from podcast.cli.program.completion import complete_slugs
from podcast.cli.terminal import echo_hint, echo_line
from podcast.i18n import _, ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.cli.documents.authoring_documents import RenameDocument


@dataclass(frozen=True, slots=True)
class RenameArguments:
    """Values of the arguments of `podcast rename`."""

    episode: str
    new_slug: str


@click.command(epilog="Example:  podcast rename folge-7 echte-beteiligung")
@click.argument("episode", metavar="EPISODE", shell_complete=complete_slugs)
@click.argument("new_slug", metavar="NEW_SLUG")
@json_option
@show_root_option
@arguments_as(RenameArguments)
def rename(root: Path, arguments: RenameArguments) -> None:
    """Give an episode that never was public another address.

    EPISODE is a slug or part of one, NEW_SLUG the name that its folder and its page get. Links to it in all texts of
    the show, and `featured:`, are changed as well. The address of what is or was public never changes.
    """
    from podcast.pipeline import rename as renames

    done = renames.change_slug(root, arguments.episode, arguments.new_slug)
    document: RenameDocument = {
        "slug": done.new_slug,
        "before": done.slug,
        "path": f"episodes/{done.new_slug}",
        "changed": [reference.path for reference in done.references],
    }
    echo_json(document)
    echo_line(f"episodes/{done.slug} → episodes/{done.new_slug}")
    if count := len(done.references):
        words = ngettext(
            "{count} file that mentions it was changed: {paths}",
            "{count} files that mention it were changed: {paths}",
            count,
        )
        echo_hint(words.format(count=count, paths=", ".join(reference.path for reference in done.references)))
    else:
        echo_hint(_("no other file mentions it"))
