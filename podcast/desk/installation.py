"""`podcast desk --install`: a launcher of the desk of this show, and a timer for `podcast publish --due`."""

from __future__ import annotations

import hashlib
import os
import sys
from typing import TYPE_CHECKING, Final

from podcast.authoring.episode_slug import slug_from_title
from podcast.errors import FileError
from podcast.files import atomic, os_errors
from podcast.i18n import _
from podcast.model.file_names import SHOW_FILE
from podcast.platform.launchers import LauncherTexts, System, SystemFile, desk_launcher, this_system
from podcast.platform.scheduled_tasks import ScheduledTask, repeated_task
from podcast.show.yaml_file import read_yaml_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_MAX_NAME: Final = 40  # characters of the title in the identifier
_EXECUTABLE: Final = 0o755


def launcher_of(root: Path, system: System | None = None, environment: Mapping[str, str] = os.environ) -> SystemFile:
    """Return the launcher that opens the desk of a show.

    Args:
        root: the show's folder.
        system: for which one; this one if None.
        environment: variables of this process.
    """
    title = _title(root)
    comment = _("Edit and publish the podcast “{title}”; close this window to end").format(title=title)
    command = (*_program(), "desk", "-C", str(root.resolve()))
    return desk_launcher(
        system or this_system(), _identifier("desk", root, title), LauncherTexts(title, comment), command, environment
    )


def timer_of(root: Path, system: System | None = None, environment: Mapping[str, str] = os.environ) -> ScheduledTask:
    """Return the timer that publishes the scheduled episodes of a show once they are due; see `launcher_of`."""
    title = _title(root)
    comment = _("Publish the scheduled episodes of “{title}” once they are due").format(title=title)
    command = (*_program(), "publish", "--due", "--yes", "-C", str(root.resolve()))
    return repeated_task(system or this_system(), _identifier("publish", root, title), comment, command, environment)


def write_system_file(file: SystemFile) -> None:
    """Write a launcher or a timer, and the folders above it.

    Raises:
        FileError: the disk refuses.
    """
    atomic.write(file.path, file.data)
    if file.is_executable:
        try:
            file.path.chmod(_EXECUTABLE)
        except OSError as error:
            raise FileError(os_errors.os_error_message(file.path, error)) from error


def _program() -> tuple[str, ...]:
    """This program, wherever it is called from: `-P` keeps modules of the current folder out."""
    return (sys.executable, "-P", "-m", "podcast")


def _identifier(purpose: str, root: Path, title: str) -> str:
    """The name of a file among those of other shows, the same each time: `podcast-desk-aktenschrank-1a2b3c4d`."""
    place = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:8]
    name = slug_from_title(title)[:_MAX_NAME].strip("-")
    return "-".join(part for part in ("podcast", purpose, name, place) if part)


def _title(root: Path) -> str:
    """The title of a show, as one line; the name of its folder while it has none."""
    fields = read_yaml_file(root, SHOW_FILE).document.fields if (root / SHOW_FILE).is_file() else None
    title = (fields or {}).get("title")
    return " ".join(title.split()) if isinstance(title, str) and title.strip() else root.resolve().name
