"""The command `status`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli import messages as sentences
from podcast.cli.options import in_show
from podcast.cli.terminal import echo, hint, width
from podcast.errors import PublishError
from podcast.i18n import _, ngettext

if TYPE_CHECKING:
    from podcast.model.show import Show
    from podcast.publish.protocol.live import Live


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
        sentence = ngettext(
            "{count} problem may hide episodes: `podcast check` names it",
            "{count} problems may hide episodes: `podcast check` names them",
            len(problems),
        )
        hint(sentence.format(count=len(problems)))


def _live(show: Show, root: Path) -> Live | None:
    """What is live; None where nobody can tell."""
    from podcast.publish import release as publishing

    try:
        return publishing.live(show, root) if show.publish else None
    except PublishError as error:
        hint(_("what is live cannot be told: {error}").format(error=error))
        return None
