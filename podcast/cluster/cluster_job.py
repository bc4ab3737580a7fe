"""Values that travel between this computer and the workers; all of them pickle."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.publish.targets.s3.client import S3Location
    from podcast.steps.jobs.file_job import FileJob


@dataclass(frozen=True, slots=True)
class Token:
    """The token that proves that a worker sees the same files: the contents of a file or of an object in the store."""

    place: Path | str  # a path, or a key in the store
    content: str


@dataclass(frozen=True, slots=True)
class ClusterJob:
    """A job for a worker, and the values that the worker compares before it begins.

    `root` is the show's folder. With a `store` the worker has no access to it, and paths below it are moved to a folder
    of the worker. Progress is told under `topic`; messages are in `language`.
    """

    job: FileJob[Any]
    root: Path
    store: S3Location | None
    token: Token
    versions: Mapping[str, str]
    topic: str
    language: str


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that a job has written; SHA-256 and key are empty where it lies in the show's folder."""

    size: int  # bytes
    sha256: str = ""
    key: str = ""  # in the store


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """The outcome of a job: its result or an error, and the files that it has written, by their paths at the caller."""

    result: Any = None
    error: BaseException | None = None
    files: Mapping[Path, WrittenFile] = field(default_factory=dict)
