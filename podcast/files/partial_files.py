"""Temporary files beside the files that they are to replace, locked by the process that writes them."""

from __future__ import annotations

import os
import re
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_PARTIAL_NAME = re.compile(r"\..+\.[a-z0-9_]{8}\.part", re.DOTALL)


def is_partial_file(name: str) -> bool:
    """Whether a file's name is that of a temporary file of `atomic_path`."""
    return _PARTIAL_NAME.fullmatch(name) is not None


def is_partial_file_of(temporary: Path, path: Path) -> bool:
    """Whether a file is a temporary file of `atomic_path(path)`."""
    is_beside = temporary.parent == path.parent and is_partial_file(temporary.name)
    return is_beside and temporary.name.startswith(f".{path.name[:80]}.")


def create_partial_file(path: Path, mode: int) -> tuple[int, Path]:
    """Create and lock a temporary file beside `path`; return its handle and its path."""
    while True:
        temporary = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.part")
        try:
            handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        except FileExistsError:
            continue
        lock_file(handle, wait=True)
        if os.fstat(handle).st_nlink:  # else it was swept before it was locked
            return handle, temporary
        os.close(handle)


def lock_file(handle: int, *, wait: bool) -> bool:
    """Lock an open file until it is closed; return False if another process holds it, or the disk has no locks."""
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
