"""Cache of everything that is remembered between runs: one SQLite file, `.podcast/cache.db`.

Two tables, one schema:

files    (path, kind) → value, valid while size, mtime and inode of the file are the same: digests, inspection results
results  (kind, key) → value: what was made from a fingerprint, with the digest of its file where it has one

Every row carries a checksum, and every file its SHA-256: what is damaged counts as missing and is made again. Deleting
the file costs time and nothing else. Several commands may use it at once (WAL mode, short transactions). A row leaves
when its file leaves, or by `podcast clean`; never because a command did not ask for it.
"""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING, Any, Final, TypeVar

from podcast.artifacts import StoredFile
from podcast.errors import DamagedFileError, FileError
from podcast.files import os_errors
from podcast.files.cache_rows import CacheRows
from podcast.files.digest import file_sha256
from podcast.files.file_state import FileState, file_state
from podcast.platform.file_changes import remove_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Result = TypeVar("Result")
_VERIFICATION: Final = ("request", "verify")  # kind and key of the row that asks for a verification


class Cache(CacheRows):
    """The rows of `.podcast/cache.db`, or of memory without a path: `with Cache(path) as cache`.

    Args:
        path: the file; one that cannot be read or has another version is replaced. None: nothing is kept.
        root: the show's folder: paths below it are stored relative to it, so that it may be moved.
        verify: trust no state of a file, read every byte.
        check: look for damage first; without, what is damaged counts as missing where it is read.

    Raises:
        FileError: the disk refuses.
    """

    def __init__(
        self, path: Path | None = None, root: Path | None = None, *, verify: bool = False, check: bool = True
    ) -> None:
        """Open the file."""
        super().__init__(path, root, verify=verify, check=check)
        self.damaged = list[str]()
        self._swept_kinds = set[str]()  # by `forget_unused` in this build

    # --- results that are files --------------------------------------------------------------------------------------

    def stored_file(self, kind: str, key: str, path: Path) -> StoredFile | None:
        """Return the file of a result, with its digest; None if it is missing or damaged.

        Its bytes are trusted while its state is the one that was stored; otherwise they are read. A damaged file is
        deleted and noted in `damaged`.

        Args:
            kind: of the result.
            key: of the result.
            path: the file.

        Raises:
            FileError: the disk refuses.
        """
        row = self.get_json(kind, key)
        try:
            state = file_state(path)
            if row is None:  # without a digest nothing is known about the bytes
                return None
            has_same_state = row["state"] == [state.size, state.mtime_ns, state.inode]
            if has_same_state and not self.verify:
                return StoredFile(path, row["sha256"], state.size, row["facts"])
            if file_sha256(path) == row["sha256"]:
                if not has_same_state:
                    self._put_file_row(kind, key, row["sha256"], state, row["facts"])
                return StoredFile(path, row["sha256"], state.size, row["facts"])
        except FileNotFoundError:
            return None
        except OSError as error:
            raise FileError(os_errors.os_error_message(path, error)) from error
        self.discard_damaged(kind, key, path)
        return None

    def store_file(self, kind: str, key: str, path: Path, facts: Any = None, sha256: str | None = None) -> StoredFile:
        """Store the file of a result: its digest, its state and JSON facts.

        Args:
            kind: of the result.
            key: of the result.
            path: the file.
            facts: JSON.
            sha256: of the bytes that were written; None: the file is read.

        Raises:
            FileError: the disk refuses.
        """
        try:
            state, sha256 = file_state(path), sha256 or file_sha256(path)
        except OSError as error:
            raise FileError(os_errors.os_error_message(path, error)) from error
        self._put_file_row(kind, key, sha256, state, facts)
        return StoredFile(path, sha256, state.size, facts)

    def discard_damaged(self, kind: str, key: str, path: Path) -> None:
        """Delete a result whose file is damaged, and note it in `damaged`.

        Raises:
            FileError: the disk refuses.
        """
        self.damaged.append(self._name(path))
        self.forget(kind, key)
        try:
            remove_file(path, missing_ok=True)
        except OSError as error:
            raise FileError(os_errors.os_error_message(path, error)) from error

    def discard_damaged_files(self, kind: str, folder: Path) -> None:
        """Look at all results of a kind, needed or not, whose keys are names in a folder; see `stored_file`.

        Raises:
            FileError: the disk refuses.
        """
        needed = self._used.copy()
        for key in self.keys(kind):
            self.stored_file(kind, key, folder / key)
        self._used = needed  # to be looked at is not to be needed

    def is_damaged(self, path: Path) -> bool:
        """Whether a file was found damaged since the cache was opened."""
        return self._name(path) in self.damaged

    def _put_file_row(self, kind: str, key: str, sha256: str, state: FileState, facts: Any) -> None:
        row = {"sha256": sha256, "state": [state.size, state.mtime_ns, state.inode], "facts": facts}
        self.put_json(kind, key, row)

    # --- builds ------------------------------------------------------------------------------------------------------

    def request_verification(self) -> None:
        """Let this and the next builds trust no state of a file, until one has finished.

        Raises:
            FileError: the disk refuses.
        """
        self.verify = True
        self.put(*_VERIFICATION, b"1")

    def is_verification_requested(self) -> bool:
        """Whether the next build shall trust no state of a file."""
        return self.get(*_VERIFICATION) is not None

    def start_build(self) -> None:
        """Begin a build: results that are read or stored from now on are those that it needs."""
        self.verify = self.verify or self.is_verification_requested()
        row = self._fetch("SELECT max(build) FROM results", ())
        self._build = (row[0] or 0) + 1 if row else 1
        self._used.clear()
        self._swept_kinds.clear()

    def finish_build(self) -> None:
        """Note which results the build has needed, and delete the rows of files that are gone.

        Raises:
            FileError: the disk refuses.
        """
        with self.transaction():
            # Of the other kinds, whatever is not of this build has left: no need to rewrite thousands of large rows.
            used_keys = [used for used in self._used if used[0] not in self._swept_kinds]
            statement = "UPDATE results SET build = ? WHERE kind = ? AND key = ?"
            with self._sqlite_errors():
                self._connection.executemany(statement, [(self._build, *used) for used in used_keys])
            self.forget(*_VERIFICATION)
        self.forget_missing_files()

    def last_builds(self, kind: str) -> dict[str, int]:
        """Return, for each result of a kind, how many builds ago it was last needed: 0 for the last one."""
        with self._sqlite_errors():
            newest = self._connection.execute("SELECT max(build) FROM results").fetchone()[0] or 0
            rows = self._connection.execute("SELECT key, build FROM results WHERE kind = ?", (kind,))
            return {key: newest - build for key, build in rows}

    def forget_unused(self, kind: str) -> None:
        """Delete the results of a kind that were neither read nor stored since `start_build`.

        Raises:
            FileError: the disk refuses.
        """
        with self.transaction():
            for key in self.keys(kind):
                if (kind, key) not in self._used:
                    self.forget(kind, key)
        self._swept_kinds.add(kind)


def database_path(root: Path) -> Path:
    """The cache of a show, by the show's folder."""
    return root / ".podcast" / "cache.db"


def open_cache(path: Path, root: Path) -> Cache:
    """Open the cache of a show for a command that only reads the show; in memory where there is none yet."""
    try:
        return Cache(path, root, check=False) if path.is_file() else Cache()
    except (FileError, OSError):
        return Cache()


def create_cache(path: Path, root: Path) -> None:
    """Create the cache of a show unless it exists; on a disk that refuses, work without one."""
    with contextlib.suppress(FileError, OSError):
        if not path.is_file():
            Cache(path, root).close()


def with_cache(root: Path, path: Path, read: Callable[[Cache], Result]) -> Result:
    """Return what `read` returns with the cache of a show; where the disk refuses, with one in memory."""
    try:
        with Cache(path, root, check=False) as cache:
            return read(cache)
    except FileError:
        with Cache() as cache:
            return read(cache)


def read_stored(cache: Cache, kind: str, key: str, stored: StoredFile) -> bytes:
    """Return the bytes of a result that is a file.

    Raises:
        DamagedFileError: they are not those that were stored; the result is deleted.
        FileError: the disk refuses.
    """
    try:
        data = stored.path.read_bytes()
    except OSError as error:
        raise FileError(os_errors.os_error_message(stored.path, error)) from error
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        cache.discard_damaged(kind, key, stored.path)
        raise DamagedFileError(stored.path)
    return data
