"""Folders that are made on the way to a file, and the names in them."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, Final

from podcast.errors import FileError
from podcast.files.os_errors import os_error_message
from podcast.platform.durability import flush_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PUBLIC_FOLDER: Final = 0o055  # in addition to what the umask leaves of 0o775


def make_folders(folder: Path, *, public: bool = False) -> tuple[Path, ...]:
    """Create a folder and those that it is in, and return those that were created, the outermost first.

    Args:
        folder: which may exist.
        public: whether a web server reads it.

    Raises:
        FileError: the disk refuses.
    """
    try:
        return create_folders(folder, public=public)
    except OSError as error:
        raise FileError(os_error_message(folder, error)) from error


def create_folders(folder: Path, *, public: bool) -> tuple[Path, ...]:
    """Do what `make_folders` does.

    Raises:
        OSError: the disk refuses.
    """
    if folder.is_dir():
        return ()
    outer = () if folder == folder.parent else create_folders(folder.parent, public=public)
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
        flush_folder(folder)
    except OSError as error:
        raise FileError(os_error_message(folder, error)) from error


def write_in_folder(path: Path, write_file: Callable[[], object], *, public: bool = False) -> None:
    """Write a file, and make its folder if that is missing, which is rare.

    Raises:
        FileError: the disk refuses.
    """
    try:
        try:
            write_file()
        except FileNotFoundError:
            create_folders(path.parent, public=public)
            write_file()
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error
