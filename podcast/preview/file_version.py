"""Versions of the files that the preview shows."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def file_version(site: Path, name: str) -> str:
    """Return a text that changes when a file below `site` does."""
    status = os.stat(os.path.join(site, name))  # noqa: PTH116, PTH118 -- a Path for each file takes as long again
    return f"{status.st_mtime_ns:x}-{status.st_size:x}"
