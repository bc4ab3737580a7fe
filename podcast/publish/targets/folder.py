"""Folder on a disk as a target."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.errors import FileError, PublishError
from podcast.files import atomic
from podcast.files.digest import BLOCK, bytes_digest, file_digest
from podcast.i18n import _
from podcast.publish.protocol.state import OWN_PREFIX
from podcast.publish.targets.body import Body, changed_file_error
from podcast.publish.targets.target import (
    EXIT_REFUSED,
    Capabilities,
    Headers,
    ObjectInfo,
    check_condition,
    validate_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.files.digest import Digest

LOCK_KEY: Final = f"{OWN_PREFIX}lock"


class FolderTarget:
    """Folder on a disk as a target. It keeps no headers; the web server in front of it must set them (docs/stores.md).

    Args:
        folder: created by the first write.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before_write: Callable[[], None] = lambda: None

    def get(self, key: str) -> tuple[bytes, str] | None:
        """See `Target`."""
        path = self._path(key)
        with _as_publish_errors():
            data = path.read_bytes() if path.is_file() else None
        return None if data is None else (data, bytes_digest(data).md5)

    def head(self, key: str) -> ObjectInfo | None:
        """See `Target`. The ETag is the MD5 of the file, which is read each time."""
        digest = self.digest(key)
        return ObjectInfo(key, digest.size, digest.md5) if digest else None

    def digest(self, key: str) -> Digest | None:
        """See `Target`."""
        path = self._path(key)
        with _as_publish_errors():
            return file_digest(path) if path.is_file() else None

    def read_start(self, key: str, size: int) -> bytes | None:
        """See `Target`."""
        path = self._path(key)
        with _as_publish_errors():
            if not path.is_file():
                return None
            with path.open("rb") as file:
                return file.read(size)

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """See `Target`. Every file is read."""
        with _as_publish_errors():
            paths = [Path(folder) / name for folder, _, names in os.walk(self._folder) for name in names]
        for key in sorted(path.relative_to(self._folder).as_posix() for path in paths):
            if key.startswith(prefix) and key != LOCK_KEY and not key.endswith(".part") and (info := self.head(key)):
                yield info

    def put(self, key: str, body: Body, headers: Headers, expected_etag: str | None) -> str:  # noqa: ARG002 -- a folder keeps no headers
        """See `Target`. Readers see the old file or the new one; the condition is checked under a lock."""
        path = self._path(key)
        with _as_publish_errors(), contextlib.ExitStack() as until_replaced, atomic.atomic_path(path) as temporary:
            with body.open() as source, temporary.open("wb") as copy:
                shutil.copyfileobj(source, copy, BLOCK)
            if file_digest(temporary) != body.digest:
                raise changed_file_error(path)
            self._before_write()
            until_replaced.enter_context(self._locked())
            check_condition(key, self.head(key), expected_etag)
        return body.digest.md5

    def delete(self, key: str) -> None:
        """See `Target`. Folders that become empty are deleted, too."""
        path = self._path(key)
        with _as_publish_errors():
            self._before_write()
            path.unlink(missing_ok=True)
            for folder in path.relative_to(self._folder).parents:
                if folder.parts and (self._folder / folder).is_dir() and not any((self._folder / folder).iterdir()):
                    (self._folder / folder).rmdir()

    def clock_skew(self) -> float:
        """See `Target`. A disk has no clock."""
        return 0.0

    def detect_capabilities(self, key: str) -> Capabilities:  # noqa: ARG002 -- nothing needs to be detected
        """See `Target`."""
        return Capabilities()

    def for_writing(self, check: Callable[[], None], capabilities: Capabilities) -> FolderTarget:  # noqa: ARG002 -- a folder has all
        """See `Target`."""
        folder = FolderTarget(self._folder)
        folder._before_write = check
        return folder

    def _path(self, key: str) -> Path:
        path = self._folder / validate_key(key)
        if not path.resolve().is_relative_to(self._folder.resolve()):
            raise PublishError(
                _("{path} is a link that leads out of {folder}; remove the link").format(
                    path=path, folder=self._folder
                ),
                EXIT_REFUSED,
            )
        return path

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        lock = self._folder / LOCK_KEY
        lock.parent.mkdir(parents=True, exist_ok=True)
        with lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # released when the file is closed, even by a crash
            yield


@contextlib.contextmanager
def _as_publish_errors() -> Iterator[None]:
    """Raise errors of the disk as errors of the target."""
    try:
        yield
    except FileError as error:
        raise PublishError(str(error), EXIT_REFUSED) from error
    except OSError as error:
        raise PublishError(atomic.os_error_message(Path(str(error.filename or "")), error), EXIT_REFUSED) from error
