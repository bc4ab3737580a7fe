"""A show and its target: publish a build, undo, verify, and the status of the live site."""

from __future__ import annotations

import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from podcast.errors import FileError, PublishError
from podcast.files import atomic, digest_cache
from podcast.i18n import _
from podcast.model.groups import Publish
from podcast.model.show import SHOW_FILE
from podcast.publish.protocol import prepare
from podcast.publish.protocol import publish as protocol
from podcast.publish.protocol.lease import Clock, Publisher
from podcast.publish.protocol.process_id import process_identity
from podcast.publish.protocol.recovery import read_state
from podcast.publish.targets import open as targets
from podcast.show import schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from podcast.model.show import Episode, Show
    from podcast.publish.protocol.live import LiveStatus
    from podcast.publish.protocol.prepare import PreparedPublish, PublishOptions, Site
    from podcast.publish.protocol.publish import PublishResult
    from podcast.publish.protocol.publish_events import PublishEvent
    from podcast.publish.protocol.verify import ObjectVerified, VerificationResult
    from podcast.publish.targets.target import Target

THREADS = 8
SOURCES = (SHOW_FILE, "episodes", "templates")


def open_target(show: Show, root: Path, override: str | None = None) -> Target:
    """Open the show's target: that of `publish:`, or `override`.

    Raises:
        PublishError: no target is named, or it is not valid.
    """
    settings = show.publish
    if override:
        settings = settings.model_copy(update={"target": override}) if settings else Publish(target=override)
    if settings is None:
        raise PublishError(
            _("podcast.yaml names no target; add `publish: {target: s3://bucket/prefix}`, or pass --target")
        )
    return targets.open_target(settings, root)


def site_of_build(
    show: Show, folder: Path, paths: Iterable[str], cache: Path, changed_at: datetime | None = None
) -> Site:
    """The contents of site/, with digests.

    Args:
        show: that was built.
        folder: site/.
        paths: of its files, below it.
        cache: the file with the cached digests.
        changed_at: when its content was changed, see `content_time`.

    Raises:
        FileError: the disk refuses.
    """
    by_key = {path: folder / path for path in paths}
    digests = digest_cache.digests(by_key.values(), cache)
    return prepare.Site(folder, {key: digests[path] for key, path in by_key.items()}, show.guid, show.link, changed_at)


def content_time(root: Path, at: datetime) -> datetime:
    """The time at which the newest source of a build was changed, but never later than `at`.

    Folders count as well, because removing an episode changes no file. See docs/decisions/publish.md.

    Args:
        root: the show's folder.
        at: the moment for which it is built.

    Raises:
        FileError: the disk refuses.
    """
    try:
        newest = max((path.stat().st_mtime for path in _sources(root)), default=at.timestamp())
    except OSError as error:
        raise FileError(atomic.os_error_message(root, error)) from error
    return min(datetime.fromtimestamp(int(newest), UTC), at.replace(microsecond=0).astimezone(UTC))


def _sources(root: Path) -> Iterator[Path]:
    for name in SOURCES:
        if (root / name).exists():
            yield root / name
            yield from (path for path in (root / name).rglob("*") if path.exists())


def with_show_settings(show: Show, options: PublishOptions) -> PublishOptions:
    """The options together with what the show's own settings permit."""
    return replace(options, single_writer=bool(show.publish and show.publish.single_writer))


def this_publisher() -> Publisher:
    """This process as a publisher, with this computer's clocks."""
    clock = Clock(lambda: datetime.now(UTC), time.monotonic)
    return Publisher(process_identity(uuid4().hex[:8]), socket.gethostname(), os.getpid(), clock)


def publish(
    prepared: PreparedPublish,
    report: Callable[[PublishEvent], None],
    report_bytes: Callable[[int], None] = lambda _: None,
) -> PublishResult:
    """Carry out a planned publish; see `podcast.publish.protocol.publish.carry_out`."""
    with ThreadPoolExecutor(THREADS) as threads:
        return protocol.carry_out(prepared, this_publisher(), threads, report, report_bytes)


def prepare_undo(show: Show, target: Target, generation: int, folder: Path) -> PreparedPublish:
    """Plan an undo; see `podcast.publish.protocol.undo.prepare_undo`.

    Args:
        show: whose feed and pages are restored.
        target: where they are published.
        generation: to restore; 0 for the one before the live one.
        folder: an empty one, for the files that are restored.
    """
    from podcast.publish.protocol import undo

    request = undo.UndoRequest(show.guid, show.link, generation, folder)
    prepared = undo.prepare_undo(request, target, datetime.now(UTC))
    return replace(prepared, options=with_show_settings(show, prepared.options))


def verify(show: Show, target: Target, report: Callable[[ObjectVerified], None], *, full: bool) -> VerificationResult:
    """Verify that everything is on the target; see `podcast.publish.protocol.verify.verify`."""
    from podcast.publish.protocol import verify

    with ThreadPoolExecutor(THREADS) as threads:
        return verify.verify(target, show.guid, datetime.now(UTC), verify.VerifyOptions(threads, report, full))


def mark_damaged(target: Target, result: VerificationResult) -> None:
    """Mark what is damaged for the next publish; see `podcast.publish.protocol.verify.mark_damaged`."""
    from podcast.publish.protocol import verify

    verify.mark_damaged(target, result, this_publisher())


def read_live_status(show: Show, root: Path) -> LiveStatus:
    """Read the status of the live site, compared with the last build.

    Raises:
        PublishError: no target is named, or it cannot be read.
        FileError: the disk refuses.
    """
    from podcast.publish.protocol import live
    from podcast.steps import site_writer
    from podcast.steps.paths import ProjectPaths

    paths = ProjectPaths(root)
    built = [path for path in site_writer.read_record(paths.record).files if (paths.site / path).is_file()]
    files = site_of_build(show, paths.site, built, paths.cache / "site.json").files if built else {}
    return live.read_live_status(open_target(show, root), show.guid, datetime.now(UTC), files)


def due_episodes(show: Show, target: Target, now: datetime) -> tuple[Episode, ...]:
    """The episodes that are due and not live, for `podcast publish --due`; none after an undo, which is to last.

    Args:
        show: with all its episodes.
        target: read with one request.
        now: with a time zone.

    Raises:
        PublishError: the target refuses, or belongs to another show.
    """
    live = read_state(target, show.guid).confirmed
    return () if live.restored_generation else schedule.not_live(show, live.objects.keys(), now)
