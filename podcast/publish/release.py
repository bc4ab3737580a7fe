"""The show and its target: publishing a build, going back, looking whether all is there."""

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
from podcast.files import atomic
from podcast.files import digest_cache as hashes
from podcast.i18n import _
from podcast.model.groups import Publish
from podcast.model.show import SHOW_FILE
from podcast.publish.protocol import prepare
from podcast.publish.protocol import publish as protocol
from podcast.publish.protocol.lease import Clock, Publisher
from podcast.publish.protocol.process_id import identity
from podcast.publish.protocol.recovery import known
from podcast.publish.targets import open as targets
from podcast.show import schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from podcast.model.show import Episode, Show
    from podcast.publish.protocol.live import Live
    from podcast.publish.protocol.prepare import Allowed, Prepared, Site
    from podcast.publish.protocol.publish import Done
    from podcast.publish.protocol.verify import Looked, Verified
    from podcast.publish.targets.target import Target

    Say = Callable[[object], None]


THREADS = 8
INPUTS = (SHOW_FILE, "episodes", "templates")


def target(show: Show, root: Path, instead: str | None = None) -> Target:
    """Where the show is published: what `publish:` says, or `instead`.

    Raises:
        PublishError: no target is named, or it is none.
    """
    settings = show.publish
    if instead:
        settings = settings.model_copy(update={"target": instead}) if settings else Publish(target=instead)
    if settings is None:
        raise PublishError(
            _("podcast.yaml names no target; add `publish: {target: s3://bucket/prefix}`, or say --target")
        )
    return targets.open_target(settings, root)


def site(show: Show, folder: Path, paths: Iterable[str], cache: Path, built_at: datetime | None = None) -> Site:
    """What is in site/, as it is published.

    Args:
        show: whose it is.
        folder: site/.
        paths: of its files, below it.
        cache: the file that remembers their digests.
        built_at: how new its content is.

    Raises:
        FileError: the disk refuses.
    """
    by_key = {path: folder / path for path in paths}
    digests = hashes.digests(by_key.values(), cache)
    return prepare.Site(folder, {key: digests[path] for key, path in by_key.items()}, show.guid, show.link, built_at)


def built_at(root: Path, at: datetime) -> datetime:
    """How new the content of a build is: when its newest file was changed, but never later than `at`.

    Folders count as well, because removing an episode changes no file. See docs/decisions/publish.md.

    Args:
        root: the show's folder.
        at: the moment for which it is built.

    Raises:
        FileError: the disk refuses.
    """
    try:
        newest = max((path.stat().st_mtime for path in _inputs(root)), default=at.timestamp())
    except OSError as error:
        raise FileError(atomic.refused(root, error)) from error
    return min(datetime.fromtimestamp(int(newest), UTC), at.replace(microsecond=0).astimezone(UTC))


def _inputs(root: Path) -> Iterator[Path]:
    for name in INPUTS:
        if (root / name).exists():
            yield root / name
            yield from (path for path in (root / name).rglob("*") if path.exists())


def allowed(show: Show, asked: Allowed) -> Allowed:
    """What was asked for, with what the show's own settings allow."""
    return replace(asked, single_writer=bool(show.publish and show.publish.single_writer))


def publisher() -> Publisher:
    """Who publishes: this process, by this computer's clocks."""
    clock = Clock(lambda: datetime.now(UTC), time.monotonic)
    return Publisher(identity(uuid4().hex[:8]), socket.gethostname(), os.getpid(), clock)


def publish(prepared: Prepared, say: Say, flow: Callable[[int], None] = lambda _: None) -> Done:
    """Carries the plan out; see `podcast.publish.protocol.publish.carry_out`."""
    with ThreadPoolExecutor(THREADS) as threads:
        return protocol.carry_out(prepared, publisher(), threads, say, flow)


def undo(show: Show, target: Target, to: int, folder: Path) -> Prepared:
    """What going back would do; see `podcast.publish.protocol.undo.prepare`.

    Args:
        show: whose feed and pages.
        target: where they are.
        to: the generation; 0 for the one before.
        folder: an empty one, for the files that are brought back.
    """
    from podcast.publish.protocol import undo

    prepared = undo.prepare(undo.Back(show.guid, show.link, to, folder), target, datetime.now(UTC))
    return replace(prepared, allowed=allowed(show, prepared.allowed))


def verify(show: Show, target: Target, say: Callable[[Looked], None], *, full: bool) -> Verified:
    """Looks whether all is there; see `podcast.publish.protocol.verify.verify`."""
    from podcast.publish.protocol import verify

    with ThreadPoolExecutor(THREADS) as threads:
        return verify.verify(target, show.guid, datetime.now(UTC), verify.How(threads, say, full))


def mark(target: Target, verified: Verified) -> None:
    """Writes down what is wrong, for the next publish to repair; see `podcast.publish.protocol.verify.mark`."""
    from podcast.publish.protocol import verify

    verify.mark(target, verified, publisher())


def live(show: Show, root: Path) -> Live:
    """What is live, held against the last build.

    Raises:
        PublishError: no target is named, or it cannot be asked.
        FileError: the disk refuses.
    """
    from podcast.publish.protocol import live
    from podcast.steps import site_writer as built
    from podcast.steps.paths import ProjectPaths

    places = ProjectPaths(root)
    paths = [path for path in built.read(places.record).files if (places.site / path).is_file()]
    here = site(show, places.site, paths, places.cache / "site.json").files if paths else {}
    return live.live(target(show, root), show.guid, datetime.now(UTC), here)


def due(show: Show, target: Target, now: datetime) -> tuple[Episode, ...]:
    """The episodes that are due and not live, for `podcast publish --due`; none after an undo, which is to last.

    Args:
        show: with all its episodes.
        target: asked for what is live: one request.
        now: with a time zone.

    Raises:
        PublishError: the target refuses, or is not the show's.
    """
    live = known(target, show.guid).confirmed
    return () if live.same_as else schedule.not_live(show, live.rows.keys(), now)
