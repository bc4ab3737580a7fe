"""Folders of web space: created when they are needed, deleted when they are empty."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from podcast.publish.targets.web_space.retried_files import RetriedFiles

__all__ = ["Folders", "parent"]


class Folders:
    """The folders that are known to exist. Thread-safe.

    Args:
        files: on the server.
    """

    def __init__(self, files: RetriedFiles) -> None:
        self._files, self._lock, self._existing = files, threading.Lock(), set[str]()

    def create(self, path: str) -> None:
        """Create a folder and those above it, as far as they do not exist.

        Raises:
            PublishError: a file is in the way, or the server refuses.
        """
        with self._lock:
            for folder in _chain(path):
                if folder not in self._existing:
                    if not self._files.create_folder(folder):
                        self._require_folder(folder)
                    self._existing.add(folder)

    def delete_empty(self, path: str) -> None:
        """Delete a folder and those above it, as far as they are empty."""
        with self._lock:
            for folder in reversed(_chain(path)):
                if not self._files.delete_folder(folder):
                    return
                self._existing.discard(folder)

    def _require_folder(self, path: str) -> None:
        info = self._files.info(path)
        if info is None or not info.is_folder:
            raise PublishError(
                _("{path} on the server is a file, but must be a folder; move it away").format(path=path), EXIT_REFUSED
            )


def parent(path: str) -> str:
    """The folder of a path; empty for the target's own folder."""
    return path.rpartition("/")[0]


def _chain(path: str) -> list[str]:
    """A folder and all above it, outermost first, without the target's own."""
    parts = path.split("/") if path else []
    return ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
