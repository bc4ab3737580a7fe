"""What the last build made: which files of site/ are ours, and what each audio file was made from.

A file that no build made is never touched and never published.
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

LAST = ("feed.xml",)  # written after all that they name


@dataclass(frozen=True, slots=True)
class Tagged:
    """What an episode's audio file was made from, and what it is: sizes in bytes."""

    recording: str  # SHA-256
    master: str  # fingerprint
    fingerprint: str  # of the tagged file
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Record:
    """Every file that builds have left in site/, and the audio files by slug."""

    files: frozenset[str] = frozenset()
    audio: Mapping[str, Tagged] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a build did to site/: paths below it."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    foreign: tuple[str, ...]  # not ours: left alone, not published


def read(path: Path) -> Record:
    """The record of the last build; an empty one when there is none, or none that can be read."""
    try:
        raw = json.loads(path.read_text("utf-8"))
        audio = {slug: Tagged(**tagged) for slug, tagged in raw["audio"].items()}
        return Record(frozenset(raw["files"]), audio)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Record()


def keep(path: Path, record: Record) -> None:
    """Writes the record down."""
    audio = {slug: asdict(tagged) for slug, tagged in sorted(record.audio.items())}
    atomic.write(path, json.dumps({"files": sorted(record.files), "audio": audio}, indent=1).encode())


def put(site: Path, artifacts: Mapping[str, Artifact], audio: Iterable[str], before: Record, record: Path) -> Changes:
    """Makes site/ hold exactly these files: writes what is new, then removes what only an earlier build wanted.

    The record names both until all is done, so that a build that is killed leaves nothing behind that nobody knows.

    Args:
        site: the folder.
        artifacts: path below it -> what it is to hold; those of `LAST` are written after all others.
        audio: paths of the audio files, which are there already.
        before: the record of the last build.
        record: where the record is kept.

    Raises:
        FileError: the disk refuses.
    """
    sounds = tuple(audio)
    wanted = frozenset((*artifacts, *sounds))
    keep(record, Record(before.files | wanted, before.audio))
    order = sorted(artifacts, key=lambda path: (path in LAST, path))
    written = tuple(path for path in order if _place(site / path, artifacts[path]))
    removed = tuple(path for path in sorted(before.files - wanted) if _remove(site, path))
    there = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    foreign = sorted(path for path in there - wanted if path != ".gitignore" and not path.endswith(".part"))
    return Changes(written, tuple(sorted(wanted - {*written})), removed, tuple(foreign))


def _place(file: Path, artifact: Artifact) -> bool:
    """Lets a file hold what it is to hold; whether it was written."""
    if isinstance(artifact, bytes):
        return atomic.write(file, artifact)
    if isinstance(artifact, Staged):
        atomic.move(file, artifact.path)
        return True
    if artifact == file and file.is_file():  # most of ten thousand are: looked at by one call, not by four
        return False
    return atomic.copy(file, artifact)


def _remove(site: Path, path: str) -> bool:
    """Removes a file, and the folders that it leaves empty."""
    file = site / path
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise FileError(atomic.refused(file, error)) from error
    for folder in file.parents:
        if folder == site or any(folder.iterdir()):
            break
        folder.rmdir()
    return True
