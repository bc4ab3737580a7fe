"""Progress of an import on stderr: a bar for its downloads on a terminal, elsewhere a line for each audio file."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, assert_never

from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from podcast.cli.program.progress_bars import progress_bars
from podcast.cli.terminal import is_quiet
from podcast.i18n import _, format_number, ngettext
from podcast.importing.downloads.policy import (
    BytesReceived,
    DownloadDelayed,
    DownloadFinished,
    DownloadsPlanned,
    FetchedFile,
)
from podcast.importing.import_result import FilesWritten, ProofStarted, SourceRead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

    from podcast.importing.import_result import ImportEvent


@contextlib.contextmanager
def import_progress() -> Iterator[Callable[[ImportEvent], None]]:
    """Show the progress of an import; yield the function that takes its events, one at a time, from any thread."""
    bars = progress_bars(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(compact=True),
    )
    with bars:
        yield _ImportBars(bars).report


class _ImportBars:
    """The bar of the downloads that are going on, and the lines of those that are done."""

    def __init__(self, bars: Progress) -> None:
        self._bars, self._task = bars, bars.add_task("", total=None, visible=False)
        self._files, self._done = 0, 0

    def report(self, event: ImportEvent) -> None:
        """Show an event."""
        match event:
            case SourceRead():
                self._print(source_line(event))
            case DownloadsPlanned():
                self._start(event)
            case BytesReceived():
                self._bars.advance(self._task, event.count)
            case DownloadDelayed():
                self._print(event.sentence)
            case DownloadFinished():
                self._finish(event)
            case FilesWritten():
                self._bars.update(self._task, visible=False)
            case ProofStarted():
                if not self._bars.disable:
                    self._bars.update(self._task, description=_("comparing"), total=None, visible=True)
            case _:
                assert_never(event)

    def _start(self, event: DownloadsPlanned) -> None:
        """Begin a bar for a round of downloads; without an end where no length is known."""
        self._files, self._done = event.files, 0
        self._bars.remove_task(self._task)
        total = event.size or None
        self._task = self._bars.add_task(
            self._position(), total=total, completed=event.received, visible=bool(event.files)
        )

    def _finish(self, event: DownloadFinished) -> None:
        """Count a file; failures are printed at the end, and tried again by the next import."""
        self._done += 1
        self._describe()
        if line := fetched_line(event):
            self._print(line)

    def _describe(self) -> None:
        self._bars.update(self._task, description=self._position())

    def _position(self) -> str:
        """Return which file of how many comes next."""
        return _("file {number} of {count}").format(number=min(self._done + 1, self._files), count=self._files)

    def _print(self, line: str) -> None:
        if not is_quiet():
            self._bars.console.print(line, soft_wrap=True, markup=False)


def source_line(event: SourceRead) -> str:
    """Return the line about a feed that was read: its title, and how many items it has."""
    items = ngettext("{count} item", "{count} items", event.items).format(count=event.items)
    if event.documents == 1:
        return _("{title}: {items}").format(title=event.title, items=items)
    words = _("{title}: {items} in {documents} documents")
    return words.format(title=event.title, items=items, documents=event.documents)


def fetched_line(event: DownloadFinished) -> str:
    """Return the line about an audio file that was fetched just now; empty for every other file."""
    result = event.result
    if not isinstance(result, FetchedFile) or not result.is_new or result.download.kind != "audio":
        return ""
    line = _("fetched   {path}: {size} MB")
    return line.format(path=result.path.as_posix(), size=format_number(result.size / 1e6))
