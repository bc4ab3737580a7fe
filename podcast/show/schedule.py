"""Episodes that are due at a given moment. The clock is a parameter.

An episode is published by the first publish at or after its date. `podcast publish --due` publishes only if there is
an episode that is due and not live (`not_live`); else it prints and does nothing, so that cron can run it.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from podcast import urls

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from podcast.model.show import Episode, Show


def due_episodes(show: Show, since: datetime | None, now: datetime) -> tuple[Episode, ...]:
    """Return the episodes that may be public at `now` and might not yet at `since`, oldest first.

    Moments are compared in UTC: the hour that exists twice when the clock is put back is two hours. An episode whose
    date is `now` is due.

    Args:
        show: with all its episodes.
        since: the moment for which the public build was made (not the moment of its upload: what became due in between
            is not part of it); None if nothing is public.
        now: with a time zone, as `since` and all dates.
    """
    dated = [(episode.date.astimezone(UTC), episode) for episode in show.episodes if episode.date and not episode.draft]
    end, start = now.astimezone(UTC), since.astimezone(UTC) if since else None
    due = [(date, episode) for date, episode in dated if date <= end and (start is None or start < date)]
    return tuple(episode for _date, episode in sorted(due, key=lambda pair: (pair[0], pair[1].slug)))


def next_scheduled(show: Show, now: datetime) -> Episode | None:
    """Return the scheduled episode that appears next, if there is one."""
    moment = now.astimezone(UTC)
    dated = [(episode.date.astimezone(UTC), episode) for episode in show.episodes if episode.date and not episode.draft]
    later = [(date, episode.slug, episode) for date, episode in dated if date > moment]
    return min(later, key=lambda scheduled: scheduled[:2])[2] if later else None


def not_live(show: Show, live: Collection[str], now: datetime) -> tuple[Episode, ...]:
    """Return the episodes that may be public at `now` and are not, oldest first.

    `podcast publish --due` uses this: it does not depend on when a build was made, so no episode is missed between two
    builds, however long one takes.

    Args:
        show: with all its episodes.
        live: the keys of the published objects. An episode is live if its page is among them.
        now: with a time zone, as all dates.
    """
    return tuple(
        episode for episode in due_episodes(show, None, now) if urls.file_path(urls.episode(episode)) not in live
    )
