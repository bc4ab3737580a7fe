"""Content that approvals cover, from the cache while neither the episode nor one of its files has changed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.errors import FileError
from podcast.files.file_state import file_state
from podcast.files.fingerprints import MTIME_GRANULARITY_NS
from podcast.files.memory_cache import NO_MEMORY
from podcast.files.program_state import program_state
from podcast.model.publishing.approval_state import EpisodeContent
from podcast.model.show import episode_fingerprint
from podcast.steps.approvals.content import covered_files, read_content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from podcast.files.cache import Cache
    from podcast.files.memory_cache import MemoryCache
    from podcast.model.show import Episode

CONTENT_KIND: Final = "approval content"  # of values of episode.yaml


@dataclass(frozen=True, slots=True)
class ContentState:
    """A digest of an episode and of the states of the files that it covers; `is_old`: none can change without it."""

    digest: str
    is_old: bool


def content_state(episode: Episode, root: Path) -> ContentState:
    """Return the state of what approvals of an episode cover; no file is read."""
    lines, newest = [program_state(), episode_fingerprint(episode)], 0
    for path in covered_files(episode, root):
        try:
            status = os.stat(f"{root}/{path}")  # noqa: PTH116 - of every episode of the show
        except OSError:
            lines.append(f"{path}\0missing")
            continue
        newest = max(newest, status.st_mtime_ns)
        lines.append(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0{status.st_ino}")
    digest = hashlib.blake2b("\n".join(lines).encode(errors="surrogateescape"), digest_size=16).hexdigest()
    return ContentState(digest, time.time_ns() - newest > MTIME_GRANULARITY_NS)


def cached_content(
    episodes: Iterable[Episode], root: Path, cache: Cache, memory: MemoryCache = NO_MEMORY
) -> dict[str, EpisodeContent]:
    """Return what approvals of episodes cover, by slug; see `read_content`.

    Args:
        episodes: as they were loaded, with chapters in the time of the recording.
        root: the show's folder.
        cache: has what was read before.
        memory: has what this run of the program has read.

    Raises:
        FileError: the disk refuses.
    """
    by_slug = {episode.slug: episode for episode in episodes}
    states = {slug: content_state(episode, root) for slug, episode in by_slug.items()}  # before the files are read
    contents = {}
    for slug, episode in by_slug.items():
        if (content := _stored(cache, root / episode.file, states[slug].digest)) is not None:
            contents[slug] = content
    unknown = [episode for slug, episode in by_slug.items() if slug not in contents]
    new = read_content(unknown, root, cache).episodes if unknown else {}
    old = {slug: content for slug, content in new.items() if states[slug].is_old}
    _store(cache, {root / by_slug[slug].file: (states[slug].digest, content) for slug, content in old.items()})
    for slug, content in {**contents, **old}.items():
        memory.put(CONTENT_KIND, slug, states[slug].digest, content)
    return {**contents, **new}


def _stored(cache: Cache, file: Path, digest: str) -> EpisodeContent | None:
    with contextlib.suppress(OSError):
        row = cache.file_value(file, CONTENT_KIND, file_state(file))
        if isinstance(row, list) and row[0] == digest:
            return EpisodeContent(row[1], row[2], tuple(row[3]))
    return None


def _store(cache: Cache, contents: Mapping[Path, tuple[str, EpisodeContent]]) -> None:
    """Store contents, each with its state; on a disk that refuses, they are read again."""
    if not contents:
        return
    with contextlib.suppress(FileError, OSError), cache.transaction():
        for file, (digest, content) in contents.items():
            row = [digest, content.digest, dict(content.parts), list(content.missing)]
            cache.put_file_value(file, CONTENT_KIND, file_state(file), row)
