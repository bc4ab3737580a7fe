"""Progress bars of a build. A master's progress is the size of its file: at a constant bit rate, bytes are time."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.progress import TaskID

from podcast.i18n import _
from podcast.report.text_table import shorten
from podcast.steps.jobs.master_progress import BYTES_PER_SECOND
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.progress import Progress

    from podcast.audio.job import MasterJob
    from podcast.steps.rendering_progress import RenderingProgress


NAME_WIDTH = 24  # columns for the name of an episode
POLL_INTERVAL = 0.2  # seconds between two looks at the sizes of partial files


@dataclass(frozen=True, slots=True)
class EncodeProgress:
    """Progress of a master that is being written: `seconds` of audio since `start`, when its file was first seen.

    Times are of one steady clock, in seconds. Where a master is encoded once more, its file begins anew, and so does
    this.
    """

    seconds: float
    start: float
    now: float

    def updated(self, seconds: float, now: float) -> EncodeProgress:
        """The progress of the same file at a later time."""
        return EncodeProgress(seconds, now if seconds < self.seconds else self.start, now)

    @property
    def speed(self) -> float:
        """Encoding speed as a multiple of real time; 0 as long as too little time has passed to tell."""
        return self.seconds / (self.now - self.start) if self.now - self.start > POLL_INTERVAL else 0.0


def expected_seconds(job: MasterJob) -> float:
    """The estimated length of the master in seconds; 0 if it is unknown."""
    return job.expected_bytes / (job.targets.bitrate * BYTES_PER_SECOND)


_NEARLY_COMPLETE = 0.995  # of the expected length; the one in a header is never quite the master's


class RenderingBars:
    """A bar for the cards, then one for the pages."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def update(self, event: RenderingProgress) -> None:
        """Show the progress: `pages  400 of 10000`."""
        name = {"cards": _("social cards"), "pages": _("pages")}[event.kind].ljust(NAME_WIDTH)
        if event.kind not in self._tasks:
            self._tasks[event.kind] = self._bars.add_task(name, total=event.total, position="", speed="")
        position = _("{done} of {total}").format(done=event.done, total=event.total)
        done = event.done == event.total
        self._bars.update(self._tasks[event.kind], completed=event.done, position=position, visible=not done)


class MasteringBars:
    """A bar for all masters, and one for each that is being written, updated by a thread."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._jobs: dict[str, tuple[MasterJob, TaskID]] = {}
        self._written_seconds: Callable[[MasterJob], float | None] = lambda _job: None
        self._running: dict[str, EncodeProgress] = {}
        self._finished = EncodeProgress(0.0, 0.0, 0.0)  # of all jobs that are done, together
        self._count, self._total_task = 0, TaskID(0)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._poll, daemon=True)

    def start(self, jobs: tuple[MasterJob, ...], written_seconds: Callable[[MasterJob], float | None]) -> None:
        """Show the bars of these jobs; `written_seconds` is the length of a master so far."""
        if not jobs:
            return
        self._written_seconds = written_seconds
        now = time.monotonic()
        self._count, self._finished = len(jobs), EncodeProgress(0.0, now, now)
        if self._thread.is_alive():  # jobs that are done once more
            self._bars.remove_task(self._total_task)
        self._total_task = self._add_task(_("all"), None, visible=True)
        self._jobs = {
            job.slug: (job, self._add_task(job.slug, expected_seconds(job) or None, visible=False)) for job in jobs
        }
        if not self._thread.is_alive():
            self._thread.start()

    def _add_task(self, name: str, total: float | None, *, visible: bool) -> TaskID:
        label = shorten(name, NAME_WIDTH).ljust(NAME_WIDTH)
        return self._bars.add_task(label, total=total, visible=visible, position="", speed="")

    def finish(self, job: MasterJob, seconds: float) -> None:
        """Remove the bar of a job that has written `seconds` of audio."""
        task = self._jobs.pop(job.slug)[1]
        self._bars.remove_task(task)
        self._finished = self._finished.updated(self._finished.seconds + seconds, time.monotonic())

    def stop(self) -> None:
        """Stop watching the jobs."""
        self._stopped.set()

    def _poll(self) -> None:
        while not self._stopped.wait(POLL_INTERVAL):
            now, running = time.monotonic(), tuple(self._jobs.values())
            done = self._finished.seconds
            for job, task in running:
                if (seconds := self._written_seconds(job)) is not None:
                    progress = self._running.get(job.slug, EncodeProgress(seconds, now, now)).updated(seconds, now)
                    self._running[job.slug] = progress
                    done += min(seconds, expected_seconds(job) or seconds)
                    self._show(task, progress, expected_seconds(job), "")
            lengths = [expected_seconds(job) for job, _task in running]
            total = self._finished.seconds + sum(lengths) if all(lengths) else 0.0
            count = _("{number} of {count}, ").format(number=self._count - len(running), count=self._count)
            self._show(self._total_task, EncodeProgress(done, self._finished.start, now), total, count)

    def _show(self, task: TaskID, progress: EncodeProgress, total: float, count: str) -> None:
        """Show the progress: `2 of 7, 31:00 of 2:10:00  × 38`. A master that is fully written is being checked."""
        checked = bool(total) and progress.seconds >= total * _NEARLY_COMPLETE and not count
        of = _(" of {length}").format(length=format_time(round(total))) if total else ""
        of = _(", being checked") if checked else of
        speed = f"× {progress.speed:.0f}" if progress.speed >= 1 and not checked else ""
        position = f"{count}{format_time(round(progress.seconds))}{of}"
        with contextlib.suppress(KeyError):  # it was finished meanwhile
            self._bars.update(
                task, completed=progress.seconds, total=total or None, visible=True, position=position, speed=speed
            )
