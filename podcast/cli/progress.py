"""Progress on stderr: bars on a terminal, elsewhere a line for each result."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, assert_never

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from podcast.cli.encode_progress import NAME_WIDTH, MasteringBars, RenderingBars
from podcast.i18n import _, format_number, ngettext
from podcast.pipeline import AudioTagged, MasteringFailed, MasteringPlanned, RecordingMastered, RenderingProgress
from podcast.report.text_table import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import ProgressColumn

    from podcast.pipeline import BuildEvent
    from podcast.speech.transcribe import TranscriptionProgress


def _bars(*columns: ProgressColumn) -> Progress:
    console = Console(stderr=True, highlight=False)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


@contextlib.contextmanager
def build_progress() -> Iterator[Callable[[BuildEvent], None]]:
    """Show the progress of a build; yield the function that takes its events."""
    bars = _bars(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=16),
        TextColumn("{task.fields[position]}", justify="right"),
        TextColumn("{task.fields[speed]}", justify="right"),
        TimeRemainingColumn(compact=True),
    )
    mastering, rendering = MasteringBars(bars), RenderingBars(bars)

    def report(event: BuildEvent) -> None:
        match event:
            case MasteringPlanned():
                mastering.start(event.jobs)
            case RecordingMastered():
                mastering.finish(event.job, event.master.seconds)
            case MasteringFailed():
                mastering.finish(event.job, 0.0)
            case RenderingProgress():
                rendering.update(event)
            case AudioTagged():
                pass
            case _:
                assert_never(event)
        if line := _event_line(event):
            bars.console.print(line, soft_wrap=True, markup=False)

    with bars:
        try:
            yield report
        finally:
            mastering.stop()


def _event_line(event: BuildEvent) -> str:
    """The event in a line; empty for events that are not worth one."""
    match event:
        case MasteringPlanned():
            jobs = ", ".join(f"{job.slug} ({_(job.reason)})" for job in event.jobs)
            return _("{count} to master: {jobs}").format(count=len(event.jobs), jobs=jobs) if jobs else ""
        case RecordingMastered():
            return _mastered_line(event)
        case MasteringFailed():
            return _("failed    {slug}: {what}").format(slug=event.job.slug, what=event.error.what)
        case RenderingProgress():
            return _rendered_line(event.total) if event.kind == "pages" and event.done == event.total else ""
        case AudioTagged():
            return _("tagged    {slug}: {reason}").format(slug=event.slug, reason=_(event.reason))
        case _:
            assert_never(event)


def _rendered_line(count: int) -> str:
    sentence = ngettext("made      the pages of {count} episode", "made      the pages of {count} episodes", count)
    return sentence.format(count=count)


def _mastered_line(event: RecordingMastered) -> str:
    before, after = event.master.before, event.master.after
    values = {
        "before": format_number(before.loudness),
        "after": format_number(after.loudness),
        "peak": format_number(after.true_peak),
    }
    sentence = _("mastered  {slug}: {before} → {after} LUFS, peak {peak} dBTP, {length}")
    line = sentence.format(slug=event.job.slug, length=_minutes(event.master.seconds), **values)
    return " ".join(part for part in (line, _speed(event), _below_target_hint(event)) if part)


def _below_target_hint(event: RecordingMastered) -> str:
    """A hint where the target loudness was not reached."""
    off = event.job.targets.loudness - event.master.after.loudness
    sentence = _("({off} LU below the target: the recording is very quiet; record at a higher level)")
    return sentence.format(off=format_number(off)) if off > 1 else ""


def _minutes(seconds: float) -> str:
    return _("{minutes}:{seconds:02} min").format(minutes=int(seconds) // 60, seconds=int(seconds) % 60)


def _speed(event: RecordingMastered) -> str:
    """The time that mastering took, and its speed as a multiple of real time."""
    if not event.elapsed:
        return ""
    speed = event.master.seconds / event.elapsed
    return _("in {took} s (× {speed:.0f})").format(took=format_number(event.elapsed), speed=speed)


@contextlib.contextmanager
def transfer_bar(label: str, size: int | None) -> Iterator[Callable[[int], None]]:
    """Show bytes being transferred, with rate and time left; yield the function that takes their number.

    Args:
        label: the activity, in a word.
        size: bytes in all; None if it is unknown.
    """
    bars = _bars(
        TextColumn(label),
        BarColumn(bar_width=30),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(compact=True),
    )
    task = bars.add_task(label, total=size)

    with bars:
        yield lambda count: bars.advance(task, count)


@contextlib.contextmanager
def transcription_bar() -> Iterator[Callable[[TranscriptionProgress], None]]:
    """Show a recording being transcribed; yield the function that takes the progress."""
    bars = _bars(
        TextColumn("{task.description}", markup=False), BarColumn(bar_width=30), TimeRemainingColumn(compact=True)
    )
    task = bars.add_task("", total=None)

    def report(event: TranscriptionProgress) -> None:
        file = shorten(event.file.rpartition("/")[2], NAME_WIDTH)
        name = _("{number} of {count}: {file}").format(number=event.number, count=event.count, file=file)
        bars.update(task, description=name, completed=event.position, total=event.duration)

    with bars:
        yield report
