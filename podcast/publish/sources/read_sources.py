"""The files that a show is made of: which of them are kept in the private part of its target.

Everything counts that a build may read: podcast.yaml, episodes/ and templates/ with all that is in them, drafts
included, and every file that podcast.yaml names. Recordings are left out: they are what takes space, and what a publish
takes over from the target instead of making it anew.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from podcast.errors import FileError
from podcast.files import fingerprints, os_errors
from podcast.files.cache import open_cache
from podcast.files.partial_names import is_partial_file
from podcast.model.file_names import AUDIO_SUFFIXES, EPISODES, SHOW_FILE, VIDEO_SUFFIXES
from podcast.model.types import is_web_address
from podcast.publish.sources.source_list import ShowSources
from podcast.show import load
from podcast.steps.paths import ProjectPaths
from podcast.steps.recorded_inputs import recorded_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.model.show import Show

THEME = "templates"
_HIDDEN = (".", "~$")  # begin the names of hidden files, and those of Word for open documents


def read_sources(root: Path, *, with_recordings: bool = False) -> ShowSources:
    """Read which files a show is made of, and their digests; those of unchanged files come from the cache.

    Args:
        root: the show's folder.
        with_recordings: whether recordings are among them.

    Raises:
        FileError: the disk refuses.
    """
    show = load.load(root).show
    names, recordings = source_names(root, show), recording_names(root, show)
    included = names | recordings if with_recordings else names - recordings
    paths = ProjectPaths(root)
    try:
        with open_cache(paths.database, paths.root) as cache:
            digests = fingerprints.digests((root / name for name in sorted(included)), cache)
    except OSError as error:
        raise FileError(os_errors.os_error_message(root, error)) from error
    files = {name: digests[root / name] for name in sorted(included)}
    return ShowSources(root, files)


def source_names(root: Path, show: Show | None) -> frozenset[str]:
    """The paths of all files that a build may read, below the show's folder.

    Args:
        root: the show's folder.
        show: with drafts; None if podcast.yaml is unusable.
    """
    named = (name for _loc, name, _kind in load.named_files(show)) if show else ()
    names = {name for name in (SHOW_FILE, *named) if (root / name).is_file()}
    return frozenset(names | {name for folder in (EPISODES, THEME) for name in _files_below(root, folder)})


def recording_names(root: Path, show: Show | None) -> frozenset[str]:
    """The paths of recordings and tracks, and of all other audio and video files that no other field names."""
    suffixes = (*AUDIO_SUFFIXES, *VIDEO_SUFFIXES)
    media = {name for name in _files_below(root, EPISODES) if name.lower().endswith(suffixes)}
    if show is None:
        return frozenset(media)
    recorded = {name for episode in show.episodes for name in recorded_files(episode) if (root / name).is_file()}
    inputs = {name for _loc, name, _kind in load.named_files(show)}
    inputs |= {video for episode in show.episodes if (video := episode.sign_language) and not is_web_address(video)}
    return frozenset(recorded | (media - inputs))


def episodes_without_recording(show: Show | None) -> tuple[str, ...]:
    """The slugs of all episodes, except drafts, whose recording is not here, sorted."""
    episodes = show.episodes if show else ()
    return tuple(sorted(episode.slug for episode in episodes if not episode.has_recording and not episode.draft))


def _files_below(root: Path, folder: str) -> Iterator[str]:
    """The paths of the files in a folder of the show, without hidden ones and links that lead out of it."""
    resolved_root = root.resolve()
    for place, folders, names in os.walk(root / folder):
        folders[:] = sorted(name for name in folders if not name.startswith(_HIDDEN))
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith(_HIDDEN) or is_partial_file(name) or not path.is_file():
                continue
            if not path.is_symlink() or path.resolve().is_relative_to(resolved_root):
                yield path.relative_to(root).as_posix()
