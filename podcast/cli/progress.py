"""What is happening, on stderr: bars on a terminal, a line for each thing done elsewhere."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from podcast.cli.encode_progress import NAME_WIDTH, _Pages, _Watch
from podcast.i18n import _, format_number, ngettext
from podcast.report.text_table import shortened
from podcast.steps.mastering import Failed, Mastered, Planned
from podcast.steps.rendering import Rendering
from podcast.steps.tagging import Tagged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.speech.transcribe import Heard


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
        made = ngettext(
            "made      the pages of {count} episode", "made      the pages of {count} episodes", event.total
        )
        return made.format(count=event.total)
    if isinstance(event, Tagged):
        return _("tagged    {slug}: {reason}").format(slug=event.slug, reason=_(event.reason))
    return ""


def _mastered(event: Mastered) -> str:
    before, after = event.master.before, event.master.after
    told = {
        "before": format_number(before.loudness),
        "after": format_number(after.loudness),
        "peak": format_number(after.true_peak),
    }
    sentence = _("mastered  {slug}: {before} → {after} LUFS, peak {peak} dBTP, {length}")
    line = sentence.format(slug=event.job.slug, length=_length(event.master.seconds), **told)
    return " ".join(part for part in (line, _pace(event), _shy(event)) if part)


def _shy(event: Mastered) -> str:
    """A hint where the target was not reached."""
    off = event.job.targets.loudness - event.master.after.loudness
    sentence = _("({off} LU below the target: the recording is very quiet; record it louder)")
    return sentence.format(off=format_number(off)) if off > 1 else ""


def _length(seconds: float) -> str:
    return _("{minutes}:{seconds:02} min").format(minutes=int(seconds) // 60, seconds=int(seconds) % 60)


def _pace(event: Mastered) -> str:
    """In how much time it was done, and how many times faster than listening."""
    if not event.took:
        return ""
    return _("in {took} s (× {speed:.0f})").format(
        took=format_number(event.took), speed=event.master.seconds / event.took
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
        file = shortened(event.file.rpartition("/")[2], NAME_WIDTH)
        name = _("{number} of {count}: {file}").format(number=event.number, count=event.sounds, file=file)
        bars.update(task, description=name, completed=event.at, total=event.seconds)

    with bars:
        yield say
