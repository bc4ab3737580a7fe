"""Conflict copies, and files that one has replaced: put away for 30 days, and brought back at a press."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.authoring.edits.guarded_write import edit_lock
from podcast.desk.copies.copy_pairs import show_folder
from podcast.errors import FileError
from podcast.files.os_errors import os_error_message
from podcast.platform.file_changes import remove_file, replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER: Final = Path(".podcast") / "replaced"
_OF_SHOW: Final = "_show"  # no slug has such a name
_COPIES: Final = "conflict-copies"
MAX_AGE: Final = timedelta(days=30)
_STAMP: Final = "%Y%m%d-%H%M%S-%f"
_STAMP_CHARACTERS: Final = 22


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """A file that was put away: its name in the folder of those, its own name, when it was put away."""

    id: str
    name: str
    kept_at: datetime


def kept_copies(root: Path, slug: str | None) -> tuple[KeptCopy, ...]:
    """Return the files of an episode, or of the show, that were put away, the latest first."""
    paths = sorted(_folder(root, slug).glob("*-*"), reverse=True)
    return tuple(
        KeptCopy(
            path.name,
            path.name[_STAMP_CHARACTERS + 1 :],
            datetime.strptime(path.name[:_STAMP_CHARACTERS], _STAMP).replace(tzinfo=UTC),
        )
        for path in paths
    )


def put_away(root: Path, slug: str | None, path: str, now: datetime) -> None:
    """Move a file out of its folder; those that were put away more than 30 days ago are removed.

    Args:
        root: of the show.
        slug: of the episode; None for the show itself.
        path: of the file, below the root.
        now: the time.

    Raises:
        FileError: the disk refuses.
    """
    with _translated(root / path), edit_lock(root):
        _move_away(root, slug, path, now)
        for copy in kept_copies(root, slug):
            if now - copy.kept_at > MAX_AGE:
                remove_file(_folder(root, slug) / copy.id, missing_ok=True)


def put_in_place(root: Path, slug: str | None, paths: tuple[str, str], now: datetime) -> None:
    """Move a copy into the place of its original, which is put away.

    Args:
        root: of the show.
        slug: of the episode; None for the show itself.
        paths: of the copy and of its original, below the root.
        now: the time.

    Raises:
        FileError: the disk refuses.
    """
    copy, original = paths
    with _translated(root / copy), edit_lock(root):
        _move_away(root, slug, original, now)
        replace_file(root / copy, root / original)


def bring_back(root: Path, slug: str | None, identity: str, now: datetime) -> bool:
    """Move a file back into its folder; one that has its name by now is put away. Return whether it was there.

    Raises:
        FileError: the disk refuses.
    """
    file = next((copy for copy in kept_copies(root, slug) if copy.id == identity), None)
    if file is None:
        return False
    target = f"{show_folder(slug)}/{file.name}".lstrip("/")
    with _translated(root / target), edit_lock(root):
        if (root / target).exists():
            _move_away(root, slug, target, now)
        replace_file(_folder(root, slug) / identity, root / target)
    return True


def _move_away(root: Path, slug: str | None, path: str, now: datetime) -> None:
    folder = _folder(root, slug)
    folder.mkdir(parents=True, exist_ok=True)
    replace_file(root / path, folder / f"{now.astimezone(UTC).strftime(_STAMP)}-{Path(path).name}")


def _folder(root: Path, slug: str | None) -> Path:
    return root / _FOLDER / (slug or _OF_SHOW) / _COPIES


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error
