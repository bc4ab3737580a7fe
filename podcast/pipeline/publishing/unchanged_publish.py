"""A publish with nothing new: the show is unchanged, and the target has the last publish of this folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from podcast.publish.clock_guard import MAX_SKEW
from podcast.publish.protocol.state import HEAD_KEY
from podcast.publish.protocol.state_json import parse_head
from podcast.steps.build_state.check import unchanged_build
from podcast.steps.build_state.record import read_record

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.errors import Problem
    from podcast.publish.destination import Destination
    from podcast.publish.protocol.state import Head
    from podcast.steps.build_state.record import PublishRecord


@dataclass(frozen=True, slots=True)
class UnchangedPublish:
    """The live generation, and the problems of drafts and later episodes."""

    generation: int
    pending_problems: tuple[Problem, ...]


def unchanged_publish(root: Path, destination: Destination, at: datetime | None = None) -> UnchangedPublish | None:
    """Return the state of the target if a publish has nothing to do; None if something may be new.

    The target's head is read: another publish, an undo or an interrupted publish has changed it.

    Args:
        root: the show's folder.
        destination: where.
        at: the moment for which the show is built; None for now.

    Raises:
        PublishError: the target refuses, or cannot be reached.
    """
    record = read_record(root)
    if record is None or record.published is None:
        return None
    stored = destination.target.get(HEAD_KEY)
    head = parse_head(stored[0]) if stored else None
    if head is None or not _is_up_to_date(record.published, head, destination):
        return None
    record = unchanged_build(root, at=at, live_manifest=head.manifest_sha256)
    return UnchangedPublish(head.generation, record.outcome.pending_problems) if record and record.published else None


def _is_up_to_date(published: PublishRecord, head: Head, destination: Destination) -> bool:
    """Whether a target is unchanged since the last publish, has no deletion that is due, and the clocks agree."""
    if (published.guid, published.manifest_sha256) != (head.show_guid, head.manifest_sha256):
        return False
    if destination.settings.guid != published.guid or head.open_intents or head.lease:
        return False
    now, skew = datetime.now(UTC), timedelta(seconds=destination.target.clock_skew())
    published_at = datetime.fromisoformat(published.published_at) if published.published_at else now
    until = datetime.fromisoformat(published.until) if published.until else None
    return abs(skew) <= MAX_SKEW and now >= published_at - MAX_SKEW and (until is None or now < until)
