"""The process of one job on a worker: it can be ended at any moment, and goes with its worker.

It reads a pickled `FileJob` from standard input, and writes pickled pairs to standard output: `("progress", seconds)`
any number of times, then `("outcome", JobOutcome)`. What libraries print goes to standard error, the worker's log. When
standard input ends, the worker is gone, and so is this process.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
import traceback
from typing import TYPE_CHECKING, Any, BinaryIO

from podcast.cluster.cluster_job import JobOutcome
from podcast.errors import PodcastError

if TYPE_CHECKING:
    from podcast.steps.jobs.file_job import FileJob, ProgressReport


def main() -> None:
    """Carry out the job that standard input names."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    job: FileJob[Any] = pickle.load(sys.stdin.buffer)  # noqa: S301 -- from the worker that has started this process
    threading.Thread(target=_exit_with_worker, daemon=True).start()
    lock = threading.Lock()

    def send(kind: str, value: object) -> None:
        data = pickle.dumps((kind, value))
        with lock:
            _write(output, data)

    send("outcome", carry_out(job, lambda seconds: send("progress", seconds)))
    output.close()
    os._exit(0)  # nothing waits for threads of libraries


def carry_out(job: FileJob[Any], report: ProgressReport | None = None) -> JobOutcome:
    """Carry out a job in this process; an exception becomes part of the outcome."""
    try:
        outcome = JobOutcome(result=job(report=report))
    except BaseException as error:  # noqa: BLE001 -- raised again by the caller
        if not isinstance(error, PodcastError):
            error.add_note(traceback.format_exc())  # a traceback does not pickle
        outcome = JobOutcome(error=error)
    try:
        pickle.loads(pickle.dumps(outcome))  # noqa: S301 -- our own
    except (pickle.PicklingError, AttributeError, TypeError):
        outcome = JobOutcome(error=RuntimeError(repr(outcome.error or outcome.result)))
    return outcome


def _write(output: BinaryIO, data: bytes) -> None:
    output.write(data)
    output.flush()


def _exit_with_worker() -> None:
    """End this process when standard input ends."""
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
