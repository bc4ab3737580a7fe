"""Writes of the show's files by several windows and commands at once: a file is replaced only if it is as it was read.

All edits of this program take one lock for the moment in which they compare and replace. Editors that know nothing of
it are noticed by the comparison, except within the few microseconds between that and the rename.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from podcast.errors import FileError, InputChangedError
from podcast.files.atomic import write
from podcast.files.exclusive_lock import waiting_lock
from podcast.files.os_errors import os_error_message
from podcast.files.partial_files import remove_partial_files_of
from podcast.platform.file_changes import remove_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_FILE: Final = ".podcast/edit.lock"  # below the root of the show


@contextlib.contextmanager
def edit_lock(root: Path) -> Iterator[None]:
    """Hold the show's files for one edit; it must not be taken twice.

    Raises:
        FileError: the disk refuses.
    """
    with waiting_lock(root / LOCK_FILE):
        yield


def replace_file(root: Path, path: str, before: bytes | None, after: bytes | None) -> None:
    """Replace or remove a file, provided that it still has the bytes that the edit is based on.

    Args:
        root: of the show.
        path: of the file, relative to the root.
        before: the bytes that the edit is based on; None for a file that is new.
        after: its new bytes; None to remove it.

    Raises:
        InputChangedError: it has other bytes by now.
        FileError: the disk refuses.
    """
    with edit_lock(root):
        replace_held_file(root, path, before, after)


def replace_held_file(root: Path, path: str, before: bytes | None, after: bytes | None) -> None:
    """Do what `replace_file` does, within `edit_lock`. A link stays a link, and permissions stay the same.

    Raises:
        InputChangedError: the file has other bytes by now.
        FileError: the disk refuses.
    """
    file = (root / path).resolve()
    if read_bytes(file) != before:
        raise InputChangedError(root / path)
    remove_partial_files_of(file)  # which a killed process has left
    if after is None:
        try:
            remove_file(file)
        except OSError as error:
            raise FileError(os_error_message(file, error)) from error
    else:
        write(file, after)


def read_bytes(path: Path) -> bytes | None:
    """Return the bytes of a file; None if there is none.

    Raises:
        FileError: the disk refuses.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error
