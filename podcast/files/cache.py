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
import json
import os
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from podcast.artifacts import StoredFile
from podcast.errors import DamagedFileError, FileError
from podcast.files import os_errors
from podcast.files.cache_database import open_database, row_checksum, sqlite_error
from podcast.files.digest import file_sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

_VERIFICATION: Final = ("request", "verify")  # kind and key of the row that asks for a verification


@dataclass(frozen=True, slots=True)
class FileState:
    """Size, mtime and inode of a file, by which a change is noticed without reading it."""

    size: int  # bytes
    mtime_ns: int
    inode: int


def file_state(path: Path) -> FileState:
    """The state of a file.

    Raises:
        OSError: it cannot be looked at.
    """
    status = path.stat()
    return FileState(status.st_size, status.st_mtime_ns, status.st_ino)


class Cache:
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
        self.verify, self.damaged = verify, list[str]()
        self._path, self._root = path, f"{root}{os.sep}" if root else ""
        self._used, self._build = set[tuple[str, str]](), 0
        self._swept_kinds = set[str]()  # by `forget_unused` in this build
        try:
            self._connection = open_database(path, check=check)
        except OSError as error:
            raise FileError(os_errors.os_error_message(path or error.filename, error)) from error

    def __enter__(self) -> Self:
        """Return the cache, which is open already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @property
    def path(self) -> Path | None:
        """The file; None for memory."""
        return self._path

    # --- files -------------------------------------------------------------------------------------------------------

    def file_value(self, path: Path, kind: str, state: FileState) -> Any:
        """Return the JSON value of a file in this state; None if there is none. `verify` makes none valid."""
        if self.verify:
            return None
        name = self._name(path)
        query = "SELECT size, mtime_ns, inode, value, checksum FROM files WHERE path = ? AND kind = ?"
        row = self._fetch(query, (name, kind))
        if row is None or row[4] != row_checksum(name, kind, *row[:4]):
            return None
        return json.loads(row[3]) if FileState(*row[:3]) == state else None

    def put_file_value(self, path: Path, kind: str, state: FileState, value: Any) -> None:
        """Store the JSON value of a file in this state.

        Raises:
            FileError: the disk refuses.
        """
        name, text = self._name(path), json.dumps(value)
        row = (state.size, state.mtime_ns, state.inode, text)
        statement = "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?)"
        self._execute(statement, (name, kind, *row, row_checksum(name, kind, *row)))

    def forget_missing_files(self) -> None:
        """Delete the rows of files that no longer exist.

        Raises:
            FileError: the disk refuses.
        """
        with self._sqlite_errors():
            paths = [path for (path,) in self._connection.execute("SELECT DISTINCT path FROM files")]
        missing = [path for path in paths if not os.path.lexists(os.path.join(self._root, path))]  # noqa: PTH118
        with self.transaction():
            for path in missing:
                self._execute("DELETE FROM files WHERE path = ?", (path,))

    # --- results -----------------------------------------------------------------------------------------------------

    def get(self, kind: str, key: str) -> bytes | None:
        """Return a result; None if there is none, or if its row is damaged."""
        row = self._fetch("SELECT value, checksum FROM results WHERE kind = ? AND key = ?", (kind, key))
        if row is None or row[1] != row_checksum(kind, key, row[0]):
            return None
        self._used.add((kind, key))
        return bytes(row[0])

    def has(self, kind: str, key: str) -> bool:
        """Whether there is a result, which may be damaged: it is not read."""
        is_there = self._fetch("SELECT 1 FROM results WHERE kind = ? AND key = ?", (kind, key)) is not None
        if is_there:
            self._used.add((kind, key))
        return is_there

    def put(self, kind: str, key: str, value: bytes) -> None:
        """Store a result.

        Raises:
            FileError: the disk refuses.
        """
        self._used.add((kind, key))
        statement = "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?)"
        self._execute(statement, (kind, key, self._build, row_checksum(kind, key, value), value))

    def get_json(self, kind: str, key: str) -> Any:
        """Return a result that is JSON; None if there is none."""
        value = self.get(kind, key)
        return None if value is None else json.loads(value)

    def put_json(self, kind: str, key: str, value: Any) -> None:
        """Store a result as JSON.

        Raises:
            FileError: the disk refuses.
        """
        self.put(kind, key, json.dumps(value, separators=(",", ":")).encode())

    def keys(self, kind: str) -> list[str]:
        """The keys of all results of a kind, sorted; damaged rows among them."""
        with self._sqlite_errors():
            query = "SELECT key FROM results WHERE kind = ? ORDER BY key"
            return [key for (key,) in self._connection.execute(query, (kind,))]

    def rows(self, kind: str) -> Iterator[tuple[str, bytes | None]]:
        """Yield key and value of each result of a kind, one after the other; the value is None where it is damaged.

        They do not count as needed by this build.
        """
        query = "SELECT key, value, checksum FROM results WHERE kind = ?"
        with self._sqlite_errors():
            for key, value, checksum in self._connection.execute(query, (kind,)):
                yield key, bytes(value) if checksum == row_checksum(kind, key, value) else None

    def checksums(self, kind: str) -> dict[str, bytes]:
        """Return the checksum of each result of a kind by its key; the results are not read, nor count as needed.

        There are none where the file is damaged.
        """
        with contextlib.suppress(sqlite3.DatabaseError):
            return dict(self._connection.execute("SELECT key, checksum FROM results WHERE kind = ?", (kind,)))
        return {}

    def each_key(self, kind: str) -> Iterator[str]:
        """Yield the keys of all results of a kind, sorted; they are never all in memory."""
        with self._sqlite_errors():
            query = "SELECT key FROM results WHERE kind = ? ORDER BY key"
            yield from (key for (key,) in self._connection.execute(query, (kind,)))

    def forget(self, kind: str, key: str) -> None:
        """Delete a result, if there is one.

        Raises:
            FileError: the disk refuses.
        """
        self._used.discard((kind, key))
        self._execute("DELETE FROM results WHERE kind = ? AND key = ?", (kind, key))

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
        path.unlink(missing_ok=True)

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

    # --- inside ------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all rows of the block at once, or none if it fails. Blocks may be nested; the outermost one counts.

        Raises:
            FileError: the disk refuses.
        """
        if self._connection.in_transaction:
            yield
            return
        self._execute("BEGIN IMMEDIATE", ())
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        with self._sqlite_errors():
            self._connection.commit()

    @contextlib.contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection to the file, for tables that other modules have in it.

        Raises:
            FileError: SQLite refuses what the block does.
        """
        with self._sqlite_errors():
            yield self._connection

    def _name(self, path: Path) -> str:
        return str(path).removeprefix(self._root)

    def _fetch(self, query: str, values: Iterable[object]) -> Any:
        """The first row of a query; None where there is none, or where the file is damaged."""
        try:
            return self._connection.execute(query, tuple(values)).fetchone()
        except sqlite3.DatabaseError:
            return None

    def _execute(self, statement: str, values: tuple[object, ...]) -> None:
        with self._sqlite_errors():
            self._connection.execute(statement, values)

    @contextlib.contextmanager
    def _sqlite_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise sqlite_error(self._path, error) from error


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
