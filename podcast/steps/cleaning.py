"""Cleaning `.podcast/`: what no current or last build needs. It can all be made again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.audio import master_cache
from podcast.audio.browser import recording_peaks
from podcast.audio.opus_m4a import FORMATS
from podcast.audio.preflight import analysis
from podcast.errors import FileError
from podcast.files import os_errors
from podcast.platform.file_changes import remove_file
from podcast.steps import mastering_plan, recorded_inputs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.files.cache import Cache
    from podcast.model.show import Show
    from podcast.steps.paths import ProjectPaths

# Below `.podcast/`, with results of builds; `fonts` is from earlier versions of the program.
FOLDERS: Final = ("masters", "pictures", "fonts", "listen", "browser")
_BUILDS_TO_KEEP: Final = 2
_FILE_KINDS: Final = ("picture", "card")  # of cache rows whose key is the file's name
_MASTER_KINDS: Final = tuple(master_cache.file_kind(name) for name in ("mp3", *FORMATS))


@dataclass(frozen=True, slots=True)
class Removable:
    """A file that is not needed, and its size in bytes."""

    path: Path
    size: int


def removable_files(
    show: Show | None, paths: ProjectPaths, cache: Cache, *, everything: bool = False
) -> list[Removable]:
    """Find the files below `.podcast/` that no current or last build needs, sorted.

    The results of the last two builds stay, and the master of every recording in the show with it, be it a draft, a
    scheduled or a withdrawn episode.

    Args:
        show: with all its episodes; None if it cannot be read: then all masters stay.
        paths: of the show.
        cache: knows which build needed what.
        everything: find all results of builds, needed or not.

    Raises:
        FileError: the disk refuses.
    """
    needed = set() if everything else _needed_names(show, paths, cache)
    candidates = (path for name in FOLDERS for path in (paths.cache / name).rglob("*"))
    try:
        files = [path for path in candidates if path.is_file()]
        if show is None and not everything:
            files = [path for path in files if path.parent != paths.cache / "masters"]
        return [Removable(path, path.stat().st_size) for path in sorted(files) if not _is_needed(path, needed)]
    except OSError as error:
        raise FileError(os_errors.os_error_message(paths.cache, error)) from error


def _is_needed(path: Path, needed: set[str]) -> bool:
    return not needed.isdisjoint(_keys(path))


def _keys(path: Path) -> set[str]:
    """The keys that cache rows of a file may have: its fingerprint or its name."""
    if path.suffix == ".part":
        return set()
    return {path.stem, path.name}


def _needed_names(show: Show | None, paths: ProjectPaths, cache: Cache) -> set[str]:
    """The names of all files that are needed: fingerprints of masters, file names of pictures."""
    names = set(_recently_used(cache))
    if show is not None:
        names |= {job.path.stem for job in mastering_plan.plan_masters(show, paths, cache).jobs.values()}
    return names


def _recently_used(cache: Cache) -> Iterator[str]:
    for kind in (*_MASTER_KINDS, *_FILE_KINDS):
        yield from (key for key, age in cache.last_builds(kind).items() if age < _BUILDS_TO_KEEP)


def remove_files(files: list[Removable], cache: Cache) -> None:
    """Remove files, and the rows of files that are gone.

    Args:
        files: from `removable_files`.
        cache: has the rows.

    Raises:
        FileError: the disk refuses.
    """
    names = {key for file in files for key in _keys(file.path)}
    for file in files:
        try:
            remove_file(file.path, missing_ok=True)
        except OSError as error:
            raise FileError(os_errors.os_error_message(file.path, error)) from error
    with cache.transaction():
        for kind in (*_MASTER_KINDS, *_FILE_KINDS):
            for key in cache.keys(kind):
                if key in names:
                    cache.forget(kind, key)
    master_cache.forget_orphans(cache)
    cache.forget_missing_files()


def forget_other_recordings(show: Show, paths: ProjectPaths, cache: Cache) -> None:
    """Delete the analyses and measurements of recordings that have left the show.

    Raises:
        FileError: the disk refuses.
    """
    plan = mastering_plan.plan_masters(show, paths, cache)
    mixes = [
        recorded_inputs.mix_digest(plan.recorded_digest(job), job.tracks) for job in plan.jobs.values() if job.tracks
    ]
    digests = {*plan.fingerprints.values(), *mixes}
    master_cache.forget_passthrough(cache, {job.path.stem for job in plan.jobs.values()}, _BUILDS_TO_KEEP)
    master_cache.forget_orphans(cache)
    with cache.transaction():
        for kind in (analysis.CACHE_KIND, recording_peaks.CACHE_KIND):
            for digest in cache.keys(kind):
                if digest not in digests:
                    cache.forget(kind, digest)
