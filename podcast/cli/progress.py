"""What is happening, on stderr: bars on a terminal, a line for each thing done elsewhere."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from podcast.cli.encode_progress import EVERY, Grown, expected, written
from podcast.i18n import _, counted, figure
from podcast.report.text_table import shortened
from podcast.steps.mastering import Failed, Mastered, Planned
from podcast.steps.rendering import Rendering
from podcast.steps.tagging import Tagged
from podcast.text import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.audio.master import ToMaster
    from podcast.speech.transcribe import Heard

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
    watch, pages = _Watch(bars), _Pages(bars)

    def say(event: object) -> None:
        if isinstance(event, Planned):
            watch.begin(event.jobs)
        elif isinstance(event, Mastered | Failed):
            watch.end(event.job, event.master.seconds if isinstance(event, Mastered) else 0.0)
        elif isinstance(event, Rendering):
            pages.show(event)
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
        jobs = ", ".join(f"{job.slug} ({_(job.reason)})" for job in event.jobs)
        return _("{count} to master: {jobs}").format(count=len(event.jobs), jobs=jobs)
    if isinstance(event, Mastered):
        return _mastered(event)
    if isinstance(event, Failed):
        return _("failed    {slug}: {what}").format(slug=event.job.slug, what=event.error.what)
    if isinstance(event, Rendering) and event.what == "pages" and event.done == event.total:
        made = counted("made      the pages of {count} episode", "made      the pages of {count} episodes", event.total)
        return made.format(count=event.total)
    if isinstance(event, Tagged):
        return _("tagged    {slug}: {reason}").format(slug=event.slug, reason=_(event.reason))
    return ""


def _mastered(event: Mastered) -> str:
    before, after = event.master.before, event.master.after
    told = {"before": figure(before.loudness), "after": figure(after.loudness), "peak": figure(after.true_peak)}
    sentence = _("mastered  {slug}: {before} → {after} LUFS, peak {peak} dBTP, {length}")
    line = sentence.format(slug=event.job.slug, length=_length(event.master.seconds), **told)
    return " ".join(part for part in (line, _pace(event), _shy(event)) if part)


def _shy(event: Mastered) -> str:
    """A hint where the target was not reached."""
    off = event.job.targets.loudness - event.master.after.loudness
    sentence = _("({off} LU below the target: the recording is very quiet; record it louder)")
    return sentence.format(off=figure(off)) if off > 1 else ""


def _length(seconds: float) -> str:
    return _("{minutes}:{seconds:02} min").format(minutes=int(seconds) // 60, seconds=int(seconds) % 60)


def _pace(event: Mastered) -> str:
    """In how much time it was done, and how many times faster than listening."""
    if not event.took:
        return ""
    return _("in {took} s (× {speed:.0f})").format(took=figure(event.took), speed=event.master.seconds / event.took)


class _Pages:
    """A bar for the cards, then one for the pages."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, Any] = {}

    def show(self, event: Rendering) -> None:
        """How far it is: `pages  400 of 10000`."""
        name = {"cards": _("cards to share"), "pages": _("pages")}[event.what].ljust(_NAME)
        if event.what not in self._tasks:
            self._tasks[event.what] = self._bars.add_task(name, total=event.total, heard="", speed="")
        heard = _("{done} of {total}").format(done=event.done, total=event.total)
        done = event.done == event.total
        self._bars.update(self._tasks[event.what], completed=event.done, heard=heard, visible=not done)


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
        self._all = self._task(_("all"), None, visible=True)
        self._jobs = {job.slug: (job, self._task(job.slug, expected(job) or None, visible=False)) for job in jobs}
        self._thread.start()

    def _task(self, name: str, total: float | None, *, visible: bool) -> Any:
        label = shortened(name, _NAME).ljust(_NAME)
        return self._bars.add_task(label, total=total, visible=visible, heard="", speed="")

    def end(self, job: ToMaster, seconds: float) -> None:
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
        file = shortened(event.file.rpartition("/")[2], _NAME)
        name = _("{number} of {count}: {file}").format(number=event.number, count=event.sounds, file=file)
        bars.update(task, description=name, completed=event.at, total=event.seconds)

    with bars:
        yield say
