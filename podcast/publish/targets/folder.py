"""Folder on a disk as a target.

After a power cut everything is there that was reported as published, and nothing names what is not: a file's bytes are
on the disk before its name is, and the names of a phase before the first name of the next. The names of a folder are
flushed once in each phase, however many there are.
"""

from __future__ import annotations

import contextlib
import copy
import os
import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.errors import FileError, PublishError
from podcast.files import atomic, os_errors
from podcast.files.digest import BLOCK, bytes_digest, file_digest
from podcast.files.folders import make_folders, sync_folder
from podcast.files.partial_files import remove_partial_files
from podcast.files.partial_names import is_partial_file
from podcast.i18n import _
from podcast.platform.durability import flush_handle
from podcast.platform.file_changes import remove_file
from podcast.platform.file_locks import lock_file
from podcast.publish.headers import SOURCES, phase
from podcast.publish.protocol.state import HEAD_KEY, OWN_PREFIX
from podcast.publish.targets.body import Body, changed_file_error
from podcast.publish.targets.target import (
    EXIT_FAILED,
    EXIT_REFUSED,
    Capabilities,
    Headers,
    ObjectInfo,
    check_condition,
    validate_key,
)
from podcast.publish.targets.web_roots import require_outside_web_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.files.digest import Digest

LOCK_KEY: Final = f"{OWN_PREFIX}lock"
PRIVATE_MODE: Final = 0o700  # of the folder with sources: a web server is another user


class FolderTarget:
    """Folder on a disk as a target. It keeps no headers: the web server before it must set them (docs/en/stores.md).

    Everyone can read the files of the site, whatever the umask is, unless they or their folders were made private by
    hand. The permissions of the publisher's own objects are those of the umask.

    Args:
        folder: created by the first write.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before_write: Callable[[], None] = lambda: None
        self._unsynced = _UnsyncedFolders()
        self._is_swept = threading.Event()

    @property
    def folder(self) -> Path:
        """The folder, which may not exist yet."""
        return self._folder

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

    def save(self, key: str, path: Path) -> Digest | None:
        """See `Target`."""
        source = self._path(key)
        with _as_publish_errors():
            if not source.is_file():
                return None
            shutil.copyfile(source, path)
            return file_digest(path)

    def unsigned_addresses(self, folder: str) -> tuple[str, ...]:
        """See `Target`. A folder has no address of its own, but one below a web root is served as it is."""
        require_outside_web_root(self._folder, folder)
        return ()

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """See `Target`. Every file is read."""
        with _as_publish_errors():
            paths = [Path(folder) / name for folder, _, names in os.walk(self._folder) for name in names]
        for key in sorted(path.relative_to(self._folder).as_posix() for path in paths):
            if key.startswith(prefix) and key != LOCK_KEY and not _is_partial(key) and (info := self.head(key)):
                yield info

    def put(self, key: str, body: Body, headers: Headers, expected_etag: str | None) -> str:  # noqa: ARG002 -- a folder keeps no headers
        """See `Target`. Readers see the old file or the new one; the condition is checked under a lock."""
        path, public = self._path(key), not key.startswith(OWN_PREFIX)
        with _as_publish_errors():
            created = make_folders(self._folder, public=True) + make_folders(path.parent, public=public)
            self._unsynced.add(*(folder.parent for folder in created))
            if key.startswith(SOURCES) and path.parent in created:
                path.parent.chmod(PRIVATE_MODE)
            with contextlib.ExitStack() as until_replaced, atomic.atomic_path(path, public=public) as temporary:
                with body.open() as source, temporary.open("wb") as file:
                    shutil.copyfileobj(source, file, BLOCK)
                    file.flush()
                    flush_handle(file.fileno())  # outside the lock: several files at once
                if file_digest(temporary) != body.digest:
                    raise changed_file_error(path)
                self._unsynced.begin_phase(key if key == HEAD_KEY else phase(key))
                self._before_write()
                until_replaced.enter_context(self._locked())
                check_condition(key, self.head(key), expected_etag)
            self._unsynced.add(path.parent)
            if key == HEAD_KEY:
                self._finish_head()
        return body.digest.md5

    def _finish_head(self) -> None:
        """Flush the name of the head, which reports what is published; then sweep, once: the publish has begun."""
        self._unsynced.sync()
        if not self._is_swept.is_set():
            self._is_swept.set()
            remove_partial_files(self._folder)  # of publishes that were killed; other processes' are locked

    def delete(self, key: str) -> None:
        """See `Target`. Folders that become empty are deleted, too."""
        path = self._path(key)
        with _as_publish_errors():
            self._unsynced.begin_phase(
                key if key.startswith(OWN_PREFIX) else phase(key)
            )  # a feed is gone before its files
            self._before_write()
            remove_file(path, missing_ok=True)
            self._unsynced.add(path.parent)
            for folder in path.relative_to(self._folder).parents:
                if folder.parts and (self._folder / folder).is_dir() and not any((self._folder / folder).iterdir()):
                    (self._folder / folder).rmdir()
                    self._unsynced.add((self._folder / folder).parent)

    def flush(self) -> None:
        """Return when all names that were written or deleted are on the disk; another target is about to follow."""
        with _as_publish_errors():
            self._unsynced.sync()

    def clock_skew(self) -> float:
        """See `Target`. A disk has no clock."""
        return 0.0

    def detect_capabilities(self, key: str) -> Capabilities:  # noqa: ARG002 -- nothing needs to be detected
        """See `Target`."""
        return Capabilities()

    def for_writing(self, check: Callable[[], None], capabilities: Capabilities) -> FolderTarget:  # noqa: ARG002 -- a folder has all
        """See `Target`."""
        target = copy.copy(self)  # it shares the folders to be flushed
        target._before_write = check  # noqa: SLF001 -- of the same class
        return target

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
        make_folders(lock.parent)
        with lock.open("ab") as file:
            lock_file(file.fileno(), wait=True)  # released when the file is closed, even by a crash
            yield


class _UnsyncedFolders:
    """Folders whose names are not known to be on the disk. Thread-safe."""

    def __init__(self) -> None:
        self._lock, self._folders, self._phase = threading.Lock(), set[Path](), ""

    def add(self, *folders: Path) -> None:
        """Add folders in which a file or a folder was created, replaced or deleted."""
        with self._lock:
            self._folders |= {*folders}

    def begin_phase(self, name: str) -> None:
        """Flush the names of the phase before, if this is another."""
        with self._lock:
            if name != self._phase:
                self._flush()
                self._phase = name

    def sync(self) -> None:
        """Flush all names."""
        with self._lock:
            self._flush()

    def _flush(self) -> None:
        while self._folders:
            sync_folder(self._folders.pop())


def _is_partial(key: str) -> bool:
    """Whether a file is one that is being written, or was when its publisher was killed."""
    return is_partial_file(key.rpartition("/")[2])


@contextlib.contextmanager
def _as_publish_errors() -> Iterator[None]:
    """Raise errors of the disk as errors of the target."""
    try:
        yield
    except FileError as error:
        raise PublishError(str(error), _exit_status(error.__cause__)) from error
    except OSError as error:
        path = Path(str(error.filename or ""))
        raise PublishError(os_errors.os_error_message(path, error), _exit_status(error)) from error


def _exit_status(error: BaseException | None) -> int:
    """The exit status for an error of the disk: it refuses where its owner can change that, a full disk fails."""
    return EXIT_REFUSED if isinstance(error, OSError) and error.errno in atomic.REFUSALS else EXIT_FAILED
