"""The command `clean`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.options import show_root_option
from podcast.cli.terminal import echo_hint, echo_line, require_confirmation
from podcast.i18n import _, ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.cli.documents.site_documents import CleanDocument
    from podcast.steps.cleaning import Removable


@click.command(epilog="Example:  podcast clean --dry-run")
@click.option("--all", "everything", is_flag=True, help="Remove all masters, pictures and fonts, needed or not.")
@click.option("--dry-run", is_flag=True, help="Show what would happen without changing anything.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask for confirmation.")
@json_option
@show_root_option
def clean(root: Path, *, everything: bool, dry_run: bool, yes: bool) -> None:
    """Remove masters and pictures from .podcast/ that no episode and no recent build needs."""
    from podcast.files.cache import Cache
    from podcast.files.exclusive_lock import exclusive_lock
    from podcast.show.load import load
    from podcast.steps import cleaning
    from podcast.steps.paths import ProjectPaths

    paths = ProjectPaths(root)
    with (
        exclusive_lock(paths.cache / "lock", "podcast clean"),
        Cache(paths.database, paths.root) as cache,
    ):
        show = load(root).show
        files = cleaning.removable_files(show, paths, cache, everything=everything)
        if show and not dry_run:  # rows of a few bytes: not worth a question
            cleaning.forget_other_recordings(show, paths, cache)
        _print_files(root, files)
        if files and not dry_run:
            if not yes:
                require_confirmation(_("Remove them? The next build that needs them makes them again."))
            cleaning.remove_files(files, cache)
    document: CleanDocument = {
        "files": [file.path.relative_to(root).as_posix() for file in files],
        "bytes": sum(file.size for file in files),
        "dry_run": dry_run,
    }
    echo_json(document)
    if files:
        echo_hint(_("dry run: nothing was changed") if dry_run else _("removed"))


def _print_files(root: Path, files: list[Removable]) -> None:
    from podcast.publish.protocol.plan import format_size

    if not files:
        echo_line(_("nothing to remove: everything in .podcast/ is needed"))
        return
    for file in files:
        echo_line(f"{file.path.relative_to(root)}  {format_size(file.size)}")
    sentence = ngettext("{count} file, {size}", "{count} files, {size}", len(files))
    echo_line(sentence.format(count=len(files), size=format_size(sum(file.size for file in files))))
