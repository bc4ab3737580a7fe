"""Lock files: no two commands work on the same folder at once, no two edits on the same files."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from podcast.errors import BusyError, FileError
from podcast.files.os_errors import os_error_message
from podcast.i18n import _
from podcast.platform.file_locks import lock_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_COMMAND_BYTES: Final = 80  # that are read of a lock file


@contextlib.contextmanager
def exclusive_lock(path: Path, command: str) -> Iterator[None]:
    """Hold a lock file while the block runs, so that no two processes work on the same folder at once.

    The lock goes with the process, however it ends. The file holds the name of the command, for the message of others.

    Args:
        path: the lock file.
        command: the command that holds it, for the message.

    Raises:
        BusyError: another process holds it.
        FileError: the disk refuses, or it has no locks.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b", buffering=0)  # a buffer would be written again when the file is closed
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error
    with file:
        try:
            lock_file(file.fileno(), wait=False)
        except BlockingIOError:
            file.seek(0)
            holder = file.read(MAX_COMMAND_BYTES).decode(errors="replace") or command
            sentence = _("another {what} is running in this folder; wait until it has finished")
            raise BusyError(sentence.format(what=holder)) from None
        except OSError as error:
            raise FileError(os_error_message(path, error)) from error
        with contextlib.suppress(OSError):  # a full disk: the lock holds all the same
            file.truncate(0)
            file.write(command.encode())
        yield


@contextlib.contextmanager
def waiting_lock(path: Path) -> Iterator[None]:
    """Hold a lock file while the block runs; wait until no other process or thread holds it.

    For work of some milliseconds. On a disk that has no locks the block runs without one. The lock goes with the
    process, however it ends.

    Raises:
        FileError: the disk refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab", buffering=0)
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error
    with file:
        with contextlib.suppress(OSError):  # no locks: a network drive
            lock_file(file.fileno(), wait=True)
        yield
