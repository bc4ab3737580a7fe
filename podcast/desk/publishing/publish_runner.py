"""Starts runs, each in a process, and keeps what became of them for all pages of the desk."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections import deque
from typing import IO, TYPE_CHECKING, Any, Final

from podcast.desk.publishing.desk_run import DeskRun, fold
from podcast.desk.publishing.run_events import CANCEL, RunEvent, RunJob, RunRequest, parse_event
from podcast.platform.background import background_options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_MODULE: Final = "podcast.desk.publishing.run_process"
_MAX_ERROR_LINES: Final = 60  # of a process that ended by a bug
_NOTICE_INTERVAL: Final = 0.25  # seconds between two notices of progress to open pages


class PublishRunner:
    """The runs of a show's desk: at most one at a time. Thread-safe.

    Args:
        root: the show's folder.
        notify: tells the open pages that there is something new; called in any thread.
    """

    def __init__(self, root: Path, notify: Callable[[str, Mapping[str, Any]], None]) -> None:
        self._root, self._notify = root, notify
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._current: RunRequest | None = None
        self._states: dict[RunJob, DeskRun] = {}
        self._last_notice = 0.0
        self._followers: list[threading.Thread] = []

    def plan(self, job: RunJob = "plan") -> DeskRun | None:
        """The last plan of a publish, or of an undo; None if there was none."""
        return self._states.get(job)

    @property
    def run(self) -> DeskRun | None:
        """The publish or undo that is at work, else the last one; None if there was none."""
        runs = [state for state in self._states.values() if not state.request.is_plan]
        return max(runs, key=lambda state: state.began, default=None)

    def start(self, request: RunRequest) -> DeskRun:
        """Start a run. While a publish or an undo is at work, that one goes on and is returned; a plan makes room."""
        with self._lock:
            current = self._states[self._current.job] if self._current else None
            if current and current.is_running and self._process:
                if not current.request.is_plan:
                    return current
                _end(self._process)
            self._current, state = request, DeskRun(request, time.time())
            self._states[request.job] = state
            self._process = _start_process(self._root, request)
            follower = threading.Thread(target=self._follow, args=(self._process, request), daemon=True)
            self._followers = [thread for thread in self._followers if thread.is_alive()] + [follower]
            follower.start()
            return state

    def cancel(self) -> None:
        """Ask the run to stop; it does so unless the feed is being written."""
        with self._lock:
            process = self._process
        if process and process.stdin:
            with contextlib.suppress(OSError, ValueError):
                process.stdin.write(CANCEL)
                process.stdin.flush()

    def wait(self, timeout: float) -> bool:
        """Wait until no run is at work; return whether that is so after `timeout` seconds."""
        end = time.monotonic() + timeout
        for thread in tuple(self._followers):
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._followers)

    def close(self) -> None:
        """Leave a publish to itself, and end a plan."""
        with self._lock:
            process = self._process
        if process and process.stdin:
            with contextlib.suppress(OSError):
                process.stdin.close()

    def _follow(self, process: subprocess.Popen[str], request: RunRequest) -> None:
        """Read the events of a process until it has ended."""
        errors = _ErrorLines(process.stderr)
        with process:
            for line in process.stdout or ():
                if event := parse_event(line):
                    self._apply(request, event)
        errors.join()
        state = self._states[request.job]
        if state.request is request and state.is_running:
            detail = "\n".join(errors.lines)
            data = {"cause": "killed" if process.returncode < 0 else "bug", "message": detail}
            self._apply(request, RunEvent("failed", time.time(), data))

    def _apply(self, request: RunRequest, event: RunEvent) -> None:
        with self._lock:
            state = self._states[request.job]
            if state.request is not request:  # another one has taken its place
                return
            self._states[request.job] = state = fold(state, event)
        now = time.monotonic()
        if event.kind != "progress" or now - self._last_notice >= _NOTICE_INTERVAL:
            self._last_notice = now
            self._notify("publish", {"job": request.job, "status": state.status})


class _ErrorLines:
    """The last lines that a process writes about its errors, read by a thread so that it never waits."""

    def __init__(self, stream: IO[str] | None) -> None:
        self.lines: deque[str] = deque(maxlen=_MAX_ERROR_LINES)
        self._thread = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def _read(self, stream: IO[str] | None) -> None:
        with contextlib.suppress(ValueError):  # it was closed
            self.lines.extend(line.rstrip("\n") for line in stream or ())

    def join(self) -> None:
        self._thread.join(1.0)


def _end(process: subprocess.Popen[str]) -> None:
    """End a run that only plans, which has nothing to finish."""
    process.kill()
    process.wait()


def _start_process(root: Path, request: RunRequest) -> subprocess.Popen[str]:
    process = subprocess.Popen(  # noqa: S603 -- this Python, and a module of our own
        [sys.executable, "-P", "-m", _MODULE],  # -P: the show's folder has no modules
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        cwd=root,
        **background_options(),
    )
    if process.stdin:
        process.stdin.write(request.as_line(str(root)))
        process.stdin.flush()
    return process
