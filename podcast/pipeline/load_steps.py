"""Loading a show, as far as a build or a publish needs it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.checks import examine
from podcast.errors import PodcastError, ShowError
from podcast.i18n import _
from podcast.model.file_names import SHOW_FILE
from podcast.pipeline.pulled_audio import read_pulled_audio
from podcast.show.load import load_target_settings

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from podcast.checks.examine import Examination
    from podcast.model.fields import TargetSettings
    from podcast.model.show import Show
    from podcast.publish.targets.target import Target
    from podcast.steps.audio_takeover import LiveAudio


class NothingDueError(PodcastError):
    """No episode of the show is due."""


def check_show(root: Path) -> Examination:
    """Find everything that is wrong with a show, and what could be better.

    Args:
        root: the show's folder, the one with podcast.yaml in it.

    Returns:
        The show (`.show`, None if podcast.yaml is unusable), its `.problems`, and its `.hints()`. Nothing is raised for
        what is wrong with the show's files.
    """
    return examine.examine(root)


def load_show(root: Path, *, due_at: datetime | None = None, target: Target | None = None) -> Show:
    """Load a show that has no problems.

    Args:
        root: the show's folder, the one with podcast.yaml in it.
        due_at: with a time zone: problems of drafts and of episodes that are to appear later do not matter. The show
            may lack such an episode.
        target: recordings whose audio is live there may be missing, see `build_for_target`.

    Raises:
        ShowError: with all problems.
    """
    return _show_without_problems(_examination(root, due_at), read_live_audio(root, target))


def read_live_audio(root: Path, target: Target | None) -> LiveAudio:
    """Read which audio is live on a target; without a target, which audio `podcast pull` has brought here."""
    from podcast.publish import release
    from podcast.publish.split_audio.audio_keys import audio_location

    pulled = read_pulled_audio(root)
    if target is None:
        return pulled
    settings = load_target_settings(root)
    live = release.read_live_audio(settings.guid, target, audio_location(settings.publish))
    return replace(live, pulled=pulled.pulled)


def _examination(root: Path, due_at: datetime | None) -> Examination:
    examination = check_show(root)
    return examination.for_publish(due_at) if due_at else examination


def _show_without_problems(examination: Examination, live: LiveAudio) -> Show:
    show = examination.show
    ignorable = live.ignorable_problems(show, examination.problems) if show else {}
    if show is None or {*examination.problems} - {problem for problems in ignorable.values() for problem in problems}:
        raise ShowError(examination.problems)
    return show


def due_show(root: Path, moment: datetime | None, live: LiveAudio, *, drafts: bool) -> tuple[Show, Examination]:
    """Return the part of a show that is due, and what was examined for it.

    Raises:
        ShowError: the show has problems.
        NothingDueError: no episode is due.
        PodcastError: there is no episode.
    """
    examination = _examination(root, None if drafts else moment or current_time())
    show = _show_without_problems(examination, live)
    due = show.due(moment or current_time(), drafts=drafts)
    if not show.episodes:
        raise PodcastError(_("there is no episode yet; create one with `podcast new`"))
    if not due.episodes:
        sentence = _("no episode is due: all are drafts or scheduled; `podcast build --drafts` shows them")
        raise NothingDueError("\n".join((sentence, *_clock_hint(show, root, moment))))
    return due, examination


def _clock_hint(show: Show, root: Path, moment: datetime | None) -> tuple[str, ...]:
    """A hint at a clock that stands before the time of podcast.yaml; none where the moment was named."""
    from podcast.publish import clock_guard

    hint = "" if moment else clock_guard.file_clock_hint(show, (root / SHOW_FILE).stat().st_mtime, current_time())
    return (hint,) if hint else ()


def in_show_time(show: Show | TargetSettings, moment: datetime) -> datetime:
    """Return a moment with a time zone: a wall-clock time is meant in the show's.

    Raises:
        PodcastError: the clocks of the show's time zone never show that time, or show it twice.
    """
    from podcast.model.dates import moment_in_zone

    return moment if moment.tzinfo else moment_in_zone(moment, show.timezone)


def current_time() -> datetime:
    """The time of this computer, in UTC."""
    from datetime import UTC, datetime

    return datetime.now(UTC)
