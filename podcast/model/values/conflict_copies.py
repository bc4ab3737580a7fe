"""Conflict copies: the second file that a sync service leaves where two computers have changed the same one.

A name alone proves nothing: a copy is one only beside its original, the file without the addition. Sources:

- Dropbox, "What's a conflicted copy?": `notes (Erika's conflicted copy 2026-11-30).md`, in German `(In Konflikt
  stehende Kopie von …)`; also `(Case Conflict)`, `(Selective Sync Conflict)`, `(Unicode Encoding Conflict)`.
- Nextcloud and ownCloud, desktop client, `makeConflictFileName`: `notes (conflicted copy erika 2026-11-30 101112).md`;
  before 2.5 `notes_conflict-20261130-101112.md`; `(case clash from erika)`.
- Syncthing, "Conflicting Changes": `notes.sync-conflict-20261130-101112-ABCDEFG.md`; the device only since 0.14.
- Google Drive: `notes [conflict].md`, `notes_conf(1).md`, `notes (1).md`.
- OneDrive, "Resolve sync conflicts": the name of the computer, `notes-LAPTOP-AB12.md`.

The last two forms look like names that people give. They count for files of which a show has only one by that name, and
the name of a computer elsewhere only if it is one that Windows or macOS has made up.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from podcast.model.file_names import APPROVALS_FILE, EPISODE_FILE, SHOW_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ONLY_ONE: Final = frozenset({SHOW_FILE, EPISODE_FILE, APPROVALS_FILE, "notes.md"})

_DAY: Final = r"\d{4}-\d\d-\d\d"
_INSIDE: Final = r"(?:[^()]|\([^()]*\))*"  # a name in parentheses may have some of its own
_PHRASE: Final = (
    r"conflicted copy|in konflikt stehende kopie|konfliktkopie|copie en conflit|copia en conflicto|copia in conflitto"
)
_CLASH: Final = r"(?:case|selective sync|unicode encoding|white ?space) conflict(?: \d+)?|case clash from .*"
_CERTAIN: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<stem>.+) \({_INSIDE}\b(?:{_PHRASE})\b{_INSIDE}\)(?: ?\(\d+\))?",
        rf"(?P<stem>.+) \((?:{_CLASH})\)(?: ?\(\d+\))?",
        rf"(?P<stem>.+) \({_INSIDE}\b(?:konflikt|conflict)\b{_INSIDE}\b{_DAY}\b{_INSIDE}\)",
        r"(?P<stem>.+)\.sync-conflict-\d{8}-\d{6}(?:-[a-z0-9]{7})?",
        r"(?P<stem>.+)_conflict-\d{8}-\d{6}",
        r"(?P<stem>.+?) ?\[conflict\](?: ?\(\d+\))?",
        r"(?P<stem>.+)_conf ?\(\d+\)",
    )
)
_MAY_BE_ONE: Final = re.compile(r"[(\[]|conf|-[A-Z0-9]|Mac", re.IGNORECASE)
_MADE_UP: Final = (
    r"(?:DESKTOP|LAPTOP|WIN|PC|NB)-[A-Z0-9]{2,12}|(?:[\w-]*-)?(?:MacBook(?:-Pro|-Air)?|iMac|Mac-mini|Mac-Studio)"
)
_COMPUTER: Final = re.compile(rf"(?P<stem>.+?)-(?:{_MADE_UP})(?:-\d+)?")
_LIKELY: Final = (
    _COMPUTER,
    re.compile(r"(?P<stem>[a-z]+)-[A-Z0-9][A-Z0-9-]{1,14}(?:-\d+)?"),  # NetBIOS names: at most 15 characters
    re.compile(r"(?P<stem>.+) \((?:konflikt|conflict)\b.*\)", re.IGNORECASE),
    re.compile(r"(?P<stem>.+) \(\d{1,2}\)"),
)


def conflict_copies(names: Iterable[str]) -> Mapping[str, str]:
    """Return the names in a folder that are conflict copies, each with the name of its original, which is there too.

    Args:
        names: of all files of the folder, composed (NFC).
    """
    present = {name.casefold(): name for name in names}
    copies: dict[str, str] = {}
    for name in filter(_MAY_BE_ONE.search, present.values()):
        for original in _possible_originals(name):
            if (other := present.get(original.casefold())) is not None:
                copies[name] = other
                break
    return copies


def without_copies(names: Mapping[str, str]) -> dict[str, str]:
    """Return the names in a folder (see `media_files.list_folder`) without conflict copies, whose originals count."""
    copies = conflict_copies(names)
    return {name: on_disk for name, on_disk in names.items() if name not in copies}


def _possible_originals(name: str) -> Iterable[str]:
    """Yield the names that a file had before an addition was made to it."""
    path = PurePosixPath(name)
    stem, suffix = path.stem, path.suffix
    for pattern in (*_CERTAIN, _COMPUTER):
        if match := pattern.fullmatch(stem):
            yield f"{match['stem']}{suffix}"
    for pattern in _LIKELY:
        match = pattern.fullmatch(stem)
        if match and f"{match['stem']}{suffix}" in _ONLY_ONE:
            yield f"{match['stem']}{suffix}"
