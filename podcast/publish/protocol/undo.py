"""Undo: publish an earlier generation's feed and pages once more.

What later generations replaced is in the copies that they made (undo_copies.py). Audio is never part of them: its file
must still be there, and is while its grace time lasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.files import atomic
from podcast.files.digest import bytes_digest
from podcast.i18n import _
from podcast.publish.headers import FEEDS
from podcast.publish.protocol.plan import plan_publish
from podcast.publish.protocol.prepare import PreparedPublish, Site, check_feeds, read_own_state
from podcast.publish.protocol.recovery import read_immutable
from podcast.publish.protocol.state_json import parse_manifest
from podcast.publish.protocol.undo_copies import read_copies

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from podcast.publish.protocol.plan import Upload
    from podcast.publish.protocol.recovery import TargetState
    from podcast.publish.protocol.state import Manifest, PastGeneration
    from podcast.publish.targets.target import Target


@dataclass(frozen=True, slots=True)
class UndoRequest:
    """A request to restore a generation (0: the one before the live one) of a show's target.

    `link` is the show's base URL, `folder` an empty folder for the files of that generation.
    """

    guid: str
    link: str
    generation: int
    folder: Path


def prepare_undo(request: UndoRequest, target: Target, now: datetime) -> PreparedPublish:
    """Plan to publish an earlier generation; write nothing to the target, and its files to the folder.

    Args:
        request: what to restore.
        target: where to publish.
        now: for leases and grace times; with a time zone.

    Raises:
        PublishError: there is no such generation, its audio or its files are gone, or what `prepare.prepare` raises.
    """
    state = read_own_state(target, request.guid, now)
    past = _find_generation(state, request.generation)
    manifest = parse_manifest(past.manifest_key, read_immutable(target, past.manifest_key))
    specs = {key: published.spec for key, published in manifest.objects.items()}
    plan = plan_publish(specs, state.confirmed, now)
    _require_audio(plan.uploads, past.generation)
    for key, data in _read_files(target, state, manifest, plan.uploads):
        atomic.write(request.folder / key, data)
    digests = {key: spec.digest for key, spec in specs.items()}
    site = Site(request.folder, digests, request.guid, request.link, manifest.content_time)
    check_feeds(site, {key: digest.size for key, digest in digests.items()})
    return PreparedPublish(
        site,
        target,
        now,
        state,
        plan,
        restored_generation=manifest.restored_generation or past.generation,
        restored_published_at=manifest.published_at,
    )


def _find_generation(state: TargetState, number: int) -> PastGeneration:
    """The generation to restore; 0 is the one before what is live, even if that is an undo itself."""
    history, live = state.manifest.history, state.manifest.restored_generation or state.head.generation
    candidates = [past for past in history if (past.generation == number if number else past.generation < live)]
    if candidates:
        return candidates[-1]
    available = ", ".join(str(past.generation) for past in history)
    if not available:
        raise PublishError(_("this is the first publish, so there is no earlier state to restore"))
    if not number:
        raise PublishError(_("there is no earlier publish to restore; available: {kept}").format(kept=available))
    raise PublishError(_("publish {to} cannot be restored; available: {kept}").format(to=number, kept=available))


def _require_audio(uploads: tuple[Upload, ...], generation: int) -> None:
    if gone := [upload.key for upload in uploads if upload.spec.phase == "audio"]:
        raise PublishError(
            _(
                "the feed of publish {gen} refers to audio that has been deleted since ({gone}), so "
                "it cannot be restored; nothing was changed. Choose a later publish, or fix that "
                "episode and publish it again"
            ).format(gen=generation, gone=", ".join(gone))
        )


def _read_files(
    target: Target, state: TargetState, manifest: Manifest, uploads: tuple[Upload, ...]
) -> Iterator[tuple[str, bytes]]:
    """The files to upload, and the feeds, which are checked."""
    digests = {upload.key: upload.spec.digest.sha256 for upload in uploads}
    digests |= {key: item.spec.digest.sha256 for key, item in manifest.objects.items() if item.spec.phase in FEEDS}
    later = [past for past in state.manifest.history if past.generation >= manifest.generation]
    copy_keys = [key for past in later for key in past.copy_keys]
    copy_keys += [intent.copy_key for intent in state.intents if intent.copy_key]
    files = read_copies(target, copy_keys, set(digests.values()))
    for key, sha256 in sorted(digests.items()):
        data = files.get(sha256) or _read_live(target, key, sha256)
        if data is None:
            raise PublishError(
                _(
                    "{key} of publish {gen} was not kept, so it cannot be restored; nothing was changed. "
                    "Fix the show's files and run `podcast publish`"
                ).format(key=key, gen=manifest.generation)
            )
        yield key, data


def _read_live(target: Target, key: str, sha256: str) -> bytes | None:
    """The bytes of a live object, if they have this digest."""
    live = target.get(key)
    return live[0] if live and bytes_digest(live[0]).sha256 == sha256 else None
