"""A show and its target: publish a build, undo, take down, and verify."""

from __future__ import annotations

import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from podcast.errors import DamagedFileError, FileError, PublishError
from podcast.files import os_errors
from podcast.files.digest import bytes_digest, file_digest
from podcast.i18n import _
from podcast.model.file_names import EPISODES, SHOW_FILE
from podcast.model.groups import Publish
from podcast.publish.protocol import publish as protocol
from podcast.publish.protocol.lease import Clock, Publisher
from podcast.publish.protocol.process_id import process_identity
from podcast.publish.protocol.recovery import read_state
from podcast.publish.split_audio.audio_keys import WITH_PAGES, AudioLocation, configured_places, site_path
from podcast.publish.targets import open as targets
from podcast.publish.targets.bucket_address import is_same_bucket, shared_bucket_message
from podcast.show.load import named_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from podcast.files.digest import Digest
    from podcast.model.fields import TargetSettings
    from podcast.model.show import Show
    from podcast.publish.protocol.prepare import PreparedPublish, PublishOptions, Site
    from podcast.publish.protocol.publish import PublishResult
    from podcast.publish.protocol.publish_events import PublishEvent
    from podcast.publish.protocol.verify import ObjectVerified, VerificationResult
    from podcast.publish.targets.retry import RetryWait
    from podcast.publish.targets.target import Target
    from podcast.publish.targets.web_space.credentials import PasswordPrompt
    from podcast.steps.audio_takeover import LiveAudio

    AnyShow = Show | TargetSettings

THREADS = 8
SOURCES = (SHOW_FILE, EPISODES, "templates")


def open_target(
    show: AnyShow,
    root: Path,
    override: str | None = None,
    on_wait: Callable[[RetryWait], None] | None = None,
    prompt: PasswordPrompt | None = None,
) -> Target:
    """Open the show's target: that of `publish:`, or `override`.

    Args:
        show: whose target is opened.
        root: the show's folder.
        override: another target.
        on_wait: called in any thread while a request is tried again for more than a few seconds.
        prompt: asks for the password of web space.

    Raises:
        PublishError: no target is named, or it is not valid.
    """
    settings = show.publish
    if override:
        settings = settings.model_copy(update={"target": override}) if settings else Publish(target=override)
    if settings is None:
        raise PublishError(
            _(
                "podcast.yaml names no target; `podcast set publish.target TARGET` sets one: "
                "sftp://user@host/folder, s3://bucket/prefix, or a folder; --target TARGET names one for this time"
            )
        )
    targets_of_show = (settings.target, settings.audio or "")
    if show.cluster and any(is_same_bucket(show.cluster.store, target) for target in targets_of_show):
        remedy = _("name another bucket in `cluster: store:`")
        raise PublishError(f"{shared_bucket_message(show.cluster.store)}; {remedy}")
    return targets.open_target(settings, root, on_wait, prompt)


def read_live_audio(show_guid: str, target: Target, location: AudioLocation = WITH_PAGES) -> LiveAudio:
    """Read which audio is live on a target, and what it was made from.

    Args:
        show_guid: of the show.
        target: only read.
        location: where podcast.yaml wants audio.

    Raises:
        PublishError: the target refuses, or belongs to another show.
    """
    from podcast.publish.protocol.state import UNKNOWN_HEADERS
    from podcast.publish.targets.target import ABSENT
    from podcast.steps.audio_takeover import LiveAudio

    state = read_state(target, show_guid)
    confirmed = state.confirmed
    retired = {key: item.object for key, item in confirmed.retired.items()}  # needed again after a show was taken down
    intact = {
        key: item.spec.digest
        for key, item in {**retired, **confirmed.objects}.items()
        if item.etag != ABSENT and item.spec.headers != UNKNOWN_HEADERS
    }

    files = {path: digest for key, digest in intact.items() if location.key(path := site_path(key)) == key}
    elsewhere = {path: key for key in intact if (path := site_path(key)) not in files}

    def read(path: str) -> bytes | None:
        stored = target.get(location.key(path)) if path in files else None
        return stored[0] if stored and bytes_digest(stored[0]) == files[path] else None

    def fetch(path: str, file: Path) -> Digest | None:
        digest = target.save(elsewhere[path], file)
        return digest if digest == intact[elsewhere[path]] else None

    manifest_sha256 = "" if state.head.open_intents else state.head.manifest_sha256
    live = LiveAudio(confirmed.audio, files, read, manifest_sha256=manifest_sha256, keys=confirmed.objects.keys())
    return replace(live, elsewhere=frozenset(elsewhere), fetch=fetch)


def refuse_damaged(site: Site, keys: Iterable[str]) -> None:
    """Refuse files of a build that do not have the bytes that it wrote. Every byte of them is read.

    Raises:
        DamagedFileError: for the first one of them.
        FileError: the disk refuses.
    """

    def is_intact(key: str) -> bool:
        path = site.path(key)
        try:
            return file_digest(path) == site.files[key]
        except FileNotFoundError:
            return False
        except OSError as error:
            raise FileError(os_errors.os_error_message(path, error)) from error

    names = sorted(keys)
    with ThreadPoolExecutor(THREADS) as threads:
        for key, intact in zip(names, threads.map(is_intact, names), strict=True):
            if not intact:
                raise DamagedFileError(site.path(key))


def content_time(show: Show, root: Path, at: datetime) -> datetime:
    """The time at which the newest source of a build was changed, but never later than `at`.

    Sources are podcast.yaml and all files that it names, the episodes and the templates. Folders count as well, because
    removing an episode changes no file. See docs/decisions/publish.md.

    Args:
        show: that was built.
        root: the show's folder.
        at: the moment for which it is built.

    Raises:
        FileError: the disk refuses.
    """
    try:
        newest = max((path.stat().st_mtime for path in _sources(show, root)), default=at.timestamp())
    except OSError as error:
        raise FileError(os_errors.os_error_message(root, error)) from error
    return min(datetime.fromtimestamp(int(newest), UTC), at.replace(microsecond=0).astimezone(UTC))


def _sources(show: Show, root: Path) -> Iterator[Path]:
    for name in (*SOURCES, *(path for _loc, path, _kind in named_files(show))):
        if (root / name).exists():
            yield root / name
            yield from (path for path in (root / name).rglob("*") if path.exists())


def with_show_settings(show: AnyShow, options: PublishOptions) -> PublishOptions:
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


def prepare_undo(show: AnyShow, target: Target, generation: int, folder: Path) -> PreparedPublish:
    """Plan an undo; see `podcast.publish.protocol.undo.prepare_undo`.

    Args:
        show: whose feed and pages are restored.
        target: where they are published.
        generation: to restore; 0 for the one before the live one.
        folder: an empty one, for the files that are restored.
    """
    from podcast.publish.protocol import undo

    request = undo.UndoRequest(show.guid, show.link, generation, folder, configured_places(show.publish))
    prepared = undo.prepare_undo(request, target, datetime.now(UTC))
    return replace(prepared, options=with_show_settings(show, prepared.options))


def prepare_unpublish(show: AnyShow, target: Target, *, delete_audio: bool) -> PreparedPublish:
    """Plan to take a show down; see `podcast.publish.protocol.unpublish.prepare_unpublish`.

    Args:
        show: which is taken down.
        target: where it is published.
        delete_audio: audio is deleted at once, without its grace time.
    """
    from podcast.publish.protocol import unpublish
    from podcast.publish.protocol.prepare import PublishOptions

    request = unpublish.UnpublishRequest(show.guid, show.link, delete_audio, configured_places(show.publish))
    options = with_show_settings(show, PublishOptions())
    return unpublish.prepare_unpublish(request, target, datetime.now(UTC), options)


def verify(
    show: AnyShow, target: Target, report: Callable[[ObjectVerified], None], *, full: bool
) -> VerificationResult:
    """Verify that everything is on the target; see `podcast.publish.protocol.verify.verify`."""
    from podcast.publish.protocol import verify

    with ThreadPoolExecutor(THREADS) as threads:
        return verify.verify(target, show.guid, datetime.now(UTC), verify.VerifyOptions(threads, report, full))


def mark_damaged(target: Target, result: VerificationResult) -> None:
    """Mark what is damaged for the next publish; see `podcast.publish.protocol.verify.mark_damaged`."""
    from podcast.publish.protocol import verify

    verify.mark_damaged(target, result, this_publisher())
