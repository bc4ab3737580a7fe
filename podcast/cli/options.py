"""Options that several commands share, and their values."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from podcast.cli.program.completion import complete_folders, complete_slugs
from podcast.cli.program.run_state import current_state
from podcast.cli.program.start_folder import folder_option, start_folder
from podcast.publish.destination import TARGET_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from podcast.cluster.address import ClusterAddress
    from podcast.pipeline import BuildResult
    from podcast.publish.targets.target import Target

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

    @start_option
    @functools.wraps(command)
    def with_root(start: Path, **options: Any) -> None:
        from podcast.show.root_folder import find_show_root

        root = find_show_root(start)
        current_state().root = root
        command(root=root, **options)

    return with_root


def start_option(command: Command) -> Command:
    """Add the option -C; the command gets the folder where the search for the show begins, as `start`.

    The option wins over `PODCAST_DIR`; where it is given before the name of the command and after it, the latter wins.
    """

    @folder_option
    @functools.wraps(command)
    def with_start(**options: Any) -> None:
        command(start=start_folder(), **options)

    return with_start


class _Moment(click.ParamType["datetime"]):
    """A date and time as `date:` of an episode has it; without an offset it has no time zone yet."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> datetime:
        """See `click.ParamType`."""
        from podcast.errors import PodcastError
        from podcast.model.dates import read_moment

        try:
            return read_moment(str(value))
        except PodcastError as error:
            self.fail(str(error), param, context)


def moment_of(root: Path, at: datetime | None) -> datetime | None:
    """Return the moment of --at, which is meant in the show's time zone unless it has an offset.

    Raises:
        click.BadParameter: the clocks there never show that time, or show it twice.
    """
    if at is None:
        return None
    from podcast import pipeline
    from podcast.errors import PodcastError, ShowError
    from podcast.show.load import load_target_settings

    try:
        return pipeline.in_show_time(load_target_settings(root), at)
    except ShowError:  # the command reports it with all others
        return at
    except PodcastError as error:
        raise click.BadParameter(str(error), param_hint="'--at'") from None


class _EnvironmentOption(click.Option):
    """An option that a variable of the environment may give: a wrong value is reported under the name of its source."""

    def get_error_hint(self, ctx: click.Context | None) -> str:
        """See `click.Parameter`."""
        source = ctx.get_parameter_source(self.name or "") if ctx else None
        return str(self.envvar) if source is click.core.ParameterSource.ENVIRONMENT else super().get_error_hint(ctx)


def build_options(command: Command) -> Command:
    """Add the options of all commands that build: --at, --jobs and --executor."""
    at = click.option(
        "--at",
        type=_Moment(),
        metavar="DATE",
        help="Act as if it were this date and time, in the show's time zone.  [default: now]",
    )
    return at(jobs_option(executor_option(command)))


class _Executor(click.ParamType["ClusterAddress"]):
    """The address of a cluster."""

    name = "address"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> ClusterAddress:
        """See `click.ParamType`."""
        from podcast.cluster.address import parse_address
        from podcast.errors import PodcastError

        try:
            return parse_address(str(value))
        except PodcastError as error:
            self.fail(str(error), param, context)


def executor_option(command: Command) -> Command:
    """Add the option --executor, which may come from `PODCAST_EXECUTOR`."""
    text = (
        "The scheduler of a dask cluster whose workers do the work on recordings; see `podcast docs cluster`.  "
        "[default: PODCAST_EXECUTOR, else this computer]"
    )
    return click.option(
        "--executor",
        type=_Executor(),
        cls=_EnvironmentOption,
        envvar="PODCAST_EXECUTOR",
        metavar="dask://HOST:PORT",
        help=text,
    )(command)


def chosen_jobs(jobs: int | None, executor: ClusterAddress | None) -> int | ClusterAddress | None:
    """Return the number of processes on this computer, or the cluster if one was named."""
    return replace(executor, local_processes=jobs) if executor else jobs


def jobs_option(command: Command) -> Command:
    """Add the option --jobs, which may come from `PODCAST_JOBS`."""
    return click.option(
        "-j",
        "--jobs",
        type=click.IntRange(1),
        cls=_EnvironmentOption,
        metavar="N",
        envvar="PODCAST_JOBS",
        help="Number of recordings to master in parallel.  [default: PODCAST_JOBS, else the number of processors]",
    )(command)


def publish_options(command: Command) -> Command:
    """Add the options of all commands that change the live site, see `TargetArguments`."""
    dry_run = click.option("--dry-run", is_flag=True, help="Show what would happen without changing anything.")
    yes = click.option("-y", "--yes", is_flag=True, help="Do not ask for confirmation.")
    return dry_run(yes(target_option(command)))


def target_option(command: Command) -> Command:
    """Add the option of all commands that read or change the target."""
    text = (
        "What to use instead of the show's target: sftp://user@host/folder, s3://bucket/prefix, or a folder.  "
        "[default: PODCAST_TARGET, else publish.target in podcast.yaml]"
    )
    return click.option(
        "--target",
        cls=_EnvironmentOption,
        envvar=TARGET_VARIABLE,
        metavar="TARGET",
        shell_complete=complete_folders,
        help=text,
    )(command)


def build_for_target(root: Path, target: Target, at: datetime | None, jobs: int | ClusterAddress | None) -> BuildResult:
    """Build what is to be published there, with a progress display; see `podcast.pipeline.build_for_target`."""
    from podcast import pipeline
    from podcast.cli import progress

    with progress.build_progress() as report:
        return pipeline.build_for_target(root, target, at=at, jobs=jobs, report=report)


def remaster_option(command: Command) -> Command:
    """Add the option --remaster; the command gets `remaster`, the slugs."""
    text = (
        "Make the audio of this episode with this version of the program, even if audio from the same recording and "
        "texts is already there or live; ALL for every episode. (repeatable)"
    )
    return click.option("--remaster", multiple=True, metavar="EPISODE", shell_complete=complete_slugs, help=text)(
        command
    )


def request_remaster(root: Path, episodes: tuple[str, ...]) -> None:
    """Ask the next build for new audio of these episodes.

    Raises:
        click.BadParameter: there is no such episode.
    """
    from podcast import pipeline
    from podcast.errors import PodcastError
    from podcast.show.find_episode import find_slug
    from podcast.show.load import load

    if not episodes:
        return
    show = load(root).show
    slugs = [episode.slug for episode in show.episodes] if show else []
    try:
        names = ["*"] if "ALL" in episodes else [find_slug(slugs, name) for name in episodes]
    except PodcastError as error:
        raise click.BadParameter(str(error), param_hint="--remaster") from None
    pipeline.request_remaster(root, names)


def build_due(
    root: Path, at: datetime | None, jobs: int | ClusterAddress | None, *, drafts: bool = False
) -> BuildResult:
    """Build the episodes that are due, with a progress display; see `podcast.pipeline.build_site`."""
    from podcast import pipeline
    from podcast.cli import progress

    at = moment_of(root, at)
    with progress.build_progress() as report:
        return pipeline.build_site(root, at=at, drafts=drafts, jobs=jobs, report=report)
