"""What is known of each episode's and page's files from the last build: what would come out the same is not made again.

A row is trusted only as far as it can be tested: see `podcast.pages.episode_files`. The whole may be lost.
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

_COLUMNS = "slug TEXT PRIMARY KEY, fingerprint TEXT, digest TEXT, files TEXT, search BLOB, notes TEXT"


@dataclass(frozen=True, slots=True)
class Row:
    """An episode's files: the fingerprint of all that they are made from, and their paths below site/.

    `digest` is that of the files' bytes and of what stands here besides: `search`, the entry in the search's index, and
    `notes`, the show notes as the feed has them.
    """

    slug: str
    fingerprint: str
    digest: str
    files: tuple[str, ...]
    search: bytes
    notes: str


def digest(files: Iterable[tuple[str, bytes]], search: bytes, notes: str) -> str:
    """Of an episode's files and what is kept beside them."""
    parts = [(path, sha256(data).hexdigest()) for path, data in files]
    return sha256(repr((parts, sha256(search).hexdigest(), notes)).encode()).hexdigest()


class Kept:
    """The rows by slug, in a file or, without one, for as long as this lives: `with Kept(path) as rows`.

    Shared pages and the feeds have rows as well, by names that no slug has. What nobody has asked for or put in is
    forgotten at the end, and what is left written down; after an error the file stays as it was.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Opens the file; one that cannot be read is begun anew.

        Raises:
            FileError: the disk refuses.
        """
        self._path, self._asked = path, set[str]()
        try:
            self._rows = self._opened()
        except sqlite3.DatabaseError:
            if path is None:
                raise
            path.unlink(missing_ok=True)
            with self._writing():
                self._rows = self._opened()

    def __enter__(self) -> Self:
        """Is open already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Writes down, unless there was an error, and closes the file.

        Raises:
            FileError: the disk refuses.
        """
        with contextlib.closing(self._rows), self._writing():
            if kind is None:
                self._settle()

    def get(self, slug: str) -> Row | None:
        """What was known of an episode's files before this build; where the file is damaged, nothing is."""
        self._asked.add(slug)
        try:
            return self[slug]
        except (KeyError, ValueError, sqlite3.DatabaseError):
            return None

    def __getitem__(self, slug: str) -> Row:
        """What is known of an episode's files."""
        found = self._rows.execute("SELECT * FROM told WHERE slug = ?", (slug,)).fetchone()
        if found is None:
            raise KeyError(slug)
        name, fingerprint, digest, files, search, notes = found
        return Row(name, fingerprint, digest, tuple(json.loads(files)), search, notes)

    def entry(self, slug: str) -> bytes:
        """What is known of an episode for the search's index."""
        (found,) = self._rows.execute("SELECT search FROM told WHERE slug = ?", (slug,)).fetchone()
        return bytes(found)

    def put(self, row: Row) -> None:
        """Takes a row in, for the one that was there.

        Raises:
            FileError: the disk refuses.
        """
        self._asked.add(row.slug)
        values = (row.slug, row.fingerprint, row.digest, json.dumps(row.files), row.search, row.notes)
        with self._writing():
            self._rows.execute("INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, ?, ?)", values)

    def _opened(self) -> sqlite3.Connection:
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as unless_whole:
            rows = unless_whole.enter_context(contextlib.closing(sqlite3.connect(self._path or ":memory:")))
            with contextlib.suppress(sqlite3.OperationalError):  # it may be read, but not written: told when we write
                rows.execute("PRAGMA synchronous = OFF")  # after a power cut it is begun anew, or found out by digests
            rows.execute(f"CREATE TABLE IF NOT EXISTS told ({_COLUMNS})")
            if rows.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError
            unless_whole.pop_all()
        return rows

    def _settle(self) -> None:
        gone = {slug for (slug,) in self._rows.execute("SELECT slug FROM told")} - self._asked
        self._rows.executemany("DELETE FROM told WHERE slug = ?", [(slug,) for slug in sorted(gone)])
        self._rows.commit()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            sentence = _("{path}: {reason}; delete the file or free some space, then run the same command again")
            raise FileError(sentence.format(path=self._path, reason=error)) from error
