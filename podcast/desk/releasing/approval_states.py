"""The state of the approvals of an episode, remembered while its files are as they were."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from podcast.files.cache import open_cache
from podcast.model.publishing.approval_state import ApprovalState, EpisodeContent, approval_state
from podcast.steps.approvals.content import covered_files, read_content
from podcast.steps.paths import ProjectPaths

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from podcast.model.show import Episode, Show

_contents: dict[tuple[str, str], tuple[object, EpisodeContent]] = {}  # by root and slug, with what it depends on
_known_shows: set[str] = set()  # of which all episodes were read once
_lock = threading.Lock()


def episode_content(root: Path, episode: Episode) -> EpisodeContent:
    """Return what approvals of an episode cover; its files are read only if one of them has changed.

    Raises:
        FileError: the disk refuses.
    """
    state = _state(root, episode)
    with _lock:
        remembered = _contents.get((str(root), episode.slug))
    if remembered and remembered[0] == state:
        return remembered[1]
    return _read(root, [episode])[episode.slug]


def _read(root: Path, episodes: Sequence[Episode]) -> Mapping[str, EpisodeContent]:
    """Read the content of episodes, and remember it; for many of them at once that takes a tenth of the time."""
    states = {episode.slug: _state(root, episode) for episode in episodes}  # before the files are read
    with open_cache(ProjectPaths(root).database, root) as cache:
        contents = read_content(episodes, root, cache).episodes
    with _lock:
        _contents.update({(str(root), slug): (states[slug], content) for slug, content in contents.items()})
    return contents


def _state(root: Path, episode: Episode) -> object:
    return episode.fingerprint, _file_states(root, episode)


def episode_approvals(root: Path, show: Show, episode: Episode) -> ApprovalState:
    """Return the state of the approvals of an episode; of a show that needs none, 0 are needed."""
    needs = show.release.needs if show.release else 0
    with _lock:
        is_first = str(root) not in _known_shows
        _known_shows.add(str(root))
    if is_first and needs:
        _read(root, show.episodes)
    return approval_state(needs, episode.approvals, episode_content(root, episode))


def _file_states(root: Path, episode: Episode) -> tuple[tuple[int, int, int], ...]:
    states = []
    for path in covered_files(episode, root):
        try:
            status = os.stat(f"{root}/{path}")  # noqa: PTH116 - of 500 episodes, on every page
            states.append((status.st_size, status.st_mtime_ns, status.st_ino))
        except OSError:
            states.append((0, 0, 0))
    return tuple(states)
