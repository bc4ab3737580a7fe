"""Digests of files, cached by path, size, mtime and inode, and whether a hashed file has changed since."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.errors import FileError, InputChangedError
from podcast.files import os_errors
from podcast.files.digest import BLOCK, Digest, file_digest
from podcast.files.file_state import FileState, file_state, state_of
from podcast.files.memory_cache import NO_MEMORY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from concurrent.futures import Executor
    from pathlib import Path

    from podcast.files.cache import Cache
    from podcast.files.memory_cache import MemoryCache

_MAX_POINTER_BYTES = 1024
_LFS_POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n")
MTIME_GRANULARITY_NS = 2_000_000_000  # clocks of file systems are coarse: of FAT two seconds


def digests(paths: Iterable[Path], cache: Cache) -> dict[Path, Digest]:
    """The digest of each file; one that has not changed since it was last hashed is not read again.

    The digest of a file that changed less than `MTIME_GRANULARITY_NS` before it was hashed is not cached.

    Raises:
        FileError: the disk refuses.
    """

    def hash_file(path: Path) -> list[str]:
        digest = file_digest(path)
        return [digest.md5, digest.sha256]

    rows = _cached_hashes(paths, cache, "digests", hash_file)
    return {path: Digest(size, *hashes) for path, (size, hashes) in rows.items()}


def fingerprints(paths: Iterable[Path], cache: Cache) -> dict[Path, str]:
    """The SHA-256 of each file, cached as in `digests`; without the MD5, which would take twice as long.

    Of a Git LFS pointer it is the SHA-256 of the file that it stands for.

    Raises:
        FileError: the disk refuses.
    """
    return {path: hashes[0] for path, (_size, hashes) in _cached_hashes(paths, cache, "sha256", _sha256).items()}


def text_fingerprints(paths: Iterable[Path], cache: Cache) -> dict[Path, str]:
    """The SHA-256 of the text in each file, whatever its line ends, without space around it; cached as in `digests`.

    Raises:
        FileError: the disk refuses.
    """

    def hash_text(path: Path) -> list[str]:
        data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")  # the byte order mark of UTF-8
        return [hashlib.sha256(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").strip()).hexdigest()]

    return {path: hashes[0] for path, (_size, hashes) in _cached_hashes(paths, cache, "text", hash_text).items()}


def cached_fingerprints(paths: Iterable[Path], cache: Cache, memory: MemoryCache = NO_MEMORY) -> dict[Path, str]:
    """The SHA-256 of those files that `fingerprints` has hashed and that have not changed since; no file is read."""
    sha256 = {}
    for path in dict.fromkeys(paths):
        with contextlib.suppress(OSError):
            state, name = file_state(path), str(path)
            if row := memory.get("sha256", name, state) or cache.file_value(path, "sha256", state):
                memory.put("sha256", name, state, row)
                sha256[path] = str(row[0])
    return sha256


@dataclass(frozen=True, slots=True)
class InputState:
    """The state of an input when a build began to use it; `is_fresh`: it may change again without a new mtime."""

    state: FileState
    ctime_ns: int
    is_fresh: bool


def input_states(paths: Iterable[Path]) -> dict[Path, InputState]:
    """The states of files, to be compared by `changed_inputs` when they have been used; missing ones are left out."""
    states = {}
    for path in paths:
        with contextlib.suppress(OSError):
            states[path] = _input_state(path)
    return states


def changed_inputs(states: Mapping[Path, InputState], sha256: Mapping[Path, str] | None = None) -> tuple[Path, ...]:
    """The files that are not as they were when `input_states` looked at them, sorted.

    Size, mtime, ctime and inode are compared; the bytes as well where a file was so fresh that they might have changed
    without a new mtime.

    Args:
        states: from `input_states`, taken before the files were hashed.
        sha256: of the files, as they were hashed then, as far as known.
    """
    return tuple(
        sorted(path for path, before in states.items() if _has_changed(path, before, (sha256 or {}).get(path)))
    )


def require_unchanged(states: Mapping[Path, InputState], sha256: Mapping[Path, str] | None = None) -> None:
    """Refuse files that are not as they were; see `changed_inputs`.

    Raises:
        InputChangedError: for the first one of them.
    """
    for path in changed_inputs(states, sha256):
        raise InputChangedError(path)


def _has_changed(path: Path, before: InputState, sha256: str | None) -> bool:
    try:
        now = _input_state(path)
        if (now.state, now.ctime_ns) != (before.state, before.ctime_ns):
            return True
        return before.is_fresh and sha256 is not None and _sha256(path) != [sha256]
    except OSError:
        return True


def _input_state(path: Path) -> InputState:
    status = path.stat()
    is_fresh = time.time_ns() - status.st_mtime_ns <= MTIME_GRANULARITY_NS
    return InputState(state_of(status), status.st_ctime_ns, is_fresh)


def _sha256(path: Path) -> list[str]:
    if pointed := lfs_sha256(path):
        return [pointed]
    with path.open("rb") as file:
        return [hashlib.file_digest(file, "sha256").hexdigest()]


def lfs_sha256(path: Path) -> str:
    """The SHA-256 of the file that a Git LFS pointer stands for; empty if the file is no pointer.

    Source: the Git LFS specification, v1: a text of at most 1,024 bytes that begins with the version.
    """
    if path.stat().st_size > _MAX_POINTER_BYTES:
        return ""
    match = _LFS_POINTER.match(path.read_bytes())
    return match.group(1).decode() if match else ""


def _cached_hashes(
    paths: Iterable[Path], cache: Cache, kind: str, hash_file: Callable[[Path], list[str]]
) -> dict[Path, tuple[int, list[str]]]:
    """The size in bytes of each file, and its hashes."""
    files, new = {}, []
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        pending = [(path, *_hash_or_cached(path, cache, kind, hash_file, threads)) for path in dict.fromkeys(paths)]
        for path, state, is_cached, hashes in pending:
            try:
                files[path] = state.state.size, hashes()
            except OSError as error:
                raise FileError(os_errors.os_error_message(path, error)) from error
            if not is_cached and not state.is_fresh:
                new.append((path, state.state))
    if new:
        with cache.transaction():  # not while hashing: other commands would wait
            for path, file_state_before in new:
                cache.put_file_value(path, kind, file_state_before, files[path][1])
    return files


def _hash_or_cached(
    path: Path, cache: Cache, kind: str, hash_file: Callable[[Path], list[str]], threads: Executor
) -> tuple[InputState, bool, Callable[[], list[str]]]:
    """The state of a file, whether its hashes are cached, and a function that returns them.

    The hashes come from the cache's row, or from a thread if the file is large.

    Raises:
        FileError: the disk refuses.
    """
    try:
        state = _input_state(path)
    except OSError as error:
        raise FileError(os_errors.os_error_message(path, error)) from error
    if row := cache.file_value(path, kind, state.state):
        return state, True, lambda: [str(value) for value in row]
    if state.state.size < BLOCK:
        return state, False, lambda: hash_file(path)
    return state, False, threads.submit(hash_file, path).result
