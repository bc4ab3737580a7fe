"""What a publish adds to the record of its build: by it, the next one knows that there is nothing to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.steps.build_state.record import PublishRecord, read_record, write_record

if TYPE_CHECKING:
    from podcast.pipeline.build_result import BuildResult
    from podcast.publish.protocol.prepare import PreparedPublish


def record_publish(build: BuildResult, prepared: PreparedPublish, manifest_sha256: str) -> None:
    """Note that a target has all of a build; nothing if the build has no record, or another one was made meanwhile.

    Args:
        build: that was published.
        prepared: its publish, which was carried out, or found the target up to date.
        manifest_sha256: of the manifest that the target's head names since then.

    Raises:
        FileError: the disk refuses.
    """
    root, record, plan = build.paths.root, build.record, prepared.plan
    if record is None or read_record(root) != record:
        return
    retired = (*plan.awaiting_deletion.values(), *plan.retired.values())
    ends = (*(item.delete_after for item in retired), *(share.expires_at for share in prepared.shares.values()))
    until = min(ends, default=None)
    published_at = prepared.state.manifest.published_at if prepared.is_up_to_date else prepared.now
    published = PublishRecord(
        guid=prepared.site.guid,
        manifest_sha256=manifest_sha256,
        published_at=published_at.isoformat() if published_at else None,
        until=until.isoformat() if until else None,
    )
    write_record(root, replace(record, published=published))
