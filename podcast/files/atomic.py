"""Atomic file writes: temporary file, fsync, rename."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from podcast.errors import BusyError, FileError
from podcast.files.digest import BLOCK
from podcast.i18n import _, gettext_noop, os_error_reason

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE_IN_THE_WAY = gettext_noop("a file is in the place of a folder: move it away")
_REMEDIES = {
    PermissionError: gettext_noop("give yourself permission to write there"),
    FileExistsError: _FILE_IN_THE_WAY,
    NotADirectoryError: _FILE_IN_THE_WAY,
    IsADirectoryError: gettext_noop("a folder is in the place of a file: move it away"),
}
_FREE_SPACE = gettext_noop("free some space")
_CHECK_DISK = gettext_noop("check the disk")


@contextlib.contextmanager
def exclusive_lock(path: Path, command: str) -> Iterator[None]:
    """Hold a lock file while the block runs, so that no two processes work on the same folder at once.

    The lock goes with the process, however it ends.

    Args:
        path: the lock file.
        command: the command that cannot run twice, for the message.

    Raises:
        BusyError: another process holds it.
        FileError: the disk refuses.
    """
    import fcntl

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sentence = _("another {what} is running in this folder; wait until it has finished")
            raise BusyError(sentence.format(what=command)) from None
        yield


@contextlib.contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path` that replaces it when the block ends, and is removed when it fails.

    The bytes are on the disk before the name is: after a power cut there is the old file or the new one, nothing else.

    Raises:
        FileError: the disk refuses.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".part", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write(path: Path, data: bytes) -> bool:
    """Write `data` to `path` atomically; leave a file that already holds it alone.

    Returns:
        Whether the file was written.

    Raises:
        FileError: the disk refuses.
    """
    if has_content(path, data):
        return False
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)
    return True


def write_staged(path: Path, data: bytes) -> None:
    """Write a staged file without fsync. Call `sync_all()` once before the staged files are moved into place.

    Raises:
        FileError: the disk refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error


def sync_all() -> None:
    """Flush all staged files to disk (`os.sync()`): one sync for the whole batch instead of one fsync each."""
    os.sync()


def has_content(path: Path, data: bytes) -> bool:
    """Whether a file exists and holds exactly these bytes.

    Raises:
        FileError: the disk refuses.
    """
    try:
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error


def copy(path: Path, source: Path) -> bool:
    """Copy a file to `path` atomically; leave a file that already holds its bytes alone.

    Returns:
        Whether the file was written.

    Raises:
        FileError: the disk refuses.
    """
    try:
        if path.is_file() and (path.samefile(source) or _has_same_content(path, source)):
            return False
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error
    with atomic_path(path) as temporary:
        shutil.copyfile(source, temporary)
    return True


def _has_same_content(path: Path, other_path: Path) -> bool:
    """Whether two files hold the same bytes. Both are read in blocks."""
    if path.stat().st_size != other_path.stat().st_size:
        return False
    with path.open("rb") as file, other_path.open("rb") as other:
        while block := file.read(BLOCK):
            if block != other.read(BLOCK):
                return False
    return True


def move(path: Path, source: Path) -> None:
    """Move a completely written file to `path`, on the same disk.

    Raises:
        FileError: the disk refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        source.replace(path)
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error


def os_error_message(path: Path, error: OSError) -> str:
    """The message for an error of the operating system, with its remedy."""
    remedy = _FREE_SPACE if error.errno in {errno.ENOSPC, errno.EDQUOT} else _REMEDIES.get(type(error), _CHECK_DISK)
    sentence = _("{path}: {reason}; {remedy}, then run the same command again")
    return sentence.format(path=error.filename or path, reason=os_error_reason(error), remedy=_(remedy))
