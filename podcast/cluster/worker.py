"""Jobs on a worker: compare, fetch, carry out in a process of its own, put the results.

A job whose result is not wanted any more is ended at once: its caller was interrupted or is gone, or the scheduler is.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from podcast.cluster import handshake, job_process, store
from podcast.cluster.cluster_job import ClusterJob, JobOutcome, WrittenFile
from podcast.cluster.relocate import relocated
from podcast.errors import FileError, PodcastError
from podcast.files.partial_names import is_partial_file_of
from podcast.platform.file_changes import remove_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.publish.targets.s3.client import S3Location
    from podcast.steps.jobs.file_job import FileJob

POLL_INTERVAL = 0.2  # seconds between two looks whether the job is still wanted
_LIVE_STATES = frozenset({"executing", "long-running"})  # of a task; with any other, its result is not wanted
_LIVE_STATUSES = frozenset({"running", "paused", "closing_gracefully"})  # of a worker


class ProcessKilledError(Exception):
    """The process of a job was killed. The scheduler tries the job again."""


def run(data: bytes) -> bytes:
    """Carry out a pickled `ClusterJob`; return a pickled `JobOutcome`.

    Bytes, so that the scheduler need not import what the job consists of.

    Raises:
        ProcessKilledError: the process of the job was killed, perhaps because memory ran out.
    """
    job: ClusterJob = pickle.loads(data)  # noqa: S301 -- dask's own messages are pickles, too
    try:
        handshake.require_same(job)
        outcome = _carry_out(job)
    except PodcastError as error:
        outcome = JobOutcome(error=error)
    except OSError as error:  # of this computer, which has no part of the show
        outcome = JobOutcome(error=FileError(f"{handshake.worker_name()}: {error}"))
    return pickle.dumps(outcome)


def _carry_out(job: ClusterJob) -> JobOutcome:
    from distributed import get_worker

    worker = get_worker()
    task, name = worker.get_current_task(), job.job.name
    log_event = worker.log_event

    def is_wanted() -> bool:
        state = worker.state.tasks.get(task)
        return state is not None and state.state in _LIVE_STATES and worker.status.name in _LIVE_STATUSES

    log_event(job.topic, {"name": name, "task": str(task), "state": "started"})
    try:
        with tempfile.TemporaryDirectory(dir=worker.local_directory) as folder:
            process = _JobProcess(
                job, is_wanted, lambda seconds: log_event(job.topic, {"name": name, "seconds": seconds})
            )
            return _with_store(job, process, job.store, Path(folder)) if job.store else _in_folder(job, process)
    finally:
        log_event(job.topic, {"name": name, "task": str(task), "state": "ended"})


def _in_folder(job: ClusterJob, process: _JobProcess) -> JobOutcome:
    """Carry out a job whose files the worker sees under the same paths."""
    outcome = job_process.carry_out(job.job) if job.job.is_brief else process.run(job.job)
    written = {path: WrittenFile(path.stat().st_size) for path in job.job.outputs if path.is_file()}
    return JobOutcome(outcome.result, outcome.error, written)


def _with_store(job: ClusterJob, process: _JobProcess, location: S3Location, folder: Path) -> JobOutcome:
    """Carry out a job in a folder of the worker: its inputs are fetched, its outputs are put into the store."""
    root, recordings = folder.resolve(), store.RecordingStore(location)
    for path, sha256 in job.job.inputs.items():
        recordings.fetch_recording(sha256, root / path.relative_to(job.root))
    for path in job.job.outputs:
        (root / path.relative_to(job.root)).parent.mkdir(parents=True, exist_ok=True)
    outcome = process.run(relocated(job.job, job.root, root))
    written = {}
    for path in job.job.outputs:
        if (local := root / path.relative_to(job.root)).is_file():
            written[path] = recordings.put_result(job.topic, local)
    return JobOutcome(relocated(outcome.result, root, job.root), relocated(outcome.error, root, job.root), written)


class _JobProcess:
    """Runs the process of a job, and ends it when the job is not wanted any more."""

    def __init__(self, job: ClusterJob, is_wanted: Callable[[], bool], report: Callable[[float], None]) -> None:
        self._language, self._is_wanted, self._report = job.language, is_wanted, report

    def run(self, job: FileJob[Any]) -> JobOutcome:
        """Carry the job out.

        Raises:
            ProcessKilledError: the process was killed, or the job is not wanted any more.
        """
        command = [sys.executable, "-m", "podcast.cluster.job_process"]
        environment = {**os.environ, "LANGUAGE": self._language}
        pipe = subprocess.PIPE
        try:
            with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe) as process:  # noqa: S603 -- our own
                try:
                    return _with_worker_name(self._outcome(process, job))
                finally:
                    process.kill()
        except BrokenPipeError:  # it was killed before it had read its job
            raise ProcessKilledError(job.name) from None
        finally:
            _remove_partial_files(job)

    def _outcome(self, process: subprocess.Popen[bytes], job: FileJob[Any]) -> JobOutcome:
        assert process.stdin, process.stdout  # noqa: S101 -- both are pipes
        messages: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        threading.Thread(target=_read_messages, args=(process.stdout, messages), daemon=True).start()
        pickle.dump(job, process.stdin)
        process.stdin.flush()  # it stays open: its end is the end of the process
        while self._is_wanted():
            try:
                kind, value = messages.get(timeout=POLL_INTERVAL)
            except queue.Empty:
                continue
            if kind == "progress":
                self._report(value)
            elif kind == "outcome":
                outcome: JobOutcome = value
                return outcome
            else:
                break
        raise ProcessKilledError(job.name)


def _with_worker_name(outcome: JobOutcome) -> JobOutcome:
    """Name the worker in an error that is not about a file of the show: something is missing there."""
    if type(outcome.error) is not PodcastError:
        return outcome
    return replace(outcome, error=PodcastError(f"{handshake.worker_name()}: {outcome.error}"))


def _read_messages(stream: IO[bytes], messages: queue.SimpleQueue[tuple[str, Any]]) -> None:
    """Read the output of a job's process until its end."""
    try:
        while True:
            messages.put(pickle.load(stream))  # noqa: S301 -- from our own process
    except (EOFError, OSError, ValueError, pickle.UnpicklingError):
        messages.put(("end", None))


def _remove_partial_files(job: FileJob[Any]) -> None:
    """Remove the partial files of a process that was ended."""
    for folder in {path.parent for path in job.outputs if path.parent.is_dir()}:
        for path in folder.glob(".*.part"):
            if any(is_partial_file_of(path, output) for output in job.outputs):
                remove_file(path, missing_ok=True)
