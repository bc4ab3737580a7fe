"""The status of a show on its target: the last publish, differences from site/, and episodes that are due."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from podcast.files.cache import open_cache
from podcast.publish.protocol.recovery import read_state
from podcast.publish.release import open_target
from podcast.publish.split_audio.audio_keys import audio_location
from podcast.show import schedule

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.fields import TargetSettings
    from podcast.model.show import Episode, Show
    from podcast.publish.protocol.live import LiveStatus
    from podcast.publish.targets.target import Target

    AnyShow = Show | TargetSettings


def read_live_status(
    show: AnyShow, root: Path, target: str | None = None, *, plan_first_publish: bool = True
) -> LiveStatus:
    """Read the status of the live site, compared with the last build.

    Args:
        show: whose status is read.
        root: the show's folder.
        target: if it is not the show's own.
        plan_first_publish: whether to plan what is to be done where nothing is published yet: to upload all files.

    Raises:
        PublishError: no target is named, or it cannot be read.
        FileError: the disk refuses.
    """
    from podcast.publish.protocol import live
    from podcast.steps import site_record
    from podcast.steps.paths import ProjectPaths

    paths, site = ProjectPaths(root), f"{ProjectPaths(root).site}{os.sep}"
    opened, now = open_target(show, root, target), datetime.now(UTC)
    state = read_state(opened, show.guid)
    if not (state.head.generation or plan_first_publish):
        return live.live_status(opened, state, now, {})
    with open_cache(paths.database, paths.root) as cache:
        recorded = site_record.recorded_files(cache, paths.site_kind)
    # A Path for each of a hundred thousand files takes five times as long.
    here = {path: digest for path, digest in recorded.items() if digest.md5 and os.path.isfile(site + path)}  # noqa: PTH113
    location = audio_location(show.publish)
    files = {location.key(path): digest for path, digest in here.items()}
    return live.live_status(opened, state, now, files)


def last_publish(show: AnyShow, target: Target) -> datetime | None:
    """Return when the show was last published; None if it never was, or if that is unknown.

    Raises:
        PublishError: the target refuses, or belongs to another show.
    """
    return read_state(target, show.guid).manifest.published_at


def due_episodes(show: Show, target: Target, now: datetime) -> tuple[Episode, ...]:
    """The episodes that are due and not live, for `podcast publish --due`.

    There are none after an undo, and none of a show that was taken down: both are to last.

    Args:
        show: with all its episodes.
        target: read with one request.
        now: with a time zone.

    Raises:
        PublishError: the target refuses, or belongs to another show.
    """
    state = read_state(target, show.guid)
    if state.manifest.restored_generation or state.manifest.is_taken_down:
        return ()
    return schedule.not_live(show, state.confirmed.objects.keys(), now)
