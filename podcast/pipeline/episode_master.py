"""The master of one episode alone, for the desk; the next build takes it as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.files.cache import Cache
from podcast.files.exclusive_lock import exclusive_lock
from podcast.steps.mastering import MasteringInput, master_all
from podcast.steps.paths import ProjectPaths

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.model.show import Episode, Show
    from podcast.steps.mastering_events import MasteringEvent


def master_episode(
    show: Show, episode: Episode, root: Path, executor: Executor, report: Callable[[MasteringEvent], None]
) -> Master:
    """Master the recording of an episode, unless there is a master of it as it is.

    Args:
        show: with the episode.
        episode: with a recording.
        root: the show's folder.
        executor: masters the recording; it is not shut down.
        report: called with each event, in the calling thread.

    Raises:
        BuildError: the recording cannot be mastered.
        BusyError: another build is running in this folder.
        FileError: the disk refuses.
    """
    paths = ProjectPaths(root)
    with exclusive_lock(paths.cache / "lock", "podcast desk"), Cache(paths.database, paths.root) as cache:
        mastering = master_all(show.with_episodes([episode]), MasteringInput(paths, cache, executor, report))
    return mastering.masters[episode.slug]
