"""Files that a browser has sent and that no episode has yet: a folder of each below `.podcast/uploads/`."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, BinaryIO, Final

from podcast.errors import FileError
from podcast.files.os_errors import os_error_message

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER: Final = Path(".podcast") / "uploads"
_MAX_AGE_SECONDS: Final = 24 * 3600  # what is older is in no episode, and was forgotten
_ID: Final = re.compile(r"[0-9a-f]{32}")
_UNUSABLE: Final = re.compile(r'[\x00-\x1f<>:"/\\|?*]')  # in a file's name on any system
_MAX_NAME_CHARACTERS: Final = 120
_BLOCK_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that is held: its id, by which a form names it, its name as it was sent, and where it is."""

    id: str
    name: str
    path: Path


def hold_file(root: Path, name: str, source: BinaryIO) -> HeldFile:
    """Write a sent file to the disk; remove those that were forgotten.

    Args:
        root: of the show.
        name: as the browser has sent it.
        source: its bytes.

    Raises:
        FileError: the disk refuses.
    """
    _remove_forgotten(root)
    identity = secrets.token_hex(16)
    path = root / _FOLDER / identity / _safe_name(name)
    try:
        path.parent.mkdir(parents=True)
        with path.open("wb") as file:
            shutil.copyfileobj(source, file, _BLOCK_BYTES)
    except OSError as error:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise FileError(os_error_message(path, error)) from error
    return HeldFile(identity, path.name, path)


def held_file(root: Path, identity: str) -> HeldFile | None:
    """Return a file that is held; None if there is none of that id."""
    if not _ID.fullmatch(identity):
        return None
    path = next(iter(_files(root / _FOLDER / identity)), None)
    return HeldFile(identity, path.name, path) if path else None


def drop_file(root: Path, identity: str) -> None:
    """Remove a file that is held."""
    if _ID.fullmatch(identity):
        shutil.rmtree(root / _FOLDER / identity, ignore_errors=True)


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if path.is_file())


def _safe_name(name: str) -> str:
    """Return the name of a file without folders, and without what a system does not allow."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    clean = _UNUSABLE.sub("_", last).strip(" .")[-_MAX_NAME_CHARACTERS:]
    return clean or "recording"


def _remove_forgotten(root: Path) -> None:
    oldest = time.time() - _MAX_AGE_SECONDS
    for folder in (root / _FOLDER).glob("*"):
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
