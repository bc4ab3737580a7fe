"""Writing site/, and the record of the last build: its files, and the inputs of each audio file.

A file that no build has made is never touched and never published.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from podcast.artifacts import Artifact, Staged
from podcast.errors import FileError
from podcast.files import atomic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

WRITTEN_LAST = ("feed.xml",)  # after everything that it names


@dataclass(frozen=True, slots=True)
class AudioRecord:
    """An episode's audio file and what it was made from."""

    recording: str  # SHA-256
    master: str  # fingerprint
    fingerprint: str  # of the tagged file
    path: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """Every file that builds have left in site/, and the audio files by slug."""

    files: frozenset[str] = frozenset()
    audio: Mapping[str, AudioRecord] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SiteChanges:
    """The changes of a build to site/: paths below it. `foreign` files no build has made: they are left alone."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    foreign: tuple[str, ...]


def read_record(path: Path) -> BuildRecord:
    """Read the record of the last build; an empty one if there is none that can be read."""
    try:
        raw = json.loads(path.read_text("utf-8"))
        audio = {slug: AudioRecord(**tagged) for slug, tagged in raw["audio"].items()}
        return BuildRecord(frozenset(raw["files"]), audio)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return BuildRecord()


def save_record(path: Path, record: BuildRecord) -> None:
    """Write the record of a build.

    Raises:
        FileError: the disk refuses.
    """
    audio = {slug: asdict(tagged) for slug, tagged in sorted(record.audio.items())}
    atomic.write(path, json.dumps({"files": sorted(record.files), "audio": audio}, indent=1).encode())


def write_site(
    site: Path, artifacts: Mapping[str, Artifact], audio: Iterable[str], before: BuildRecord, record: Path
) -> SiteChanges:
    """Make site/ hold exactly these files: write new ones, then remove those that only an earlier build wanted.

    The record names both until all is done, so that no build that is killed leaves files that no record names.

    Args:
        site: the folder.
        artifacts: path below it -> its content; those of `WRITTEN_LAST` are written after all others.
        audio: paths of the audio files, which are in site/ already.
        before: the record of the last build.
        record: the path of the record.

    Raises:
        FileError: the disk refuses.
    """
    audio_paths = tuple(audio)
    files = frozenset((*artifacts, *audio_paths))
    save_record(record, BuildRecord(before.files | files, before.audio))
    order = sorted(artifacts, key=lambda path: (path in WRITTEN_LAST, path))
    written = tuple(path for path in order if _write_artifact(site / path, artifacts[path]))
    removed = tuple(path for path in sorted(before.files - files) if _remove(site, path))
    present = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    foreign = sorted(path for path in present - files if path != ".gitignore" and not path.endswith(".part"))
    return SiteChanges(written, tuple(sorted(files - {*written})), removed, tuple(foreign))


def _write_artifact(file: Path, artifact: Artifact) -> bool:
    """Write, move or copy an artifact to its place; whether the file was written."""
    if isinstance(artifact, bytes):
        return atomic.write(file, artifact)
    if isinstance(artifact, Staged):
        atomic.move(file, artifact.path)
        return True
    if artifact == file and file.is_file():  # true of most of ten thousand files: one call instead of four
        return False
    return atomic.copy(file, artifact)


def _remove(site: Path, path: str) -> bool:
    """Remove a file and the folders that it leaves empty; whether it was there."""
    file = site / path
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise FileError(atomic.os_error_message(file, error)) from error
    for folder in file.parents:
        if folder == site or any(folder.iterdir()):
            break
        folder.rmdir()
    return True
