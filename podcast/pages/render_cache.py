"""Cache of rendered pages (SQLite): input fingerprint and output digest for each episode and each shared page.

`podcast.pages.episode_files` compares both before it trusts a row. The file may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from podcast.errors import FileError
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

_COLUMNS = "key TEXT PRIMARY KEY, fingerprint TEXT, digest TEXT, files TEXT, search_entry BLOB, notes TEXT"


@dataclass(frozen=True, slots=True)
class CacheRow:
    """The files of an episode, of a shared page, or of the feeds.

    Attributes:
        key: the episode's slug, or another name that no slug has.
        fingerprint: of everything that the files depend on.
        digest: of the files' bytes, of `search_entry` and of `notes`; see `files_digest`.
        files: paths below site/.
        search_entry: the episode's entry in the search index.
        notes: the show notes as HTML for the feed.
    """

    key: str
    fingerprint: str
    digest: str
    files: tuple[str, ...]
    search_entry: bytes
    notes: str


def files_digest(files: Iterable[tuple[str, bytes]], search_entry: bytes, notes: str) -> str:
    """Return the digest of files and of what a row keeps beside them."""
    parts = [(path, sha256(data).hexdigest()) for path, data in files]
    return sha256(repr((parts, sha256(search_entry).hexdigest(), notes)).encode()).hexdigest()


class RenderCache:
    """The rows by key, in a file or, without a path, in memory: `with RenderCache(path) as cache`.

    Rows that were neither read nor written are deleted at the end, and the others are committed; after an error the
    file stays as it was.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open the file; one that cannot be read is replaced.

        Raises:
            FileError: the disk refuses.
        """
        self._path, self._used_keys = path, set[str]()
        try:
            self._connection = self._connect()
        except sqlite3.DatabaseError:
            if path is None:
                raise
            path.unlink(missing_ok=True)
            with self._sqlite_errors():
                self._connection = self._connect()

    def __enter__(self) -> Self:
        """Return the cache, which is open already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit, unless there was an error, and close the file.

        Raises:
            FileError: the disk refuses.
        """
        with contextlib.closing(self._connection), self._sqlite_errors():
            if kind is None:
                self._commit()

    def get(self, key: str) -> CacheRow | None:
        """Return the row of the last build; None where there is none, or where the file is damaged."""
        self._used_keys.add(key)
        try:
            return self[key]
        except (KeyError, ValueError, sqlite3.DatabaseError):
            return None

    def __getitem__(self, key: str) -> CacheRow:
        """Return a row that is there."""
        values = self._connection.execute("SELECT * FROM rendered_files WHERE key = ?", (key,)).fetchone()
        if values is None:
            raise KeyError(key)
        key, fingerprint, digest, files, search_entry, notes = values
        return CacheRow(key, fingerprint, digest, tuple(json.loads(files)), search_entry, notes)

    def search_entry(self, slug: str) -> bytes:
        """Return the entry of an episode in the search index."""
        query = "SELECT search_entry FROM rendered_files WHERE key = ?"
        (entry,) = self._connection.execute(query, (slug,)).fetchone()
        return bytes(entry)

    def put(self, row: CacheRow) -> None:
        """Insert a row, or replace the one that has its key.

        Raises:
            FileError: the disk refuses.
        """
        self._used_keys.add(row.key)
        values = (row.key, row.fingerprint, row.digest, json.dumps(row.files), row.search_entry, row.notes)
        with self._sqlite_errors():
            self._connection.execute("INSERT OR REPLACE INTO rendered_files VALUES (?, ?, ?, ?, ?, ?)", values)

    def _connect(self) -> sqlite3.Connection:
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as on_error:
            connection = on_error.enter_context(contextlib.closing(sqlite3.connect(self._path or ":memory:")))
            with contextlib.suppress(sqlite3.OperationalError):  # a read-only file: the first write reports it
                connection.execute("PRAGMA synchronous = OFF")  # after a power cut, digests tell what is damaged
            connection.execute(f"CREATE TABLE IF NOT EXISTS rendered_files ({_COLUMNS})")
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError
            on_error.pop_all()
        return connection

    def _commit(self) -> None:
        keys = {key for (key,) in self._connection.execute("SELECT key FROM rendered_files")}
        unused = sorted(keys - self._used_keys)
        self._connection.executemany("DELETE FROM rendered_files WHERE key = ?", [(key,) for key in unused])
        self._connection.commit()

    @contextlib.contextmanager
    def _sqlite_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            message = _("{path}: {reason}; delete the file or free some space, then run the same command again")
            raise FileError(message.format(path=self._path, reason=error)) from error
