"""Finding a show and its episodes on the disk, without reading their files: quick enough for a shell's completion."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from podcast.errors import PodcastError
from podcast.i18n import _
from podcast.model.file_names import EPISODES, SHOW_FILE

if TYPE_CHECKING:
    from pathlib import Path


def find_show_root(start: Path) -> Path:
    """Return the show's folder: the nearest one, from `start` upwards, that holds `podcast.yaml`.

    Links and `..` in `start` are resolved first, as `cd` in a script does: the parents of the folder that is meant
    count, never those of a link to it.

    Raises:
        PodcastError: there is no such folder.
    """
    start = start.resolve()
    for candidate in (start, *start.parents):
        try:
            if (candidate / SHOW_FILE).is_file():
                return candidate
        except OSError:  # a folder that may not be read
            continue
    message = _("{start}: no {file} here or in a parent folder; change to the show's folder, or name it with -C DIR")
    raise PodcastError(message.format(start=start, file=SHOW_FILE))


def episode_folders(root: Path) -> list[str]:
    """Return the names of the folders below episodes/, sorted, without hidden ones.

    Raises:
        OSError: the folder cannot be read, or is not there.
    """
    with os.scandir(root / EPISODES) as entries:  # an entry knows its type, without a request for each
        return sorted(entry.name for entry in entries if not entry.name.startswith(".") and entry.is_dir())
