"""Names of temporary files: `.feed.xml.1a2b3c4d.part` for `feed.xml`."""

from __future__ import annotations

import re
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
