"""A planned change of a target, carried out: a publish, an undo or the end of a show.

What the show's CDN has to drop is noted on the target before anything is changed, see `cdn_notification`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.publish import release
from podcast.publish.protocol.publish_events import LeftAlone

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.publish.cdn.notification import CdnNotification
    from podcast.publish.destination import Destination
    from podcast.publish.protocol.prepare import PreparedPublish
    from podcast.publish.protocol.publish import PublishResult
    from podcast.publish.protocol.publish_events import PublishEvent


@dataclass(frozen=True, slots=True)
class Transferred:
    """The result of a change of the target, and the keys of retired files that other programs had replaced."""

    result: PublishResult
    left_alone: tuple[str, ...]


def cdn_notification(prepared: PreparedPublish, destination: Destination) -> CdnNotification:
    """The notification of the show's CDN by a planned change."""
    from podcast.publish.cdn.notification import CdnNotification

    return CdnNotification(prepared, destination.settings, destination.location)


def carry_out(
    prepared: PreparedPublish,
    notification: CdnNotification,
    report: Callable[[PublishEvent], None] = lambda _event: None,
    report_bytes: Callable[[int], None] = lambda _count: None,
) -> Transferred:
    """Carry out a plan that changes something; the CDN is to be notified by `notification` afterwards.

    Args:
        prepared: the plan.
        notification: see `cdn_notification`.
        report: see `podcast.publish.protocol.publish.carry_out`.
        report_bytes: see there.

    Raises:
        PublishError: see there.
    """
    left_alone: list[str] = []

    def collect(event: PublishEvent) -> None:
        if isinstance(event, LeftAlone):
            left_alone.append(event.key)
        report(event)

    notification.remember()
    result = release.publish(prepared, collect, report_bytes)
    return Transferred(result, tuple(left_alone))
