"""What is live, as the target's own record says it: read with one request or two, nothing is listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.publish.protocol.lease import holds
from podcast.publish.protocol.plan import plan, wanted
from podcast.publish.protocol.recovery import known

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from podcast.files.digest import Digest
    from podcast.publish.protocol.plan import Plan
    from podcast.publish.protocol.state import Lease
    from podcast.publish.targets.target import Target


@dataclass(frozen=True, slots=True)
class Live:
    """What is published.

    `gen` is 0 where nothing is; `since` when that was published (None: by an earlier version); `same_as` the generation
    that an undo brought back, else 0; `size` in bytes; `lease` of somebody who is publishing now; `interrupted` whether
    a publish did not come to its end; `doubts` how many files `podcast verify` found wrong; `back` the generations that
    can be gone back to; `differs` what publishing site/ as it is would do (None: there is no build).
    """

    gen: int
    since: datetime | None
    same_as: int
    files: int
    size: int
    lease: Lease | None
    interrupted: bool
    doubts: int
    back: tuple[int, ...]
    differs: Plan | None

    def as_json(self) -> dict[str, Any]:
        """The same as a JSON object; times as ISO 8601."""
        lease, differs = self.lease, self.differs
        return {
            "generation": self.gen,
            "since": self.since.isoformat() if self.since else None,
            "same_as": self.same_as or None,
            "files": self.files,
            "size": self.size,
            "publishing": {"host": lease.host, "pid": lease.pid, "since": lease.since.isoformat()} if lease else None,
            "interrupted": self.interrupted,
            "to_repair": self.doubts,
            "back": list(self.back),
            "to_upload": [upload.key for upload in differs.uploads] if differs else None,
            "to_retire": list(differs.retired) if differs else None,
        }


def live(target: Target, guid: str, now: datetime, site: Mapping[str, Digest]) -> Live:
    """What is live.

    Args:
        target: where to look.
        guid: of the show.
        now: whether a lease still holds; with a time zone.
        site: what the last build made, by its key; empty if there is none.

    Raises:
        PublishError: the target is another show's, damaged or unreachable.
    """
    found = known(target, guid)
    manifest, lease = found.written, found.head.lease
    doubts = {key for intent in found.intents if intent.kind == "doubts" for key in intent.objects}
    return Live(
        gen=found.head.gen,
        since=manifest.at,
        same_as=manifest.same_as,
        files=len(manifest.rows),
        size=sum(row.what.digest.size for row in manifest.rows.values()),
        lease=lease if holds(lease, now, target.ahead()) else None,
        interrupted=any(intent.kind != "doubts" for intent in found.intents),
        doubts=len(doubts),
        back=tuple(past.gen for past in manifest.history),
        differs=plan(wanted(site), found.confirmed, now) if site else None,
    )
