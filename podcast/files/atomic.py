"""Write files whole or not at all: temporary file, fsync, rename."""

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


_IN_THE_WAY = gettext_noop("a file stands where a folder is wanted: move it away")


_REMEDIES = {
    PermissionError: gettext_noop("give yourself the right to write there"),
    FileExistsError: _IN_THE_WAY,
    NotADirectoryError: _IN_THE_WAY,
    IsADirectoryError: gettext_noop("a folder stands where a file is wanted: move it away"),
}


_FULL = gettext_noop("free some space")


_LOOK = gettext_noop("see that the disk is in order")


@contextlib.contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Holds a lock file while the block runs, so that two of us do not work on the same folder at once.

    The lock goes with the process, however it ends.

    Args:
        path: the lock file.
        what: what cannot run twice, for the message.

    Raises:
        BusyError: somebody else holds it.
        FileError: the disk refuses.
    """
    import fcntl

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError as error:
        raise FileError(refused(path, error)) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sentence = _("another {what} is running in this folder; wait until it is done")
            raise BusyError(sentence.format(what=what)) from None
        yield


@contextlib.contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends, and vanishes when it fails.

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
        raise FileError(refused(path, error)) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write(path: Path, data: bytes) -> bool:
    """Writes `data` to `path`, whole or not at all; leaves a file that already holds it alone.

    Returns:
        Whether the file was written.

    Raises:
        FileError: the disk refuses.
    """
    if holds(path, data):
        return False
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)
    return True


def lay(path: Path, data: bytes) -> None:
    """Writes a file into a folder of ours in which nobody looks for it before all of them are there: see `settle`.

    Raises:
        FileError: the disk refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise FileError(refused(path, error)) from error


def settle() -> None:
    """Waits until all that was laid is on the disk: one wait for ten thousand files, before any has its name."""
    os.sync()


def holds(path: Path, data: bytes) -> bool:
    """Whether a file is there and holds these bytes.

    Raises:
        FileError: the disk refuses.
    """
    try:
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError as error:
        raise FileError(refused(path, error)) from error


def copy(path: Path, source: Path) -> bool:
    """Puts a copy of a file at `path`, whole or not at all, as `write` does with bytes.

    Returns:
        Whether the file was written.

    Raises:
        FileError: the disk refuses.
    """
    try:
        if path.is_file() and (path.samefile(source) or _has_same_content(path, source)):
            return False
    except OSError as error:
        raise FileError(refused(path, error)) from error
    with atomic_path(path) as temporary:
        shutil.copyfile(source, temporary)
    return True


def _has_same_content(path: Path, other_path: Path) -> bool:
    """Whether two files hold the same bytes; both are read in blocks."""
    if path.stat().st_size != other_path.stat().st_size:
        return False
    with path.open("rb") as file, other_path.open("rb") as other:
        while block := file.read(BLOCK):
            if block != other.read(BLOCK):
                return False
    return True


def move(path: Path, source: Path) -> None:
    """Lets a file that was written whole take the place of `path`; both are on one disk.

    Raises:
        FileError: the disk refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        source.replace(path)
    except OSError as error:
        raise FileError(refused(path, error)) from error


def refused(path: Path, error: OSError) -> str:
    """The disk's refusal in words, with its remedy."""
    remedy = _FULL if error.errno in {errno.ENOSPC, errno.EDQUOT} else _REMEDIES.get(type(error), _LOOK)
    sentence = _("{path}: {reason}; {remedy}, then run the same command again")
    return sentence.format(path=error.filename or path, reason=os_error_reason(error), remedy=_(remedy))
