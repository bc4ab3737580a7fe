"""State of the program: its files, the versions of all installed libraries, and what it heeds of the environment."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import Final

from podcast.files.tree_state import tree_state

_PACKAGE: Final = Path(__file__).parents[2]
_DISTRIBUTION_SUFFIXES: Final = (".dist-info", ".egg-info", ".egg-link")
_VARIABLE_PREFIX: Final = "PODCAST_"
_VARIABLES: Final = ("TZ", "PYTHONTZPATH")  # the time zone of this computer, and where the database of them lies
# They change no byte of a site.
_IGNORED_VARIABLES: Final = frozenset({"PODCAST_DIR", "PODCAST_EXECUTOR", "PODCAST_JOBS", "PODCAST_TARGET"})


def program_state() -> str:
    """Return a digest that changes with the program, its libraries, Python, and the environment.

    Raises:
        OSError: a folder of the program cannot be read.
    """
    theme = _PACKAGE / "templates"  # as in a wheel; in the repository it lies beside the package
    folders = (_PACKAGE, theme if theme.is_dir() else _PACKAGE.parent / "templates")
    files = tree_state("/", map(str, folders), sys.maxsize).digest
    parts = [sys.version, *_distributions(), *_environment(), files]
    return hashlib.sha256(os.fsencode("\0".join(parts))).hexdigest()


def _distributions() -> list[str]:
    """The installed distributions in the order in which Python finds them: names, versions, times of installation."""
    states = []
    for folder in sys.path:
        try:
            with os.scandir(folder or ".") as entries:
                distributions = [entry for entry in entries if entry.name.endswith(_DISTRIBUTION_SUFFIXES)]
                states += sorted(f"{folder}/{entry.name} {entry.stat().st_mtime_ns}" for entry in distributions)
        except OSError:  # a zip file, or a folder that does not exist
            continue
    return states


def _environment() -> list[str]:
    names = sorted(name for name in os.environ if name in _VARIABLES or name.startswith(_VARIABLE_PREFIX))
    return [f"{name}={os.environ[name]}" for name in names if name not in _IGNORED_VARIABLES]
