"""How far a half-made master has come, told by its file: at a constant bit rate, bytes are time."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.i18n import _
from podcast.report.text_table import shortened
from podcast.text import clock

if TYPE_CHECKING:
    from pathlib import Path

    from rich.progress import Progress

    from podcast.audio.job import MasterJob
    from podcast.steps.rendering import Rendering


NAME_WIDTH = 24  # columns for the name of an episode
EVERY = 0.2  # seconds between two looks at the files that grow


@dataclass(frozen=True, slots=True)
class Grown:
    """How far a half-made master has come: `seconds` of sound since `start`, when its file was first seen growing.

    Times are of one steady clock, in seconds. Where a master is encoded once more, its file begins anew, and so does
    this.
    """

    seconds: float
    start: float
    now: float

    def at(self, seconds: float, now: float) -> Grown:
        """The same file looked at again."""
        return Grown(seconds, now if seconds < self.seconds else self.start, now)

    @property
    def speed(self) -> float:
        """How many times faster than real time; 0 as long as nobody can tell."""
        return self.seconds / (self.now - self.start) if self.now - self.start > EVERY else 0.0


def expected(job: MasterJob) -> float:
    """About how many seconds the master will have; 0 unknown."""
    return job.expected / (job.targets.bitrate * 125)


def written(job: MasterJob) -> float | None:
    """How many seconds of the master are written; None while nobody writes it."""
    sizes = [_size(part) for part in job.path.parent.glob(f".{job.path.name}.*.part")]
    return max(sizes) / (job.targets.bitrate * 125) if sizes else None


def _size(path: Path) -> int:
    """What is written of a file, in bytes: it is written in several places at once, with holes between them."""
    try:
        there = path.stat()
    except OSError:
        return 0
    return min(there.st_size, there.st_blocks * 512 or there.st_size)


_ALL = 0.995  # of what was expected; a header's length is never quite the master's


class _Pages:
    """A bar for the cards, then one for the pages."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, Any] = {}

    def show(self, event: Rendering) -> None:
        """How far it is: `pages  400 of 10000`."""
        name = {"cards": _("cards to share"), "pages": _("pages")}[event.what].ljust(NAME_WIDTH)
        if event.what not in self._tasks:
            self._tasks[event.what] = self._bars.add_task(name, total=event.total, heard="", speed="")
        heard = _("{done} of {total}").format(done=event.done, total=event.total)
        done = event.done == event.total
        self._bars.update(self._tasks[event.what], completed=event.done, heard=heard, visible=not done)


class _Watch:
    """Watches half-made masters grow: at a constant bit rate, bytes are time. A bar for all, and one for each."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._jobs: dict[str, tuple[MasterJob, Any]] = {}
        self._grown: dict[str, Grown] = {}
        self._finished = Grown(0.0, 0.0, 0.0)
        self._count, self._all = 0, None
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def begin(self, jobs: tuple[MasterJob, ...]) -> None:
        """The jobs are known; `_finished` is what of them is done, from now on."""
        if not jobs:
            return
        now = time.monotonic()
        self._count, self._finished = len(jobs), Grown(0.0, now, now)
        self._all = self._task(_("all"), None, visible=True)
        self._jobs = {job.slug: (job, self._task(job.slug, expected(job) or None, visible=False)) for job in jobs}
        self._thread.start()

    def _task(self, name: str, total: float | None, *, visible: bool) -> Any:
        label = shortened(name, NAME_WIDTH).ljust(NAME_WIDTH)
        return self._bars.add_task(label, total=total, visible=visible, heard="", speed="")

    def end(self, job: MasterJob, seconds: float) -> None:
        """A job is done, and `seconds` of sound are there."""
        task = self._jobs.pop(job.slug)[1]
        self._bars.remove_task(task)
        self._finished = self._finished.at(self._finished.seconds + seconds, time.monotonic())

    def close(self) -> None:
        """Nothing is looked at any more."""
        self._done.set()

    def _look(self) -> None:
        while not self._done.wait(EVERY):
            now, running = time.monotonic(), tuple(self._jobs.values())
            done = self._finished.seconds
            for job, task in running:
                if (seconds := written(job)) is not None:
                    grown = self._grown.get(job.slug, Grown(seconds, now, now)).at(seconds, now)
                    self._grown[job.slug] = grown
                    done += min(seconds, expected(job) or seconds)
                    self._show(task, grown, expected(job), "")
            lengths = [expected(job) for job, _task in running]
            total = self._finished.seconds + sum(lengths) if all(lengths) else 0.0
            began = self._finished.start
            before = _("{number} of {count}, ").format(number=self._count - len(running), count=self._count)
            self._show(self._all, Grown(done, began, now), total, before)

    def _show(self, task: Any, grown: Grown, total: float, before: str) -> None:
        """How far it is: `2 of 7, 31:00 of 2:10:00  × 38`. What is all written is being listened to."""
        checked = bool(total) and grown.seconds >= total * _ALL and not before
        of = _(" of {length}").format(length=clock(round(total))) if total else ""
        of = _(", being checked") if checked else of
        speed = f"× {grown.speed:.0f}" if grown.speed >= 1 and not checked else ""
        heard = f"{before}{clock(round(grown.seconds))}{of}"
        with contextlib.suppress(KeyError):  # it was done meanwhile
            self._bars.update(
                task, completed=grown.seconds, total=total or None, visible=True, heard=heard, speed=speed
            )
