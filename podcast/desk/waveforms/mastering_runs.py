"""Masters that the desk makes in the background: one at a time for an episode, and what became of the last one."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from podcast.errors import PodcastError
from podcast.pipeline.episode_master import master_episode
from podcast.steps.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from podcast.model.show import Episode, Show


@dataclass(slots=True)
class _Run:
    thread: threading.Thread
    error: str = ""


@dataclass(slots=True)
class MasteringRuns:
    """The runs of one desk, by slug."""

    root: Path
    _runs: dict[str, _Run] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, show: Show, episode: Episode, on_end: Callable[[], None]) -> None:
        """Master an episode in the background, unless that is going on already.

        Args:
            show: with the episode.
            episode: with a recording.
            on_end: called from the thread when it is done.
        """
        with self._lock:
            if self.is_running(episode.slug):
                return
            thread = threading.Thread(target=self._master, args=(show, episode, on_end), daemon=True)
            self._runs[episode.slug] = _Run(thread)
            thread.start()

    def is_running(self, slug: str) -> bool:
        """Whether an episode is being mastered."""
        return slug in self._runs and self._runs[slug].thread.is_alive()

    def error(self, slug: str) -> str:
        """Return why the last run of an episode has failed; empty if it has not."""
        return self._runs[slug].error if slug in self._runs else ""

    def wait(self, slug: str) -> None:
        """Wait until a run of an episode has ended."""
        if slug in self._runs:
            self._runs[slug].thread.join()

    def _master(self, show: Show, episode: Episode, on_end: Callable[[], None]) -> None:
        workers = Workers(1)
        try:
            master_episode(show, episode, self.root, workers, lambda _event: None)
        except PodcastError as error:
            self._runs[episode.slug].error = str(error)
        finally:
            workers.shutdown()
            on_end()
