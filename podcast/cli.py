"""The `podcast` command: words in, one call, words out. stdout is the result, stderr all else."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from podcast import going_live, hearing, sentences
from podcast.errors import BuildError, PodcastError, PublishError, ShowError
from podcast.options import building, built, echo, hint, in_show, width

if TYPE_CHECKING:
    from podcast.publish.live import Live
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
    hint(f"next: fill in {folder.relative_to(root)}/episode.yaml, then `podcast check`")


@podcast.command(epilog="Example:  podcast check --json | jq '.problems[].what'")
@click.option("--json", "as_json", is_flag=True, help="Problems as JSON, for scripts.")
@in_show
def check(root: Path, *, as_json: bool) -> None:
    """Look for everything that is wrong with the show's files."""
    from podcast import pipeline
    from podcast.advice import advice

    show, problems = pipeline.checked(root)
    hints = advice(show, root) if show else ()
    if as_json:
        both = {"problems": [one.as_json() for one in problems], "hints": [one.as_json() for one in hints]}
        click.echo(json.dumps(both, ensure_ascii=False, indent=1))
    echo(() if as_json else map(str, problems))
    for one in () if as_json else hints:
        hint(f"hint: {one}")
    if problems or show is None:
        hint(f"{sentences.count(len(problems), 'problem')} to put right")
        raise click.exceptions.Exit(1)
    if not as_json:
        click.echo(f"no problems: {sentences.census(show)}")


@podcast.command(epilog="Example:  podcast status --json | jq '.episodes[] | select(.missing != [])'")
@click.option("--json", "as_json", is_flag=True, help="Episodes as JSON, for scripts.")
@in_show
def status(root: Path, *, as_json: bool) -> None:
    """Show where every episode stands (state, date, length, loudness, what is missing), and what is live."""
    from podcast.report import standing
    from podcast.status import status as stands

    show, found, problems = stands(root, datetime.now(UTC))
    published = _live(show, root)
    if as_json:
        live = published.as_json() if published else None
        both = {"episodes": [one.as_json() for one in found], "live": live}
        click.echo(json.dumps(both, ensure_ascii=False, indent=1))
    else:
        echo([*standing.lines(show, found, width()), standing.census(found)])
        echo(sentences.live(published, show) if published else ())
    if problems:
        hint(f"{sentences.count(len(problems), 'problem')} may hide episodes: `podcast check` names them")


@podcast.command(epilog="Example:  podcast build --drafts, to see drafts and scheduled episodes as well")
@click.option("--drafts", is_flag=True, help="Build drafts and scheduled episodes too. For your eyes: never published.")
@click.option("--report", is_flag=True, help="Show how loud the episodes were and are, and write a page about it.")
@building
@in_show
def build(root: Path, at: datetime | None, jobs: int | None, **options: bool) -> None:
    """Master what is new and write the site into site/."""
    from podcast import pipeline
    from podcast.report.lines import lines

    made = built(root, at, jobs, drafts=options["drafts"])
    if options["report"]:
        echo([*lines(pipeline.report(made), width()), f"the report: {sentences.near(made.places.report)}"])
    echo(sentences.summary(made))
    if options["drafts"]:
        hint("drafts and scheduled episodes are in it, for your eyes: `podcast publish` leaves them out")
    hint(f"next: open {sentences.near(made.site / 'index.html')} in a browser, then `podcast publish`")


for command in (hearing.transcribe, going_live.publish, going_live.undo, going_live.verify):
    podcast.add_command(command)


def _live(show: Show, root: Path) -> Live | None:
    """What is live; None where nobody can tell."""
    from podcast import publishing

    try:
        return publishing.live(show, root) if show.publish else None
    except PublishError as error:
        hint(f"what is live cannot be told: {error}")
        return None
