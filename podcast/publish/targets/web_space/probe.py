"""Probes what the server of a web space can do: exclusive folders, renaming over a file, and replacing one whole."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.target import EXIT_REFUSED, Capabilities
from podcast.publish.targets.web_space.server_folders import parent

if TYPE_CHECKING:
    from podcast.publish.targets.web_space.retried_files import RetriedFiles
    from podcast.publish.targets.web_space.server_folders import Folders

__all__ = ["detect_capabilities"]

OLD, NEW = b"old", b"new bytes"


def detect_capabilities(files: RetriedFiles, folders: Folders, path: str) -> Capabilities:
    """Detect the capabilities of a server by a dozen small requests; the target's own folder is created.

    Args:
        files: on the server.
        folders: of the server.
        path: of a folder that is used for nothing else; it is deleted afterwards.
    """
    if files.info("") is None:
        files.create_folder("")
    folders.create(parent(path))
    is_exclusive = files.create_folder(path) is not False and files.create_folder(path) is False
    old, new = f"{path}/old", f"{path}/new"
    try:
        files.write(old, lambda: io.BytesIO(OLD))
        files.write(new, lambda: io.BytesIO(NEW))
        writes_whole = files.writes_whole(old)
        # A server that writes into the file itself deletes it before it moves another there (RFC 4918, 9.9.3).
        renames_over = writes_whole is not False and _renames_over(files, new, old)
        if not renames_over:
            _require_overwriting(files, old)
    finally:
        with contextlib.suppress(PublishError):  # without the right to delete one can still publish
            files.delete(old)
            files.delete(new)
            files.delete_folder(path)
    return Capabilities(
        conditional_writes=is_exclusive,
        checks_md5=files.checks_bytes,
        renames_over=renames_over,
        writes_whole=bool(writes_whole),
    )


def _renames_over(files: RetriedFiles, new: str, old: str) -> bool:
    try:
        files.rename(new, old)
    except PublishError:
        return False
    return files.read_bytes(old) == NEW


def _require_overwriting(files: RetriedFiles, path: str) -> None:
    """Raise PublishError if a server that does not rename over a file does not overwrite it either.

    A first publish would get through there, and no later one.
    """
    try:
        files.write(path, lambda: io.BytesIO(NEW))
    except PublishError as error:
        raise PublishError(
            _(
                "the server does not replace files: neither by renaming another one over them nor by writing them "
                "anew. Nothing was published. Ask its operator to allow both (ProFTPD: AllowOverwrite on), or use "
                "another address, such as sftp://"
            ),
            EXIT_REFUSED,
        ) from error
