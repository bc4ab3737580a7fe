"""Writes the events of a run: of a build, of uploads, and those of the run itself."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import IO, TYPE_CHECKING, Any, Final

from podcast.desk.publishing.run_events import RunEvent
from podcast.i18n import _
from podcast.pipeline import (
    FileDamaged,
    FormatsEncoded,
    InputChanged,
    MasteringFailed,
    MasteringPlanned,
    RecordingMastered,
    RenderingProgress,
)
from podcast.publish.headers import FEEDS, phase
from podcast.publish.protocol.publish_events import Committed, Uploaded, UploadsBegan

if TYPE_CHECKING:
    from podcast.desk.publishing.run_events import EventKind
    from podcast.pipeline import BuildEvent
    from podcast.publish.protocol.plan import PublishPlan
    from podcast.publish.protocol.publish_events import PublishEvent
    from podcast.publish.targets.retry import RetryWait

PROGRESS_INTERVAL: Final = 0.2  # seconds between two events of progress


class EventWriter:
    """Writes events as lines. Thread-safe; a reader that is gone is no reason to stop.

    Args:
        stream: of the process that asked for the run.
    """

    def __init__(self, stream: IO[str]) -> None:
        self._stream, self._lock = stream, threading.Lock()
        self._last_progress = 0.0

    def write(self, kind: EventKind, **data: Any) -> None:
        """Write an event."""
        line = RunEvent(kind, time.time(), data).as_line()
        with self._lock, contextlib.suppress(OSError, ValueError):
            self._stream.write(line)
            self._stream.flush()

    def write_progress(self, *, is_last: bool = False, **data: Any) -> None:
        """Write how far the current step is, unless that was written a moment ago."""
        now = time.monotonic()
        if is_last or now - self._last_progress >= PROGRESS_INTERVAL:
            self._last_progress = now
            self.write("progress", **data)

    def write_wait(self, wait: RetryWait) -> None:
        """Write why a request is tried again."""
        sentence = _("{doing}: {words}; trying again (attempt {times}, after {seconds:.0f} s)")
        text = sentence.format(doing=wait.action, words=wait.reason, times=wait.attempt, seconds=wait.seconds)
        self.write("note", text=text)


class BuildWatch:
    """Turns the events of a build into those of a run.

    Args:
        writer: of the run.
    """

    def __init__(self, writer: EventWriter) -> None:
        self._writer = writer
        self._masters = self._mastered = 0

    def report(self, event: BuildEvent) -> None:
        """Write how far the build is."""
        match event:
            case MasteringPlanned():
                self._masters, self._mastered = len(event.jobs), 0
            case RecordingMastered() | FormatsEncoded() | MasteringFailed():
                self._mastered += 1
                self._writer.write_progress(is_last=True, name="build", done=self._mastered, total=self._masters)
            case RenderingProgress():
                self._writer.write_progress(name="build", done=event.done, total=event.total)
            case InputChanged() | FileDamaged():
                self._writer.write("note", text=event.path)


class UploadWatch:
    """Turns the events of a publish into those of a run, and knows what listeners may meet meanwhile.

    Pages follow audio, and feeds follow pages: a page that replaces another is read by visitors of the website before
    any app sees the feed.

    Args:
        writer: of the run.
        plan: that is carried out.
    """

    def __init__(self, writer: EventWriter, plan: PublishPlan) -> None:
        self._writer = writer
        uploads = [upload for upload in plan.uploads if phase(upload.key) not in FEEDS]
        self._total = sum(upload.spec.built.size for upload in uploads)
        self._files = len(uploads)
        self._before_pages = sum(phase(upload.key) != "pages" for upload in uploads)
        self._replaces_pages = any(phase(upload.key) == "pages" and upload.reason != "new" for upload in uploads)
        self._done = self._sent = 0
        self._lock = threading.Lock()
        self.has_begun_feed = False

    def report(self, event: PublishEvent) -> None:
        """Write how far the uploads are."""
        match event:
            case UploadsBegan():
                self._writer.write("step", name="upload")
                self._write_position()
            case Uploaded() if phase(event.key) not in FEEDS:
                self._done += 1
                self._write_position()
            case Committed():
                self._writer.write("published", generation=event.generation)

    def report_bytes(self, count: int) -> None:
        """Count bytes that were sent; called in any thread."""
        with self._lock:
            self._sent += count
        self._writer.write_progress(**self._numbers())

    def _numbers(self) -> dict[str, Any]:
        sent = max(0, min(self._sent, self._total))
        return {"name": "upload", "done": sent, "total": self._total, "files": self._done, "of_files": self._files}

    def _write_position(self) -> None:
        if self._done == self._before_pages and self._replaces_pages:
            self._writer.write("reached", listeners="pages")
        if self._done == self._files:
            self.has_begun_feed = True
            self._writer.write_progress(is_last=True, **{**self._numbers(), "done": self._total})
            self._writer.write("step", name="feed")
            self._writer.write("reached", listeners="feed")
        else:
            self._writer.write_progress(is_last=True, **self._numbers())
