"""Cache of rendered pages: input fingerprint, output digest and file states for each episode and each shared page.

A unit is an episode with all its files, or a shared page. `RenderCache.is_unchanged` decides whether the files of a
unit are still right, by their states; only where these are not known, by their bytes. The rows are results of
`podcast.files.cache`; search entries and show notes, which are large, are results of their own.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.errors import DamagedFileError
from podcast.files.fingerprints import MTIME_GRANULARITY_NS
from podcast.platform.file_identity import inode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.files.cache import Cache

PAGE_KIND: Final = "page"  # of cache rows
_SEARCH_ENTRY, _NOTES = "search entry", "notes"  # what the kinds of the other results end in
_ROWS_PER_TRANSACTION: Final = 500


@dataclass(frozen=True, slots=True)
class RenderedUnit:
    """What a rendered episode or shared page leaves in the cache.

    Attributes:
        key: the episode's slug, or another name that no slug has.
        fingerprint: of everything that the files depend on.
        digest: of the files' bytes; see `files_digest`.
        files: paths below site/.
        search_entry: the episode's entry in the search index.
        notes: the show notes as HTML for the feed.
    """

    key: str
    fingerprint: str
    digest: str
    files: tuple[str, ...]
    search_entry: bytes = b""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class CacheRow:
    """The row of a unit; `states` are size, mtime (ns) and inode of each file, empty where a file was too fresh."""

    fingerprint: str
    digest: str
    files: tuple[str, ...]
    states: tuple[tuple[int, int, int], ...] = ()


def files_digest(files: Iterable[tuple[str, bytes]]) -> str:
    """Return the digest of files: of their paths and bytes."""
    return joined_digest(content_digest(path, data) for path, data in files)


def content_digest(path: str, data: bytes) -> str:
    """Return the digest of one file."""
    return f"{path}\0{sha256(data).hexdigest()}"


def joined_digest(digests: Iterable[str]) -> str:
    """Return the digest of files from those of each."""
    return sha256("\n".join(digests).encode()).hexdigest()


class RenderCache:
    """The rows of one site by key.

    They are large and written one by one while the site is rendered: none is kept in memory, and no other command has
    to wait. A row of a build that fails is as good as any: it is only trusted beside the files that it describes.

    Args:
        cache: has the rows; with `verify` no state is trusted.
        kind: of the rows; a preview has rows of its own.
    """

    def __init__(self, cache: Cache, kind: str = PAGE_KIND) -> None:
        """Read nothing yet."""
        self._cache, self._kind = cache, kind
        self._without_states: set[str] = set()  # keys of rows that this build has put or compared by bytes

    def unchanged_files(self, key: str, fingerprint: str, site: Path) -> tuple[str, ...] | None:
        """Return the paths of a unit's files if those in `site` are right; None if it has to be rendered.

        Raises:
            FileError: the disk refuses.
        """
        row = self.row(key)
        if row is None or row.fingerprint != fingerprint or (self._cache.verify and not self._is_complete(key)):
            return None
        try:
            if row.states and not self._cache.verify and _states(site, row.files) == row.states:
                return row.files
            if files_digest((path, (site / path).read_bytes()) for path in row.files) != row.digest:
                return None
        except OSError:  # missing, or not a file: it is rendered again, and writing it reports what is in the way
            return None
        self._without_states.add(key)
        return row.files

    def row(self, key: str) -> CacheRow | None:
        """Return the row of a unit; None where there is none, where it is damaged, or from another version."""
        value = self._cache.get(self._kind, key)
        if value is None:
            return None
        try:
            fingerprint, digest, files, states = json.loads(value)
        except ValueError:
            return None
        return CacheRow(fingerprint, digest, tuple(files), tuple((*state,) for state in states))

    def search_entry(self, slug: str) -> bytes:
        """Return the entry of an episode in the search index.

        Raises:
            DamagedFileError: it is not there any more.
        """
        return self._value(_SEARCH_ENTRY, slug)

    def notes(self, slug: str) -> str:
        """Return the show notes of an episode as HTML.

        Raises:
            DamagedFileError: they are not there any more.
        """
        return self._value(_NOTES, slug).decode()

    def put(self, units: Iterable[RenderedUnit]) -> None:
        """Insert rows, or replace those that have their keys, in one transaction.

        Raises:
            FileError: the disk refuses.
        """
        with self._cache.transaction():
            for unit in units:
                self._put_row(unit.key, CacheRow(unit.fingerprint, unit.digest, unit.files))
                if unit.search_entry:
                    self._cache.put(f"{self._kind} {_SEARCH_ENTRY}", unit.key, unit.search_entry)
                    self._cache.put(f"{self._kind} {_NOTES}", unit.key, unit.notes.encode())
                self._without_states.add(unit.key)

    def store_states(self, site: Path) -> None:
        """Note the states of the files of all rows that have none, when the files are in `site`.

        A file that was written a moment ago might change again without a new mtime: its row stays without states, and
        the next build compares the bytes.

        Raises:
            FileError: the disk refuses.
        """
        oldest_fresh = time.time_ns() - MTIME_GRANULARITY_NS
        keys = sorted(self._without_states)
        for first in range(0, len(keys), _ROWS_PER_TRANSACTION):
            with self._cache.transaction():
                for key in keys[first : first + _ROWS_PER_TRANSACTION]:
                    self._store_states(key, site, oldest_fresh)
        self._without_states.clear()

    def forget_unused(self) -> None:
        """Delete the rows that were neither read nor written by this build; for the end of one that succeeds.

        Raises:
            FileError: the disk refuses.
        """
        self._cache.forget_unused(self._kind)
        used = set(self._cache.keys(self._kind))
        with self._cache.transaction():
            for kind in (f"{self._kind} {_SEARCH_ENTRY}", f"{self._kind} {_NOTES}"):
                for key in self._cache.keys(kind):
                    if key not in used:
                        self._cache.forget(kind, key)

    def _is_complete(self, key: str) -> bool:
        """Whether the other results of an episode are there; shared pages have none."""
        kinds = () if key.startswith("/") else (_SEARCH_ENTRY, _NOTES)
        return all(self._cache.get(f"{self._kind} {kind}", key) is not None for kind in kinds)

    def _value(self, kind: str, slug: str) -> bytes:
        value = self._cache.get(f"{self._kind} {kind}", slug)
        if value is None:
            raise DamagedFileError(self._cache.path or Path(slug))
        return value

    def _put_row(self, key: str, row: CacheRow) -> None:
        self._cache.put_json(self._kind, key, [row.fingerprint, row.digest, row.files, row.states])

    def _store_states(self, key: str, site: Path, oldest_fresh: int) -> None:
        row = self.row(key)
        try:
            states = _states(site, row.files) if row else ()
        except OSError:
            return
        if row and all(mtime_ns < oldest_fresh for _size, mtime_ns, _inode in states):
            self._put_row(key, CacheRow(row.fingerprint, row.digest, row.files, states))


def _states(site: Path, files: Iterable[str]) -> tuple[tuple[int, int, int], ...]:
    """Return size, mtime and inode of files; what is no regular file counts as changed in the future.

    Raises:
        OSError: one cannot be looked at.
    """
    statuses = (os.lstat(f"{site}/{path}") for path in files)
    return tuple(
        (status.st_size, status.st_mtime_ns if stat.S_ISREG(status.st_mode) else sys.maxsize, inode(status))
        for status in statuses
    )
