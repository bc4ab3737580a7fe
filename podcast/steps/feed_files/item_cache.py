"""Cache of the feeds' items: each is rendered once and kept as bytes until something that they depend on changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from itertools import islice
from typing import TYPE_CHECKING, Final

from podcast.errors import DamagedFileError
from podcast.feed.chapters import chapters_json
from podcast.feed.documents.feed_item import ItemRecord, ItemSizes
from podcast.feed.elements.persons import regular_hosts
from podcast.feed.pictures import image_key
from podcast.files.feed_item_table import FeedItemTable
from podcast.files.program_state import code_fingerprint
from podcast.model.show import episode_fingerprint
from podcast.steps.feed_files.item_rendering import ItemInput, decoded_item, render_items

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from podcast.artifacts import Audio, Picture
    from podcast.feed.documents.feed_item import ItemForm
    from podcast.feed.pictures import PictureAddresses
    from podcast.files.cache import Cache
    from podcast.model.show import Episode, Show
    from podcast.pages.render import MapFunction
    from podcast.steps.feed_files.item_rendering import ItemRow
    from podcast.steps.paths import ProjectPaths

ITEM_LIBRARIES: Final = ("feedgen", "lxml")  # those whose version changes the bytes of feeds
MIN_PARALLEL_ITEMS: Final = 500  # from here on worker processes are worth loading feedgen
_ITEMS_PER_JOB: Final = 32  # and per transaction


@dataclass(frozen=True, slots=True)
class ItemSources:
    """What the items of a show are made from.

    `notes` returns the show notes of an episode as HTML, by its slug; it is called for items that are rendered.
    """

    show: Show
    audio: Mapping[str, Audio]
    covers: PictureAddresses
    notes: Callable[[str], str]


class ItemCache:
    """The items of the episodes that a feed can contain, and the chapters of each as a file.

    Args:
        cache: keeps the items; with `verify` it is not read.
        paths: of the show; a preview has items of its own.
        sources: what the items are made from.
    """

    def __init__(self, cache: Cache, paths: ProjectPaths, sources: ItemSources) -> None:
        """Read no item yet."""
        self._cache, self._paths, self._sources = cache, paths, sources
        self._table = FeedItemTable(cache, paths.site_kind)
        self._bare_show = sources.show.with_episodes(())  # no item depends on another one
        self._shared = _shared_fingerprint(self._bare_show)
        self.chapters_sha256: dict[str, str] = {}  # of the records, by slug; of episodes without chapters there is none

    def records(self, episodes: Sequence[Episode], map_function: MapFunction = map) -> list[ItemRecord]:
        """Return the records of items; those that are not in the cache are rendered, a few at a time.

        Args:
            episodes: of the items.
            map_function: runs the jobs in order, as `map` does, or several at once if there are many.

        Raises:
            FileError: the disk refuses.
        """
        fingerprints = [self._fingerprint(episode) for episode in episodes]
        records = [self._cached_record(*pair) for pair in zip(episodes, fingerprints, strict=True)]
        missing = [number for number, record in enumerate(records) if record is None]
        jobs = ([self._input(episodes[number]) for number in batch] for batch in _batches(missing))
        render = partial(render_items, self._bare_show)
        results = (map_function if len(missing) >= MIN_PARALLEL_ITEMS else map)(render, jobs)
        for batch, rows in zip(_batches(missing), results, strict=True):
            with self._cache.transaction():
                for number, row in zip(batch, rows, strict=True):
                    records[number] = self._store(episodes[number], fingerprints[number], row)
        return [record for record in records if record]

    def read(self, record: ItemRecord, form: ItemForm) -> bytes:
        """Return the bytes of an item.

        Raises:
            DamagedFileError: it has other lengths than its record says.
            FileError: the disk refuses.
        """
        value = self._table.value(record.episode.slug, record.fingerprint)
        if value is None:
            [row] = render_items(self._bare_show, [self._input(record.episode)])
            self._store(record.episode, record.fingerprint, row)
            value = row.value
        item = decoded_item(value)
        if item.sizes() != record.sizes:
            self._table.forget(record.episode.slug)
            raise DamagedFileError(self._paths.database)
        return item.form(form)

    def chapters(self, episode: Episode) -> bytes:
        """Return an episode's chapters as JSON."""
        audio = self._sources.audio[episode.slug]
        return chapters_json(episode, self._bare_show, audio, self._item_covers(episode))

    def forget_other_items(self) -> None:
        """Delete the items of episodes that are not in the show; for the end of a build.

        Raises:
            FileError: the disk refuses.
        """
        self._table.forget_other_items(episode.slug for episode in self._sources.show.episodes)

    def _cached_record(self, episode: Episode, fingerprint: str) -> ItemRecord | None:
        facts = None if self._cache.verify else self._table.facts(episode.slug, fingerprint)
        return self._item_record(episode, fingerprint, *facts) if facts else None

    def _store(self, episode: Episode, fingerprint: str, row: ItemRow) -> ItemRecord:
        """Store an item, and return its record.

        Raises:
            FileError: the disk refuses.
        """
        sizes, chapters_sha256, value = row
        self._table.put(episode.slug, fingerprint, (sizes, chapters_sha256), value)
        return self._item_record(episode, fingerprint, sizes, chapters_sha256)

    def _item_record(
        self, episode: Episode, fingerprint: str, sizes: Iterable[int], chapters_sha256: str
    ) -> ItemRecord:
        if chapters_sha256:
            self.chapters_sha256[episode.slug] = chapters_sha256
        return ItemRecord(episode, ItemSizes(*sizes), fingerprint)

    def _input(self, episode: Episode) -> ItemInput:
        notes = self._sources.notes(episode.slug)
        return ItemInput(episode, self._sources.audio[episode.slug], self._item_covers(episode), notes)

    def _fingerprint(self, episode: Episode) -> str:
        """Return the fingerprint of everything that an item's bytes depend on; its notes are made from the episode."""
        audio, covers = self._sources.audio[episode.slug], self._item_covers(episode)
        parts = (self._shared, episode_fingerprint(episode), audio, sorted(covers.items()))
        return sha256(repr(parts).encode()).hexdigest()

    def _item_covers(self, episode: Episode) -> dict[str, str | Picture]:
        """Return the addresses of the pictures that an item may name, and of no others."""
        own = (episode.cover, *(chapter.image for chapter in episode.chapters))
        people = (person.image for person in (*episode.people, *regular_hosts(self._bare_show)))
        images = (image_key(image.file) for image in (*episode.images, *self._bare_show.images))
        covers = self._sources.covers
        return {path: covers[path] for path in (*own, *people, *images) if path is not None and path in covers}


def _shared_fingerprint(bare_show: Show) -> str:
    """Return the fingerprint of what all items depend on."""
    versions = [version(name) for name in ITEM_LIBRARIES]
    return sha256(repr((code_fingerprint(), versions, bare_show)).encode()).hexdigest()


def _batches(numbers: Iterable[int]) -> Iterator[tuple[int, ...]]:
    remaining = iter(numbers)
    while batch := tuple(islice(remaining, _ITEMS_PER_JOB)):
        yield batch
