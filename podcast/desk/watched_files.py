"""The files of a show that decide what the desk shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podcast.model.file_names import EPISODES, SHOW_FILE
from podcast.publish.targets.open import MANIFEST_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

_FOLDERS: Final = frozenset({EPISODES, "templates"})


def watched_names(root: Path) -> tuple[str, ...]:
    """Return the files directly in the show's folder, and its folders that belong to the show.

    Those are the episodes, the templates, every other one that podcast.yaml speaks of, and the latest manifest of the
    target.
    """
    try:
        text = (root / SHOW_FILE).read_text("utf-8", "replace")
    except OSError:
        text = ""
    visible = (entry for entry in root.iterdir() if not entry.name.startswith((".", "~$")))
    names = (entry.name for entry in visible if entry.is_file() or entry.name in _FOLDERS or f"{entry.name}/" in text)
    return (*sorted(names), MANIFEST_FOLDER)
