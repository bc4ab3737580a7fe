"""Locks on open files that end with their process, however it ends.

POSIX systems lock the file (flock). Windows locks a range of its bytes, and refuses others even to read them: so it is
a byte that no file of ours has.
"""

from __future__ import annotations

import errno
import os
import time
from typing import Any, Final

from podcast.platform.rules import WINDOWS_RULES

LOCKED_BYTE: Final = 2**31 - 2  # its position: the last but one that the C library of Windows can lock
RETRY_INTERVAL: Final = 0.02  # seconds between two tries where the system itself waits for ten seconds at most
_HELD_BY_ANOTHER: Final = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})


def lock_file(handle: int, *, wait: bool) -> None:
    """Lock an open file until it is closed.

    Args:
        handle: of the file, open for writing.
        wait: until no other process holds the lock.

    Raises:
        BlockingIOError: another process holds it, and `wait` is False.
        OSError: the disk has no locks.
    """
    if WINDOWS_RULES:
        _lock_byte(handle, wait=wait)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


def _lock_byte(handle: int, *, wait: bool) -> None:
    import msvcrt

    system: Any = msvcrt  # its functions are unknown to type checkers of other systems
    position = os.lseek(handle, 0, os.SEEK_CUR)
    os.lseek(handle, LOCKED_BYTE, os.SEEK_SET)
    try:
        while True:
            try:
                system.locking(handle, system.LK_NBLCK, 1)
            except OSError as error:
                if error.errno not in _HELD_BY_ANOTHER:
                    raise
                if not wait:
                    raise BlockingIOError(error.errno, error.strerror) from error
                time.sleep(RETRY_INTERVAL)
            else:
                return
    finally:
        os.lseek(handle, position, os.SEEK_SET)
