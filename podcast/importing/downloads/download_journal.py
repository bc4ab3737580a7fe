"""Journal of an import's downloads: a line of JSON for each file that is at its place.

Lines are only ever added, so that a process that is killed loses no more than the line that it was writing; a line that
cannot be read is ignored.
"""

from __future__ import annotations

import contextlib
import json
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.errors import FileError
from podcast.files.folders import make_folders
from podcast.files.os_errors import os_error_message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podcast.importing.downloads.policy import Download, FetchedFile

IMPORT_FOLDER: Final = Path(".podcast/import")  # below the show's root: partial files, and the journal
JOURNAL: Final = IMPORT_FOLDER / "downloads.jsonl"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A file that was downloaded: `planned` is the path that the import asked for, `path` the one that it has."""

    url: str
    planned: str
    path: str
    kind: str
    size: int
    sha256: str
    type: str
    final_url: str


class DownloadJournal:
    """The files that imports of a show have downloaded; may be used by several threads.

    Args:
        root: the folder of the show.

    Raises:
        FileError: the journal cannot be read.
    """

    def __init__(self, root: Path) -> None:
        self._path, self._lock = root / JOURNAL, threading.Lock()
        self._entries: dict[tuple[str, str], JournalEntry] = {}
        self._by_url: dict[str, JournalEntry] = {}
        for entry in _read(self._path):
            self._remember(entry)

    def _remember(self, entry: JournalEntry) -> None:
        self._entries[entry.url, entry.planned] = entry
        self._by_url[entry.url] = entry

    def entry(self, download: Download) -> JournalEntry | None:
        """Return the entry of a download; None if it has none."""
        return self._entries.get((download.url, download.path.as_posix()))

    def entry_of_url(self, url: str) -> JournalEntry | None:
        """Return the last entry of a URL, whatever its path is; None if it has none."""
        return self._by_url.get(url)

    def entries(self) -> tuple[JournalEntry, ...]:
        """Return all entries, in the order in which the files came."""
        return tuple(self._entries.values())

    def add(self, file: FetchedFile) -> None:
        """Add a file that is at its place.

        Raises:
            FileError: the disk refuses.
        """
        download = file.download
        planned, path = download.path.as_posix(), file.path.as_posix()
        entry = JournalEntry(download.url, planned, path, download.kind, file.size, file.sha256, file.type, file.url)
        line = json.dumps(asdict(entry), ensure_ascii=False) + "\n"
        with self._lock:
            try:
                make_folders(self._path.parent)
                with self._path.open("ab") as journal:
                    # A line that was cut off by a power cut must not spoil this one.
                    journal.write(b"" if _ends_a_line(self._path) else b"\n")
                    journal.write(line.encode())
            except OSError as error:
                raise FileError(os_error_message(self._path, error)) from error
            self._remember(entry)


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as journal:
        if not journal.seek(0, 2):
            return True
        journal.seek(-1, 2)
        return journal.read() == b"\n"


def _read(path: Path) -> Iterable[JournalEntry]:
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return
    except OSError as error:
        raise FileError(os_error_message(path, error)) from error
    for line in lines:
        with contextlib.suppress(ValueError, TypeError):  # cut off, or of another version
            yield JournalEntry(**json.loads(line))
