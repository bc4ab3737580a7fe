"""Bring a published show back from its target: its sources from the private part, its audio as it is public.

The folder builds the same site. Recordings are not on a target unless `keep_recordings` is set: then the audio files
take their place, byte for byte, with the records that say what they were made from; a build takes them over as long as
nothing of that changes. Killed anywhere, run again and it goes on: what is there with the right bytes is not fetched.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from podcast.errors import FileError, PublishError
from podcast.files import atomic, os_errors
from podcast.files.digest import file_digest
from podcast.files.exclusive_lock import exclusive_lock
from podcast.files.partial_files import remove_partial_files
from podcast.i18n import _, ngettext
from podcast.model.file_names import SHOW_FILE
from podcast.pipeline.pulled_audio import pulled_paths, store_pulled_audio
from podcast.publish.protocol.plan import format_size
from podcast.publish.protocol.recovery import read_state
from podcast.publish.protocol.state import HEAD_KEY, damaged_error
from podcast.publish.protocol.state_json import parse_head
from podcast.publish.sources.read_sources import episodes_without_recording
from podcast.publish.sources.source_list import parse_source_list, present_sources, source_key
from podcast.publish.split_audio.audio_keys import place_of, site_path
from podcast.publish.targets.target import ABSENT, EXIT_REFUSED
from podcast.show import load
from podcast.steps.paths import ProjectPaths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from podcast.files.digest import Digest
    from podcast.publish.protocol.recovery import TargetState
    from podcast.publish.protocol.state import Manifest
    from podcast.publish.targets.target import Target

THREADS: Final = 8
MAX_NAMED: Final = 5  # files that an error names
_NOT_SOURCES: Final = ("site", ".podcast", ".git")  # folders that no list of sources may write to


@dataclass(frozen=True, slots=True)
class PulledFile:
    """A file to bring back: its path below the show's folder, the key of its object, the bytes that it must have."""

    name: str
    key: str
    digest: Digest


@dataclass(frozen=True, slots=True)
class PulledShow:
    """Result of a pull.

    `fetched` are the paths of files that were brought back, `unchanged_count` the number of those that were here;
    `episodes` are the slugs of episodes whose audio is here; `without_recording` those of all that the target has no
    recording of. `is_restored`: an undo made what is live.
    """

    generation: int
    fetched: tuple[str, ...]
    fetched_bytes: int
    unchanged_count: int
    episodes: tuple[str, ...]
    without_recording: tuple[str, ...]
    is_restored: bool


def pull_show(target: Target, root: Path, report_bytes: Callable[[int], None] = lambda _size: None) -> PulledShow:
    """Bring a show back into a folder; nothing that is there is overwritten.

    Args:
        target: where the show is published.
        root: the folder; it is created.
        report_bytes: called with the number of bytes of each file that was fetched, in any thread.

    Raises:
        PublishError: nothing is published there, no sources are kept there, they are damaged, or the target refuses.
        FileError: another file of the same name is in the folder, or the disk refuses or has too little space.
    """
    state = _read_target(target)
    manifest = state.confirmed
    sources = _read_sources(target, manifest)
    files = [*_source_files(sources), *_audio_files(manifest)]
    for key in {place_of(item.key): item.key for item in files}.values():
        target.head(key)  # a place that cannot be reached is refused before anything is written
    paths = ProjectPaths(root)
    with exclusive_lock(paths.cache / "lock", "podcast pull"):
        remove_partial_files(root)
        missing = _missing_files(root, files)
        _require_space(root, missing)
        _fetch_all(target, root, missing, report_bytes)
        digests = {item.name.removeprefix("site/"): item.digest for item in files if item.name.startswith("site/")}
        records = {slug: row for slug, row in manifest.audio.items() if {*pulled_paths(row)} <= digests.keys()}
        store_pulled_audio(root, records, digests)
    return PulledShow(
        generation=state.head.generation,
        fetched=tuple(item.name for item in missing),
        fetched_bytes=sum(item.digest.size for item in missing),
        unchanged_count=len(files) - len(missing),
        episodes=tuple(sorted(records)),
        without_recording=episodes_without_recording(load.load(root).show),
        is_restored=bool(manifest.restored_generation),
    )


def _read_target(target: Target) -> TargetState:
    """Read the state of a target, whatever show it has.

    Raises:
        PublishError: nothing is published there, or what `recovery.read_state` raises.
    """
    stored = target.get(HEAD_KEY)
    state = read_state(target, parse_head(stored[0]).show_guid) if stored else None
    if state is None or not state.head.generation:
        raise PublishError(_("nothing has been published at this target: check its address, or publish the show first"))
    return state


def _read_sources(target: Target, manifest: Manifest) -> dict[str, Digest]:
    """Read the list of sources: the digests by path.

    Raises:
        PublishError: there is none, or it is damaged.
    """
    if not manifest.sources:
        raise PublishError(
            _(
                "this target keeps no sources: the show was published without `keep_source: true` under `publish:`. "
                "`podcast import FEED` makes a folder from its public feed and pages"
            ),
            EXIT_REFUSED,
        )
    key = source_key(manifest.sources)
    stored = target.get(key)
    if stored is None:
        raise damaged_error(key, _("it is missing"))
    sources = parse_source_list(key, stored[0])
    present = present_sources(manifest)
    if lost_digests := [digest for digest in sources.values() if source_key(digest.sha256) not in present]:
        raise damaged_error(source_key(lost_digests[0].sha256), _("it is missing"))
    return sources


def _source_files(sources: Mapping[str, Digest]) -> list[PulledFile]:
    """The sources as files, podcast.yaml last: a folder without it is not taken for a whole show.

    Raises:
        PublishError: the list names a file that is no source.
    """
    if wrong := next((name for name in sources if name.partition("/")[0] in _NOT_SOURCES), None):
        raise PublishError(_("the list of sources names {name}, which is no source").format(name=wrong), EXIT_REFUSED)
    files = [PulledFile(name, source_key(digest.sha256), digest) for name, digest in sorted(sources.items())]
    return sorted(files, key=lambda item: item.name == SHOW_FILE)


def _audio_files(manifest: Manifest) -> list[PulledFile]:
    """The audio files and waveforms of all episodes that have a record, as files of site/."""
    retired = {key: item.object for key, item in manifest.retired.items()}  # of a show that was taken down
    present = {key: item for key, item in {**retired, **manifest.objects}.items() if item.etag != ABSENT}
    objects = {site_path(key): (key, item.spec.digest) for key, item in present.items()}
    paths = [path for row in manifest.audio.values() for path in pulled_paths(row)]
    paths += [path for slug in manifest.audio if (path := f"{slug}/peaks.json") in objects]
    return [PulledFile(f"site/{path}", *objects[path]) for path in paths if path in objects]


def _missing_files(root: Path, files: Iterable[PulledFile]) -> list[PulledFile]:
    """The files that are not here yet.

    Raises:
        FileError: other files have their names; all are looked at first.
    """
    missing, different = [], []
    for item in files:
        path = root / item.name
        try:
            if not path.is_symlink() and not path.exists():
                missing.append(item)
            elif not path.is_file() or path.stat().st_size != item.digest.size or file_digest(path) != item.digest:
                different.append(item.name)
        except OSError as error:
            raise FileError(os_errors.os_error_message(path, error)) from error
    if different:
        names = ", ".join(different[:MAX_NAMED]) + (" …" if len(different) > MAX_NAMED else "")
        sentence = ngettext(
            "{folder} has another file of the same name, which is not overwritten: {names}; nothing was written. Name "
            "an empty folder, or move the file away",
            "{folder} has {count} other files of the same names, which are not overwritten: {names}; nothing was "
            "written. Name an empty folder, or move the files away",
            len(different),
        )
        raise FileError(sentence.format(folder=root, count=len(different), names=names))
    return missing


def _require_space(root: Path, files: Iterable[PulledFile]) -> None:
    """Require that the disk has room for files.

    Raises:
        FileError: it has not.
    """
    needed, free = sum(item.digest.size for item in files), shutil.disk_usage(root).free
    if needed > free:
        sentence = _("{folder} needs {needed}, and the disk has {free} left; nothing was fetched")
        raise FileError(sentence.format(folder=root, needed=format_size(needed), free=format_size(free)))


def _fetch_all(target: Target, root: Path, files: list[PulledFile], report_bytes: Callable[[int], None]) -> None:
    """Fetch files, podcast.yaml after all others."""
    groups: Mapping[bool, list[PulledFile]] = {
        is_last: [item for item in files if (item.name == SHOW_FILE) == is_last] for is_last in (False, True)
    }
    fetch = partial(_fetch, target, root, report_bytes)
    for group in groups.values():
        with ThreadPoolExecutor(THREADS) as threads:
            for _done in threads.map(fetch, group):
                pass


def _fetch(target: Target, root: Path, report_bytes: Callable[[int], None], item: PulledFile) -> None:
    """Fetch a file, check its digest, and rename it into place.

    Raises:
        PublishError: it is gone, or has other bytes.
    """
    path = root / item.name
    with atomic.atomic_path(path, public=item.name.startswith("site/")) as temporary:
        digest = target.save(item.key, temporary)
        if digest != item.digest:
            reason = _("it is missing") if digest is None else _("its bytes do not match its digest")
            raise damaged_error(item.key, reason)
    report_bytes(item.digest.size)
