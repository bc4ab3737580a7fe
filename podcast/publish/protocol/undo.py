"""Undo: publish an earlier generation's feed and pages once more.

What later generations replaced is in the copies that they made (undo_copies.py). Audio is never part of them: its file
must still be there, and is while its grace time lasts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.files import atomic
from podcast.files.digest import bytes_digest
from podcast.i18n import _
from podcast.publish.headers import FEEDS
from podcast.publish.protocol.lease import refuse_pending_deletions
from podcast.publish.protocol.plan import plan_publish
from podcast.publish.protocol.prepare import PreparedPublish, Site, check_feeds, read_own_state
from podcast.publish.protocol.previews.shares import kept_shares, share_specs, without_shares
from podcast.publish.protocol.recovery import read_immutable
from podcast.publish.protocol.state_json import parse_manifest
from podcast.publish.protocol.undo_copies import built_bytes, read_copies
from podcast.publish.sources.source_list import restorable_sources, without_sources
from podcast.publish.split_audio.audio_keys import AudioLocation, places_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from podcast.publish.protocol.plan import Upload
    from podcast.publish.protocol.recovery import TargetState
    from podcast.publish.protocol.state import AudioPlace, Manifest, ObjectSpec, PastGeneration
    from podcast.publish.targets.target import Target


@dataclass(frozen=True, slots=True)
class UndoRequest:
    """A request to restore a generation (0: the one before the live one) of a show's target.

    `link` is the show's base URL, `folder` an empty folder for the files of that generation, `audio_places` see `Site`.
    """

    guid: str
    link: str
    generation: int
    folder: Path
    audio_places: Mapping[str, AudioPlace] = field(default_factory=dict)


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
    sources, source_specs = restorable_sources(state, manifest)
    site_objects, shares = without_shares(without_sources(manifest)).objects, kept_shares(state.confirmed, now)
    specs = {**{key: published.spec for key, published in site_objects.items()}, **source_specs}
    specs |= share_specs(state.confirmed, shares)
    refuse_pending_deletions(specs, target, state, now)
    plan = plan_publish(specs, state.confirmed, now)
    _require_audio(plan.uploads, past.generation)
    for key, data in _read_files(target, state, manifest, plan.uploads):
        atomic.write(request.folder / key, data)
    digests = {key: spec.built for key, spec in specs.items()}
    site = Site(
        request.folder,
        digests,
        request.guid,
        request.link,
        manifest.content_time,
        manifest.audio,
        sources=sources,
        audio_location=_audio_location(manifest),
        audio_places=request.audio_places,
    )
    check_feeds(site, {key: digest.size for key, digest in digests.items()})
    return PreparedPublish(
        site,
        target,
        now,
        state,
        plan,
        restored_generation=manifest.restored_generation or past.generation,
        restored_published_at=manifest.published_at,
        shares=shares,
    )


def _audio_location(manifest: Manifest) -> AudioLocation:
    """Where the audio of a generation was published."""
    return AudioLocation(next(iter(places_of(manifest.objects)), ""), manifest.audio_link)


def _find_generation(state: TargetState, number: int) -> PastGeneration:
    """The generation to restore; 0 is the one before what is live, even if that is an undo itself."""
    history, live = state.manifest.history, state.manifest.restored_generation or state.head.generation
    candidates = [past for past in history if (past.generation == number if number else past.generation < live)]
    if candidates:
        return candidates[-1]
    available = ", ".join(str(past.generation) for past in history)
    if not available and state.manifest.is_taken_down:
        raise PublishError(
            _("the show was taken down and nothing is left to restore; `podcast publish` publishes it from your files")
        )
    if not state.head.generation:
        raise PublishError(_("nothing has been published there yet, so there is nothing to undo"))
    if not available:
        raise PublishError(
            _(
                "this is the first publish, so there is no earlier state to restore; to take the show off the "
                "internet, run `podcast unpublish --show`"
            )
        )
    if not number:
        raise PublishError(_("there is no earlier publish to restore; available: {kept}").format(kept=available))
    raise PublishError(_("publish {to} cannot be restored; available: {kept}").format(to=number, kept=available))


def _require_audio(uploads: tuple[Upload, ...], generation: int) -> None:
    if gone := [upload.key for upload in uploads if upload.spec.phase == "audio"]:
        raise PublishError(
            _(
                "the feed of publish {gen} refers to audio that has been deleted since ({gone}), so "
                "it cannot be restored; nothing was changed. Choose a later publish, or run `podcast publish` to "
                "publish your files as they are"
            ).format(gen=generation, gone=", ".join(gone))
        )


def _read_files(
    target: Target, state: TargetState, manifest: Manifest, uploads: tuple[Upload, ...]
) -> Iterator[tuple[str, bytes]]:
    """The files to upload, and the feeds, which are checked."""
    keys = {upload.key for upload in uploads}
    specs = {key: item.spec for key, item in manifest.objects.items() if key in keys or item.spec.phase in FEEDS}
    later = [past for past in state.manifest.history if past.generation >= manifest.generation]
    copy_keys = [key for past in later for key in past.copy_keys]
    copy_keys += [intent.copy_key for intent in state.intents if intent.copy_key]
    files = read_copies(target, copy_keys, {spec.built.sha256 for spec in specs.values()})
    for key, spec in sorted(specs.items()):
        sha256 = spec.built.sha256
        data = files[sha256] if sha256 in files else _read_live(target, key, spec)  # a file may be empty
        if data is None:
            raise PublishError(
                _(
                    "{key} of publish {gen} was not kept, so it cannot be restored; nothing was changed. "
                    "Fix the show's files and run `podcast publish`"
                ).format(key=key, gen=manifest.generation)
            )
        yield key, data


def _read_live(target: Target, key: str, spec: ObjectSpec) -> bytes | None:
    """The bytes that a live object was built from, if they are those of this spec."""
    live = target.get(key)
    data = built_bytes(key, spec, live[0]) if live else b""
    return data if live and bytes_digest(data) == spec.built else None
