"""The condition for a change of an episode's address: it never was public."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from podcast import urls
from podcast.errors import PodcastError, PublishError
from podcast.i18n import _
from podcast.publish.protocol.recovery import read_state
from podcast.publish.protocol.state_json import parse_manifest
from podcast.publish.release import open_target
from podcast.publish.targets.open import MANIFEST_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.model.show import Show
    from podcast.publish.protocol.state import Manifest


def require_never_public(show: Show, root: Path, slug: str) -> None:
    """Require that an episode never was public, by the target and by what this computer has published.

    The target has to answer even for a draft: it may have been public before it became one.

    Args:
        show: with its target, if it has one.
        root: of the show.
        slug: of the episode.

    Raises:
        PodcastError: it is or was public, or there is a share link for it.
        PublishError: the target cannot be read.
    """
    manifests = [*_known_manifests(root), *_live_manifests(show, root)]
    if any(_names(manifest, slug) for manifest in manifests):
        words = _("{slug}: is or was public, and apps and links know its address; it cannot be changed any more")
        raise PodcastError(words.format(slug=slug))
    if any(share.slug == slug for manifest in manifests[-1:] for share in manifest.shares.values()):
        words = _("{slug}: there is a share link for it; end it first: podcast share {slug} --end")
        raise PodcastError(words.format(slug=slug))


def _known_manifests(root: Path) -> Iterator[Manifest]:
    """Yield the manifests that this computer has read or written, of all generations that it still has."""
    for path in sorted((root / MANIFEST_FOLDER).glob("[0-9]*")):
        with contextlib.suppress(OSError, PublishError):
            yield parse_manifest(path.name, path.read_bytes())


def _live_manifests(show: Show, root: Path) -> Iterator[Manifest]:
    if show.publish is None:
        return
    state = read_state(open_target(show, root), show.guid)
    yield state.confirmed
    yield state.manifest


def _names(manifest: Manifest, slug: str) -> bool:
    """Whether a manifest has the page or the audio of an episode."""
    page, audio = urls.file_path(f"{slug}/"), f"audio/{slug}."
    keys = (*manifest.objects, *manifest.retired)
    return slug in manifest.audio or any(key == page or key.startswith(audio) for key in keys)
