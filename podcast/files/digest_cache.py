"""Cache of file digests, keyed by path, size, mtime and inode."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from podcast.errors import FileError
from podcast.files import atomic
from podcast.files.digest import BLOCK, Digest, file_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Executor
    from pathlib import Path

MTIME_GRANULARITY_NS = 2_000_000_000  # clocks of file systems are coarse: of FAT two seconds


def digests(paths: Iterable[Path], cache: Path) -> dict[Path, Digest]:
    """The digest of each file; one that has not changed since it was last hashed is not read again.

    Args:
        paths: the files.
        cache: the JSON file that keeps digests by path, size, mtime and inode. The digest of a file that changed less
            than `MTIME_GRANULARITY_NS` before it was hashed is not kept.

    Raises:
        FileError: the disk refuses.
    """

    def hash_file(path: Path) -> list[str]:
        digest = file_digest(path)
        return [digest.md5, digest.sha256]

    return {path: Digest(size, *hashes) for path, (size, hashes) in _cached_hashes(paths, cache, hash_file).items()}


def fingerprints(paths: Iterable[Path], cache: Path) -> dict[Path, str]:
    """The SHA-256 of each file, cached as in `digests`; without the MD5, which would take twice as long.

    Raises:
        FileError: the disk refuses.
    """

    def hash_file(path: Path) -> list[str]:
        with path.open("rb") as file:
            return [hashlib.file_digest(file, "sha256").hexdigest()]

    return {path: hashes[0] for path, (_size, hashes) in _cached_hashes(paths, cache, hash_file).items()}


def cached_fingerprints(paths: Iterable[Path], cache: Path) -> dict[Path, str]:
    """The SHA-256 of those files that `fingerprints` has hashed and that have not changed since; no file is read."""
    rows, sha256 = _read_cache(cache), {}
    for path in paths:
        with contextlib.suppress(OSError):
            status = path.stat()
            if (row := rows.get(str(path), []))[:3] == [status.st_size, status.st_mtime_ns, status.st_ino]:
                sha256[path] = str(row[3])
    return sha256


def _cached_hashes(
    paths: Iterable[Path], cache: Path, hash_file: Callable[[Path], list[str]]
) -> dict[Path, tuple[int, list[str]]]:
    """The size in bytes of each file, and its hashes."""
    before = _read_cache(cache)
    files, after = {}, {}
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        pending = [
            (path, _hash_or_cached(path, before.get(str(path), []), hash_file, threads)) for path in sorted(set(paths))
        ]
        for path, (state, now, hashes) in pending:
            try:
                files[path] = state[0], hashes()
            except OSError as error:
                raise FileError(atomic.os_error_message(path, error)) from error
            if now - state[1] > MTIME_GRANULARITY_NS:
                after[str(path)] = [*state, *files[path][1]]
    if after != before:
        atomic.write(cache, json.dumps(after, indent=0).encode())
    return files


def _hash_or_cached(
    path: Path, row: list[Any], hash_file: Callable[[Path], list[str]], threads: Executor
) -> tuple[list[int], int, Callable[[], list[str]]]:
    """The state of a file, the time of looking at it (ns), and a function that returns its hashes.

    The hashes come from the cache's row, or from a thread if the file is large.

    Raises:
        FileError: the disk refuses.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise FileError(atomic.os_error_message(path, error)) from error
    state, now = [status.st_size, status.st_mtime_ns, status.st_ino], time.time_ns()
    if row[:3] == state:
        return state, now, lambda: row[3:]
    if status.st_size < BLOCK:
        return state, now, lambda: hash_file(path)
    return state, now, threads.submit(hash_file, path).result


def _read_cache(cache: Path) -> dict[str, list[Any]]:
    try:
        rows = json.loads(cache.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return rows if isinstance(rows, dict) else {}
