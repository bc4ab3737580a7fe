"""Changes of the show's files, from inside and outside, as events for the open pages."""

from __future__ import annotations

import contextlib
import queue
import threading
from typing import TYPE_CHECKING

from podcast.errors import PodcastError
from podcast.model.file_names import EPISODES
from podcast.preview.watch import watch_changes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.desk.desk_session import Desk
    from podcast.preview.watch import FileEvents

_KIND = "changed"  # of the event; its data are the paths, relative to the root
_MAX_PATHS = 200


@contextlib.contextmanager
def watched_files(desk: Desk) -> Iterator[None]:
    """Watch the show's folder in a thread until the block ends; the show is read ahead of the pages that need it.

    Where the operating system cannot watch, pages learn of a change when they are loaded.
    """
    events: FileEvents = queue.SimpleQueue()
    threading.Thread(target=desk.read_ahead, daemon=True).start()
    threading.Thread(target=_watch, args=(desk, events), daemon=True).start()
    try:
        yield
    finally:
        events.put(None)


def _watch(desk: Desk, events: FileEvents) -> None:
    root = desk.root

    def folders() -> frozenset[Path]:
        return frozenset({root / EPISODES} if (root / EPISODES).is_dir() else ())

    try:
        for changed in watch_changes(root, folders, events):
            if changed:
                desk.read_ahead()
                desk.events.send(_KIND, {"paths": sorted(_relative(path, root) for path in changed)[:_MAX_PATHS]})
    except PodcastError:
        return


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
