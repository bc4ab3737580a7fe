"""The show as all views see it: loaded once, and again when a file has changed."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from podcast.checks.examine import Examination, examine
from podcast.desk.watched_files import watched_names
from podcast.errors import Problem
from podcast.files.tree_state import MTIME_GRANULARITY_NS, TreeState, tree_state
from podcast.model.file_names import EPISODES
from podcast.show.episode_folder import episode_slugs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from podcast.model.show import Episode, Show


@dataclass(frozen=True)
class DeskShow:
    """A show with its problems and hints, by episode; a frozen value that views may keep for a request."""

    root: Path
    examination: Examination

    @property
    def show(self) -> Show | None:
        """The show; None if podcast.yaml has problems of form."""
        return self.examination.show

    @cached_property
    def fields(self) -> Show:
        """The show as far as it can be read: with placeholders where it cannot."""
        return self.examination.loaded.variants[0]

    @cached_property
    def episodes(self) -> Mapping[str, Episode]:
        """The episodes that can be read, by slug."""
        return {episode.slug: episode for episode in self.examination.show.episodes} if self.examination.show else {}

    @cached_property
    def slugs(self) -> tuple[str, ...]:
        """The slugs of all folders of episodes, also of those whose file cannot be read."""
        return tuple(episode_slugs(self.root)[0])

    @cached_property
    def unreadable(self) -> frozenset[str]:
        """The slugs of the episodes whose file has problems of form."""
        return frozenset(self.slugs) - self.episodes.keys()

    def problems(self, slug: str | None) -> tuple[Problem, ...]:
        """Return the problems of an episode; of podcast.yaml and its files for None."""
        return self._problems.get(slug or "", ())

    def hints(self, slug: str | None) -> tuple[Problem, ...]:
        """Return the hints of an episode; of podcast.yaml and its files for None."""
        return self._hints.get(slug or "", ())

    @cached_property
    def _problems(self) -> Mapping[str, tuple[Problem, ...]]:
        return _by_slug(self.examination.problems)

    @cached_property
    def _hints(self) -> Mapping[str, tuple[Problem, ...]]:
        return _by_slug(self.examination.hints())


def _by_slug(problems: Iterable[Problem]) -> Mapping[str, tuple[Problem, ...]]:
    by_slug = defaultdict[str, list[Problem]](list)
    for problem in problems:
        folder, _slash, rest = problem.path.partition("/")
        by_slug[rest.partition("/")[0] if folder == EPISODES else ""].append(problem)
    return {slug: tuple(listed) for slug, listed in by_slug.items()}


@dataclass(slots=True)
class ShowCache:
    """The last `DeskShow`, valid while no file of the show has another state.

    Args:
        root: the show's folder.
    """

    root: Path
    _last: tuple[TreeState, DeskShow] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self) -> DeskShow:
        """Return the show as its files are now."""
        with self._lock:
            state = self._state()
            if self._last and self._last[0] == state and not state.recent:
                return self._last[1]
            show = DeskShow(self.root, examine(self.root))
            self._last = state, show
            return show

    def forget(self) -> None:
        """Read the show again at the next call, whatever its files look like."""
        with self._lock:
            self._last = None

    def _state(self) -> TreeState:
        recent = time.time_ns() - MTIME_GRANULARITY_NS
        return tree_state(str(self.root), watched_names(self.root), recent)
