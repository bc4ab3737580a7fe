"""Statistics of the old host: kept beside the show as history, untouched."""

from __future__ import annotations

import shutil
from itertools import count
from typing import TYPE_CHECKING, Final

from podcast.errors import FileError
from podcast.files.atomic import atomic_path
from podcast.files.digest import file_sha256
from podcast.files.os_errors import os_error_message
from podcast.i18n import _
from podcast.text import slugify

if TYPE_CHECKING:
    from pathlib import Path

HISTORY_FOLDER: Final = "history"  # of the show; no build reads it, and it is never published


def keep_statistics(file: Path, root: Path) -> Path:
    """Copy a CSV file of the old host to `history/` of the show, byte for byte; return the copy.

    A file that is there already is never overwritten: the same bytes are kept once, others get a name with a number.

    Args:
        file: the file.
        root: the folder of the show.

    Raises:
        FileError: the file is none or cannot be read, or the disk refuses.
    """
    if not file.is_file():
        raise FileError(_("{path}: there is no such file; name the CSV file with the statistics").format(path=file))
    try:
        digest = file_sha256(file)
        copies = (root / HISTORY_FOLDER / _name(file, number) for number in count(1))
        copy = next(path for path in copies if not path.exists() or (path.is_file() and file_sha256(path) == digest))
        if not copy.exists():
            with atomic_path(copy) as temporary:
                shutil.copyfile(file, temporary)
    except OSError as error:
        raise FileError(os_error_message(file, error)) from error
    return copy


def _name(file: Path, number: int) -> str:
    """The name of a copy: of letters that all file systems have, with a number behind it from the second one on."""
    stem = slugify(file.stem) or "statistics"
    return f"{stem}{f'-{number}' if number > 1 else ''}{file.suffix.lower() or '.csv'}"
