"""Documents of the commands that bring a show back, or archive it."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

ArchiveFaultKind = Literal["damaged", "missing", "additional", "truncated", "invalid"]


class PullDocument(TypedDict):
    """`podcast pull`: paths below the folder of files that were fetched, and the number of those that were there.

    `episodes` are the slugs of episodes whose audio is there; `without_recording` those whose recording is not there.
    """

    target: str
    folder: str
    generation: int
    fetched: list[str]
    bytes: int
    unchanged: int
    episodes: list[str]
    without_recording: list[str]
    restored_by_undo: bool


class ArchiveFaultDocument(TypedDict):
    """A fault of an archive: its kind, the file in the archive (empty: the archive as a whole), and the details."""

    kind: ArchiveFaultKind
    file: str
    detail: str


class ArchiveDocument(TypedDict):
    """`podcast archive`: the file, its size in bytes, and how many files of the show it has.

    `verified` is true with --verify; then `faults` are what was found, and `exit_status` is 1 if there are any.
    `without_recording` are the slugs of episodes whose recording is not in the show's folder.
    """

    file: str
    bytes: int
    files: int
    payload_bytes: int
    verified: bool
    faults: list[ArchiveFaultDocument]
    without_recording: list[str]
    exit_status: int
