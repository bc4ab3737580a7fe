"""What files hold, remembered: a file that has not changed since it was last hashed is not read again."""

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

_TRUSTED = 2_000_000_000  # nanoseconds


def digests(paths: Iterable[Path], cache: Path) -> dict[Path, Digest]:
    """The digest of each file; one that has not changed since it was last hashed is not read again.

    Args:
        paths: the files.
        cache: the JSON file that remembers digests by path, size, time of change and inode. A file that changed less
            than two seconds before it was hashed is not trusted: clocks of file systems are coarse.

    Raises:
        FileError: the disk refuses.
    """

    def hashes(path: Path) -> list[str]:
        one = file_digest(path)
        return [one.md5, one.sha256]

    return {path: Digest(size, *found) for path, (size, found) in _hashed(paths, cache, hashes).items()}


def fingerprints(paths: Iterable[Path], cache: Path) -> dict[Path, str]:
    """The SHA-256 of each file, as `digests` tells it: a recording needs no MD5, which takes twice as long."""

    def hashes(path: Path) -> list[str]:
        with path.open("rb") as file:
            return [hashlib.file_digest(file, "sha256").hexdigest()]

    return {path: found[0] for path, (_, found) in _hashed(paths, cache, hashes).items()}


def remembered(paths: Iterable[Path], cache: Path) -> dict[Path, str]:
    """The SHA-256 of those files that `fingerprints` has hashed and that have not changed since; none is read."""
    rows, found = _remembered(cache), {}
    for path in paths:
        with contextlib.suppress(OSError):
            status = path.stat()
            if (row := rows.get(str(path), []))[:3] == [status.st_size, status.st_mtime_ns, status.st_ino]:
                found[path] = str(row[3])
    return found


def _hashed(
    paths: Iterable[Path], cache: Path, hashes: Callable[[Path], list[str]]
) -> dict[Path, tuple[int, list[str]]]:
    """The size in bytes of each file, and its hashes."""
    before = _remembered(cache)
    found, after = {}, {}
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        asked = [(path, _asked(path, before.get(str(path), []), hashes, threads)) for path in sorted(set(paths))]
        for path, (state, now, told) in asked:
            try:
                found[path] = state[0], told()
            except OSError as error:
                raise FileError(atomic.refused(path, error)) from error
            if now - state[1] > _TRUSTED:
                after[str(path)] = [*state, *found[path][1]]
    if after != before:
        atomic.write(cache, json.dumps(after, indent=0).encode())
    return found


def _asked(
    path: Path, row: list[Any], hashes: Callable[[Path], list[str]], threads: Executor
) -> tuple[list[int], int, Callable[[], list[str]]]:
    """The state of a file, when it was looked at, and what tells its hashes: memory, or a thread if it is large.

    Raises:
        FileError: the disk refuses.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise FileError(atomic.refused(path, error)) from error
    state, now = [status.st_size, status.st_mtime_ns, status.st_ino], time.time_ns()
    if row[:3] == state:
        return state, now, lambda: row[3:]
    if status.st_size < BLOCK:
        return state, now, lambda: hashes(path)
    return state, now, threads.submit(hashes, path).result


def _remembered(cache: Path) -> dict[str, list[Any]]:
    try:
        rows = json.loads(cache.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return rows if isinstance(rows, dict) else {}
