"""Staged files: many are written without a flush, flushed at once, and then moved into place (`atomic.move`)."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from podcast.errors import FileError
from podcast.files.folders import write_in_folder
from podcast.files.os_errors import os_error_message
from podcast.platform.durability import flush_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def write_staged(path: Path, data: bytes) -> None:
    """Write a staged file without fsync. Call `flush_staged` once before the staged files are moved into place.

    Raises:
        FileError: the disk refuses.
    """
    write_in_folder(path, partial(path.write_bytes, data))


def copy_staged(path: Path, source: Path) -> None:
    """Copy a file to a staged file without fsync; see `write_staged`.

    Raises:
        FileError: the disk refuses.
    """
    write_in_folder(path, partial(shutil.copyfile, source, path))


def flush_staged(paths: Iterable[Path]) -> None:
    """Flush all staged files to disk: one sync for the whole batch instead of one for each file, where that is enough.

    Args:
        paths: of the files; they are not looked at where one sync is enough.

    Raises:
        FileError: the disk refuses.
    """
    try:
        flush_files(paths)
    except OSError as error:
        raise FileError(os_error_message(Path(str(error.filename or ".")), error)) from error


def files_below(folder: Path) -> Iterator[Path]:
    """Yield all files below a folder."""
    return (path for path in folder.rglob("*") if path.is_file())
