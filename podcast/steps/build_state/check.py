"""Whether a build would find nothing new: by the record of the last one, without reading what has not changed."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from podcast.files.tree_state import MTIME_GRANULARITY_NS, TreeState, names_digest, tree_state
from podcast.i18n import current_language
from podcast.steps.build_state.program import program_state
from podcast.steps.build_state.record import read_record, write_record
from podcast.steps.build_state.snapshot import current_inputs, sha256_of_fresh
from podcast.steps.paths import ProjectPaths

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.steps.build_state.record import BuildRecord

_CACHE_FOLDERS: Final = ("masters", "pictures")


def unchanged_build(
    root: Path, *, drafts: bool = False, at: datetime | None = None, live_manifest: str = ""
) -> BuildRecord | None:
    """Return the record of the last build if the next one would find nothing new; None if it might.

    Args:
        root: the show's folder.
        drafts: whether the next build is to include drafts and later episodes.
        at: the moment that it is for; without a time zone it is meant in the show's. None for now.
        live_manifest: SHA-256 of the manifest of the target that the next build is for; empty for none.
    """
    record = read_record(root)
    try:
        if record is None or record.drafts != drafts or record.live_manifest not in {"", live_manifest}:
            return None
        return record if _has_same_conditions(record, at) and _is_unchanged(root, record) else None
    except OSError:
        return None


def output_state(root: Path, recent_ns: int) -> TreeState:
    """The state of all files in site/; for the arguments see `tree_state`.

    Raises:
        OSError: one of them cannot be looked at.
    """
    return tree_state(os.fspath(root), [_site(root)], recent_ns)


def caches_digest(root: Path) -> str:
    """A digest of the names of all files that only make builds quicker: one that was removed is made again.

    Raises:
        OSError: a folder cannot be read.
    """
    paths = ProjectPaths(root)
    names = names_digest(os.fspath(paths.cache), _CACHE_FOLDERS)
    return names if paths.database.is_file() else ""


def site_files(root: Path) -> list[str]:
    """The paths of all files in site/, below it, sorted."""
    site = os.fspath(ProjectPaths(root).site)
    folders = ((os.path.relpath(folder, site), names) for folder, _folders, names in os.walk(site, followlinks=True))
    return sorted(os.path.normpath(os.path.join(folder, name)) for folder, names in folders for name in names)  # noqa: PTH118


def _has_same_conditions(record: BuildRecord, at: datetime | None) -> bool:
    """Whether language, program and the set of episodes that are due are those of the last build."""
    if record.language not in {"", current_language()}:
        return False
    moment = _moment(at, record.timezone)
    since, until = (datetime.fromisoformat(text) if text else None for text in (record.since, record.until))
    if moment is None or (since and moment < since) or (until and moment >= until):
        return False
    return record.program == program_state()


def _moment(at: datetime | None, zone: str) -> datetime | None:
    """The moment that a build is for; None if the clocks of the time zone do not show it once."""
    if at is None:
        return datetime.now(UTC)
    if at.tzinfo:
        return at
    from podcast.errors import PodcastError
    from podcast.model.dates import moment_in_zone

    try:
        return moment_in_zone(at, zone)
    except PodcastError:
        return None


def _is_unchanged(root: Path, record: BuildRecord) -> bool:
    """Whether inputs, caches and outputs are as they were; files that may have changed unseen are read.

    Raises:
        OSError: one of them cannot be read.
    """
    inputs, recent = current_inputs(root, record.named_files, record.zone_files)
    if inputs != record.inputs or caches_digest(root) != record.caches:
        return False
    outputs = output_state(root, time.time_ns() - MTIME_GRANULARITY_NS)
    if outputs.digest != record.outputs or sha256_of_fresh(root, record.fresh) != record.fresh:
        return False
    fresh = {path: sha256 for path, sha256 in record.fresh.items() if path in recent or path in outputs.recent}
    if fresh != record.fresh and read_record(root) == record:  # from now on their states tell all changes
        write_record(root, replace(record, fresh=fresh))
    return True


def _site(root: Path) -> str:
    return ProjectPaths(root).site.relative_to(root).as_posix()
