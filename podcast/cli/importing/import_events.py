"""Events of an import for another program, a line of JSON each on stderr; the end of stdin ends the import."""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from podcast.cli.importing.import_progress import fetched_line, source_line
from podcast.importing.downloads.policy import BytesReceived, DownloadDelayed, DownloadFinished, DownloadsPlanned
from podcast.importing.import_result import FilesWritten, ProofStarted, SourceRead
from podcast.platform.interrupts import interrupt_main_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.importing.import_result import ImportEvent

INTERVAL: Final = 0.2  # seconds between two events of bytes


@contextlib.contextmanager
def import_events() -> Iterator[Callable[[ImportEvent], None]]:
    """Yield the function that takes the events of an import, one at a time, from any thread."""
    threading.Thread(target=_obey, daemon=True).start()
    yield _EventLines().report


def _obey() -> None:
    """Stop the import when the program that follows it is gone; the next one goes on from there."""
    for _line in sys.stdin:
        pass
    interrupt_main_thread()


class _EventLines:
    """The events as lines, with the progress of the downloads."""

    def __init__(self) -> None:
        self._numbers = {"done": 0, "total": 0, "files": 0, "of_files": 0}
        self._last = 0.0

    def report(self, event: ImportEvent) -> None:
        """Write an event."""
        match event:
            case SourceRead():
                _write("step", name="fetch", text=source_line(event))
            case DownloadsPlanned():
                self._numbers = {"done": event.received, "total": event.size, "files": 0, "of_files": event.files}
            case BytesReceived():
                self._numbers["done"] += event.count
            case DownloadDelayed():
                _write("note", text=event.sentence)
            case DownloadFinished():
                self._numbers["files"] += 1
                if line := fetched_line(event):
                    _write("note", text=line)
            case FilesWritten():
                _write("step", name="write", text="")
            case ProofStarted():
                _write("step", name="compare", text="")
        if isinstance(event, DownloadsPlanned | BytesReceived | DownloadFinished):
            self._write_numbers(is_important=not isinstance(event, BytesReceived))

    def _write_numbers(self, *, is_important: bool) -> None:
        now = time.monotonic()
        if is_important or now - self._last >= INTERVAL:
            self._last = now
            _write("progress", **self._numbers)


def _write(kind: str, **data: Any) -> None:
    with contextlib.suppress(OSError, ValueError):  # the other program is gone
        sys.stderr.write(json.dumps({"kind": kind, **data}) + "\n")
        sys.stderr.flush()
