"""Sentences for errors of the operating system, with the file that they are about and the remedy."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

from podcast.files.partial_names import is_partial_file, is_partial_file_of
from podcast.i18n import _, gettext_noop, os_error_reason
from podcast.platform.rules import WINDOWS_RULES

_FILE_IN_THE_WAY = gettext_noop("a file is in the place of a folder: move it away")
_REMEDIES = {
    PermissionError: gettext_noop("give yourself permission to write there"),
    FileExistsError: _FILE_IN_THE_WAY,
    NotADirectoryError: _FILE_IN_THE_WAY,
    IsADirectoryError: gettext_noop("a folder is in the place of a file: move it away"),
}
_FREE_SPACE = gettext_noop("free some space")
_READ_ONLY_DISK = gettext_noop("make the disk writable, or choose another folder")
FULL_DISK_ERRORS: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_CHECK_DISK = gettext_noop("check the disk")
_CLOSE_FILE = gettext_noop("close the program that has it open")
_SHORTEN_PATH = gettext_noop("move the show's folder closer to the root of the disk, so that the path is shorter")
_MAX_WINDOWS_PATH = 259  # characters, unless long paths are switched on in Windows


def os_error_message(path: Path, error: OSError) -> str:
    """The message for an error of the operating system, with its remedy; a temporary file has its final name in it."""
    remedy = _FREE_SPACE if error.errno in FULL_DISK_ERRORS else _REMEDIES.get(type(error), _CHECK_DISK)
    if error.errno == errno.EROFS:
        remedy = _READ_ONLY_DISK
    file = _final_path(path, error)
    if WINDOWS_RULES:
        remedy = _windows_remedy(file, error) or remedy
    if isinstance(error, PermissionError) and (folder := _unwritable_folder(file)):
        sentence = _(
            "{path}: {reason}: the folder {folder} is not writable ({mode}); {remedy}, then run the same command again"
        )
        values = {"folder": folder, "mode": stat.filemode(folder.stat().st_mode)}
    else:
        sentence, values = _("{path}: {reason}; {remedy}, then run the same command again"), {}
    return sentence.format(path=file, reason=os_error_reason(error), remedy=_(remedy), **values)


def _windows_remedy(file: Path, error: OSError) -> str:
    """The remedy for what only Windows refuses; empty for other errors."""
    if isinstance(error, PermissionError) and not _unwritable_folder(file):
        return _CLOSE_FILE
    if isinstance(error, FileNotFoundError) and len(str(file.absolute())) > _MAX_WINDOWS_PATH:
        return _SHORTEN_PATH
    return ""


def _final_path(path: Path, error: OSError) -> Path:
    """The file that an error is about; for a temporary file, the one that it was to replace."""
    if error.filename2 is not None or not isinstance(error.filename, str):  # of two files: when one is moved
        return path
    file = Path(error.filename)
    if not is_partial_file(file.name):
        return file
    return path if is_partial_file_of(file, path) else file.with_name(file.name[1:].rsplit(".", 2)[0])


def _unwritable_folder(file: Path) -> Path | None:
    """The innermost existing folder of a file, if files cannot be created in it; None if they can."""
    folder = next((parent for parent in file.parents if parent.is_dir()), None)
    return folder if folder and not os.access(folder, os.W_OK | os.X_OK) else None
