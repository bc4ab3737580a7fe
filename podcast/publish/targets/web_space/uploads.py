"""Uploads to web space: a file is written under a temporary name beside its own, then renamed."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.body import Body, changed_file_error
from podcast.publish.targets.target import ConflictError
from podcast.publish.targets.web_space.server_folders import Folders, parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.publish.targets.web_space.remote_files import FileInfo
    from podcast.publish.targets.web_space.retried_files import RetriedFiles

__all__ = ["Uploads"]


class Uploads:
    """Uploads. Thread-safe.

    Args:
        files: on the server.
        folders: of the server.
    """

    def __init__(self, files: RetriedFiles, folders: Folders) -> None:
        self._files, self._folders = files, folders

    @contextlib.contextmanager
    def temporary(self, key: str, body: Body) -> Iterator[tuple[str, FileInfo]]:
        """Upload a body under a temporary name, which is deleted after an error; yield its path and what is there."""
        self._folders.create(parent(key))
        path = _temporary_path(key)
        try:
            yield path, self.write(path, body)
        except BaseException:
            with contextlib.suppress(PublishError):  # the error that ended the upload is the one to report
                self._files.delete(path)
            raise

    def write(self, path: str, body: Body, check: Callable[[], None] = lambda: None) -> FileInfo:
        """Write a body in place, and return what the server then has.

        Args:
            path: of the file.
            body: its bytes.
            check: called before each attempt.

        Raises:
            PublishError: the file changed while it was being read, or the server has not got all of its bytes.
        """
        if self._files.write(path, body.open, check) != body.digest:
            raise changed_file_error(Path(path) if isinstance(body.source, bytes) else body.source)
        info = self._files.info(path)
        if info is None or info.size != body.digest.size:
            raise PublishError(
                _(
                    "the server confirmed {path}, but has {found} of its {wanted} bytes; the public site is intact. "
                    "Check that the web space is not full, then run the same command again"
                ).format(path=path, found=info.size if info else 0, wanted=body.digest.size)
            )
        return info

    def rename(self, temporary: str, key: str, body: Body, check: Callable[[], None]) -> None:
        """Rename a temporary file over another.

        Args:
            temporary: its path.
            key: the new path.
            body: its bytes.
            check: called before each attempt.

        Raises:
            ConflictError: the temporary file is gone, and the other one has other bytes.
        """
        try:
            is_renamed = self._files.rename(temporary, key, check)
        except PublishError:
            if self._files.info(temporary) is not None:
                raise
            is_renamed = None  # another publisher has swept it
        if is_renamed is None and self._files.digest(key) != body.digest:
            raise ConflictError(key)


def _temporary_path(key: str) -> str:
    folder, slash, name = key.rpartition("/")
    return f"{folder}{slash}.{name[:80]}.{secrets.token_hex(4)}.part"
