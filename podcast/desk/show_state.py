"""The show as all views see it: loaded once, and again when a file has changed."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from podcast.checks.examine import Examination, examine
from podcast.desk.public_state import PublicState, read_public_state
from podcast.desk.watched_files import watched_names
from podcast.errors import Problem
from podcast.files.memory_cache import MemoryCache
from podcast.files.tree_state import MTIME_GRANULARITY_NS, tree_state
from podcast.model.fields import EpisodeFields, ShowFields
from podcast.model.file_names import EPISODE_FILE, EPISODES, SHOW_FILE
from podcast.publish.targets.open import MANIFEST_FOLDER
from podcast.show.episode_folder import episode_slugs
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pydantic import BaseModel

    from podcast.model.show import Episode, Show

_MAX_TEXT_BYTES: Final = 4_000_000
_KEPT: Final = frozenset({"timezone", "language", "guid", "explicit"})  # what stands for them is valid


@dataclass(frozen=True)
class DeskShow:
    """A show with its problems and hints, by episode; a frozen value that views may keep for a request."""

    root: Path
    examination: Examination
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    @property
    def show(self) -> Show | None:
        """The show; None if podcast.yaml has problems of form."""
        return self.examination.show

    @cached_property
    def fields(self) -> Show:
        """The show as far as podcast.yaml can be read; what cannot be is empty, or as if it were not there."""
        show = self.examination.loaded.variants[0]
        return show.model_copy(update=_emptied(ShowFields, self._unreadable_fields(SHOW_FILE)))

    @cached_property
    def episodes(self) -> Mapping[str, Episode]:
        """The episodes whose files can be parsed, by slug; fields with problems of form are empty."""
        episodes = (episode for episode in self.fields.episodes if episode.slug not in self.unreadable)
        return {
            episode.slug: episode.model_copy(update=emptied) if emptied else episode
            for episode in episodes
            for emptied in [_emptied(EpisodeFields, self._unreadable_fields(episode.file))]
        }

    @cached_property
    def slugs(self) -> tuple[str, ...]:
        """The slugs of all folders of episodes, also of those whose file cannot be read."""
        return tuple(episode_slugs(self.root)[0])

    @cached_property
    def unreadable(self) -> frozenset[str]:
        """The slugs of the episodes whose file is not YAML."""
        of_form = _by_slug(self.examination.loaded.problems)
        return frozenset(slug for slug in of_form if slug and not is_readable(self.root, slug)) | (
            frozenset(self.slugs) - {episode.slug for episode in self.fields.episodes}
        )

    def _unreadable_fields(self, path: str) -> frozenset[str]:
        """The names of the fields of a file that cannot be read; of a file that is no YAML at all, of all."""
        locs = [loc for file, loc in self.examination.loaded.unreadable if file == path]
        model = ShowFields if path == SHOW_FILE else EpisodeFields
        return frozenset(model.model_fields if () in locs else (str(loc[0]) for loc in locs))

    @cached_property
    def public(self) -> PublicState:
        """Which episodes are public, and which have changed since."""
        return read_public_state(self.root, self.slugs, self.examination.memory)

    def problems(self, slug: str | None) -> tuple[Problem, ...]:
        """Return the problems of an episode; of podcast.yaml and its files for None."""
        return self._problems.get(slug or "", ())

    def hints(self, slug: str | None) -> tuple[Problem, ...]:
        """Return the hints of an episode; of podcast.yaml and its files for None."""
        with self._lock:  # a thread that reads ahead may be finding them
            return self._hints.get(slug or "", ())

    @cached_property
    def _problems(self) -> Mapping[str, tuple[Problem, ...]]:
        return _by_slug(self.examination.problems)

    @cached_property
    def _hints(self) -> Mapping[str, tuple[Problem, ...]]:
        return _by_slug(self.examination.hints())


def is_readable(root: Path, slug: str | None) -> bool:
    """Whether the file of an episode, or podcast.yaml for None, is YAML with fields."""
    path = root / EPISODES / slug / EPISODE_FILE if slug else root / SHOW_FILE
    try:
        return read_yaml(path.read_bytes()).fields is not None
    except OSError:
        return False


def _emptied(model: type[BaseModel], names: Iterable[str]) -> dict[str, Any]:
    """What stands for fields that cannot be read: their defaults; of those that are needed, an empty text."""
    fields = {name: model.model_fields[name] for name in names if name in model.model_fields and name not in _KEPT}
    needed = {name: "" for name, info in fields.items() if info.is_required()}
    defaults = {
        name: info.get_default(call_default_factory=True) for name, info in fields.items() if name not in needed
    }
    return {**needed, **defaults, **({"categories": ()} if "categories" in needed else {})}


def _by_slug(problems: Iterable[Problem]) -> Mapping[str, tuple[Problem, ...]]:
    by_slug = defaultdict[str, list[Problem]](list)
    for problem in problems:
        folder, _slash, rest = problem.path.partition("/")
        by_slug[rest.partition("/")[0] if folder == EPISODES else ""].append(problem)
    return {slug: tuple(listed) for slug, listed in by_slug.items()}


@dataclass(frozen=True, slots=True)
class _FilesState:
    """The state of all files, and the bytes of those that may have changed again without a new mtime."""

    digest: str
    recent: Mapping[str, bytes]


@dataclass(slots=True)
class ShowCache:
    """The last `DeskShow`, valid while no file of the show has another state.

    Args:
        root: the show's folder.
    """

    root: Path
    _last: tuple[_FilesState, DeskShow] | None = None
    _memory: MemoryCache = field(default_factory=MemoryCache)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self) -> DeskShow:
        """Return the show as its files are now."""
        with self._lock:
            recent_paths = self._last[0].recent if self._last else {}
            state = self._state(recent_paths)
            if self._last and self._last[0].digest == state.digest and _same_bytes(recent_paths, state.recent):
                return self._last[1]
            show = DeskShow(self.root, examine(self.root, memory=self._memory))
            self._last = state, show
            return show

    def forget(self) -> None:
        """Read the show again at the next call, whatever its files look like."""
        with self._lock:
            self._last = None

    def _state(self, recent_paths: Iterable[str]) -> _FilesState:
        moment = time.time_ns() - MTIME_GRANULARITY_NS
        tree = tree_state(str(self.root), (*watched_names(self.root), MANIFEST_FOLDER), moment)
        return _FilesState(tree.digest, {path: self._digest(path) for path in {*recent_paths, *tree.recent}})

    def _digest(self, path: str) -> bytes:
        """The digest of a text that was just written; of a large file nothing, whose state says enough."""
        file = self.root / path
        try:
            if file.stat().st_size > _MAX_TEXT_BYTES:
                return b""
            return hashlib.blake2b(file.read_bytes()).digest()
        except OSError:
            return b""


def _same_bytes(before: Mapping[str, bytes], now: Mapping[str, bytes]) -> bool:
    return all(now[path] == digest for path, digest in before.items())
