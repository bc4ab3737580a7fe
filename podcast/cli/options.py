"""What commands have in common: the show's folder, the options of all that builds, words to and from a person."""

from __future__ import annotations

import contextlib
import functools
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podcast.errors import PodcastError
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor

    from podcast.model.show import Show
    from podcast.pipeline import Built


def _root(start: Path) -> Path:
    from podcast.show import load

    return load.root(start)


def in_show(command: Callable[..., None]) -> Callable[..., None]:
    """The option -C; the command is given the show's folder as `root`."""

    @click.option(
        "-C",
        "start",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        default=Path(),
        metavar="DIR",
        help="The show's folder, or one inside it.  [default: this one]",
    )
    @functools.wraps(command)
    def with_root(start: Path, **options: Any) -> None:
        command(root=_root(start), **options)

    return with_root


def building(command: Callable[..., None]) -> Callable[..., None]:
    """The options of all that builds."""
    at = click.option(
        "--at",
        type=click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]),
        metavar="DATE",
        help="As if it were then (in the show's time zone): what is due by that date.  [default: now]",
    )
    jobs = click.option("-j", "--jobs", type=click.IntRange(1), metavar="N", help="Recordings mastered at once.")
    return at(jobs(command))


def built(root: Path, at: datetime | None, jobs: int | None, *, drafts: bool = False) -> Built:
    """Builds what is due.

    Raises:
        PodcastError: nothing is due, or what `pipeline.build` raises.
    """
    from podcast import pipeline
    from podcast.cli import progress

    show = pipeline.loaded(root)
    due = show.due(moment(show, at), drafts=drafts)
    if not show.episodes:
        raise PodcastError(_("there is no episode yet; `podcast new` makes one"))
    if not due.episodes:
        raise PodcastError(_("no episode is due: all are drafts or scheduled; `podcast build --drafts` shows them"))
    with _executor(jobs) as executor, progress.mastering() as say:
        return pipeline.build(due, root, executor, say)


@contextlib.contextmanager
def _executor(jobs: int | None) -> Iterator[Executor]:
    from podcast.steps.workers import Workers

    with Workers(jobs) as executor:
        yield executor


def moment(show: Show, at: datetime | None) -> datetime:
    """The moment for which is built."""
    from podcast import pipeline

    return pipeline.moment(show, at) if at else datetime.now(UTC)


def going(command: Callable[..., None]) -> Callable[..., None]:
    """The options of all that changes what is live."""
    dry = click.option("--dry-run", is_flag=True, help="Go through it all without changing anything.")
    yes = click.option("-y", "--yes", is_flag=True, help="Do not ask.")
    return dry(yes(elsewhere(command)))


def elsewhere(command: Callable[..., None]) -> Callable[..., None]:
    """The option of all that speaks to the target."""
    words = "A folder or s3://bucket/prefix, instead of the show's."
    return click.option("--target", metavar="TARGET", help=words)(command)
