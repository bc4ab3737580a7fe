"""Temporary files beside the files that they are to replace, which the process that writes them keeps from being swept.

On POSIX systems it locks them. On Windows it has them open, which is as good: a file that is open cannot be removed. So
it closes them there before they get their name.
"""

from __future__ import annotations

import glob
import os
import secrets
import stat
from pathlib import Path
from typing import Final

from podcast.errors import FileError
from podcast.files import os_errors
from podcast.files.partial_names import is_partial_file, is_partial_file_of
from podcast.platform import file_locks
from podcast.platform.file_changes import remove_file, remove_unless_open
from podcast.platform.file_identity import CREATE_FLAGS, OPEN_FLAGS
from podcast.platform.rules import WINDOWS_RULES

MAX_NAME_CHARACTERS: Final = 80  # of the file's name in that of the temporary file

_handles: dict[Path, int] = {}  # of the files that this process is writing


def create_partial_file(path: Path, mode: int) -> tuple[int, Path]:
    """Create and lock a temporary file beside `path`; return its handle and its path.

    Raises:
        OSError: the disk refuses.
    """
    while True:
        temporary = path.with_name(f".{path.name[:MAX_NAME_CHARACTERS]}.{secrets.token_hex(4)}.part")
        try:
            handle = os.open(temporary, CREATE_FLAGS, mode)
        except FileExistsError:
            continue
        if WINDOWS_RULES or _lock_new_file(handle):
            _handles[temporary] = handle
            return handle, temporary
        os.close(handle)


def _lock_new_file(handle: int) -> bool:
    """Lock a file that was created a moment ago; return False if it was swept before it was locked."""
    lock_file(handle, wait=True)
    return os.fstat(handle).st_nlink > 0


def lock_file(handle: int, *, wait: bool) -> bool:
    """Lock an open file until it is closed; return False if another process holds it, or the disk has no locks."""
    try:
        file_locks.lock_file(handle, wait=wait)
    except OSError:
        return False
    return True


def release_for_rename(temporary: Path) -> None:
    """Close a temporary file where an open file cannot be renamed; otherwise it stays locked."""
    if WINDOWS_RULES:
        _close(temporary)


def discard_partial_file(temporary: Path) -> None:
    """Remove a temporary file that has not been renamed, and end its lock.

    Raises:
        OSError: the disk refuses.
    """
    release_for_rename(temporary)
    try:
        remove_file(temporary, missing_ok=True)
    finally:
        _close(temporary)


def _close(temporary: Path) -> None:
    handle = _handles.pop(temporary, None)
    if handle is not None:
        os.close(handle)


def remove_partial_files(folder: Path) -> tuple[Path, ...]:
    """Remove temporary files of `atomic_path` below a folder that a killed process has left; return their paths.

    A file that is still being written stays. Links are not followed.

    Raises:
        FileError: the disk refuses.
    """
    paths = [Path(parent) / name for parent, _, names in os.walk(folder) for name in names if is_partial_file(name)]
    return tuple(path for path in sorted(paths) if _remove_partial_file(path))


def remove_partial_files_of(path: Path) -> None:
    """Remove temporary files of `atomic_path(path)` that a killed process has left; raises as `remove_partial_files`.

    For a file in a folder that is not ours: nothing else is looked at.
    """
    for temporary in path.parent.glob(f".{glob.escape(path.name[:MAX_NAME_CHARACTERS])}.*.part"):
        if is_partial_file_of(temporary, path):
            _remove_partial_file(temporary)


def _remove_partial_file(path: Path) -> bool:
    """Remove a temporary file unless a process is writing it; whether it was removed.

    Raises:
        FileError: the disk refuses.
    """
    if WINDOWS_RULES:
        return stat.S_ISREG(path.lstat().st_mode) and path not in _handles and remove_unless_open(path)
    try:
        handle = os.open(path, OPEN_FLAGS)
    except OSError:  # gone by now, another user's, or no file
        return False
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode) or not lock_file(handle, wait=False):
            return False
        remove_file(path, missing_ok=True)
    except OSError as error:
        raise FileError(os_errors.os_error_message(path, error)) from error
    finally:
        os.close(handle)
    return True
