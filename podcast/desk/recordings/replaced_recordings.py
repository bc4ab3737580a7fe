"""Another recording for an episode: the one before is kept for 30 days, and can be brought back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.authoring.edits.guarded_write import edit_lock
from podcast.errors import FileError
from podcast.files.os_errors import os_error_message
from podcast.model.file_names import EPISODES
from podcast.platform.file_changes import remove_file, replace_file

if TYPE_CHECKING:
    from podcast.model.show import Episode

_FOLDER: Final = Path(".podcast") / "replaced"
_MAX_AGE: Final = timedelta(days=30)
_STAMP: Final = "%Y%m%d-%H%M%S-%f"
_STAMP_CHARACTERS: Final = 22


@dataclass(frozen=True, slots=True)
class ReplacedRecording:
    """A recording that was replaced: its name in the folder of those, its own name, when it was replaced, its size."""

    id: str
    name: str
    replaced_at: datetime
    size: int  # bytes


def replaced_recordings(root: Path, slug: str) -> tuple[ReplacedRecording, ...]:
    """Return the recordings of an episode that were replaced, the latest first."""
    folder = root / _FOLDER / slug
    names = sorted((path.name for path in folder.glob("*-*") if path.is_file()), reverse=True)
    return tuple(
        ReplacedRecording(
            name,
            name[_STAMP_CHARACTERS + 1 :],
            datetime.strptime(name[:_STAMP_CHARACTERS], _STAMP).replace(tzinfo=UTC),
            (folder / name).stat().st_size,
        )
        for name in names
    )


def new_name(episode: Episode, name: str) -> str:
    """Return the name that another recording gets in the episode's folder: the present one, with its own suffix."""
    stem = Path(episode.recording).stem if episode.recording else "recording"
    return f"{stem}{Path(name).suffix.lower()}"


def replace_recording(root: Path, episode: Episode, path: Path, name: str, now: datetime) -> str:
    """Move a file into an episode's folder as its recording, and the one before to the replaced ones.

    Args:
        root: of the show.
        episode: whose recording it is.
        path: of the new recording, on the same disk; it is moved.
        name: that it has had, for its suffix.
        now: the time.

    Returns:
        Its name in the episode's folder.

    Raises:
        FileError: the disk refuses.
    """
    target = root / EPISODES / episode.slug / new_name(episode, name)
    old = root / episode.recording if episode.recording else None
    try:
        with edit_lock(root):
            if old and old.is_file():
                new_place = root / _FOLDER / episode.slug / f"{now.astimezone(UTC).strftime(_STAMP)}-{old.name}"
                new_place.parent.mkdir(parents=True, exist_ok=True)
                replace_file(old, new_place)
            replace_file(path, target)
            _remove_old(root, episode.slug, now)
    except OSError as error:
        raise FileError(os_error_message(target, error)) from error
    return target.name


def replaced_path(root: Path, slug: str, identity: str) -> Path | None:
    """Return the file of a replaced recording; None if there is none of that id."""
    identities = {recording.id for recording in replaced_recordings(root, slug)}
    return root / _FOLDER / slug / identity if identity in identities else None


def _remove_old(root: Path, slug: str, now: datetime) -> None:
    """Remove the recordings of an episode that were replaced more than 30 days ago."""
    for recording in replaced_recordings(root, slug):
        if now - recording.replaced_at > _MAX_AGE:
            remove_file(root / _FOLDER / slug / recording.id, missing_ok=True)
