"""An edited episode in the preview, before the rest of it is built."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.errors import PodcastError
from podcast.files.cache import Cache
from podcast.files.exclusive_lock import exclusive_lock
from podcast.model.file_names import EPISODES
from podcast.preview.early_episode import write_early_episode
from podcast.preview.file_version import file_version

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from podcast.model.show import Show
    from podcast.pipeline import BuildResult
    from podcast.preview.broadcast import ViewBroadcaster


def show_early(show: Show, changed: Collection[Path], build: BuildResult, broadcaster: ViewBroadcaster) -> None:
    """Write and show the files of an episode if nothing else was changed; what is wrong is left to the build after it.

    Args:
        show: the part of it that the preview shows.
        changed: the files that have changed.
        build: the last one of the preview.
        broadcaster: of the preview.
    """
    paths = build.paths
    slug = _changed_slug(paths.root, changed)
    shown = show.without_withdrawn()
    episode = next((episode for episode in shown.episodes if episode.slug == slug), None)
    if episode is None:
        return
    with (
        contextlib.suppress(PodcastError),
        exclusive_lock(paths.cache / "lock", "podcast serve"),
        Cache(paths.database, paths.root) as cache,
    ):
        written = write_early_episode(shown, episode, build.audio, paths, cache)
        versions = {path: file_version(paths.site, path) for path in written}
        view = broadcaster.view
        broadcaster.show(replace(view, files={**view.files, **versions}, problems=(), rebuilt=written or view.rebuilt))


def _changed_slug(root: Path, changed: Collection[Path]) -> str:
    """The slug of the only episode whose files have changed; empty if there are several, or others."""
    places = {path.relative_to(root).parts[:2] for path in changed if path.is_relative_to(root)}
    folder, slug = next(iter(places)) if len(places) == 1 and all(len(place) == 2 for place in places) else ("", "")
    return slug if folder == EPISODES else ""
