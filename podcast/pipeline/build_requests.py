"""What the next build of a show shall make again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.files.cache import Cache
from podcast.steps import audio_takeover
from podcast.steps.build_state.record import forget_build
from podcast.steps.paths import ProjectPaths

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


def request_remaster(root: Path, slugs: Collection[str]) -> None:
    """Let the next build of a show master and tag episodes again, also where audio from the same inputs is out.

    Args:
        root: the show's folder.
        slugs: of the episodes; "*" for all.

    Raises:
        FileError: the disk refuses.
    """
    with Cache(ProjectPaths(root).database, root) as cache:
        cache.put_json(*audio_takeover.REQUEST, sorted(slugs))
    forget_build(root)


def request_verification(root: Path) -> None:
    """Let the next build of a show read every file of the cache and of site/, and make again what is damaged.

    Raises:
        FileError: the disk refuses.
    """
    with Cache(ProjectPaths(root).database, root) as cache:
        cache.request_verification()
    forget_build(root)
