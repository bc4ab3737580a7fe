"""Atomic file writes: temporary file, fsync, rename.

New files and folders have the permissions of the umask. Those that a web server reads (`public`) can be read by
everyone, whatever the umask is (0644, 0755). A file that is replaced keeps its permissions and a folder that exists is
left as it is, because they may have been made private by hand.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import shutil
import stat
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.errors import BusyError, FileError
from podcast.files.digest import BLOCK
from podcast.files.os_errors import os_error_message
from podcast.files.partial_files import create_partial_file, is_partial_file, is_partial_file_of, lock_file
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PUBLIC_FILE: Final = 0o644
PUBLIC_FOLDER: Final = 0o055  # in addition to what the umask leaves of 0o775
# No permission, or something in the way: not a fault of the disk.
REFUSALS: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.EEXIST, errno.ENOTDIR, errno.EISDIR})
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
        FileError: the disk refuses.
    """
    import fcntl

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b", buffering=0)  # a buffer would be written again when the file is closed
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read(MAX_COMMAND_BYTES).decode(errors="replace") or command
            sentence = _("another {what} is running in this folder; wait until it has finished")
            raise BusyError(sentence.format(what=holder)) from None
        with contextlib.suppress(OSError):  # a full disk: the lock holds all the same
            file.truncate(0)
            file.write(command.encode())
        yield


@contextlib.contextmanager
def atomic_path(path: Path, *, public: bool = False) -> Iterator[Path]:
    """Yield a temporary path beside `path` that replaces it when the block ends, and is removed when it fails.

    The bytes are on the disk before the name is: after a power cut there is the old file or the new one, nothing else.

    Args:
        path: the file.
        public: whether a web server reads it.

    Raises:
        FileError: the disk refuses.
    """
    with temporary_path(path, public=public) as temporary:
        yield temporary
        put_in_place(temporary, path, public=public)


@contextlib.contextmanager
def temporary_path(path: Path, *, public: bool = False) -> Iterator[Path]:
    """Yield a temporary path beside `path`, which is removed when the block ends; see `put_in_place`.

    For files whose name depends on their bytes: `path` names the folder, and most of the temporary name. The file is
    locked until then: see `remove_partial_files`.

    Raises:
        FileError: the disk refuses.
    """
    with _temporary_file(path, public=public) as (_handle, temporary):
        yield temporary


@contextlib.contextmanager
def _temporary_file(path: Path, *, public: bool) -> Iterator[tuple[int, Path]]:
    """Yield the open file and the path of `temporary_path`."""
    handle, temporary = None, None
    try:
        _make_folders(path.parent, public=public)
        handle, temporary = create_partial_file(path, 0o600 if path.is_file() else 0o666)
        yield handle, temporary
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        if handle is not None:
            os.close(handle)


def put_in_place(temporary: Path, path: Path, *, public: bool = False) -> None:
    """Flush a temporary file of the same folder to disk, and give it its name.

    Args:
        temporary: the file.
        path: its name.
        public: whether a web server reads it.

    Raises:
        FileError: the disk refuses.
    """
    try:
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        _replace(temporary, path, public=public)
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error


def _replace(source: Path, path: Path, *, public: bool) -> None:
    """Rename a file to `path`, with the permissions of the file that it replaces."""
    try:
        source.chmod(stat.S_IMODE(path.stat().st_mode) & 0o777)
    except FileNotFoundError:
        if public:
            source.chmod(PUBLIC_FILE)
    source.replace(path)


def _move(source: Path, path: Path, *, public: bool) -> None:
    try:
        _replace(source, path, public=public)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy(path, source, public=public)
        source.unlink()


def remove_partial_files(folder: Path) -> tuple[Path, ...]:
    """Remove temporary files of `atomic_path` below a folder that a killed process has left; return their paths.

    A file that is still being written is locked by its process, and stays. Links are not followed.

    Raises:
        FileError: the disk refuses.
    """
    paths = [Path(parent) / name for parent, _, names in os.walk(folder) for name in names if is_partial_file(name)]
    return tuple(path for path in sorted(paths) if _remove_partial_file(path))


def remove_partial_files_of(path: Path) -> None:
    """Remove temporary files of `atomic_path(path)` that a killed process has left; raises as `remove_partial_files`.

    For a file in a folder that is not ours: nothing else is looked at.
    """
    for temporary in path.parent.glob(f".{glob.escape(path.name[:80])}.*.part"):
        if is_partial_file_of(temporary, path):
            _remove_partial_file(temporary)


def _remove_partial_file(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:  # gone by now, another user's, or no file
        return False
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode) or not lock_file(handle, wait=False):
            return False
        path.unlink(missing_ok=True)
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error
    finally:
        os.close(handle)
    return True


def make_folders(folder: Path, *, public: bool = False) -> tuple[Path, ...]:
    """Create a folder and those that it is in, and return those that were created, the outermost first.

    Args:
        folder: which may exist.
        public: whether a web server reads it.

    Raises:
        FileError: the disk refuses.
    """
    try:
        return _make_folders(folder, public=public)
    except OSError as error:
        raise FileError(os_error_message(folder, error)) from error


def _make_folders(folder: Path, *, public: bool) -> tuple[Path, ...]:
    if folder.is_dir():
        return ()
    outer = () if folder == folder.parent else _make_folders(folder.parent, public=public)
    try:
        folder.mkdir(0o775 if public else 0o777)
    except FileExistsError:
        if not folder.is_dir():
            raise
        return outer
    if public and ~(mode := stat.S_IMODE(folder.stat().st_mode)) & PUBLIC_FOLDER:
        folder.chmod(mode | PUBLIC_FOLDER)
    return (*outer, folder)


def sync_folder(folder: Path) -> None:
    """Flush the names of a folder's files to disk: new, replaced or removed ones. A folder that is gone needs none.

    Raises:
        FileError: the disk refuses.
    """
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except FileNotFoundError:
        return
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.EBADF, errno.ENOTSUP}:  # some network drives cannot
            raise FileError(os_error_message(folder, error)) from error


def write(path: Path, data: bytes, *, public: bool = False, durable: bool = True) -> bool:
    """Write `data` to `path` atomically; leave a file that already holds it alone.

    Args:
        path: the file.
        data: its bytes.
        public: whether a web server reads it.
        durable: whether the bytes are flushed to disk first. A file of the cache need not be: should the computer lose
            its power, its state is another than its row has, and it is made again.

    Returns:
        Whether the file was written.

    Raises:
        FileError: the disk refuses.
    """
    if has_content(path, data):
        return False
    with _temporary_file(path, public=public) as (handle, temporary):
        with os.fdopen(handle, "wb", closefd=False) as file:
            file.write(data)
        if durable:
            os.fsync(handle)
        _replace(temporary, path, public=public)
    return True


def write_staged(path: Path, data: bytes) -> None:
    """Write a staged file without fsync. Call `sync_all()` once before the staged files are moved into place.

    Raises:
        FileError: the disk refuses.
    """
    _in_folder(path, partial(path.write_bytes, data))


def copy_staged(path: Path, source: Path) -> None:
    """Copy a file to a staged file without fsync; see `write_staged`.

    Raises:
        FileError: the disk refuses.
    """
    _in_folder(path, partial(shutil.copyfile, source, path))


def _in_folder(path: Path, write_file: Callable[[], object], *, public: bool = False) -> None:
    """Write a file, and make its folder if that is missing, which is rare.

    Raises:
        FileError: the disk refuses.
    """
    try:
        try:
            write_file()
        except FileNotFoundError:
            _make_folders(path.parent, public=public)
            write_file()
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


def copy(path: Path, source: Path, *, public: bool = False) -> bool:
    """Copy a file to `path` atomically; leave a file that already holds its bytes alone.

    Args:
        path: the copy.
        source: the file.
        public: whether a web server reads the copy.

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
    with atomic_path(path, public=public) as temporary:
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


def move(path: Path, source: Path, *, public: bool = False) -> None:
    """Move a completely written file to `path`; to another disk it is copied.

    Args:
        path: its new place.
        source: the file.
        public: whether a web server reads it.

    Raises:
        FileError: the disk refuses.
    """
    _in_folder(path, partial(_move, source, path, public=public), public=public)
