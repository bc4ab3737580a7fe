"""What has become due: pure, so that a clock can be anybody's.

An episode is published by the first publish at or after its date. `podcast publish --due` publishes only if there is
an episode that is due and not live (`not_live`), and else says and does nothing: it is for cron.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from podcast import urls as addresses

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from podcast.model.show import Episode, Show


def due(show: Show, since: datetime | None, now: datetime) -> tuple[Episode, ...]:
    """The episodes that the world may see at `now` and might not yet at `since`, oldest first.

    Points in time are compared, not clocks on the wall: the hour that exists twice when the clock is put back is two
    hours. An episode that is due at the very moment is due.

    Args:
        show: with all its episodes.
        since: the moment for which the build that is public was made (not the one at which it went up: what became due
            meanwhile is not in it); None if nothing is public.
        now: with a time zone, as `since` and all dates.
    """
    dated = [(one.date.astimezone(UTC), one) for one in show.episodes if one.date and not one.draft]
    until, before = now.astimezone(UTC), since.astimezone(UTC) if since else None
    found = [(date, one) for date, one in dated if date <= until and (before is None or before < date)]
    return tuple(one for _, one in sorted(found, key=lambda pair: (pair[0], pair[1].slug)))


def following(show: Show, now: datetime) -> Episode | None:
    """The scheduled episode that is next, if there is one."""
    moment = now.astimezone(UTC)
    later = [one for one in show.episodes if one.date and not one.draft and one.date.astimezone(UTC) > moment]
    return min(later, key=lambda one: (one.date.astimezone(UTC) if one.date else moment, one.slug), default=None)


def not_live(show: Show, live: Collection[str], now: datetime) -> tuple[Episode, ...]:
    """The episodes that the world may see at `now` and that were never published, or no longer are; oldest first.

    This is what `podcast publish --due` asks: it needs no memory of when a build was made, so that nothing falls
    between two of them, however long one takes.

    Args:
        show: with all its episodes.
        live: the keys of what is published. An episode is, where its page is.
        now: with a time zone, as all dates.
    """
    return tuple(one for one in due(show, None, now) if addresses.file(addresses.episode(one)) not in live)
