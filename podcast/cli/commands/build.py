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


@click.command(epilog="Example:  podcast build --drafts, to see drafts and scheduled episodes as well")
@click.option("--drafts", is_flag=True, help="Build drafts and scheduled episodes too. For your eyes: never published.")
@click.option("--report", is_flag=True, help="Show how loud the episodes were and are, and write a page about it.")
@build_options
@show_root_option
@arguments_as(BuildArguments)
def build(root: Path, arguments: BuildArguments) -> None:
    """Master what is new and write the site into site/."""
    result = build_due(root, arguments.at, arguments.jobs, drafts=arguments.drafts)
    if arguments.report:
        from podcast import pipeline
        from podcast.report.mastering_table import mastering_lines

        echo_lines(mastering_lines(pipeline.write_report(result), terminal_width()))
        click.echo(_("the report: {path}").format(path=messages.relative_path(result.paths.report)))
    echo_lines(messages.build_summary(result))
    for hint in result.hints:
        echo_err(_("hint: {what}").format(what=hint))
    if arguments.drafts:
        echo_err(_("drafts and scheduled episodes are in it, for your eyes: `podcast publish` leaves them out"))
    page = messages.relative_path(result.site / "index.html")
    echo_err(_("next: open {page} in a browser, then `podcast publish`").format(page=page))
