"""The command `build`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from podcast.cli import messages
from podcast.cli.options import arguments_as, build_due, build_options, show_root_option
from podcast.cli.terminal import echo_err, echo_lines, terminal_width
from podcast.i18n import _

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class BuildArguments:
    """Values of the options of `podcast build`; `at` is a wall-clock time in the show's time zone."""

    at: datetime | None
    jobs: int | None
    drafts: bool
    report: bool


@click.command(epilog="Example:  podcast build --drafts")
@click.option(
    "--drafts",
    is_flag=True,
    help="Include drafts and scheduled episodes, for you to look at. They are never published.",
)
@click.option(
    "--report", is_flag=True, help="Show the loudness before and after mastering, and write a report page with curves."
)
@build_options
@show_root_option
@arguments_as(BuildArguments)
def build(root: Path, arguments: BuildArguments) -> None:
    """Master new recordings and write the site to site/."""
    result = build_due(root, arguments.at, arguments.jobs, drafts=arguments.drafts)
    if arguments.report:
        from podcast import pipeline
        from podcast.report.mastering_table import mastering_lines

        echo_lines(mastering_lines(pipeline.write_report(result), terminal_width()))
        click.echo(_("report: {path}").format(path=messages.relative_path(result.paths.report)))
    echo_lines(messages.build_summary(result))
    for hint in result.hints:
        echo_err(_("hint: {what}").format(what=hint))
    if arguments.drafts:
        echo_err(_("includes drafts and scheduled episodes, for you only: `podcast publish` leaves them out"))
    page = messages.relative_path(result.site / "index.html")
    echo_err(_("next: open {page} in a browser, then `podcast publish`").format(page=page))
