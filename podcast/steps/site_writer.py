"""Writing site/, and the record of the last build: its files.

A file that no build has made is never touched and never published.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from podcast.artifacts import Artifact, Staged, StoredFile
from podcast.errors import DamagedFileError, FileError
from podcast.files import atomic, fingerprints, os_errors
from podcast.files.digest import Digest, bytes_digest, file_digest, file_sha256
from podcast.files.partial_files import remove_partial_files
from podcast.files.staging import copy_staged, flush_staged, write_staged
from podcast.platform.file_changes import remove_file
from podcast.steps.site_record import RecordedFiles, read_digests, record_files

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from podcast.files.cache import Cache
    from podcast.steps.paths import ProjectPaths

WRITTEN_LAST = ("feed.xml",)  # after everything that it names


@dataclass(frozen=True, slots=True)
class SiteChanges:
    """The changes of a build to site/: paths below it. `foreign` files no build has made: they are left alone.

    `files` has the digest of every file of the build, as it was when a build wrote it.
    """

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    foreign: tuple[str, ...]
    files: Mapping[str, Digest] = field(default_factory=dict)


def write_site(
    paths: ProjectPaths, cache: Cache, artifacts: Mapping[str, Artifact], audio: Mapping[str, str]
) -> SiteChanges:
    """Make site/ hold exactly these files: write new ones, then remove those that only an earlier build wanted.

    Each file is recorded with its digest before it is written; a file whose bytes are not those is written again.

    Args:
        paths: of the show; the site is written.
        cache: has the record of earlier builds.
        artifacts: path below the site -> its content; those of `WRITTEN_LAST` are written after all others. Files that
            stay are not looked at.
        audio: the SHA-256 of each audio file, by its path; the files are in the site already.

    Raises:
        DamagedFileError: a file that is to be copied has other bytes than it must have.
        FileError: the disk refuses.
    """
    site, kind = paths.site, paths.site_kind
    remove_partial_files(site)  # of a build that was killed
    in_question = {path: artifact for path, artifact in artifacts.items() if not isinstance(artifact, str)}
    before = read_digests(cache, kind, (*in_question, *audio))
    present = {path for path in in_question if (site / path).is_file()}
    on_disk = fingerprints.fingerprints([site / path for path in sorted(present)], cache)
    files = {path: _digest(artifact, site / path, before.get(path)) for path, artifact in in_question.items()}
    audio_files = {path: _audio_digest(site / path, sha256, before.get(path)) for path, sha256 in audio.items()}
    new = {path: digest for path, digest in (files | audio_files).items() if before.get(path) != digest}
    record_files(cache, kind, new)
    changed = [path for path in files if path not in present or on_disk[site / path] != files[path].sha256]
    written = sorted(changed, key=lambda path: (path in WRITTEN_LAST, path))
    _write_artifacts(paths, {path: in_question[path] for path in written}, files)
    all_paths = artifacts.keys() | audio.keys()
    removed = _remove_unwanted(paths, cache, all_paths)
    foreign = tuple(sorted(path for path in _site_files(site) if path not in all_paths and path != ".gitignore"))
    unchanged = tuple(sorted(all_paths.difference(written)))
    recorded = RecordedFiles(paths, unchanged, {path: files[path] for path in written})
    return SiteChanges(tuple(written), unchanged, removed, foreign, recorded)


def _remove_unwanted(paths: ProjectPaths, cache: Cache, paths_of_build: Collection[str]) -> tuple[str, ...]:
    """Remove the files that only an earlier build wanted, and their record; record those that have lost theirs.

    Returns:
        The paths of those that were there.

    Raises:
        FileError: the disk refuses.
    """
    kind, unwanted, recorded_count = paths.site_kind, [], 0
    for path in cache.each_key(kind):
        if path in paths_of_build:
            recorded_count += 1
        else:
            unwanted.append(path)
    if recorded_count < len(paths_of_build):
        unrecorded = sorted(set(paths_of_build).difference(cache.each_key(kind)))
        record_files(cache, kind, {path: _file_digest(paths.site / path) for path in unrecorded})
    removed = tuple(path for path in unwanted if _remove(paths.site, path))
    with cache.transaction():
        for path in unwanted:
            cache.forget(kind, path)
    return removed


def _site_files(site: Path) -> Iterator[str]:
    """Yield the paths of all files in the site, below it; links to folders are not followed.

    Raises:
        FileError: a folder cannot be read.
    """
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(f"{site}/{folder}") as entries:  # a Path for each file takes four times as long
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(f"{folder}{entry.name}/")
                    elif entry.is_file():
                        yield f"{folder}{entry.name}"
        except FileNotFoundError:
            continue
        except OSError as error:
            raise FileError(os_errors.os_error_message(site / folder, error)) from error


def _digest(artifact: Artifact, file: Path, before: Digest | None) -> Digest:
    """The digest that a file of the site must have; `artifact` is no file that stays."""
    if isinstance(artifact, bytes):
        return bytes_digest(artifact)
    if isinstance(artifact, Staged) and artifact.md5:
        return Digest(artifact.size, artifact.md5, artifact.sha256)
    if isinstance(artifact, StoredFile) and before and before.sha256 == artifact.sha256:
        return before
    source = Path(artifact) if isinstance(artifact, str | Path) else artifact.path
    if source == file and before:  # left as the last build wrote it
        return before
    digest = _file_digest(source)
    if isinstance(artifact, StoredFile) and digest.sha256 != artifact.sha256:
        raise DamagedFileError(source)
    return digest


def _file_digest(file: Path) -> Digest:
    """The digest of a file.

    Raises:
        FileError: the disk refuses.
    """
    try:
        return file_digest(file)
    except OSError as error:
        raise FileError(os_errors.os_error_message(file, error)) from error


def _audio_digest(file: Path, sha256: str, before: Digest | None) -> Digest:
    """The digest of an audio file that was tagged a moment ago, or that an earlier build has left.

    Raises:
        DamagedFileError: it has another digest than it must have.
        FileError: the disk refuses.
    """
    if before and before.sha256 == sha256 and before.md5:
        return before
    digest = _file_digest(file)
    if digest.sha256 != sha256:
        raise DamagedFileError(file)
    return digest


def _write_artifacts(paths: ProjectPaths, artifacts: Mapping[str, Artifact], digests: Mapping[str, Digest]) -> None:
    """Put all artifacts into the staging area, flush them to disk once, and then move each to its place.

    Flushing each file by itself takes longer than making it, for a small show longer than the whole build.

    Raises:
        DamagedFileError: a file that is copied has another digest.
        FileError: the disk refuses.
    """
    staged_files: dict[str, Path] = {}
    for path, artifact in artifacts.items():
        staged = paths.cache / "staged" / "site" / path
        staged_files[path] = _staged_file(staged, paths.site / path, artifact, digests[path])
    if staged_files and not paths.preview:  # a preview need not survive that the computer loses its power
        flush_staged(staged_files.values())
    for path, staged in staged_files.items():
        atomic.move(paths.site / path, staged, public=True)


def _staged_file(staged: Path, file: Path, artifact: Artifact, digest: Digest) -> Path:
    """Write or copy an artifact for `file` to the path `staged`, unless it is staged already; returns where it is.

    Raises:
        DamagedFileError: a file that is copied has another digest.
        FileError: the disk refuses.
    """
    if isinstance(artifact, Staged):
        return artifact.path
    if isinstance(artifact, bytes):
        write_staged(staged, artifact)
        return staged
    if artifact == file:  # the page of the last build is damaged; it cannot be copied from anywhere
        raise DamagedFileError(file)
    source = artifact.path if isinstance(artifact, StoredFile) else Path(artifact)
    copy_staged(staged, source)
    try:
        is_intact = file_sha256(staged) == digest.sha256
    except OSError as error:
        raise FileError(os_errors.os_error_message(staged, error)) from error
    if not is_intact:
        raise DamagedFileError(source)
    return staged


def _remove(site: Path, path: str) -> bool:
    """Remove a file and the folders that it leaves empty; whether it was there."""
    file = site / path
    try:
        remove_file(file)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise FileError(os_errors.os_error_message(file, error)) from error
    for folder in file.parents:
        if folder == site or any(folder.iterdir()):
            break
        folder.rmdir()
    return True
