"""The lease of a target: which publisher may write to it, and for how long.

A publisher may write for a minute after its last change of the head was sent. It measures that minute itself, by a
clock that only goes forward and by the wall clock: whichever ran further counts, because the first stands still while a
computer sleeps and the second may be set back. Others read when the minute ends, in the target's time; that is why it
does not matter if two computers disagree about the time.

Requests of a publisher that vanished may still take effect when its lease is over. Most of them fail by their
conditions. A deletion has none; and the condition that nothing is there holds again once a feed was deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.headers import FEEDS
from podcast.publish.protocol.process_id import is_dead
from podcast.publish.protocol.state import DELETING_KINDS, Lease
from podcast.publish.targets.target import ABSENT, EXIT_LEASE_LOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from podcast.publish.protocol.recovery import TargetState
    from podcast.publish.targets.target import Target

LEASE_DURATION: Final = timedelta(seconds=60)
RENEWAL_INTERVAL: Final = timedelta(seconds=20)  # not shorter: some stores take one write a second for a key
# A request that was sent before the lease ran out may take effect until then: S3 refuses an older signature.
MAX_REQUEST_DELAY: Final = timedelta(minutes=15)
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


def late_requests_until(
    lease: Lease | None, now: datetime, clock_skew: float, *, even_if_dead: bool = False
) -> datetime | None:
    """Return until when requests of a holder that vanished may still take effect; None if that is over.

    Args:
        lease: as the head has it; None if it was released.
        now: the current time.
        clock_skew: seconds by which the target's clock is ahead of ours.
        even_if_dead: count requests that a process had sent before it died.
    """
    if lease is None or (is_dead(lease) and not even_if_dead):
        return None
    until = lease.expires_at + CLOCK_MARGIN + MAX_REQUEST_DELAY
    return until if now + timedelta(seconds=clock_skew) < until else None


def refuse_pending_deletions(specs: Iterable[str], target: Target, state: TargetState, now: datetime) -> None:
    """Refuse objects that a publisher which vanished was deleting: a delayed request may still delete them.

    Args:
        specs: the keys of the objects to publish.
        target: where to publish.
        state: of the target.
        now: the current time.

    Raises:
        PublishError: one of the objects is still there, and may be deleted.
    """
    deletions = {key for intent in state.intents if intent.kind in DELETING_KINDS for key in intent.objects}
    present = (key for key in sorted(deletions.intersection(specs)) if key in state.confirmed.retired)
    if (until := late_requests_until(state.head.lease, now, target.clock_skew())) and (key := next(present, None)):
        raise PublishError(
            _(
                "{key} is needed again, but a publish that was interrupted may still be deleting it; nothing was "
                "changed. Run the same command again after {time}"
            ).format(key=key, time=f"{until.astimezone():%H:%M:%S}"),
            EXIT_LEASE_LOST,
        )


def late_feeds_until(target: Target, state: TargetState, now: datetime) -> datetime | None:
    """Return until when a delayed request of a publisher that vanished may create a feed; None if none can.

    That publisher was to write a feed where none was: it was the first one, or the show had been taken down. The next
    publisher writes the time down in its manifest, because it closes the intents by which it is known.

    Args:
        target: where to publish.
        state: of the target.
        now: the current time.
    """
    present = {key for key, item in state.confirmed.objects.items() if item.etag != ABSENT}
    written = (intent for intent in state.intents if intent.kind == "writes")
    created = any(
        spec.phase in FEEDS and key not in present for intent in written for key, spec in intent.objects.items()
    )
    skew = target.clock_skew()
    until = late_requests_until(state.head.lease, now, skew, even_if_dead=True) if created else None
    remembered = state.manifest.late_feeds_until
    if remembered and now + timedelta(seconds=skew) < remembered:
        return max(remembered, until or remembered)
    return until


def refuse_pending_feeds(target: Target, state: TargetState, now: datetime) -> None:
    """Refuse to delete feeds while a delayed request may create one: it would bring the show back.

    A request to replace a feed fails once the feed is deleted.

    Raises:
        PublishError: one may be created.
    """
    if until := late_feeds_until(target, state, now):
        raise PublishError(
            _(
                "a publish that was interrupted may still be writing the feed, which would bring the show back; "
                "nothing was changed. Run the same command again after {time}"
            ).format(time=f"{until.astimezone():%H:%M:%S}"),
            EXIT_LEASE_LOST,
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
