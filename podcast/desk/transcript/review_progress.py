"""Progress of a review: which lines were found right, by their time and words. It may be lost, and then begins anew."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from podcast.files.cache import Cache, database_path, with_cache

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from podcast.transcripts.cue import Cue

CACHE_KIND: Final = "transcript review"


def cue_key(cue: Cue) -> str:
    """Return what names a line: its time and its words. Words that change elsewhere are to be reviewed again."""
    words = hashlib.sha256(cue.text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{round(cue.start * 1000)} {words}"


def reviewed_keys(root: Path, slug: str) -> frozenset[str]:
    """Return the keys of the lines of an episode that were found right."""
    keys = with_cache(root, database_path(root), lambda cache: cache.get_json(CACHE_KIND, slug))
    return frozenset(keys or ())


def mark_reviewed(root: Path, slug: str, *, added: Iterable[Cue] = (), removed: Iterable[Cue] = ()) -> frozenset[str]:
    """Note lines as found right, others as not; return the keys of all that are.

    Args:
        root: of the show.
        slug: of the episode.
        added: lines that are right.
        removed: lines that are to be reviewed.

    Raises:
        FileError: the disk refuses.
    """
    with Cache(database_path(root), root, check=False) as cache, cache.transaction():
        keys = {*(cache.get_json(CACHE_KIND, slug) or ()), *map(cue_key, added)} - {*map(cue_key, removed)}
        cache.put_json(CACHE_KIND, slug, sorted(keys))
    return frozenset(keys)
