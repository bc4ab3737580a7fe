"""The files of a show that decide what the desk shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_OWN_FOLDERS: Final = frozenset({"site", "__pycache__"})  # results of builds


def watched_names(root: Path) -> tuple[str, ...]:
    """Return the files and folders directly in the show's folder, without those that a build writes."""
    names = (entry.name for entry in root.iterdir())
    return tuple(sorted(name for name in names if not name.startswith((".", "~$")) and name not in _OWN_FOLDERS))
