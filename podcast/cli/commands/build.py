"""The command `build`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podcast.cli import messages as sentences
from podcast.cli.options import building, built, in_show
from podcast.cli.terminal import echo, hint, width
from podcast.i18n import _

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@click.command(epilog="Example:  podcast build --drafts, to see drafts and scheduled episodes as well")
@click.option("--drafts", is_flag=True, help="Build drafts and scheduled episodes too. For your eyes: never published.")
@click.option("--report", is_flag=True, help="Show how loud the episodes were and are, and write a page about it.")
@building
@in_show
def build(root: Path, at: datetime | None, jobs: int | None, **options: bool) -> None:
    """Master what is new and write the site into site/."""
    from podcast import pipeline
    from podcast.report.mastering_table import lines

    made = built(root, at, jobs, drafts=options["drafts"])
    if options["report"]:
        echo(
            [
                *lines(pipeline.report(made), width()),
                _("the report: {path}").format(path=sentences.near(made.places.report)),
            ]
        )
    echo(sentences.summary(made))
    for one in made.hints:
        hint(_("hint: {what}").format(what=one))
    if options["drafts"]:
        hint(_("drafts and scheduled episodes are in it, for your eyes: `podcast publish` leaves them out"))
    page = sentences.near(made.site / "index.html")
    hint(_("next: open {page} in a browser, then `podcast publish`").format(page=page))
