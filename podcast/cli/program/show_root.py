"""The show's folder for commands that also run where there is no show yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.cli.program.run_state import current_state

if TYPE_CHECKING:
    from pathlib import Path


def show_root_or_start(start: Path) -> Path:
    """Return the show's folder; without a `podcast.yaml` anywhere, `start` itself: the page says what is missing."""
    from podcast.errors import PodcastError
    from podcast.show.root_folder import find_show_root

    try:
        root = find_show_root(start)
    except PodcastError:
        root = start.resolve()
    current_state().root = root
    return root
