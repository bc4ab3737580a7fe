"""The episode that the public feed should have by now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from podcast.show.load import load
from podcast.show.schedule import due_episodes

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

GRACE: Final = timedelta(hours=1)  # for the timer that publishes, and for caches


def expected_episode(root: Path, now: datetime) -> tuple[str, str] | None:
    """Return guid and title of the newest episode that has been due for an hour.

    None where the folder has none, as on a computer with podcast.yaml alone, or where its files hold problems.

    Args:
        root: the show's folder.
        now: with a time zone.
    """
    show = load(root).show
    due = due_episodes(show, None, now - GRACE) if show else ()
    public = [episode for episode in due if not episode.withdrawn]
    return (public[-1].guid, public[-1].title) if public else None
