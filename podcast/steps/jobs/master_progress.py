"""Progress of a master that is being written: the size of its file, as at a constant bit rate bytes are time."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.audio.job import MasterJob
    from podcast.steps.jobs.file_job import ProgressReport

BYTES_PER_SECOND = 125  # for each kbit/s
REPORT_INTERVAL = 0.5  # seconds between two reports


def written_seconds(job: MasterJob) -> float | None:
    """The seconds of a master that are written; None if there is no partial file."""
    sizes = [_written_bytes(part) for part in job.path.parent.glob(f".{job.path.name}.*.part")]
    return max(sizes) / (job.targets.bitrate * BYTES_PER_SECOND) if sizes else None


def _written_bytes(path: Path) -> int:
    """The bytes written of a file, without the holes between places where several threads write."""
    try:
        status = path.stat()
    except OSError:
        return 0
    return min(status.st_size, status.st_blocks * 512 or status.st_size)


@contextlib.contextmanager
def reported_progress(job: MasterJob, report: ProgressReport | None) -> Iterator[None]:
    """Report how far a master is written, from a thread, while the block runs; without `report` there is no thread."""
    if report is None:
        yield
        return
    stopped = threading.Event()

    def watch() -> None:
        while not stopped.wait(REPORT_INTERVAL):
            if (seconds := written_seconds(job)) is not None:
                report(seconds)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()
