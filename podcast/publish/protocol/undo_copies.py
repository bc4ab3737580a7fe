"""Copies of the small files that a generation replaces, all in one object, for `podcast undo`.

Before anything is overwritten, the current files are read and kept in a zip whose members are named by the SHA-256 of
their bytes as they were built. Audio is never among them: each version has a name of its own, and stays for its grace
time. Copies are kept as long as the generation that they belong to can be restored.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from podcast.files.digest import bytes_digest
from podcast.i18n import _
from podcast.publish.headers import DURABLE_PHASES, FEEDS
from podcast.publish.protocol.generation_mark import unmark_feed
from podcast.publish.protocol.state import COPIES, MAX_HISTORY, PastGeneration, damaged_error, immutable_key
from podcast.publish.targets.body import body_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Executor

    from podcast.publish.protocol.plan import PublishPlan
    from podcast.publish.protocol.prepare import PreparedPublish
    from podcast.publish.protocol.recovery import TargetState
    from podcast.publish.protocol.session import PublishSession
    from podcast.publish.protocol.state import Manifest, ObjectSpec
    from podcast.publish.targets.body import Body
    from podcast.publish.targets.target import Target

_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold: its bytes must not depend on a clock


def replaced_keys(state: TargetState, plan: PublishPlan) -> list[str]:
    """The keys of all small files that readers have now, and that a publish replaces, retires or deletes."""
    changed = (
        {upload.key for upload in plan.uploads} | {deletion.key for deletion in plan.deletions} | set(plan.retired)
    )
    objects = state.manifest.objects
    uncopied = DURABLE_PHASES | {"shared"}  # audio stays for a while, and an earlier preview does not come back
    return sorted(key for key, item in objects.items() if key in changed and item.spec.phase not in uncopied)


def copy_objects(target: Target, state: TargetState, keys: list[str], executor: Executor) -> tuple[str, Body] | None:
    """Read objects and pack them into a copy; return its key and body, or None if there is nothing to copy.

    An object that is not as the manifest says is left out: an interrupted publish has replaced it and made its own
    copy, or another program has overwritten it.
    """
    files = {}
    for key, stored in zip(keys, executor.map(target.get, keys), strict=True):
        spec = state.manifest.objects[key].spec
        if stored and bytes_digest(stored[0]) == spec.digest:
            files[spec.built.sha256] = built_bytes(key, spec, stored[0])
    if not files:
        return None
    data = _pack(files)
    return immutable_key(COPIES, state.head.generation, data, "zip"), body_of(data)


def built_bytes(key: str, spec: ObjectSpec, data: bytes) -> bytes:
    """Return the bytes of the file in site/ that an object was made from; copies hold these."""
    return unmark_feed(key, data) if spec.phase in FEEDS else data


def _pack(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for sha256, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(sha256, _ZIP_TIME), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def read_copies(target: Target, keys: Iterable[str], digests: set[str]) -> dict[str, bytes]:
    """Read the files with these SHA-256 digests from copies, as far as the copies have them.

    Args:
        target: where the copies are.
        keys: of the copies. One that is missing has no files: its publisher died before it wrote it.
        digests: of the files, in hex.

    Raises:
        PublishError: a copy is damaged.
    """
    files: dict[str, bytes] = {}
    for key in keys:
        if digests - files.keys() and (stored := target.get(key)):
            files |= _unpack(key, stored[0], digests)
    return files


def _unpack(key: str, data: bytes, digests: set[str]) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {sha256: archive.read(sha256) for sha256 in archive.namelist() if sha256 in digests}
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise damaged_error(key, _("it cannot be unpacked")) from error
    if wrong := next((sha256 for sha256, file in files.items() if bytes_digest(file).sha256 != sha256), None):
        raise damaged_error(key, _("{wrong} in it has changed").format(wrong=wrong[:8]))
    return files


def next_history(
    prepared: PreparedPublish, session: PublishSession, copy_keys: tuple[str, ...]
) -> tuple[tuple[PastGeneration, ...], list[str]]:
    """The earlier generations that can be restored from now on, and the keys of those that no longer can.

    A generation in which the show was taken down cannot be restored: there is nothing in it.
    """
    head, manifest = session.head, session.state.manifest
    history = manifest.history
    if prepared.is_share:  # the site is as it was: there is nothing to undo
        return history, [head.manifest_key] if head.generation else []
    if head.generation:
        interrupted = [intent.copy_key for intent in session.state.intents if intent.copy_key]
        keys = tuple(dict.fromkeys((*interrupted, *copy_keys)))
        history = (*history, PastGeneration(head.generation, head.manifest_key, keys))
    restorable = tuple(past for past in history if _can_be_restored(past, manifest))
    restorable = () if prepared.forgets_history else restorable[-MAX_HISTORY:]
    return restorable, [
        key for past in history if past not in restorable for key in (past.manifest_key, *past.copy_keys)
    ]


def _can_be_restored(past: PastGeneration, manifest: Manifest) -> bool:
    return past.generation != manifest.generation or manifest.has_site


def forgotten_keys(session: PublishSession) -> list[str]:
    """The keys of all copies and earlier manifests; the new manifest lists them as garbage, too."""
    before, copies = session.state.manifest, [intent.copy_key for intent in session.state.intents if intent.copy_key]
    past_keys = [key for past in before.history for key in (past.manifest_key, *past.copy_keys)]
    return list(dict.fromkeys((*before.garbage, *past_keys, *copies)))
