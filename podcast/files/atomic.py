"""Atomic file writes: temporary file, fsync, rename.

New files and folders have the permissions of the umask. Those that a web server reads (`public`) can be read by
everyone, whatever the umask is (0644, 0755). A file that is replaced keeps its permissions and a folder that exists is
left as it is, because they may have been made private by hand.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from functools import partial
from typing import TYPE_CHECKING, Final

from podcast.errors import FileError
from podcast.files.digest import BLOCK
from podcast.files.folders import create_folders, write_in_folder
from podcast.files.os_errors import os_error_message
from podcast.files.partial_files import create_partial_file, discard_partial_file, release_for_rename
from podcast.platform.durability import flush_file, flush_handle
from podcast.platform.file_changes import remove_file, replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PUBLIC_FILE: Final = 0o644
# No permission, or something in the way: not a fault of the disk.
REFUSALS: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.EEXIST, errno.ENOTDIR, errno.EISDIR})


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
    locked until then: see `partial_files.remove_partial_files`.

    Raises:
        FileError: the disk refuses.
    """
    with _temporary_file(path, public=public) as (_handle, temporary):
        yield temporary


@contextlib.contextmanager
def _temporary_file(path: Path, *, public: bool) -> Iterator[tuple[int, Path]]:
    """Yield the open file and the path of `temporary_path`."""
    temporary = None
    try:
        create_folders(path.parent, public=public)
        handle, temporary = create_partial_file(path, 0o600 if path.is_file() else 0o666)
        yield handle, temporary
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error
    finally:
        if temporary is not None:
            discard_partial_file(temporary)


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
        flush_file(temporary)
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
    release_for_rename(source)
    replace_file(source, path)


def _move(source: Path, path: Path, *, public: bool) -> None:
    try:
        _replace(source, path, public=public)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy(path, source, public=public)
        remove_file(source)


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
            flush_handle(handle)
        _replace(temporary, path, public=public)
    return True


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
    write_in_folder(path, partial(_move, source, path, public=public), public=public)
