"""Files from elsewhere, copied to their usual places in the show, for the fields that will name them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.audio.containers.unusable_files import require_decodable
from podcast.authoring.edited_file import parse_field
from podcast.errors import FileError, PodcastError
from podcast.files import atomic, os_errors
from podcast.files.digest import BLOCK, file_digest
from podcast.files.file_signatures import recognise_file
from podcast.files.folders import make_folders
from podcast.i18n import _
from podcast.model.file_names import AUDIO_SUFFIXES, EPISODES, VIDEO_SUFFIXES
from podcast.platform.durability import flush_handle
from podcast.platform.file_changes import remove_file
from podcast.text import slugify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from podcast.show.yaml_errors import Loc

_NAMED_AFTER_FIELD = frozenset({"recording", "transcript", "cover", "intro", "outro"})
_PAGES = frozenset({"imprint", "privacy", "accessibility", "about", "easy_language"})


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """A file that was copied into the show: its name as the field has it, its path, and whether it is new there."""

    name: str
    path: Path
    is_new: bool

    def remove(self) -> None:
        """Remove the copy, if it is new: the field that should have named it was refused."""
        if self.is_new:
            remove_file(self.path, missing_ok=True)


def copy_into_show(root: Path, slug: str | None, field: str, source: Path) -> CopiedFile:
    """Copy a file to where the field expects it: `people/erika-muster.jpg`, `cover.jpg`, `recording.wav`.

    A file that is there already with the same bytes is used; one with other bytes is never overwritten.

    Args:
        root: of the show.
        slug: of the episode; None for the show itself.
        field: that will name the file.
        source: the file; it stays.

    Raises:
        PodcastError: another file has that name.
        FileError: the file cannot be read, or the disk refuses.
    """
    name = usual_name(parse_field(field), source, is_episode=slug is not None)
    path = root / EPISODES / slug / name if slug else root / name
    try:
        if os.path.lexists(path) and not (path.is_file() and file_digest(path) == file_digest(source)):
            words = _("{path}: exists already and is another file; nothing was copied. Move it away, or rename yours")
            raise PodcastError(words.format(path=path.relative_to(root)))
    except OSError as error:
        raise FileError(os_errors.os_error_message(path, error)) from error
    make_folders(path.parent)
    return CopiedFile(name, path, is_new=atomic.copy(path, source))


def usual_name(loc: Loc, source: Path, *, is_episode: bool) -> str:
    """Return the name that a copy gets, from the folder of the episode or the show.

    Args:
        loc: the path to the field that will name it.
        source: the file.
        is_episode: whether it is for an episode, rather than for the show.
    """
    suffix = source.suffix.lower()
    own_name = f"{slugify(source.stem) or 'file'}{suffix}"
    field = loc[-1]
    if field in _NAMED_AFTER_FIELD:
        return f"{field}{suffix}" if is_episode or field == "cover" else f"audio/{field}{suffix}"
    if is_episode:
        return own_name
    if loc[0] == "people" and len(loc) > 1:
        return f"people/{slugify(str(loc[1])) or 'person'}{suffix}"
    return f"pages/{own_name}" if field in _PAGES else own_name


def sound_suffix(sound: Path) -> str:
    """Return the suffix for a copy of a sound: its own if that fits the content, else the usual one of that."""
    suffix, file_type = sound.suffix.lower(), recognise_file(sound)
    if file_type and file_type.suffixes and suffix not in file_type.suffixes:
        return file_type.suffixes[0]
    return suffix if suffix in {*AUDIO_SUFFIXES, *VIDEO_SUFFIXES} else ".mp3"  # the only one without a sure beginning


def require_usable_sound(sound: Path) -> None:
    """Require a file that can be decoded.

    Raises:
        PodcastError: it does not exist, is empty, or is of a kind that cannot be decoded.
        FileError: it cannot be looked at.
    """
    try:
        size = sound.stat().st_size if sound.is_file() else 0
    except OSError as error:
        raise FileError(os_errors.os_error_message(sound, error)) from error
    if not size:
        words = _("{path}: the file does not exist or is empty; name the recording")
        raise PodcastError(words.format(path=sound))
    require_decodable(sound, recognise_file(sound))


def copy_sound(sound: Path, path: Path, report: Callable[[int], None]) -> None:
    """Copy a sound, and write it to the disk.

    Args:
        sound: the file; it stays.
        path: of the copy.
        report: called with the number of bytes that were copied since the last call.

    Raises:
        OSError: the disk refuses.
    """
    with sound.open("rb") as source, path.open("wb") as copy:
        while block := source.read(BLOCK):
            copy.write(block)
            report(len(block))
        copy.flush()
        flush_handle(copy.fileno())
