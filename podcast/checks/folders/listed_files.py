"""Files in a folder of the show that may be meant for something, and the hint at one that is not used."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.model.file_names import OTHER_PICTURE_SUFFIXES, PICTURE_SUFFIXES, TRANSCRIPT_SUFFIXES
from podcast.model.values.conflict_copies import without_copies
from podcast.show import media_files
from podcast.show.locations import printable_problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.errors import Problem

PICTURES = (*PICTURE_SUFFIXES, *OTHER_PICTURE_SUFFIXES)
WRITTEN = (".md", ".markdown", ".txt", ".docx", ".doc", ".odt", ".rtf", ".pages", ".html", ".htm")
CANDIDATES = (*PICTURES, *WRITTEN, *TRANSCRIPT_SUFFIXES, ".yml", ".yaml")

_IGNORED = re.compile(
    r"thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r|readme.*|licen[sc]e.*|todo.*|~.*|#.*#|.*~|"
    r".*\.(?:bak|old|orig|tmp|temp|swp|part|crdownload|autosave|sb-\w+)",
    re.IGNORECASE,
)


def listed_files(folder: Path) -> dict[str, str]:
    """Return the files in a folder, see `media_files.list_folder`; none if it cannot be read."""
    try:
        return media_files.list_folder(folder)
    except OSError:  # reported elsewhere
        return {}


def meant_files(names: Mapping[str, str]) -> dict[str, str]:
    """Return those of a folder's files that may be meant for something, and are no conflict copies."""
    return {
        name: on_disk
        for name, on_disk in without_copies(names).items()
        if name.lower().endswith(CANDIDATES) and not _IGNORED.fullmatch(name)
    }


def unread_hint(path: str, what: str, remedy: str) -> Problem:
    """Return the hint at a file that is not used."""
    return replace(printable_problem(path, (0, 0), "", (what, remedy)), code="unread-file")
