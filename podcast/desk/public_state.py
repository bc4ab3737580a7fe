"""Which episodes are public, and which have changed since: as far as this computer knows, without a network.

The latest manifest of the target is kept below `.podcast/`. An episode has changed since if a file of its folder is
newer than the publish and has other bytes than it had then; the digests of then are kept beside the manifests.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from podcast import urls
from podcast.errors import FileError, PublishError
from podcast.files.atomic import write
from podcast.files.file_state import file_state
from podcast.files.memory_cache import NO_MEMORY
from podcast.model.file_names import EPISODES
from podcast.publish.protocol.state_json import parse_manifest
from podcast.publish.targets.open import MANIFEST_FOLDER
from podcast.show.caching.parsed_episodes import FOLDER_KIND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from podcast.files.memory_cache import MemoryCache
    from podcast.publish.protocol.state import Manifest

_DIGESTS: Final = ".podcast/desk/published.json"  # below the show's root; may be lost
_MAX_TEXT_BYTES: Final = 4_000_000
_MANIFEST: Final = "manifest"


@dataclass(frozen=True, slots=True)
class PublicState:
    """When the show was published last (None: never, as far as is known), its public episodes, those changed since."""

    published_at: datetime | None = None
    live: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()


def read_public_state(root: Path, slugs: Iterable[str], memory: MemoryCache = NO_MEMORY) -> PublicState:
    """Read which of these episodes are public, and which have changed since.

    Args:
        root: the show's folder.
        slugs: of its episodes.
        memory: has what was read of folders that have not changed.
    """
    manifest = latest_manifest(root, memory)
    if manifest is None or manifest.published_at is None:
        return PublicState()
    live = frozenset(slug for slug in slugs if urls.file_path(f"{slug}/") in manifest.objects)
    moment = manifest.published_at.timestamp()
    newer = {slug for slug in live if _remembered(memory, slug, root, _newest) > moment}
    digests = _digests_of(root, manifest.generation, live - newer)
    changed = frozenset(slug for slug in newer if digests.get(slug) != _remembered(memory, slug, root, _digest))
    return PublicState(manifest.published_at, live, changed)


def _remembered(memory: MemoryCache, slug: str, root: Path, read: Callable[[Path, str], Any]) -> Any:
    """Return what is read of an episode's folder; from memory while that is as it was when the show was loaded."""
    kind, state = read.__name__, memory.state(FOLDER_KIND, slug)
    value = memory.get(kind, slug, state) if state else None
    if value is None:
        value = read(root, slug)
        if state:
            memory.put(kind, slug, state, value)
    return value


def latest_manifest(root: Path, memory: MemoryCache = NO_MEMORY) -> Manifest | None:
    """Return the manifest that the target had when this computer last read it; None if it never did.

    Of its objects, it has the pages of episodes alone.

    Args:
        root: the show's folder.
        memory: has the one that was read before.
    """
    names = (path.name for path in (root / MANIFEST_FOLDER).glob("*") if path.name[:1].isdigit())
    for name in sorted(names, key=_generation, reverse=True):
        path = root / MANIFEST_FOLDER / name
        with contextlib.suppress(OSError, PublishError):
            state = file_state(path)
            manifest: Manifest | None = memory.get(_MANIFEST, name, state)
            if manifest is None:
                manifest = parse_manifest(name, path.read_bytes())
                manifest = replace(manifest, objects=dict(filter(_is_page, manifest.objects.items())))
                memory.put(_MANIFEST, name, state, manifest)
            return manifest
    return None


def _is_page(item: tuple[str, object]) -> bool:
    """Whether an object of a manifest can be the page of an episode."""
    return item[0].count("/") == 1 and item[0].endswith(".html")


def _generation(name: str) -> int:
    number = name.partition("-")[0]
    return int(number) if number.isdigit() else 0


def _files(root: Path, slug: str) -> Iterator[os.DirEntry[str]]:
    """Yield the visible files directly in an episode's folder."""
    with contextlib.suppress(OSError), os.scandir(root / EPISODES / slug) as entries:
        yield from (entry for entry in entries if not entry.name.startswith((".", "~$")) and entry.is_file())


def _newest(root: Path, slug: str) -> float:
    return max((entry.stat().st_mtime for entry in _files(root, slug)), default=0.0)


def _digest(root: Path, slug: str) -> str:
    """The digest of an episode's files; of a large one, size and mtime stand for its bytes."""
    digest = hashlib.blake2b(digest_size=16)
    for entry in sorted(_files(root, slug), key=lambda entry: entry.name):
        status = entry.stat()
        digest.update(f"\0{entry.name}\0".encode(errors="surrogateescape"))
        if status.st_size > _MAX_TEXT_BYTES:
            digest.update(f"{status.st_size} {status.st_mtime_ns}".encode())
        else:
            with open(entry.path, "rb") as file:  # noqa: PTH123 - an entry has its path as text
                digest.update(file.read())
    return digest.hexdigest()


def _digests_of(root: Path, generation: int, unchanged: Iterable[str]) -> Mapping[str, str]:
    """Return the digests that episodes had when a generation was published, as far as they are known.

    Args:
        root: the show's folder.
        generation: that is public.
        unchanged: episodes whose files are older than its publish: theirs are the digests of now.
    """
    path = root / _DIGESTS
    stored: Mapping[str, str] = {}
    with contextlib.suppress(OSError, ValueError, TypeError):
        document = json.loads(path.read_bytes())
        stored = dict(document["digests"]) if document["generation"] == generation else {}
    new = {slug: _digest(root, slug) for slug in unchanged if slug not in stored}
    if new:
        stored = {**stored, **new}
        with contextlib.suppress(OSError, FileError):
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, json.dumps({"generation": generation, "digests": stored}, indent=1).encode())
    return stored
