"""What is known of every episode's files from the last build, so that what would come out the same is not made again.

A row is trusted only as far as it can be tested: see `podcast.pages.telling`. The whole may be lost.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.errors import FileError
from podcast.files import digest_of
from podcast.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_COLUMNS = "slug TEXT PRIMARY KEY, fingerprint TEXT, digest TEXT, files TEXT, search BLOB, notes TEXT"


@dataclass(frozen=True, slots=True)
class Row:
    """An episode's files: the fingerprint of all that they are made from, and their paths below site/.

    `digest` is that of the files' bytes and of what stands here besides: `search`, the packed columns of the index, and
    `notes`, the show notes as the feed has them.
    """

    slug: str
    fingerprint: str
    digest: str
    files: tuple[str, ...]
    search: bytes
    notes: str


def packed(columns: Sequence[bytes]) -> bytes:
    """Columns of the search's index, one after the other, in little room."""
    return zlib.compress(b"".join(columns), 1)


def unpacked(search: bytes, size: int) -> Iterator[bytes]:
    """The columns again, `size` bytes each."""
    joined = zlib.decompress(search)
    yield from (joined[at : at + size] for at in range(0, len(joined), size))


def digest(files: Iterable[tuple[str, bytes]], search: bytes, notes: str) -> str:
    """Of an episode's files and what is kept beside them."""
    parts = [(path, digest_of(data).sha256) for path, data in files]
    return digest_of(repr((parts, digest_of(search).sha256, notes)).encode()).sha256


class Kept:
    """The rows by slug, in a file or, without one, for as long as this lives."""

    def __init__(self, path: Path | None = None) -> None:
        """Opens the file; one that cannot be read is begun anew.

        Raises:
            FileError: the disk refuses.
        """
        self._path = path
        try:
            self._rows = self._opened()
        except sqlite3.DatabaseError:
            if path is None:
                raise
            path.unlink(missing_ok=True)
            with self._writing():
                self._rows = self._opened()

    def get(self, slug: str) -> Row | None:
        """What was known of an episode's files before this build; where the file is damaged, nothing is."""
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

    def put(self, row: Row) -> None:
        """Takes a row in, for the one that was there.

        Raises:
            FileError: the disk refuses.
        """
        values = (row.slug, row.fingerprint, row.digest, json.dumps(row.files), row.search, row.notes)
        with self._writing():
            self._rows.execute("INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, ?, ?)", values)

    def close(self, slugs: Iterable[str]) -> None:
        """Forgets all but these, and writes down what is left.

        Raises:
            FileError: the disk refuses.
        """
        with self._writing():
            gone = {slug for (slug,) in self._rows.execute("SELECT slug FROM told")} - {*slugs}
            self._rows.executemany("DELETE FROM told WHERE slug = ?", [(slug,) for slug in sorted(gone)])
            self._rows.commit()
            self._rows.close()

    def _opened(self) -> sqlite3.Connection:
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        rows = sqlite3.connect(self._path or ":memory:")
        with contextlib.suppress(sqlite3.OperationalError):  # it may be read, but not written: then told when we write
            rows.execute("PRAGMA synchronous = OFF")  # after a power cut it is begun anew, or found out by its digests
        rows.execute(f"CREATE TABLE IF NOT EXISTS told ({_COLUMNS})")
        if rows.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            rows.close()
            raise sqlite3.DatabaseError
        return rows

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            sentence = _("{path}: {reason}; delete the file or free some space, then run the same command again")
            raise FileError(sentence.format(path=self._path, reason=error)) from error
