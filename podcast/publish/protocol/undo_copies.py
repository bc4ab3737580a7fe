"""Copies of the small files that a generation replaces, all in one object, for `podcast undo`.

Before anything is overwritten, the current files are read and kept in a zip whose members are named by the SHA-256 of
their bytes. Audio is never among them: each version has a name of its own, and stays for its grace time.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from podcast.files.digest import bytes_digest
from podcast.i18n import _
from podcast.publish.protocol.state import COPIES, damaged_error, immutable_key
from podcast.publish.targets.body import body_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Executor

    from podcast.publish.protocol.plan import PublishPlan
    from podcast.publish.protocol.recovery import TargetState
    from podcast.publish.targets.body import Body
    from podcast.publish.targets.target import Target

_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold: its bytes must not depend on a clock


def replaced_keys(state: TargetState, plan: PublishPlan) -> list[str]:
    """The keys of all small files that readers have now, and that a publish replaces or retires."""
    changed = {upload.key for upload in plan.uploads} | set(plan.retired)
    objects = state.manifest.objects
    return sorted(key for key, item in objects.items() if key in changed and item.spec.phase != "audio")


def copy_objects(target: Target, state: TargetState, keys: list[str], executor: Executor) -> tuple[str, Body] | None:
    """Read objects and pack them into a copy; return its key and body, or None if there is nothing to copy.

    An object that is not as the manifest says is left out: an interrupted publish has replaced it and made its own
    copy, or another program has overwritten it.
    """
    files = {}
    for key, stored in zip(keys, executor.map(target.get, keys), strict=True):
        digest = state.manifest.objects[key].spec.digest
        if stored and bytes_digest(stored[0]) == digest:
            files[digest.sha256] = stored[0]
    if not files:
        return None
    data = _pack(files)
    return immutable_key(COPIES, state.head.generation, data, "zip"), body_of(data)


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
