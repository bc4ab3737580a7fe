"""The publishes of a show that its target still knows: when each was, and what it changed, by the manifests."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from podcast import urls
from podcast.publish.protocol.recovery import read_immutable
from podcast.publish.protocol.state import Manifest
from podcast.publish.protocol.state_json import parse_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from podcast.publish.protocol.recovery import TargetState
    from podcast.publish.protocol.state import PastGeneration
    from podcast.publish.targets.target import Target


@dataclass(frozen=True, slots=True)
class PastPublish:
    """A publish: its generation, when it was (None: unknown), and its difference from the one before it.

    Attributes:
        restored_generation: that it brought back, if it was an undo; else 0.
        episodes: public since then.
        new: episodes that came with it.
        removed: episodes that left with it.
        pages: pages of other episodes that it changed.
        is_first: no earlier one is known.
        is_taken_down: it took the show down.
    """

    generation: int
    published_at: datetime | None
    restored_generation: int
    episodes: int
    new: int
    removed: int
    pages: int
    is_first: bool
    is_taken_down: bool


def read_publish_history(target: Target, state: TargetState) -> tuple[PastPublish, ...]:
    """Read the publishes that a target knows, the latest first.

    Args:
        target: read with one request for each; those that cannot be restored any more are not known.
        state: of the target.

    Raises:
        PublishError: the target refuses, or an own object there is damaged.
    """
    if not state.head.generation:
        return ()
    past = [
        parse_manifest(item.manifest_key, read_immutable(target, item.manifest_key))
        for item in _past_generations(state)
    ]
    manifests = [Manifest(), *past, state.manifest]
    return tuple(_past_publish(before, manifest) for before, manifest in reversed(list(pairwise(manifests))))


def _past_generations(state: TargetState) -> Iterator[PastGeneration]:
    live = state.head.generation
    yield from (past for past in state.manifest.history if past.generation < live)


def _past_publish(before: Manifest, manifest: Manifest) -> PastPublish:
    earlier, later = _episode_pages(before), _episode_pages(manifest)
    both = earlier.keys() & later.keys()
    return PastPublish(
        generation=manifest.generation,
        published_at=manifest.published_at,
        restored_generation=manifest.restored_generation,
        episodes=len(later),
        new=len(later.keys() - earlier.keys()),
        removed=len(earlier.keys() - later.keys()),
        pages=sum(earlier[slug] != later[slug] for slug in both),
        is_first=not before.generation,
        is_taken_down=manifest.is_taken_down,
    )


def _episode_pages(manifest: Manifest) -> dict[str, str]:
    """The SHA-256 of the page of each episode with audio, by slug."""
    pages = {slug: manifest.objects.get(urls.file_path(f"{slug}/")) for slug in manifest.audio}
    return {slug: page.spec.built.sha256 for slug, page in pages.items() if page}
