"""The command `status`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from podcast.cli import messages
from podcast.cli.json_output import echo_json, json_option
from podcast.cli.options import show_root_option
from podcast.cli.terminal import echo_err, echo_hint, echo_line, echo_lines, is_json, terminal_width
from podcast.errors import PublishError
from podcast.i18n import _, ngettext
from podcast.publish.destination import TARGET_VARIABLE

if TYPE_CHECKING:
    from datetime import datetime

    from podcast.checks.examine import Examination
    from podcast.cli.documents.status_documents import EpisodeStatusDocument, LiveDocument, NextRelease, StatusDocument
    from podcast.model.fields import TargetSettings
    from podcast.model.show import Episode, Show
    from podcast.publish.protocol.live import LiveStatus
    from podcast.report.status_table import EpisodeStatus


@click.command(epilog="Example:  podcast status --calendar plan.ics")
@click.option(
    "--calendar",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write the schedule as a calendar file (.ics): every episode with a date, drafts too.",
)
@json_option
@show_root_option
def status(root: Path, calendar: Path | None) -> None:
    """Show the state of every episode (date, length, loudness, what is missing) and what is live."""
    from datetime import UTC, datetime

    from podcast.report import status_table

    now = datetime.now(UTC)
    show, statuses, examination = _read_status(root, now, calendar)
    target = os.environ.get(TARGET_VARIABLE) or (show.publish.target if show.publish else None)
    live = _live_status(show, root, target) if target else None
    statuses = _with_public_state(statuses, live)
    following = _next_scheduled(statuses)
    step = _next_step(show, examination, now, statuses, target_checked=live is not None)
    document: StatusDocument = {
        "episodes": cast("list[EpisodeStatusDocument]", [episode_status.as_json() for episode_status in statuses]),
        "target": target,
        "live": cast("LiveDocument", live.as_json()) if live else None,
        "next_release": _next_release(following),
        "next": step or None,
        "problems": len(examination.problems) if examination else 0,
    }
    echo_json(document)
    echo_lines(status_table.status_lines(show, statuses, terminal_width()))
    echo_lines(status_table.outdated_approval_lines(statuses))
    echo_line(status_table.status_counts(statuses))
    echo_lines(status_table.next_release_line(show, following))
    echo_lines(_live_lines(show, live, target))
    if examination:
        _print_problems(examination)
    if step:
        echo_hint(step)


def _read_status(
    root: Path, now: datetime, calendar: Path | None
) -> tuple[Show | TargetSettings, tuple[EpisodeStatus, ...], Examination | None]:
    """Return a show, the status of its episodes, and its problems; only what is needed of a show that is as built."""
    from podcast.checks.caching.remembered_status import RememberedStatus
    from podcast.show.load import load_target_settings

    remembered = RememberedStatus(root)
    if calendar is None and (statuses := remembered.read()):
        return load_target_settings(root), statuses, None
    from podcast.checks import status

    show, statuses, examination = status.read_status(root, now, is_as_built=remembered.is_as_built)
    remembered.store(statuses, examination)
    if calendar:
        status.write_calendar(calendar, show, now)
    return show, statuses, examination


def _with_public_state(statuses: tuple[EpisodeStatus, ...], live: LiveStatus | None) -> tuple[EpisodeStatus, ...]:
    if live is None or not live.generation:
        return statuses
    from podcast.checks.status import with_public_state

    return with_public_state(statuses, live)


def _next_scheduled(statuses: tuple[EpisodeStatus, ...]) -> Episode | None:
    """The scheduled episode that appears next."""
    scheduled = [status.episode for status in statuses if status.state == "scheduled" and status.episode.date]
    return min(scheduled, key=lambda episode: (episode.date, episode.slug), default=None)


def _next_step(
    show: Show | TargetSettings,
    examination: Examination | None,
    now: datetime,
    statuses: tuple[EpisodeStatus, ...],
    *,
    target_checked: bool,
) -> str:
    from podcast.checks.next_step import next_step, step_after_build

    if examination is None:
        return step_after_build(show, statuses, target_checked=target_checked).sentence
    return next_step(examination, now, statuses, target_checked=target_checked).sentence


def _live_lines(show: Show | TargetSettings, live: LiveStatus | None, target: str | None) -> list[str]:
    if target is None:
        return [_("no target: podcast.yaml does not say yet where to publish")]
    audio = show.publish.audio if show.publish else None
    lines = [_("target of audio: {location}").format(location=audio)] if audio else []
    return [*lines, *messages.live_summary(live, show)] if live else []


def _print_problems(examination: Examination) -> None:
    """Print how many problems hide episodes here; if none do, how many prevent a build."""
    if unread := len(examination.loaded.problems):
        sentence = ngettext(
            "some episodes may be missing here because of {count} problem: run `podcast check`",
            "some episodes may be missing here because of {count} problems: run `podcast check`",
            unread,
        )
        echo_err(sentence.format(count=unread))
    elif problems := examination.problems:
        sentence = ngettext(
            "{count} problem prevents a build and a publish",
            "{count} problems prevent a build and a publish",
            len(problems),
        )
        echo_err(sentence.format(count=len(problems)))


def _next_release(episode: Episode | None) -> NextRelease | None:
    return {"slug": episode.slug, "date": episode.date.isoformat()} if episode and episode.date else None


def _live_status(show: Show | TargetSettings, root: Path, target: str) -> LiveStatus | None:
    """The live state; None if the target cannot be read."""
    from podcast.publish import live_status

    try:
        return live_status.read_live_status(show, root, target, plan_first_publish=is_json())
    except PublishError as error:
        echo_err(_("cannot read the live state: {error}").format(error=error))
        return None
