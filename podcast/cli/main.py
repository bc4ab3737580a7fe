"""The `podcast` command: words in, one call, words out. stdout is the result, stderr all else."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli import check as checking
from podcast.cli import messages as sentences
from podcast.cli import new as authoring
from podcast.cli import publish as going_live
from podcast.cli import serve as serving
from podcast.cli import transcribe as hearing
from podcast.cli.options import building, built, echo, hint, in_show, width
from podcast.cli.translated_help import Speaking
from podcast.errors import BuildError, PodcastError, PublishError
from podcast.i18n import _, counted

if TYPE_CHECKING:
    from podcast.model.show import Show
    from podcast.publish.protocol.live import Live

INTERRUPTED = 130


def main() -> None:
    """Runs the command; errors that a person can put right become a message and an exit status."""
    try:
        sys.exit(podcast(standalone_mode=False) or 0)  # an exit status is returned, not raised
    except click.Abort:
        _stop(_("stopped; nothing half-done is left: run the same command again"), INTERRUPTED)
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


@click.group(
    cls=Speaking,
    epilog="A first show: `podcast init`, then `podcast new`, `check`, `serve` and `publish`. `podcast COMMAND --help` "
    "shows the options of a command, and an example.",
)
@click.version_option(package_name="podcast-from-a-folder", message="podcast %(version)s")
def podcast() -> None:
    """Publish a podcast from a folder of files."""


@click.command(epilog="Example:  podcast status --calendar plan.ics, for the calendars of the editors")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, for scripts.")
@click.option(
    "--calendar",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the plan as a calendar (.ics) besides: every episode with a date, drafts too.",
)
@in_show
def status(root: Path, *, as_json: bool, calendar: Path | None) -> None:
    """Show where every episode stands (state, date, length, loudness, what is missing), and what is live."""
    from podcast.checks import status as stands
    from podcast.report import status_table as standing

    now = datetime.now(UTC)
    show, found, problems = stands.status(root, now)
    published = _live(show, root)
    found, following = stands.public(found, published), stands.following(show, now)
    step = standing.next_step(found, problems=bool(problems), asked=published is not None)
    if calendar:
        stands.write_calendar(calendar, show, now)
    if as_json:
        live = published.as_json() if published else None
        out = {"slug": following.slug, "date": following.date.isoformat()} if following and following.date else None
        whole = {"episodes": [one.as_json() for one in found], "live": live, "next_out": out, "next": step or None}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
    else:
        echo([*standing.lines(show, found, width()), standing.census(found), *standing.next_out(show, following)])
        echo(sentences.live(published, show) if published else ())
        if step:
            hint(step)
    if problems:
        sentence = counted(
            "{count} problem may hide episodes: `podcast check` names it",
            "{count} problems may hide episodes: `podcast check` names them",
            len(problems),
        )
        hint(sentence.format(count=len(problems)))


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


# As the help lists them: in the order in which they are needed.
for command in (
    *authoring.COMMANDS,
    checking.check,
    serving.serve,
    hearing.transcribe,
    build,
    status,
    going_live.publish,
    going_live.undo,
    going_live.verify,
):
    podcast.add_command(command)


def _live(show: Show, root: Path) -> Live | None:
    """What is live; None where nobody can tell."""
    from podcast.publish import release as publishing

    try:
        return publishing.live(show, root) if show.publish else None
    except PublishError as error:
        hint(_("what is live cannot be told: {error}").format(error=error))
        return None
