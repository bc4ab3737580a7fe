"""The connection to the SQLite file of the cache: transactions, queries, and errors in our words."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING, Any

from podcast.errors import FileError
from podcast.files import os_errors
from podcast.files.cache_database import open_database, sqlite_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self


class CacheConnection:
    """An open cache file; see `podcast.files.cache.Cache` for the arguments and errors."""

    def __init__(self, path: Path | None, root: Path | None, *, check: bool) -> None:
        """Open the file."""
        self._path, self._root = path, f"{root}{os.sep}" if root else ""
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
