"""The status of the live site, from the target's own records: one request or two, nothing is listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.publish.protocol.lease import is_active
from podcast.publish.protocol.plan import object_specs, plan_publish
from podcast.publish.protocol.previews.shares import without_shares
from podcast.publish.protocol.recovery import read_state
from podcast.publish.sources.source_list import without_sources

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from podcast.files.digest import Digest
    from podcast.publish.protocol.plan import PublishPlan
    from podcast.publish.protocol.recovery import TargetState
    from podcast.publish.protocol.state import Lease
    from podcast.publish.targets.target import Target


@dataclass(frozen=True, slots=True)
class LiveStatus:
    """Status of the live site.

    `generation` is 0 where nothing is published, `published_at` then None; `restored_generation` is the generation that
    an undo brought back, else 0; `files` and `size` (bytes) are without sources; `lease` is of a publisher at work;
    `interrupted` whether a publish did not finish; `damaged_count` the number of files that `podcast verify` found
    damaged; `undo_generations` those that can be restored; `pending` what publishing site/ as it is would do (None:
    there is no build). `is_taken_down` whether the show was taken down (unpublish.py); its last audio file stays until
    `audio_until`.
    """

    generation: int
    published_at: datetime | None
    restored_generation: int
    files: int
    size: int
    lease: Lease | None
    interrupted: bool
    damaged_count: int
    undo_generations: tuple[int, ...]
    pending: PublishPlan | None
    is_taken_down: bool = False
    audio_until: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the status for scripts; times as ISO 8601."""
        lease, pending = self.lease, self.pending
        return {
            "generation": self.generation,
            "since": self.published_at.isoformat() if self.published_at else None,
            "restored_generation": self.restored_generation or None,
            "files": self.files,
            "size": self.size,
            "publishing": {"host": lease.host, "pid": lease.pid, "since": lease.started_at.isoformat()}
            if lease
            else None,
            "interrupted": self.interrupted,
            "taken_down": self.is_taken_down,
            "to_repair": self.damaged_count,
            "undo_generations": list(self.undo_generations),
            "to_upload": [upload.key for upload in pending.uploads] if pending else None,
            "to_retire": list(pending.retired) if pending else None,
        }


def read_live_status(target: Target, guid: str, now: datetime, site: Mapping[str, Digest]) -> LiveStatus:
    """Read the status of the live site.

    Args:
        target: where the show is published.
        guid: of the show.
        now: for leases; with a time zone.
        site: the digests of the last build's files, by their keys; empty if there is no build.

    Raises:
        PublishError: the target belongs to another show, is damaged or unreachable.
    """
    return live_status(target, read_state(target, guid), now, site)


def live_status(target: Target, state: TargetState, now: datetime, site: Mapping[str, Digest]) -> LiveStatus:
    """Return the status of the live site from the target's records; see `read_live_status`."""
    manifest, lease = state.manifest, state.head.lease
    public = without_shares(without_sources(manifest)).objects
    confirmed = without_shares(without_sources(state.confirmed))
    damaged = {key for intent in state.intents if intent.kind == "doubts" for key in intent.objects}
    return LiveStatus(
        generation=state.head.generation if manifest.has_site or manifest.published_at else 0,
        published_at=manifest.published_at,
        restored_generation=manifest.restored_generation,
        files=len(public),
        size=sum(item.spec.digest.size for item in public.values()),
        lease=lease if is_active(lease, now, target.clock_skew()) else None,
        interrupted=any(intent.kind != "doubts" for intent in state.intents),
        damaged_count=len(damaged),
        undo_generations=tuple(past.generation for past in manifest.history),
        pending=plan_publish(object_specs(site), confirmed, now) if site else None,
        is_taken_down=manifest.is_taken_down,
        audio_until=max((item.delete_after for item in manifest.retired.values()), default=None),
    )
