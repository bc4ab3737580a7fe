"""Episodes whose texts have nothing to report: no reference that has to be looked up, no placeholder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.checks.caching.clean_keys import CleanKeys
from podcast.checks.facts import Facts
from podcast.checks.rules import notes, placeholders
from podcast.model.show import episode_fingerprint

if TYPE_CHECKING:
    from podcast.files.cache import Cache
    from podcast.model.show import Episode, Show


def clean_texts(show: Show, cache: Cache) -> frozenset[str]:
    """Return the fingerprints of the episodes whose texts have nothing to report, whatever else the show has.

    Args:
        show: its episodes.
        cache: has those of the last command.
    """
    keys, clean = CleanKeys(cache, "texts"), set[str]()
    for episode in show.episodes:
        fingerprint = episode_fingerprint(episode)
        if not keys.has(fingerprint):
            if not _is_clean(show, episode):
                continue
            keys.add(fingerprint)
        clean.add(fingerprint)
    keys.store()
    return frozenset(clean)


def _is_clean(show: Show, episode: Episode) -> bool:
    if notes.has_uncertain_reference(episode.notes or "") or placeholders.has_placeholder(episode):
        return False
    return not any(notes.picture_descriptions(show.with_episodes((episode,)), Facts()))
