"""The state of a file, by which a change is noticed without reading it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.platform.file_identity import inode

if TYPE_CHECKING:
    import os
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileState:
    """Size, mtime and inode of a file, by which a change is noticed without reading it."""

    size: int  # bytes
    mtime_ns: int
    inode: int


def file_state(path: Path) -> FileState:
    """The state of a file.

    Raises:
        OSError: it cannot be looked at.
    """
    return state_of(path.stat())


def state_of(status: os.stat_result) -> FileState:
    """The state of a file that was looked at."""
    return FileState(status.st_size, status.st_mtime_ns, inode(status))
