"""State of a target: what the head says, put right by what is really there after a publish was interrupted. Reads only.

While the head names no open intent, the manifest is the truth and nothing else is requested. An open intent names all
that an interrupted publish may have written or deleted; then the target is listed once, and each object in question is
identified by its bytes: the latest intent that touched it decides what it is for. Objects that `podcast verify` marked
as damaged are in an intent, too: nothing is relied on but that they belong to the show.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.files.digest import Digest, bytes_digest
from podcast.i18n import _
from podcast.publish.headers import FEEDS, phase
from podcast.publish.protocol.state import (
    CDN_PENDING,
    DELETABLE_PREFIXES,
    DELETING_KINDS,
    HEAD_KEY,
    UNKNOWN_HEADERS,
    Head,
    Intent,
    Manifest,
    ObjectSpec,
    PublishedObject,
    RetiredObject,
    damaged_error,
    matches_key,
)
from podcast.publish.protocol.state_json import parse_head, parse_intent, parse_manifest
from podcast.publish.targets.target import ABSENT, EXIT_REFUSED, ObjectInfo, Target, has_same_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class TargetState:
    """State of a target, from the publisher's own objects.

    `etag` is the head's (ABSENT on an empty target). `manifest` is the stored one, `confirmed` the same put right by
    what is really there; they differ only while an intent is open. `orphans` are the publisher's own objects that
    nothing names, because a publish was interrupted just then; they are known only while an intent is open, too.
    """

    head: Head
    etag: str
    manifest: Manifest
    intents: tuple[Intent, ...]
    confirmed: Manifest
    orphans: tuple[str, ...] = ()

    def needed_keys(self) -> set[str]:
        """Return the keys of own objects that are still needed, or will be deleted by the next publish."""
        history = {key for past in self.manifest.history for key in (past.manifest_key, *past.copy_keys)}
        copies = {intent.copy_key for intent in self.intents}
        own_keys = {HEAD_KEY, CDN_PENDING, self.head.manifest_key, *self.head.open_intents, *self.manifest.garbage}
        return own_keys | history | copies

    def owns_key(self, key: str) -> bool:
        """Return whether any object at a key belongs to the show: the key is live, or its removal is under way."""
        removed = any(key in intent.objects for intent in self.intents if intent.kind == "removes")
        return removed or key in self.manifest.objects

    def possible_specs(self, key: str) -> list[ObjectSpec]:
        """Return what this show may have written at a key, latest first."""
        intended = [intent.objects[key] for intent in reversed(self.intents) if key in intent.objects]
        objects = [self.manifest.objects[key]] if key in self.manifest.objects else []
        objects += [self.manifest.retired[key].object] if key in self.manifest.retired else []
        return [*intended, *(published.spec for published in objects)]


def read_state(target: Target, show_guid: str) -> TargetState:
    """Read the head and what it names: one request if the manifest is cached and no intent is open.

    Raises:
        PublishError: the target belongs to another show, is damaged, or of an unknown format.
    """
    stored = target.get(HEAD_KEY)
    if stored is None:
        return TargetState(Head(show_guid), ABSENT, Manifest(), (), Manifest())
    data, etag = stored
    head = parse_head(data)
    if head.show_guid != show_guid:
        raise PublishError(
            _(
                "the target contains another show (guid {theirs}, this one has {ours}); nothing was "
                "changed. Choose another bucket, prefix or folder in `publish: target:`"
            ).format(theirs=head.show_guid, ours=show_guid),
            EXIT_REFUSED,
        )
    manifest = Manifest()
    if head.generation:
        manifest = parse_manifest(head.manifest_key, read_immutable(target, head.manifest_key, head.manifest_sha256))
    intents = tuple(parse_intent(key, read_immutable(target, key)) for key in head.open_intents)
    state = TargetState(head, etag, manifest, intents, manifest)
    return _reconcile(target, state) if intents else state


def read_immutable(target: Target, key: str, sha256: str = "") -> bytes:
    """Read one of the publisher's own immutable objects.

    Args:
        target: where it is.
        key: holds the beginning of its digest.
        sha256: its whole digest, if that is known (the head has the manifest's).

    Raises:
        PublishError: it is gone, or has other bytes.
    """
    stored = target.get(key)
    if stored is None:
        raise damaged_error(key, _("it is missing"))
    data, _etag = stored
    if not matches_key(key, data) or sha256 not in {"", bytes_digest(data).sha256}:
        raise damaged_error(key, _("its bytes do not match its digest"))
    return data


def _reconcile(target: Target, state: TargetState) -> TargetState:
    """The state put right by what is really there."""
    touched = sorted({key for intent in state.intents for key in intent.objects})
    listed = {info.key: info for info in target.list("")}
    objects = {key: item for key, item in state.manifest.objects.items() if key not in touched}
    retired = {key: item for key, item in state.manifest.retired.items() if key not in touched}
    for key, item in _reconciled(target, state, touched, listed):
        if isinstance(item, RetiredObject):
            retired[key] = item
        else:
            objects[key] = item
    orphans = {key for key in listed if key.startswith(DELETABLE_PREFIXES)} - state.needed_keys()
    confirmed = replace(state.manifest, objects=objects, retired=retired)
    return replace(state, confirmed=confirmed, orphans=tuple(sorted(orphans)))


def _reconciled(
    target: Target, state: TargetState, touched: list[str], listed: dict[str, ObjectInfo]
) -> Iterator[tuple[str, PublishedObject | RetiredObject]]:
    """The objects that open intents touched, by their keys, as they really are."""
    doubted = {key for intent in state.intents if intent.kind == "doubts" for key in intent.objects}
    feeds = _interrupted_feeds(state.intents)
    for key in touched:
        info = listed.get(key)
        if info is None:
            if key in state.manifest.objects:
                yield key, PublishedObject(state.manifest.objects[key].spec, ABSENT)
            continue
        latest = next(intent for intent in reversed(state.intents) if key in intent.objects)
        if key not in doubted and (spec := _identify(target, state, info)):
            if key in feeds:
                spec = replace(spec, headers=UNKNOWN_HEADERS)
            published = PublishedObject(spec, info.etag)
            # An intent that was opened again may name what a later generation has published once more.
            is_leftover = latest.kind in DELETING_KINDS and key not in state.manifest.objects
            yield key, RetiredObject(published, latest.started_at) if is_leftover else published
        elif key in state.manifest.objects:
            yield key, unverified_object(info)
        elif state.owns_key(key):
            yield key, RetiredObject(unverified_object(info), latest.started_at)


def _interrupted_feeds(intents: tuple[Intent, ...]) -> set[str]:
    """The feeds that an interrupted publish was to write; the next publish writes them even if they are unchanged.

    A delayed write of the interrupted publish may still arrive. It cannot overwrite a feed that has another mark.
    """
    written = (intent for intent in intents if intent.kind == "writes")
    return {key for intent in written for key, spec in intent.objects.items() if spec.phase in FEEDS}


def unverified_object(info: ObjectInfo) -> PublishedObject:
    """An object that may be overwritten, whatever it holds."""
    return PublishedObject(ObjectSpec(Digest(info.size, "", ""), UNKNOWN_HEADERS, phase(info.key)), info.etag)


def _identify(target: Target, state: TargetState, info: ObjectInfo) -> ObjectSpec | None:
    """The spec that an object was written from; without headers if its bytes were written with different ones."""
    specs = [spec for spec in state.possible_specs(info.key) if has_same_bytes(target, info, spec.digest)]
    if not specs:
        return None
    return specs[0] if all(spec == specs[0] for spec in specs) else replace(specs[0], headers=UNKNOWN_HEADERS)
