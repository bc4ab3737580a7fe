"""State and contents of the program's own files, by which caches notice another version."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Final

_SUFFIXES: Final = (".py", ".toml", ".json")  # modules, and the texts and data that they read
_RENDERING_LIBRARIES: Final = ("markdown-it-py", "nh3", "jinja2", "markupsafe", "pydantic")


@cache
def program_state() -> str:
    """Return a digest of the names, sizes and mtimes of the program's files, of their folder, and of Python's version.

    A program that was installed anew counts as another one: what it decides may be cheap only.
    """
    package = Path(__file__).parents[1]
    folders, lines = [str(package)], [sys.version]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.endswith(_SUFFIXES):
                    status = entry.stat()
                    lines.append(f"{entry.path}\0{status.st_size}\0{status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode(errors="surrogateescape")).hexdigest()


@cache
def code_fingerprint() -> str:
    """Return a fingerprint of this program, its texts, and the libraries that render pages."""
    package = Path(str(resources.files("podcast")))
    paths = sorted(path for path in package.rglob("*") if path.suffix in _SUFFIXES)
    versions = [sys.version, *(f"{name} {metadata.version(name)}" for name in _RENDERING_LIBRARIES)]
    parts = [*(path.read_bytes() for path in paths), *(version.encode() for version in versions)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
