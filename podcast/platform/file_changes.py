"""Files and folders that get another name, or leave.

On POSIX systems that needs permission for the folder only. Windows refuses it while a program has the file open, which
scanners for viruses and indexes do for a moment with every new file, and for files that are marked read-only: then it
is tried for `PATIENCE` seconds.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from typing import TYPE_CHECKING, Final

from podcast.platform.rules import WINDOWS_RULES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE: Final = 2.0  # seconds
_FIRST_PAUSE: Final = 0.01  # seconds; each one is twice as long as the one before


def replace_file(source: Path, target: Path) -> None:
    """Give a file another name, also one that a file has.

    Raises:
        OSError: the disk refuses, or a program has one of them open (Windows).
    """
    if WINDOWS_RULES:
        _make_removable(target)
        _retry(lambda: source.replace(target))
    else:
        source.replace(target)


def rename_folder(source: Path, target: Path) -> None:
    """Give a folder another name, which nothing has.

    Raises:
        OSError: the disk refuses, or a program has a file in it open (Windows).
    """
    if WINDOWS_RULES:
        _retry(lambda: source.rename(target))
    else:
        source.rename(target)


def remove_file(path: Path, *, missing_ok: bool = False) -> None:
    """Remove a file.

    Raises:
        OSError: the disk refuses, or a program has it open (Windows).
    """
    if WINDOWS_RULES:
        _make_removable(path)
        _retry(lambda: path.unlink(missing_ok=missing_ok))
    else:
        path.unlink(missing_ok=missing_ok)


def remove_unless_open(path: Path) -> bool:
    """Remove a file of Windows, unless a process has it open; whether it was removed.

    Raises:
        OSError: the disk refuses.
    """
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        return False
    return True


def _make_removable(path: Path) -> None:
    """Take the mark "read-only" from a file; the one that replaces it gets its own marks."""
    with contextlib.suppress(OSError):
        mode = stat.S_IMODE(path.stat().st_mode)
        if not mode & stat.S_IWRITE:
            os.chmod(path, mode | stat.S_IWRITE)  # noqa: PTH101 -- follows links, as `stat` does


def _retry(change: Callable[[], object]) -> None:
    """Make a change as soon as no other program has the file open.

    Raises:
        PermissionError: one still has it open after `PATIENCE` seconds.
    """
    pause, end = _FIRST_PAUSE, time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(PermissionError):
            change()
            return
        time.sleep(pause)
        pause *= 2
    change()
