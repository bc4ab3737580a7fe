"""What is happening, on stderr: bars on a terminal, a line for each thing done elsewhere."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from podcast.mastering import Failed, Mastered, Planned
from podcast.report.table import shortened
from podcast.show.model import clock
from podcast.tagging import Tagged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from podcast.audio.master import ToMaster
    from podcast.transcribing import Heard

_EVERY = 0.2  # seconds between two looks at the files that grow
_ALL = 0.995  # of what was expected; a header's length is never quite the master's
_NAME = 24  # columns for an episode's name


@contextlib.contextmanager
def mastering() -> Iterator[Callable[[object], None]]:
    """Shows recordings being mastered; gives the function that is told of events."""
    console = Console(stderr=True, highlight=False)
    bars = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=16),
        TextColumn("{task.fields[heard]}", justify="right"),
        TextColumn("{task.fields[speed]}", justify="right"),
        TimeRemainingColumn(compact=True),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    watch = _Watch(bars)

    def say(event: object) -> None:
        if isinstance(event, Planned):
            watch.begin(event.jobs)
        elif isinstance(event, Mastered | Failed):
            watch.end(event.job, event.master.seconds if isinstance(event, Mastered) else 0.0)
        if line := _line(event):
            bars.console.print(line, soft_wrap=True, markup=False)

    with bars:
        try:
            yield say
        finally:
            watch.close()


def _line(event: object) -> str:
    """What happened, in a line; nothing of what is not worth one."""
    if isinstance(event, Planned) and event.jobs:
        return f"{len(event.jobs)} to master: " + ", ".join(f"{job.slug} ({job.reason})" for job in event.jobs)
    if isinstance(event, Mastered):
        before, after = event.master.before, event.master.after
        loudness = f"{before.loudness:.1f} → {after.loudness:.1f} LUFS, peak {after.true_peak:.1f} dBTP"
        return f"mastered  {event.job.slug}: {loudness}, {_length(event.master.seconds)}{_pace(event)}{_shy(event)}"
    if isinstance(event, Failed):
        return f"failed    {event.job.slug}: {event.error.what}"
    if isinstance(event, Tagged):
        return f"tagged    {event.slug}: {event.reason}"
    return ""


def _shy(event: Mastered) -> str:
    """A hint where the target was not reached."""
    off = event.job.targets.loudness - event.master.after.loudness
    return f" ({off:.1f} LU below the target: the recording is very quiet; record it louder)" if off > 1 else ""


def _length(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02} min"


def _pace(event: Mastered) -> str:
    """In how much time it was done, and how many times faster than listening."""
    return f" in {event.took:.1f} s (× {event.master.seconds / event.took:.0f})" if event.took else ""


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
        return self.seconds / (self.now - self.start) if self.now - self.start > _EVERY else 0.0


class _Watch:
    """Watches half-made masters grow: at a constant bit rate, bytes are time. A bar for all, and one for each."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._jobs: dict[str, tuple[ToMaster, Any]] = {}
        self._grown: dict[str, Grown] = {}
        self._finished = Grown(0.0, 0.0, 0.0)
        self._count, self._all = 0, None
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def begin(self, jobs: tuple[ToMaster, ...]) -> None:
        """The jobs are known; `_finished` is what of them is done, from now on."""
        if not jobs:
            return
        now = time.monotonic()
        self._count, self._finished = len(jobs), Grown(0.0, now, now)
        self._all = self._task("all", None, visible=True)
        self._jobs = {job.slug: (job, self._task(job.slug, _expected(job) or None, visible=False)) for job in jobs}
        self._thread.start()

    def _task(self, name: str, total: float | None, *, visible: bool) -> Any:
        label = shortened(name, _NAME).ljust(_NAME)
        return self._bars.add_task(label, total=total, visible=visible, heard="", speed="")

    def end(self, job: ToMaster, seconds: float) -> None:
        """A job is done, and `seconds` of sound are there."""
        _, task = self._jobs.pop(job.slug)
        self._bars.remove_task(task)
        self._finished = self._finished.at(self._finished.seconds + seconds, time.monotonic())

    def close(self) -> None:
        """Nothing is looked at any more."""
        self._done.set()

    def _look(self) -> None:
        while not self._done.wait(_EVERY):
            now, running = time.monotonic(), tuple(self._jobs.values())
            done = self._finished.seconds
            for job, task in running:
                if (seconds := _written(job)) is not None:
                    grown = self._grown.get(job.slug, Grown(seconds, now, now)).at(seconds, now)
                    self._grown[job.slug] = grown
                    done += min(seconds, _expected(job) or seconds)
                    self._show(task, grown, _expected(job), "")
            expected = [_expected(job) for job, _ in running]
            total = self._finished.seconds + sum(expected) if all(expected) else 0.0
            began = self._finished.start
            self._show(self._all, Grown(done, began, now), total, f"{self._count - len(running)} of {self._count}, ")

    def _show(self, task: Any, grown: Grown, total: float, before: str) -> None:
        """How far it is: `2 of 7, 31:00 of 2:10:00  × 38`. What is all written is being listened to."""
        written = bool(total) and grown.seconds >= total * _ALL and not before
        of = ", being checked" if written else f" of {clock(round(total))}" if total else ""
        speed = f"× {grown.speed:.0f}" if grown.speed >= 1 and not written else ""
        heard = f"{before}{clock(round(grown.seconds))}{of}"
        with contextlib.suppress(KeyError):  # it was done meanwhile
            self._bars.update(
                task, completed=grown.seconds, total=total or None, visible=True, heard=heard, speed=speed
            )


def _expected(job: ToMaster) -> float:
    """About how many seconds the master will have; 0 unknown."""
    return job.expected / (job.targets.bitrate * 125)


def _written(job: ToMaster) -> float | None:
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


@contextlib.contextmanager
def transfer(doing: str, size: int | None) -> Iterator[Callable[[int], None]]:
    """Shows bytes going up or being looked at, with rate and time left; gives the function that is told of them.

    Args:
        doing: what is done, in a word.
        size: bytes in all; None if nobody knows.
    """
    console = Console(stderr=True, highlight=False)
    bars = Progress(
        TextColumn(doing),
        BarColumn(bar_width=30),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(compact=True),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    task = bars.add_task(doing, total=size)

    with bars:
        yield lambda count: bars.advance(task, count)


@contextlib.contextmanager
def hearing() -> Iterator[Callable[[Heard], None]]:
    """Shows a recording being transcribed; gives the function that is told how far."""
    console = Console(stderr=True, highlight=False)
    bars = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        TimeRemainingColumn(compact=True),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    task = bars.add_task("", total=None)

    def say(event: Heard) -> None:
        name = f"{event.number} of {event.sounds}: {shortened(event.file.rpartition('/')[2], _NAME)}"
        bars.update(task, description=name, completed=event.at, total=event.seconds)

    with bars:
        yield say
