"""The record of the last build, `.podcast/build.json`: states of its inputs and outputs, and its outcome.

It is deleted before a build writes anything, so that a build that is killed leaves none, and written when all is in
place. It is no row of the cache, because opening that reads all of it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from podcast.errors import FileError
from podcast.files import atomic, os_errors
from podcast.platform.file_changes import remove_file
from podcast.steps.build_state.outcome import BuildOutcome
from podcast.steps.paths import ProjectPaths

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class PublishRecord:
    """A target that has all of a build: the show's guid there, and the SHA-256 of the manifest that its head names.

    `published_at` is when that was published, and `until` when something is to be deleted there, in ISO 8601; None:
    unknown, and never.
    """

    guid: str
    manifest_sha256: str
    published_at: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """The states of everything that a build has read and written, and its outcome.

    Args:
        program: see `program_state`.
        language: of the outcome's sentences; empty if there are none.
        drafts: whether drafts and later episodes are part of it.
        since: the build is the same from this moment on, in ISO 8601; None: from the beginning.
        until: and before this one; None: for ever.
        timezone: of the show, in which `--at` is meant.
        named_files: the files outside of episodes/ and templates/ that the show names, below its folder.
        zone_files: those of the time zone database that were looked for.
        inputs: digest of the states of all inputs.
        outputs: digest of the states of all files in site/.
        caches: digest of the names of all files that only make builds quicker.
        fresh: SHA-256 of files that may have changed without a new mtime, by path below the show's folder.
        outcome: of the next build if nothing changes.
        live_manifest: SHA-256 of the target's manifest where audio was taken over from there; else empty.
        published: the target that has this build; None if none is known.
    """

    program: str
    language: str
    drafts: bool
    since: str | None
    until: str | None
    timezone: str
    named_files: tuple[str, ...]
    zone_files: tuple[str, ...]
    inputs: str
    outputs: str
    caches: str
    fresh: Mapping[str, str]
    outcome: BuildOutcome
    live_manifest: str = ""
    published: PublishRecord | None = field(default=None)


def read_record(root: Path) -> BuildRecord | None:
    """Return the record of the last build; None if there is none, or if it is damaged or of another version."""
    try:
        checksum, _newline, text = _path(root).read_bytes().partition(b"\n")
        if hashlib.sha256(text).hexdigest().encode() != checksum:
            return None
        value: dict[str, Any] = json.loads(text)
        if value.pop("format") != _FORMAT:
            return None
        lists = {name: tuple(rows) for name, rows in value.items() if isinstance(rows, list)}
        published = PublishRecord(**value["published"]) if value["published"] else None
        outcome = BuildOutcome.from_json(value["outcome"])
        return BuildRecord(**{**value, **lists, "published": published, "outcome": outcome})
    except (OSError, KeyError, TypeError, ValueError):
        return None


def write_record(root: Path, record: BuildRecord) -> None:
    """Write the record of a build.

    Raises:
        FileError: the disk refuses.
    """
    text = json.dumps({"format": _FORMAT, **asdict(record)}, separators=(",", ":")).encode()
    atomic.write(_path(root), hashlib.sha256(text).hexdigest().encode() + b"\n" + text)


def forget_build(root: Path) -> None:
    """Delete the record of the last build: the next one looks at everything.

    Raises:
        FileError: the disk refuses.
    """
    path = _path(root)
    try:
        remove_file(path, missing_ok=True)
    except OSError as error:
        raise FileError(os_errors.os_error_message(path, error)) from error


def _path(root: Path) -> Path:
    return ProjectPaths(root).build_record
