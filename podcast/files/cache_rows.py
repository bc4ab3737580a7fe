"""The rows of the cache: values of files, and results by their keys. A damaged row counts as missing."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from typing import TYPE_CHECKING, Any

from podcast.files.cache_connection import CacheConnection
from podcast.files.cache_database import row_checksum
from podcast.files.file_state import FileState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class CacheRows(CacheConnection):
    """An open cache file with its rows; see `podcast.files.cache.Cache` for the arguments and errors."""

    def __init__(self, path: Path | None, root: Path | None, *, verify: bool, check: bool) -> None:
        """Open the file."""
        super().__init__(path, root, check=check)
        self.verify = verify
        self._used, self._build = set[tuple[str, str]](), 0

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
