"""Cache of parsed episodes: an episode is read again when a file of its folder, or what it depends on, has changed.

A row is valid while the names and the states of all files of the folder are the same, those in its folders included.
Episodes with a problem are not cached: their problems are found anew, in the current language.

Rows are pickles, which are quick to read. Their reader knows the classes of the model and of `datetime` alone, so that
a row cannot call anything, whoever wrote it.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import time
import zoneinfo
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pydantic
import yaml

from podcast.errors import FileError
from podcast.files.cache import Cache, database_path, open_cache
from podcast.files.fingerprints import MTIME_GRANULARITY_NS
from podcast.files.memory_cache import NO_MEMORY, MemoryCache
from podcast.files.program_state import program_state
from podcast.i18n import current_language
from podcast.model.file_names import EPISODE_FILE, EPISODES
from podcast.model.show import Episode, episode_fingerprint
from podcast.show.caching.compact_models import ModelPickler, restore_model
from podcast.show.episode_folder import EpisodeFolder, read_episode_folder
from podcast.show.yaml_file import YamlFile
from podcast.show.yaml_reader import YamlDocument

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from pathlib import Path

    from podcast.show.validation import Context

FOLDER_KIND: Final = "episode"  # of the rows, whose keys are slugs
_DIGEST_BYTES: Final = 16
_ROWS_PER_TRANSACTION: Final = 500  # new rows are kept in memory until then
_TIME_CLASSES: Final = frozenset({"date", "datetime", "timedelta", "timezone"})


def read_episode_folders(
    root: Path,
    slugs: Sequence[str],
    context: Context,
    unsaved: Mapping[str, bytes],
    memory: MemoryCache = NO_MEMORY,
) -> list[EpisodeFolder]:
    """Read the folders of all episodes; those that have not changed come from the cache, if the show has one.

    Args:
        root: of the show, resolved.
        slugs: the names of the folders.
        context: see `read_episode_folder`.
        unsaved: see `podcast.show.yaml_file.read_yaml_file`.
        memory: has the folders that were read before.
    """
    database = database_path(root)
    with open_cache(database, root) as cache:
        episodes = _ParsedEpisodes(root, context, cache)
        if unsaved or not database.is_file() or cache.is_verification_requested() or (root / EPISODES).is_symlink():
            folders = [_without_document(read_episode_folder(root, slug, context, unsaved), unsaved) for slug in slugs]
        else:
            folders = [episodes.remembered(slug, memory) for slug in slugs]
            episodes.store()
            episodes.forget_removed(slugs)
    for folder in folders:
        if folder.episode:
            episode_fingerprint(folder.episode)  # copies derive theirs from it
    return folders


class _ParsedEpisodes:
    """The rows of one show.

    Args:
        root: of the show, resolved.
        context: what its episodes depend on besides their folders.
        cache: has the rows.
    """

    def __init__(self, root: Path, context: Context, cache: Cache) -> None:
        """Read nothing yet."""
        self._root, self._context, self._cache = root, context, cache
        self._key, self._now = _shared_key(context), time.time_ns()
        self._language, self._new = current_language(), dict[str, bytes]()

    def remembered(self, slug: str, memory: MemoryCache) -> EpisodeFolder:
        """Return the folder of an episode from memory, from its row, or from the disk.

        What is in memory may have problems: it is valid in one language.
        """
        state = self._folder_state(f"{EPISODES}/{slug}")
        if state is None or not state[1]:
            memory.put(FOLDER_KIND, slug, None, None)  # what was found in its last state is no longer valid either
            return self._read(slug, state)
        in_memory = state[0], self._language
        folder: EpisodeFolder | None = memory.get(FOLDER_KIND, slug, in_memory)
        if folder is None:
            folder = self._read(slug, state)
            memory.put(FOLDER_KIND, slug, in_memory, folder)
        return folder

    def _read(self, slug: str, state: tuple[bytes, bool] | None) -> EpisodeFolder:
        """Return the folder of an episode in a state from its row, or from the disk."""
        folder = f"{EPISODES}/{slug}"
        row = self._cache.get(FOLDER_KIND, slug) if state else None
        if row and state and row[:_DIGEST_BYTES] == state[0]:
            with contextlib.suppress(pickle.UnpicklingError, AttributeError, ImportError, EOFError, TypeError):
                episode = _EpisodeUnpickler(io.BytesIO(row[_DIGEST_BYTES:])).load()
                return EpisodeFolder(YamlFile(f"{folder}/{EPISODE_FILE}", None, YamlDocument()), episode, (episode,))
        result = read_episode_folder(self._root, slug, self._context)
        if state and state[1] and result.is_valid and result.episode:
            episode_fingerprint(result.episode)  # becomes part of the row
            row = _pickle(result.episode)
            self._new[slug] = state[0] + row
            if len(self._new) >= _ROWS_PER_TRANSACTION:
                self.store()
            episode = _EpisodeUnpickler(io.BytesIO(row)).load()  # takes half as much memory as the one that was parsed
            result = replace(result, episode=episode, variants=(episode,))
        return _without_document(result)

    def store(self) -> None:
        """Store the new rows; without a disk that takes them, the episodes are read again."""
        if self._new:
            with self._writable_cache() as cache:
                for slug, row in self._new.items():
                    cache.put(FOLDER_KIND, slug, row)
        self._new.clear()

    def forget_removed(self, slugs: Sequence[str]) -> None:
        """Delete the rows of folders that are gone."""
        with contextlib.suppress(FileError):
            if removed_slugs := set(self._cache.keys(FOLDER_KIND)).difference(slugs):
                with self._writable_cache() as cache:
                    for slug in removed_slugs:
                        cache.forget(FOLDER_KIND, slug)

    @contextlib.contextmanager
    def _writable_cache(self) -> Iterator[Cache]:
        with contextlib.suppress(FileError), self._cache.transaction():
            yield self._cache

    def _folder_state(self, folder: str) -> tuple[bytes, bool] | None:
        """Return a digest of what a folder holds, and whether all of it is older than the clocks of file systems tell.

        None if it has links, which may lead anywhere, or cannot be read, or its name is no text.
        """
        if not folder.isprintable():  # a name in another encoding, which no row can have
            return None
        lines, newest, folders = [self._key], 0, [f"{self._root}/{folder}"]
        try:
            if os.path.islink(folders[0]):  # noqa: PTH114 - a Path for each takes twice as long
                return None
            while folders:
                with os.scandir(folders.pop()) as entries:
                    for entry in entries:
                        if entry.name.startswith((".", "~$")):  # see `media_files.list_folder`
                            continue
                        if entry.is_symlink():
                            return None
                        if entry.is_dir(follow_symlinks=False):
                            folders.append(entry.path)
                        status = entry.stat(follow_symlinks=False)
                        newest = max(newest, status.st_mtime_ns)
                        state = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
                        lines.append(f"{entry.path.removeprefix(f'{self._root}/')}\0{state}")
        except OSError:
            return None
        text = "\n".join([lines[0], *sorted(lines[1:])])
        digest = hashlib.blake2b(text.encode(errors="surrogateescape"), digest_size=_DIGEST_BYTES).digest()
        return digest, self._now - newest > MTIME_GRANULARITY_NS


def _without_document(folder: EpisodeFolder, unsaved: Container[str] = ()) -> EpisodeFolder:
    """Return a folder without the text of its YAML file, which is read again for the place of a problem.

    That text with the places of all fields takes more memory than the episode. One that has a problem, or is not saved,
    is kept.
    """
    if folder.episode is None or not folder.is_valid or folder.file.path in unsaved:
        return folder
    return EpisodeFolder(YamlFile(folder.file.path, None, YamlDocument()), folder.episode, (folder.episode,))


def _shared_key(context: Context) -> str:
    """Return a digest of everything that all episodes depend on: the program, libraries, time zones, podcast.yaml."""
    zone = str(context["timezone"] or "")
    states = []
    for folder in zoneinfo.TZPATH:
        with contextlib.suppress(OSError):
            status = os.stat(f"{folder}/{zone}")  # noqa: PTH116
            states.append((folder, status.st_size, status.st_mtime_ns))
    values = (program_state(), pydantic.VERSION, yaml.__version__, states, sorted(context.items()))
    return hashlib.sha256(repr(values).encode(errors="surrogatepass")).hexdigest()


# --- rows ------------------------------------------------------------------------------------------------------------


def _pickle(episode: Episode) -> bytes:
    buffer = io.BytesIO()
    ModelPickler(buffer, protocol=5).dump(episode)
    return buffer.getvalue()


class _EpisodeUnpickler(pickle.Unpickler):
    """A reader of rows that refuses every name but those of the values of an episode."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class of the model, or of times, or what restores a model.

        Raises:
            pickle.UnpicklingError: the name is of something else.
        """
        if (module == "datetime" and name in _TIME_CLASSES) or (module, name) == ("zoneinfo", "ZoneInfo"):
            return super().find_class(module, name)
        if (module, name) == (restore_model.__module__, restore_model.__name__):
            return restore_model
        if module.startswith("podcast.model."):
            value = super().find_class(module, name)
            if isinstance(value, type) and issubclass(value, pydantic.BaseModel):
                return value
        raise pickle.UnpicklingError(f"{module}.{name}")
