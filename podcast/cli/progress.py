"""Progress on stderr: bars on a terminal, elsewhere a line for each result."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, assert_never

from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from podcast.cli.encode_progress import NAME_WIDTH, MasteringBars, RenderingBars
from podcast.cli.program.progress_bars import progress_bars
from podcast.cli.terminal import is_quiet
from podcast.i18n import _, format_number, ngettext
from podcast.pipeline import (
    AudioTagged,
    FileDamaged,
    FormatsEncoded,
    InputChanged,
    JobDiscarded,
    MasteringFailed,
    MasteringPlanned,
    RecordingMastered,
    RenderingProgress,
)
from podcast.report.edit_lines import edit_lines
from podcast.report.text_table import shorten
from podcast.report.track_lines import track_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from podcast.audio.job import MasterJob
    from podcast.pipeline import BuildEvent
    from podcast.speech.transcribe import TranscriptionProgress


# Events without a line with `--quiet`; the others tell of files that are not as they should be.
_QUIET_EVENTS = (AudioTagged, FormatsEncoded, MasteringPlanned, RecordingMastered)


@contextlib.contextmanager
def build_progress() -> Iterator[Callable[[BuildEvent], None]]:
    """Show the progress of a build; yield the function that takes its events."""
    bars = progress_bars(
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
                mastering.start(event.jobs, event.written_seconds)
            case RecordingMastered():
                mastering.finish(event.job, event.master.seconds)
            case FormatsEncoded() | JobDiscarded() | MasteringFailed():
                mastering.finish(event.job, 0.0)
            case RenderingProgress():
                rendering.update(event)
            case AudioTagged() | FileDamaged() | InputChanged():
                pass
            case _:
                assert_never(event)
        if (line := _event_line(event)) and not (is_quiet() and isinstance(event, _QUIET_EVENTS)):
            bars.console.print(line, soft_wrap=True, markup=False)

    with bars:
        try:
            yield report
        finally:
            mastering.stop()


def _event_line(event: BuildEvent) -> str:
    """The event in a line; empty for events that are not worth one."""
    match event:
        case RenderingProgress():  # how many files were written is known at the end of the build
            return ""
        case AudioTagged():
            sentence = _("copied    {slug}: {reason}") if event.is_copy else _("tagged    {slug}: {reason}")
            return sentence.format(slug=event.slug, reason=_(event.reason))
        case InputChanged():
            return _("changed   {path}: while it was being read; the new file is used").format(path=event.path)
        case FileDamaged():
            return _("damaged   {path}: it is made again").format(path=event.path)
        case _:
            return _job_line(event)


def _job_line(event: MasteringPlanned | RecordingMastered | FormatsEncoded | MasteringFailed | JobDiscarded) -> str:
    match event:
        case MasteringPlanned():
            return "\n".join(_planned_lines(event))
        case RecordingMastered():
            edits = edit_lines(event.job.cuts, event.master)
            return "\n".join(
                (_mastered_line(event), *track_lines(_track_paths(event.job), event.master.tracks), *edits)
            )
        case FormatsEncoded():
            formats = ", ".join(event.job.new_formats)
            return _("encoded   {slug}: {formats}").format(slug=event.job.slug, formats=formats)
        case MasteringFailed():
            return _("failed    {slug}: {what}").format(slug=event.job.slug, what=event.error.what)
        case JobDiscarded():  # the input that changed has a line of its own
            return ""
        case _:
            assert_never(event)


def _planned_lines(event: MasteringPlanned) -> Iterator[str]:
    """Jobs to master, with their reasons, and the number of recordings to measure."""
    jobs = [job for job in event.jobs if not job.passthrough]
    if jobs:
        names = ", ".join(f"{job.slug} ({_(job.reason)})" for job in jobs)
        yield _("{count} to master: {jobs}").format(count=len(jobs), jobs=names)
    if count := len(event.jobs) - len(jobs):
        sentence = ngettext(
            "{count} recording to measure, which is published as it is",
            "{count} recordings to measure, which are published as they are",
            count,
        )
        yield sentence.format(count=count)


def _track_paths(job: MasterJob) -> tuple[Path, ...]:
    return tuple(track.path for track in job.tracks.tracks) if job.tracks else ()


def _mastered_line(event: RecordingMastered) -> str:
    before, after = event.master.before, event.master.after
    values = {
        "before": format_number(before.loudness),
        "after": format_number(after.loudness),
        "peak": format_number(after.true_peak),
    }
    sentence = _("mastered  {slug}: {before} → {after} LUFS, peak {peak} dBTP, {length}")
    if event.job.passthrough:
        sentence = _("measured  {slug}: {after} LUFS, peak {peak} dBTP, {length}")
    line = sentence.format(slug=event.job.slug, length=_minutes(event.master.seconds), **values)
    return " ".join(part for part in (line, _speed(event), _below_target_hint(event)) if part)


def _below_target_hint(event: RecordingMastered) -> str:
    """A hint where the target loudness was not reached."""
    if event.job.passthrough:
        return ""
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
    bars = progress_bars(
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
def deletion_bar(count: int) -> Iterator[Callable[[], None]]:
    """Show files being deleted; yield the function that counts one more.

    Args:
        count: how many there are.
    """
    bars = progress_bars(
        TextColumn(_("deleting")), BarColumn(bar_width=30), MofNCompleteColumn(), TimeRemainingColumn(compact=True)
    )
    task = bars.add_task("", total=count)
    with bars:
        yield lambda: bars.advance(task)


@contextlib.contextmanager
def transcription_bar() -> Iterator[Callable[[TranscriptionProgress], None]]:
    """Show a recording being transcribed; yield the function that takes the progress."""
    bars = progress_bars(
        TextColumn("{task.description}", markup=False), BarColumn(bar_width=30), TimeRemainingColumn(compact=True)
    )
    task = bars.add_task("", total=None)

    def report(event: TranscriptionProgress) -> None:
        file = shorten(event.file.rpartition("/")[2], NAME_WIDTH)
        name = _("{number} of {count}: {file}").format(number=event.number, count=event.count, file=file)
        bars.update(task, description=name, completed=event.position, total=event.duration)

    with bars:
        yield report
