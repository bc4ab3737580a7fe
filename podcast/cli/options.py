"""Options that several commands share, and their values."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from podcast.pipeline import BuildResult

    Command = Callable[..., None]


@dataclass(frozen=True, slots=True)
class TargetArguments:
    """Values of the options of all commands that change the live site."""

    target: str | None
    dry_run: bool
    yes: bool


def arguments_as(values: Callable[..., Any]) -> Callable[[Command], Command]:
    """Hand the options of a command to it as one value, `arguments`, so that a wrong name is found by type checks.

    Args:
        values: a class whose fields are the options' names.
    """

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def with_arguments(root: Path, **options: Any) -> None:
            command(root=root, arguments=values(**options))

        return with_arguments

    return decorate


def show_root_option(command: Command) -> Command:
    """Add the option -C; the command gets the show's folder as `root`."""

    @click.option(
        "-C",
        "start",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        default=Path(),
        metavar="DIR",
        help="The show's folder, or one inside it.  [default: the current folder]",
    )
    @functools.wraps(command)
    def with_root(start: Path, **options: Any) -> None:
        from podcast.show import load

        command(root=load.find_show_root(start), **options)

    return with_root


def build_options(command: Command) -> Command:
    """Add the options of all commands that build: --at and --jobs."""
    at = click.option(
        "--at",
        type=click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]),
        metavar="DATE",
        help="Act as if it were this date and time, in the show's time zone.  [default: now]",
    )
    jobs = click.option(
        "-j", "--jobs", type=click.IntRange(1), metavar="N", help="Number of recordings to master in parallel."
    )
    return at(jobs(command))


def publish_options(command: Command) -> Command:
    """Add the options of all commands that change the live site, see `TargetArguments`."""
    dry_run = click.option("--dry-run", is_flag=True, help="Show what would happen without changing anything.")
    yes = click.option("-y", "--yes", is_flag=True, help="Do not ask for confirmation.")
    return dry_run(yes(target_option(command)))


def target_option(command: Command) -> Command:
    """Add the option of all commands that read or change the target."""
    text = "A folder or s3://bucket/prefix to use instead of the show's target."
    return click.option("--target", metavar="TARGET", help=text)(command)


def build_due(root: Path, at: datetime | None, jobs: int | None, *, drafts: bool = False) -> BuildResult:
    """Build the episodes that are due, with a progress display; see `podcast.pipeline.build_site`."""
    from podcast import pipeline
    from podcast.cli import progress

    with progress.build_progress() as report:
        return pipeline.build_site(root, at=at, drafts=drafts, jobs=jobs, report=report)
