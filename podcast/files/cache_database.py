"""The SQLite file behind the cache: its tables, how it is opened, and the checksum of a row."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from typing import TYPE_CHECKING, Final

from podcast.errors import FileError
from podcast.i18n import _
from podcast.platform.file_changes import remove_file

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_VERSION: Final = 2  # a file of another version is replaced
_BUSY_TIMEOUT: Final = 30.0  # seconds to wait for another command's transaction
_FILES: Final = """CREATE TABLE files (
    path TEXT, kind TEXT, size INTEGER, mtime_ns INTEGER, inode INTEGER, value TEXT, checksum BLOB,
    PRIMARY KEY (path, kind)
) WITHOUT ROWID"""
_RESULTS: Final = """CREATE TABLE results (
    kind TEXT, key TEXT, build INTEGER, checksum BLOB, value BLOB, PRIMARY KEY (kind, key)
)"""  # large values last: what stands behind them is slow to reach


def open_database(path: Path | None, *, check: bool = True) -> sqlite3.Connection:
    """Open a database with the tables of the cache; in memory without a path.

    A file that is damaged, or of another version, is replaced by an empty one. Without `check` its pages are not read:
    only damage at its beginning is noticed.

    Raises:
        FileError: the file is locked or read-only, or there is no space.
        OSError: its folder cannot be made, or a damaged file cannot be removed.
    """
    try:
        return _connect(path, check=check)
    except sqlite3.OperationalError as error:  # locked, read-only, no space: the file itself is not damaged
        raise sqlite_error(path, error) from error
    except sqlite3.DatabaseError:
        if path is None:
            raise
        for suffix in ("", "-wal", "-shm"):
            remove_file(path.with_name(path.name + suffix), missing_ok=True)
        try:
            return _connect(path, check=check)
        except sqlite3.Error as error:
            raise sqlite_error(path, error) from error


def _connect(path: Path | None, *, check: bool) -> sqlite3.Connection:
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as on_error:
        connection = sqlite3.connect(path or ":memory:", timeout=_BUSY_TIMEOUT, isolation_level=None)
        on_error.enter_context(contextlib.closing(connection))
        with contextlib.suppress(sqlite3.OperationalError):  # a read-only file: the first write reports it
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")  # after a power cut, checksums tell what is damaged
        _create_tables(connection)
        if check and connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError
        on_error.pop_all()
    return connection


def _create_tables(connection: sqlite3.Connection) -> None:
    """Create the tables of a new file.

    Raises:
        sqlite3.DatabaseError: the file has other tables, or those of another version.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == SCHEMA_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] != SCHEMA_VERSION:  # another command was faster
            if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise sqlite3.DatabaseError
            connection.execute(_FILES)
            connection.execute(_RESULTS)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    finally:
        connection.commit()


def sqlite_error(path: Path | None, error: sqlite3.Error) -> FileError:
    """The error for a database that refuses, with its remedy."""
    message = _("{path}: {reason}; delete the file or free some space, then run the same command again")
    return FileError(message.format(path=path, reason=error))


def row_checksum(*values: object) -> bytes:
    """A checksum of a row: a changed byte in the file makes the row count as missing."""
    digest = hashlib.blake2b(digest_size=12)
    for value in values:
        data = value if isinstance(value, bytes) else str(value).encode()
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.digest()
