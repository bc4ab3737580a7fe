"""The record of a desk that runs, in `.podcast/` of its show: a second one finds the first by it.

Only the user can read it. A record whose desk is gone, or that others can read or could have written, counts for
nothing (docs/decisions/desk.md).
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.desk.security.entrance import ask_for_token
from podcast.platform.file_changes import remove_file, replace_file
from podcast.platform.file_identity import is_private
from podcast.publish.protocol.process_id import is_dead_process, process_identity

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORD: Final = ".podcast/desk.json"  # below the folder of the show
LOCK: Final = ".podcast/desk.lock"  # held while a desk looks for another one, and starts


@dataclass(frozen=True, slots=True)
class RunningRecord:
    """Where a desk listens, its process, the secret of its entrance, whether other devices reach it."""

    origin: str
    pid: int
    identity: str
    secret: str
    is_lan: bool = False


@dataclass(frozen=True, slots=True)
class RunningDesk:
    """A desk that runs: its origin, an address that lets one browser in, whether other devices reach it."""

    origin: str
    url: str
    is_lan: bool


def find_running_desk(root: Path) -> RunningDesk | None:
    """Return the desk of a show that this user runs on this computer; None if there is none.

    Args:
        root: the show's folder.
    """
    record = _read(root / RECORD)
    if record is None or is_dead_process(record.identity, record.pid):
        return None
    token = ask_for_token(record.origin, record.secret)
    return RunningDesk(record.origin, f"{record.origin}/?token={token}", record.is_lan) if token else None


@contextlib.contextmanager
def recorded_desk(root: Path, origin: str, secret: str, *, is_lan: bool) -> Iterator[None]:
    """Keep the record of a desk while the block runs; a disk that takes none is no reason not to work.

    Args:
        root: the show's folder.
        origin: of the desk.
        secret: of its entrance.
        is_lan: whether other devices reach it.
    """
    record = RunningRecord(origin, os.getpid(), process_identity("desk"), secret, is_lan)
    with contextlib.suppress(OSError):
        _write(root / RECORD, record)
    try:
        yield
    finally:
        if _read(root / RECORD) == record:  # not that of another one, which was started since
            with contextlib.suppress(OSError):
                remove_file(root / RECORD)


def _write(path: Path, record: RunningRecord) -> None:
    """Write a record, whole or not at all, readable by the user alone from its first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=".desk-", dir=path.parent)
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            json.dump(asdict(record), file)
        replace_file(Path(name), path)
    except BaseException:
        remove_file(Path(name), missing_ok=True)
        raise


def _read(path: Path) -> RunningRecord | None:
    """Read a record; None if there is none, or it is not this user's alone."""
    try:
        with path.open("r", encoding="utf-8") as file:
            if not is_private(os.fstat(file.fileno())):
                return None
            return RunningRecord(**json.load(file))
    except (OSError, ValueError, TypeError):
        return None
