"""Downloads of files: several at once, resumable, each at its place as soon as it is complete."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from podcast.errors import FileError
from podcast.files.exclusive_lock import exclusive_lock
from podcast.hosts import host_of
from podcast.importing.downloads.disk_space import (
    check_disk_space,
    estimated_size,
    feed_length,
    requested_lengths,
)
from podcast.importing.downloads.download_journal import IMPORT_FOLDER, DownloadJournal
from podcast.importing.downloads.fetch_file import Fetcher
from podcast.importing.downloads.host_failures import HostFailures
from podcast.importing.downloads.host_queue import HostQueue, StopSignal
from podcast.importing.downloads.partial_download import PartialDownload
from podcast.importing.downloads.policy import DownloadFinished, DownloadsPlanned, FetchedFile
from podcast.importing.downloads.transfer import TransferContext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podcast.importing.downloads.policy import Download, DownloadEvent, FailedDownload, NetworkPolicy


def fetch_files(
    downloads: Iterable[Download],
    root: Path,
    policy: NetworkPolicy,
    progress: Callable[[DownloadEvent], None] = lambda _event: None,
) -> Iterator[FetchedFile | FailedDownload]:
    """Download files to their places below `root`; yield each result as it ends.

    A file that the journal of an earlier import has is yielded without a request. A file that is at the place but not
    in the journal is never overwritten. A URL that several downloads share is requested once. Where the iteration ends
    early, by Ctrl-C as well, partial files stay: the next call goes on with them.

    Args:
        downloads: the files.
        root: the folder of the show; partial files and the journal are in its `.podcast/import/`.
        policy: the limits.
        progress: takes the events, one at a time, from several threads.

    Raises:
        BusyError: another process downloads into this folder.
        FileError: the disk has too little space, or refuses.
    """
    with exclusive_lock(root / IMPORT_FOLDER / "downloads.lock", "`podcast import`"):
        journal = DownloadJournal(root)
        missing = []
        for download in downloads:
            if (file := _present_file(download, root, journal)) is not None:
                yield file
            else:
                missing.append(download)
        if missing:
            yield from _fetch_missing(missing, root, journal, policy, _one_at_a_time(progress))


def _present_file(download: Download, root: Path, journal: DownloadJournal) -> FetchedFile | None:
    """The file of a download that an earlier import has; None if it is missing."""
    entry = journal.entry(download)
    if entry is None or not (root / entry.path).is_file():
        return None
    return FetchedFile(download, Path(entry.path), entry.size, entry.sha256, entry.type, entry.final_url, is_new=False)


def _one_at_a_time(progress: Callable[[DownloadEvent], None]) -> Callable[[DownloadEvent], None]:
    lock = threading.Lock()

    def report(event: DownloadEvent) -> None:
        with lock:
            progress(event)

    return report


def _fetch_missing(
    downloads: list[Download],
    root: Path,
    journal: DownloadJournal,
    policy: NetworkPolicy,
    progress: Callable[[DownloadEvent], None],
) -> Iterator[FetchedFile | FailedDownload]:
    by_url: dict[str, list[Download]] = {}
    for download in downloads:
        by_url.setdefault(download.url, []).append(download)
    groups = [tuple(group) for group in by_url.values()]
    progress(_plan([group[0] for group in groups], root, policy))

    hosts = HostFailures()

    def fetch(group: tuple[Download, ...], stop: StopSignal) -> tuple[FetchedFile | FailedDownload, ...]:
        return Fetcher(root, journal, TransferContext(policy, stop, progress), hosts).fetch(group)

    queue = HostQueue(groups, lambda group: host_of(group[0].url.strip()), fetch, policy)
    for results in queue.results():
        for result in results:
            progress(DownloadFinished(result))
            yield result


def _plan(downloads: list[Download], root: Path, policy: NetworkPolicy) -> DownloadsPlanned:
    """Plan downloads, and check that the disk has space for them.

    Lengths are those of the feed. Servers are asked where it has none, and, because feeds have wrong ones, before a
    disk counts as too small. Files other than audio are small, and not asked for.

    Raises:
        FileError: the disk has too little space.
    """
    audio = [download for download in downloads if download.kind == "audio"]
    lengths = {download: size for download in audio if (size := feed_length(download, policy)) is not None}
    lengths |= requested_lengths([download for download in audio if download not in lengths], policy)
    received = sum(PartialDownload(root / IMPORT_FOLDER, download.url).size for download in downloads)
    size = estimated_size(lengths, len(audio))
    try:
        check_disk_space(root, size - received)
    except FileError:
        lengths |= requested_lengths(audio, policy)
        size = estimated_size(lengths, len(audio))
        check_disk_space(root, size - received)
    return DownloadsPlanned(len(downloads), size, received, len(audio) - len(lengths))
