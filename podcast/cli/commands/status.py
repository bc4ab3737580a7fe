"""The command `status`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli import messages
from podcast.cli.options import show_root_option
from podcast.cli.terminal import echo_err, echo_lines, terminal_width
from podcast.errors import PublishError
from podcast.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podcast.model.show import Episode, Show
    from podcast.publish.protocol.live import LiveStatus
    from podcast.report.status_table import EpisodeStatus


@click.command(epilog="Example:  podcast status --calendar plan.ics")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
@click.option(
    "--calendar",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write the schedule as a calendar file (.ics): every episode with a date, drafts too.",
)
@show_root_option
def status(root: Path, *, as_json: bool, calendar: Path | None) -> None:
    """Show the state of every episode (date, length, loudness, what is missing) and what is live."""
    from datetime import UTC, datetime

    from podcast.checks import status
    from podcast.report import status_table

    now = datetime.now(UTC)
    show, statuses, problems = status.read_status(root, now)
    live = _live_status(show, root)
    statuses, following = status.with_public_state(statuses, live), status.next_scheduled(show, now)
    step = status_table.next_step(statuses, problems=bool(problems), target_checked=live is not None)
    if calendar:
        status.write_calendar(calendar, show, now)
    if as_json:
        click.echo(_as_json(statuses, live, following, step))
    else:
        echo_lines(status_table.status_lines(show, statuses, terminal_width()))
        click.echo(status_table.status_counts(statuses))
        echo_lines(status_table.next_release_line(show, following))
        echo_lines(messages.live_summary(live, show) if live else ())
        if step:
            echo_err(step)
    if problems:
        sentence = ngettext(
            "some episodes may be missing here because of {count} problem: run `podcast check`",
            "some episodes may be missing here because of {count} problems: run `podcast check`",
            len(problems),
        )
        echo_err(sentence.format(count=len(problems)))


def _as_json(statuses: Sequence[EpisodeStatus], live: LiveStatus | None, following: Episode | None, step: str) -> str:
    """Return the JSON of `podcast status --json`, see docs/commands.md."""
    import json

    next_release = None
    if following and following.date:
        next_release = {"slug": following.slug, "date": following.date.isoformat()}
    episodes = [episode_status.as_json() for episode_status in statuses]
    document = {"episodes": episodes, "live": live.as_json() if live else None, "next_release": next_release}
    return json.dumps({**document, "next": step or None}, ensure_ascii=False, indent=1)


def _live_status(show: Show, root: Path) -> LiveStatus | None:
    """The live state; None if the show has no target, or the target cannot be read."""
    from podcast.publish import release

    try:
        return release.read_live_status(show, root) if show.publish else None
    except PublishError as error:
        echo_err(_("cannot read the live state: {error}").format(error=error))
        return None
