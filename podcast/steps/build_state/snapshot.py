"""The states of all inputs of a build, taken before it reads the first of them."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from podcast.files.tree_state import MTIME_GRANULARITY_NS, TreeState, tree_state
from podcast.model.file_names import EPISODES, SHOW_FILE
from podcast.steps.build_state.program import program_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

SOURCES: Final = (SHOW_FILE, EPISODES, "templates")
MAX_FRESH_BYTES: Final = 1 << 28  # that are hashed because they may have changed without a new mtime; beyond: no record


@dataclass(frozen=True, slots=True)
class InputSnapshot:
    """The states of all inputs, and when they were taken (ns since 1970); see `BuildRecord` for the other fields."""

    program: str
    inputs: str
    named_files: tuple[str, ...]
    zone_files: tuple[str, ...]
    fresh: Mapping[str, str]
    taken_ns: int


def take_snapshot(root: Path) -> InputSnapshot | None:
    """Take the states of everything that a build of a show may read; None if it cannot be read.

    The files that podcast.yaml names are looked for in its text after its own state was taken: if it changes meanwhile,
    the state is that of the file before.

    Args:
        root: the show's folder.
    """
    now = time.time_ns()
    try:
        program, sources = program_state(), _state(root, SOURCES, now)
        fields = _show_fields(root)
        named, zones = tuple(_named_files(root, fields)), tuple(_zone_files(fields.get("timezone")))
        elsewhere = _state(root, (*named, *zones), now)
        fresh = sha256_of_fresh(root, [*sources.recent, *elsewhere.recent])
    except OSError:
        return None
    return InputSnapshot(program, _joined(sources, elsewhere), named, zones, fresh, now) if fresh is not None else None


def current_inputs(root: Path, named_files: Iterable[str], zone_files: Iterable[str]) -> tuple[str, frozenset[str]]:
    """Return the digest of the states of all inputs, and the paths of those that were changed a moment ago.

    Raises:
        OSError: one of them cannot be read.
    """
    now = time.time_ns()
    sources, elsewhere = _state(root, SOURCES, now), _state(root, (*named_files, *zone_files), now)
    return _joined(sources, elsewhere), frozenset((*sources.recent, *elsewhere.recent))


def sha256_of_fresh(root: Path, paths: Iterable[str]) -> dict[str, str] | None:
    """Return the SHA-256 of files below a folder; None if they are too large to be read each time.

    Raises:
        OSError: one of them cannot be read.
    """
    sha256, left = {}, MAX_FRESH_BYTES
    for path in paths:
        file = root / path
        left -= file.stat().st_size
        if left < 0 or not file.is_file():
            return None
        with file.open("rb") as stream:
            sha256[path] = hashlib.file_digest(stream, "sha256").hexdigest()
    return sha256


def _state(root: Path, names: Iterable[str], now: int) -> TreeState:
    return tree_state(os.fspath(root), names, now - MTIME_GRANULARITY_NS)


def _joined(*states: TreeState) -> str:
    return " ".join(state.digest for state in states)


def _show_fields(root: Path) -> Mapping[str, Any]:
    from podcast.show.yaml_file import read_yaml_file

    return read_yaml_file(root, SHOW_FILE).document.fields or {}


def _named_files(root: Path, fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield every text of podcast.yaml that is the name of a file below the show's folder, sorted."""
    for text in sorted(set(_texts(fields))):
        try:
            if (root / text).is_file():
                yield text
        except (OSError, ValueError):  # too long for a name, or no name at all
            continue


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from _texts(item)


def _zone_files(zone: object) -> Iterator[str]:
    """Yield the places where the time zone database may have a time zone."""
    import zoneinfo

    if isinstance(zone, str):
        yield from (os.path.join(folder, zone) for folder in zoneinfo.TZPATH)  # noqa: PTH118 -- texts, as in the record
