"""Runs `podcast import` in a process of its own: one at a time; it ends with the desk, and goes on when run again."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from podcast.desk.moving.import_run import ImportRequest, ImportRun, ended, fold_line
from podcast.i18n import current_language
from podcast.platform.background import background_options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REPORT: Final = ".podcast/import.html"  # below the folder of the show
_NOTICE_INTERVAL: Final = 0.25  # seconds between two notices to open pages


class ImportRuns:
    """The last import of a desk. Thread-safe.

    Args:
        notify: tells the open pages that there is something new; called in any thread.
    """

    def __init__(self, notify: Callable[[str, Mapping[str, Any]], None]) -> None:
        self._notify = notify
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._follower: threading.Thread | None = None
        self._is_cancelled, self._last_notice = False, 0.0
        self.run: ImportRun | None = None

    def start(self, request: ImportRequest) -> None:
        """Start an import, unless one is at work.

        Raises:
            OSError: the folder cannot be created.
        """
        with self._lock:
            if self.run and self.run.status == "running":
                return
            Path(request.folder, REPORT).parent.mkdir(parents=True, exist_ok=True)
            self.run, self._is_cancelled = ImportRun(request), False
            self._process = _start_process(request)
            self._follower = threading.Thread(target=self._follow, args=(self._process,), daemon=True)
            self._follower.start()

    def cancel(self) -> None:
        """Stop the import; what it has fetched stays for the next one."""
        with self._lock:
            self._is_cancelled = True
            if self._process and self._process.stdin:
                with contextlib.suppress(OSError):
                    self._process.stdin.close()

    def wait(self, timeout: float) -> bool:
        """Wait until no import is at work; return whether that is so after `timeout` seconds."""
        if self._follower:
            self._follower.join(timeout)
        return self.run is None or self.run.status != "running"

    def _follow(self, process: subprocess.Popen[str]) -> None:
        """Read what the process writes until it has ended."""
        output: list[str] = []
        reader = threading.Thread(target=_read, args=(process.stdout, output), daemon=True)
        reader.start()
        with process:
            for line in process.stderr or ():
                self._change(lambda run, line=line: fold_line(run, line))  # type: ignore[misc]
            reader.join()
            status = process.wait()
        self._change(lambda run: ended(run, status, "".join(output), is_cancelled=self._is_cancelled))

    def _change(self, change: Callable[[ImportRun], ImportRun]) -> None:
        with self._lock:
            if self.run is None:
                return
            self.run = change(self.run)
            status, now = self.run.status, time.monotonic()
        if status != "running" or now - self._last_notice >= _NOTICE_INTERVAL:
            self._last_notice = now
            self._notify("publish", {"job": "import", "status": status})


def _read(stream: IO[str] | None, output: list[str]) -> None:
    with contextlib.suppress(ValueError):  # it was closed
        output.extend(stream or ())


def _start_process(request: ImportRequest) -> subprocess.Popen[str]:
    options = ["--i-own-this"] if request.is_own else []
    options += ["--allow-private"] if request.is_private else []
    options += ["--link", request.link] if request.link else []
    report = str(Path(request.folder, REPORT))
    words = ["import", "--events", "--report", report, *options, "--", request.feed, request.folder]
    return subprocess.Popen(  # noqa: S603 -- this program
        [sys.executable, "-P", "-m", "podcast", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "LANGUAGE": current_language(), "PYTHONIOENCODING": "utf-8"},
        **background_options(),
    )
