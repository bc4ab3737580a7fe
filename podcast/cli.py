"""The `podcast` command: words in, one call, words out. stdout is the result, stderr all else."""

from __future__ import annotations

import contextlib
import functools
import json
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from podcast import sentences
from podcast.errors import BuildError, PodcastError, ShowError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor

    from podcast.pipeline import Built
    from podcast.show.model import Show

INTERRUPTED = 130


def main() -> None:
    """Runs the command; errors that a person can put right become a message and an exit status."""
    try:
        sys.exit(podcast(standalone_mode=False) or 0)  # an exit status is returned, not raised
    except click.Abort:
        _stop("stopped; nothing half-done is left: run the same command again", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BuildError as error:
        _stop(sentences.failures(error), error.exit_status)
    except PodcastError as error:
        _stop(str(error), error.exit_status)


def _stop(message: str, status: int) -> None:
    click.echo(message, err=True)
    sys.exit(status)


@click.group(epilog="A first show: `podcast new`, `podcast check`, `podcast build`, `podcast publish`.")
@click.version_option(package_name="podcast-from-a-folder", message="podcast %(version)s")
def podcast() -> None:
    """Publish a podcast from a folder of files."""


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


@podcast.command(epilog="Example:  podcast new 'Jünger wählen?' --recording ~/Desktop/gespraech.wav")
@click.argument("title")
@click.option(
    "--recording",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The sound file; it is copied into the episode's folder.",
)
@in_show
def new(root: Path, title: str, recording: Path | None) -> None:
    """Make the folder of the next episode: a draft, ready to be filled in."""
    from podcast.show import load
    from podcast.show.new import new as made

    loaded = load.load(root)
    if loaded.show is None:
        raise ShowError(loaded.problems)
    folder = made(root, loaded.show, title, uuid4(), recording)
    click.echo(folder.relative_to(root))
    _hint(f"next: fill in {folder.relative_to(root)}/episode.yaml, then `podcast check`")


@podcast.command(epilog="Example:  podcast check --json | jq '.problems[].what'")
@click.option("--json", "as_json", is_flag=True, help="Problems as JSON, for scripts.")
@in_show
def check(root: Path, *, as_json: bool) -> None:
    """Look for everything that is wrong with the show's files."""
    from podcast import pipeline

    show, problems = pipeline.checked(root)
    if as_json:
        click.echo(json.dumps({"problems": [problem.as_json() for problem in problems]}, ensure_ascii=False, indent=1))
    for problem in () if as_json else problems:
        click.echo(problem)
    if problems or show is None:
        _hint(f"{sentences.count(len(problems), 'problem')} to put right")
        raise click.exceptions.Exit(1)
    if not as_json:
        click.echo(f"no problems: {sentences.census(show)}")


@podcast.command(epilog="Example:  podcast status --json | jq '.episodes[] | select(.missing != [])'")
@click.option("--json", "as_json", is_flag=True, help="Episodes as JSON, for scripts.")
@in_show
def status(root: Path, *, as_json: bool) -> None:
    """Show where every episode stands: state, date, length, loudness, what is missing."""
    from podcast.report import standing
    from podcast.status import status as stands

    show, found, problems = stands(root, datetime.now(UTC))
    if as_json:
        click.echo(json.dumps({"episodes": [one.as_json() for one in found]}, ensure_ascii=False, indent=1))
    else:
        _echo([*standing.lines(show, found, _width()), standing.census(found)])
    if problems:
        _hint(f"{sentences.count(len(problems), 'problem')} may hide episodes: `podcast check` names them")


@podcast.command(epilog="Example:  podcast build --drafts, to see drafts and scheduled episodes as well")
@click.option("--drafts", is_flag=True, help="Build drafts and scheduled episodes too. For your eyes: never published.")
@click.option("--report", is_flag=True, help="Show how loud the episodes were and are, and write a page about it.")
@building
@in_show
def build(root: Path, at: datetime | None, jobs: int | None, **options: bool) -> None:
    """Master what is new and write the site into site/."""
    from podcast import pipeline
    from podcast.report.lines import lines

    made = _built(root, at, jobs, drafts=options["drafts"])
    if options["report"]:
        _echo([*lines(pipeline.report(made), _width()), f"the report: {sentences.near(made.places.report)}"])
    _echo(sentences.summary(made))
    if options["drafts"]:
        _hint("drafts and scheduled episodes are in it, for your eyes: `podcast publish` leaves them out")
    _hint(f"next: open {sentences.near(made.site / 'index.html')} in a browser, then `podcast publish`")


@podcast.command(epilog="Example:  podcast publish --dry-run, to see what would be done")
@click.option("--dry-run", is_flag=True, help="Go through it all without changing anything.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option("--target", metavar="TARGET", help="A folder or s3://bucket/prefix, instead of the show's.")
@click.option("--max-delete", type=click.IntRange(0), default=0, metavar="N", help="Let so many files vanish.")
@building
@in_show
def publish(root: Path, at: datetime | None, jobs: int | None, **options: Any) -> None:
    """Build what is due and publish it, the feed last."""
    from podcast import pipeline, progress
    from podcast.publish.plan import describe

    show = pipeline.loaded(root)
    target = pipeline.target(show, root, options["target"], dry_run=options["dry_run"])
    made = _built(root, at, jobs)
    prepared = pipeline.prepare(made, target, datetime.now(UTC), options["max_delete"])
    _echo(describe(prepared.plan))
    if prepared.settled:
        return
    if not options["yes"] and not options["dry_run"]:
        _asked("Publish this?")
    with progress.uploads(prepared.plan.size) as say:
        done = pipeline.publish(prepared, say)
    if options["dry_run"]:
        click.echo("dry run: nothing was changed")
        return
    click.echo(
        f"published: {sentences.count(done.uploaded, 'file')} uploaded, {sentences.count(done.deleted, 'file')} deleted"
    )
    _hint(f"the feed: {pipeline.feed_address(show)}")


# --- words -----------------------------------------------------------------------------------------------------------


def _built(root: Path, at: datetime | None, jobs: int | None, *, drafts: bool = False) -> Built:
    from podcast import pipeline, progress

    show = pipeline.loaded(root)
    due = show.due(_moment(show, at), drafts=drafts)
    if not due.episodes:
        raise PodcastError("no episode is due: all are drafts or scheduled; `podcast build --drafts` shows them")
    with _executor(jobs) as executor, progress.mastering() as say:
        return pipeline.build(due, root, executor, say)


@contextlib.contextmanager
def _executor(jobs: int | None) -> Iterator[Executor]:
    from podcast.workers import workers

    with workers(jobs) as executor:
        yield executor


def _moment(show: Show, at: datetime | None) -> datetime:
    from podcast.pipeline import moment

    return moment(show, at) if at else datetime.now(UTC)


def _asked(question: str) -> None:
    if not sys.stdin.isatty():
        raise click.UsageError("there is nobody to ask: say --yes to publish, or --dry-run to look")
    click.confirm(question, abort=True, err=True)


def _width() -> int | None:
    """How many columns the terminal has; None where nobody reads along: there nothing is cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _hint(words: str) -> None:
    click.echo(words, err=True)
