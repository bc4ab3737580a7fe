"""The lease of a target: which publisher may write to it, and for how long.

A publisher may write for a minute after its last change of the head was sent. It measures that minute itself, by a
clock that only goes forward and by the wall clock: whichever ran further counts, because the first stands still while a
computer sleeps and the second may be set back. Others read when the minute ends, in the target's time; that is why it
does not matter if two computers disagree about the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.protocol.process_id import is_dead
from podcast.publish.protocol.state import Lease
from podcast.publish.targets.target import EXIT_LEASE_LOST

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

LEASE_DURATION: Final = timedelta(seconds=60)
RENEWAL_INTERVAL: Final = timedelta(seconds=20)  # not shorter: some stores take one write a second for a key
CLOCK_MARGIN: Final = timedelta(seconds=5)  # the target's time is known to a second and a request's length


@dataclass(frozen=True, slots=True)
class Clock:
    """Two clocks: `wall` returns the time with a time zone, `monotonic` seconds that only go forward."""

    wall: Callable[[], datetime]
    monotonic: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publishing process: `owner` is unique to it; its host and process id are shown to those who have to wait."""

    owner: str
    host: str
    pid: int
    clock: Clock


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment on both of a publisher's clocks."""

    wall: datetime
    monotonic: float

    def elapsed(self, clock: Clock) -> timedelta:
        """Return the time since this moment, by the clock that ran further."""
        return max(clock.wall() - self.wall, timedelta(seconds=clock.monotonic() - self.monotonic))


def instant(clock: Clock) -> Instant:
    """The current moment."""
    return Instant(clock.wall(), clock.monotonic())


def new_lease(publisher: Publisher, started_at: datetime, now: Instant, clock_skew: float) -> Lease:
    """The lease from now on.

    Args:
        publisher: the holder.
        started_at: when its session began.
        now: the current moment.
        clock_skew: seconds by which the target's clock is ahead of the publisher's; the lease is in the target's time.
    """
    skew = timedelta(seconds=clock_skew)
    expires_at = now.wall + skew + LEASE_DURATION
    return Lease(publisher.owner, publisher.host, publisher.pid, started_at + skew, expires_at)


def is_active(lease: Lease | None, now: datetime, clock_skew: float) -> bool:
    """Whether the holder of a lease may still be writing."""
    return (
        lease is not None
        and now + timedelta(seconds=clock_skew) < lease.expires_at + CLOCK_MARGIN
        and not is_dead(lease)
    )


def lease_held_error(lease: Lease) -> PublishError:
    """The error for a target that another publisher has leased."""
    return PublishError(
        _(
            "{who} is publishing this show right now; nothing was changed. Wait until that "
            "publish has finished, then run the same command again. If it is no longer running, "
            "you can take over from {free}"
        ).format(who=_holder(lease), free=f"{(lease.expires_at + CLOCK_MARGIN).astimezone():%H:%M:%S}"),
        EXIT_LEASE_LOST,
    )


def lease_lost_error(lease: Lease | None) -> PublishError:
    """The error for a publish that stops, because another publisher has begun; `lease` is the other's."""
    holder = _holder(lease) if lease else _("another publisher")
    return PublishError(
        _(
            "{who} has started to publish this show in the meantime, so this publish stopped; "
            "the public site is intact. Wait until the other publish has finished, then run "
            "`podcast publish` again if yours is newer"
        ).format(who=holder),
        EXIT_LEASE_LOST,
    )


def _holder(lease: Lease) -> str:
    started_at = lease.started_at.astimezone()
    return _("{host} (process {pid}, since {since:%Y-%m-%d %H:%M:%S})").format(
        host=lease.host, pid=lease.pid, since=started_at
    )
