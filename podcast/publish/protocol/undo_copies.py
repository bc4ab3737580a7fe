"""Copies of the small files that a generation replaces, all in one object, for `podcast undo`.

Before anything is overwritten, what stands there is read and kept: a zip whose members are named by the SHA-256 of
their bytes. Audio is never among them: it has a name of its own for each version, and stays for its grace time.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from podcast.files.digest import digest_of
from podcast.i18n import _
from podcast.publish.protocol.state import COPIES, damaged, name
from podcast.publish.targets.body import body_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Executor

    from podcast.publish.protocol.plan import Plan
    from podcast.publish.protocol.recovery import Known
    from podcast.publish.targets.body import Body
    from podcast.publish.targets.target import Target

_SAME: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can say: no clock decides about its bytes


def replaced(known: Known, plan: Plan) -> list[str]:
    """The keys of all small files that readers have now, and that a publish replaces or retires."""
    gone = {job.key for job in plan.uploads} | set(plan.retired)
    return sorted(key for key, row in known.written.rows.items() if key in gone and row.what.phase != "audio")


def copy(target: Target, known: Known, keys: list[str], executor: Executor) -> tuple[str, Body] | None:
    """What stands there under these keys, as an object to be written, and its key; None if there is nothing to keep.

    A file that is not what the manifest says is left out: a dead publisher has replaced it and kept it in its own copy,
    or somebody has overwritten it by hand.
    """
    found = {}
    for key, answer in zip(keys, executor.map(target.get, keys), strict=True):
        if answer and digest_of(answer[0]) == known.written.rows[key].what.digest:
            found[known.written.rows[key].what.digest.sha256] = answer[0]
    if not found:
        return None
    data = _packed(found)
    return name(COPIES, known.head.gen, data, "zip"), body_of(data)


def _packed(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for sha, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(sha, _SAME), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def kept(target: Target, keys: Iterable[str], wanted: set[str]) -> dict[str, bytes]:
    """The files that are wanted, by their SHA-256, as far as these copies hold them.

    Raises:
        PublishError: a copy is damaged. One that is missing holds nothing: its publisher died before it wrote it.
    """
    found: dict[str, bytes] = {}
    for key in keys:
        if wanted - found.keys() and (answer := target.get(key)):
            found |= _unpacked(key, answer[0], wanted)
    return found


def _unpacked(key: str, data: bytes, wanted: set[str]) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {sha: archive.read(sha) for sha in archive.namelist() if sha in wanted}
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise damaged(key, _("it cannot be unpacked")) from error
    if wrong := next((sha for sha, file in files.items() if digest_of(file).sha256 != sha), None):
        raise damaged(key, _("{wrong} in it is not what it was").format(wrong=wrong[:8]))
    return files
