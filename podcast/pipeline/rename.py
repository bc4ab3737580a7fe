"""Rename of an episode: the check that it never was public, then the change of its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.authoring.edits.rename_episode import plan_rename, rename_episode
from podcast.errors import PodcastError, ShowError
from podcast.i18n import _
from podcast.publish.never_public import require_never_public
from podcast.show.episode_folder import episode_slugs
from podcast.show.find_episode import find_slug
from podcast.show.load import load

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.authoring.edits.rename_episode import EpisodeRename


def change_slug(root: Path, word: str, new_slug: str) -> EpisodeRename:
    """Give an episode that never was public another slug; return what was changed.

    Args:
        root: of the show.
        word: the slug of the episode, or a part of it.
        new_slug: that it gets.

    Raises:
        PodcastError: it is or was public, or the new slug cannot be used.
        ShowError: podcast.yaml has problems of form.
        PublishError: the target cannot be read.
        FileError: the disk refuses.
    """
    slugs = episode_slugs(root)[0]
    slug = find_slug(slugs, word)
    if slug == new_slug:
        raise PodcastError(_("{slug}: is its address already").format(slug=slug))
    loaded = load(root)
    if not loaded.variants or loaded.show is None:
        raise ShowError(loaded.problems)
    require_never_public(loaded.show, root, slug)
    change = plan_rename(root, loaded.show, slug, new_slug, slugs)
    rename_episode(root, change)
    return change
