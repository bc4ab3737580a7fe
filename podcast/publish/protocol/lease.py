"""Whose turn it is at a target, and for how long.

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
from podcast.publish.protocol.process_id import dead
from podcast.publish.protocol.state import Lease
from podcast.publish.targets.target import LOST

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

LASTS: Final = timedelta(seconds=60)
RENEWED: Final = timedelta(seconds=20)  # after so long; not sooner, some stores take one write a second for a key
MARGIN: Final = timedelta(seconds=5)  # the target's time is known to a second and a request's length


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is: `wall` with a time zone; `steady` in seconds that only go forward."""

    wall: Callable[[], datetime]
    steady: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes: `owner` is another each time; computer and process are told to whoever has to wait."""

    owner: str
    host: str
    pid: int
    clock: Clock


@dataclass(frozen=True, slots=True)
class Since:
    """A moment on both of a publisher's clocks."""

    wall: datetime
    steady: float

    def elapsed(self, clock: Clock) -> timedelta:
        """How long ago it was, by the clock that ran further."""
        return max(clock.wall() - self.wall, timedelta(seconds=clock.steady() - self.steady))


def since(clock: Clock) -> Since:
    """Now."""
    return Since(clock.wall(), clock.steady())


def lease(publisher: Publisher, began: datetime, now: Since, ahead: float) -> Lease:
    """The lease that begins now; times are the target's, whose clock is `ahead` seconds of ours."""
    there = timedelta(seconds=ahead)
    return Lease(publisher.owner, publisher.host, publisher.pid, began + there, now.wall + there + LASTS)


def holds(lease: Lease | None, now: datetime, ahead: float) -> bool:
    """Whether somebody else may still be writing."""
    return lease is not None and now + timedelta(seconds=ahead) < lease.until + MARGIN and not dead(lease)


def taken(lease: Lease) -> PublishError:
    """It is somebody else's turn."""
    return PublishError(
        _(
            "{who} is publishing this show right now; nothing was changed. Wait until that is done, then "
            "run the same command again. If that publish is no longer running, it can be taken over from "
            "{free} on"
        ).format(who=_who(lease), free=f"{(lease.until + MARGIN).astimezone():%H:%M:%S}"),
        LOST,
    )


def lost(lease: Lease | None) -> PublishError:
    """Somebody else has begun to publish while it was our turn, or before it was."""
    who = _who(lease) if lease else _("somebody else")
    return PublishError(
        _(
            "{who} has begun to publish this show meanwhile, so this publish stopped; what is public is "
            "whole. Wait until theirs is done, then run `podcast publish` again if yours is the newer"
        ).format(who=who),
        LOST,
    )


def _who(lease: Lease) -> str:
    since = lease.since.astimezone()
    return _("{host} (process {pid}, since {since:%Y-%m-%d %H:%M:%S})").format(
        host=lease.host, pid=lease.pid, since=since
    )
