"""What is happening, on stderr: bars on a terminal, a line for each thing done elsewhere."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from podcast.pipeline import Failed, Mastered, Planned, Tagged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.audio.master import ToMaster

_EVERY = 0.2  # seconds between two looks at the files that grow
_NAME = 44  # columns for an episode's name


@contextlib.contextmanager
def mastering() -> Iterator[Callable[[object], None]]:
    """Shows recordings being mastered; gives the function that is told of events."""
    console = Console(stderr=True, highlight=False)
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f} %"),
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
            watch.end(event.job)
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
        return f"mastered  {event.job.slug}: {loudness}, {_length(event.master.seconds)}{_shy(event)}"
    if isinstance(event, Failed):
        return f"failed    {event.error}"
    if isinstance(event, Tagged):
        return f"tagged    {event.slug}: {event.reason}"
    return ""


def _shy(event: Mastered) -> str:
    """A hint where the target was not reached."""
    off = event.job.targets.loudness - event.master.after.loudness
    return f" ({off:.1f} LU below the target: the recording is very quiet; record it louder)" if off > 1 else ""


def _length(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02} min"


class _Watch:
    """Watches half-made masters grow: at a constant bit rate, bytes are time."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._jobs: dict[str, tuple[ToMaster, Any]] = {}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def begin(self, jobs: tuple[ToMaster, ...]) -> None:
        for job in jobs:
            task = self._bars.add_task(job.slug[:_NAME].ljust(_NAME), total=job.expected or None, visible=False)
            self._jobs[job.slug] = (job, task)
        if jobs:
            self._thread.start()

    def end(self, job: ToMaster) -> None:
        _, task = self._jobs.pop(job.slug)
        self._bars.remove_task(task)

    def close(self) -> None:
        self._done.set()

    def _look(self) -> None:
        while not self._done.wait(_EVERY):
            for job, task in tuple(self._jobs.values()):
                sizes = [_size(part) for part in job.path.parent.glob(f".{job.path.name}.*.part")]
                if sizes:
                    with contextlib.suppress(KeyError):  # it was done meanwhile
                        self._bars.update(task, completed=max(sizes), visible=True)


def _size(path: Any) -> int:
    try:
        return int(path.stat().st_size)
    except OSError:
        return 0


@contextlib.contextmanager
def uploads(size: int) -> Iterator[Callable[[object], None]]:
    """Shows files going up, `size` bytes in all; gives the function that is told of events."""
    console = Console(stderr=True, highlight=False)
    bars = Progress(
        TextColumn("publishing"),
        BarColumn(bar_width=30),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(compact=True),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    task = bars.add_task("publishing", total=size)

    def say(event: object) -> None:
        if sent := getattr(event, "size", 0):
            bars.advance(task, sent)

    with bars:
        yield say
