"""Bytes and names that survive a power cut.

Linux flushes with fsync and sync, which return when the disk has everything. macOS does that only when asked for a full
flush (fcntl(2), F_FULLFSYNC), and its sync returns before the bytes are written. Windows has no sync and cannot flush
a folder; NTFS writes names to its log in the order of the changes, so that a later name is never there without an
earlier one.
"""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any, Final

from podcast.platform.rules import WINDOWS_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_CANNOT_FLUSH: Final = frozenset({errno.EINVAL, errno.EBADF, errno.ENOTSUP, errno.ENOTTY})  # some network drives


def flush_handle(handle: int) -> None:
    """Flush the bytes of a file that is open for writing to disk.

    Raises:
        OSError: the disk refuses.
    """
    if (full_flush := _full_flush()) is not None:
        import fcntl

        try:
            fcntl.fcntl(handle, full_flush)
        except OSError as error:
            if error.errno not in _CANNOT_FLUSH:
                raise
        else:
            return
    os.fsync(handle)


def flush_file(path: Path) -> None:
    """Flush the bytes of a file to disk.

    Raises:
        OSError: the disk refuses.
    """
    with path.open("r+b" if WINDOWS_RULES else "rb") as file:  # Windows flushes only what may be written
        flush_handle(file.fileno())


def flush_files(paths: Iterable[Path]) -> None:
    """Flush the bytes of many files to disk: at once where the system can, otherwise one after the other.

    Raises:
        OSError: the disk refuses.
    """
    if hasattr(os, "sync") and _full_flush() is None:
        os.sync()
    else:
        for path in paths:
            flush_file(path)


def flush_folder(folder: Path) -> None:
    """Flush the names of a folder's files to disk: new, replaced or removed ones. A folder that is gone needs none.

    Raises:
        OSError: the disk refuses.
    """
    if WINDOWS_RULES:
        return
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        flush_handle(handle)
    except OSError as error:
        if error.errno not in _CANNOT_FLUSH:
            raise
    finally:
        os.close(handle)


def _full_flush() -> Any:
    """The request for a full flush; None where fsync makes one."""
    if WINDOWS_RULES:
        return None
    import fcntl

    return getattr(fcntl, "F_FULLFSYNC", None)
