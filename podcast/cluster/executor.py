"""The executor of a cluster: it takes the jobs of a build, and hands them to the workers.

Each job has a thread here that sends its files, waits for it, and fetches what it has written. At most twice as many
jobs are on their way as the cluster carries out at once.
"""

from __future__ import annotations

import pickle
import threading
import time
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from podcast.cluster import worker
from podcast.cluster.cluster_job import ClusterJob, JobOutcome
from podcast.cluster.connection import Connection
from podcast.errors import FileError, PodcastError
from podcast.i18n import _, current_language
from podcast.platform.processes import usable_cpus
from podcast.steps.jobs.file_job import FileJob
from podcast.steps.workers import Capacity, JobExecutor, JobKilledError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from podcast.audio.job import MasterJob
    from podcast.cluster.address import ClusterAddress
    from podcast.model.groups import Cluster

Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")
_VISIBLE_TIMEOUT: Final = 90  # seconds until a file that a worker has written is seen here; NFS caches names for 60
_ABORT_TIMEOUT: Final = 15  # seconds for the workers to end their jobs


class ClusterExecutor(JobExecutor):
    """Carries out jobs on the workers of a dask cluster. It connects, and compares the workers, for the first job.

    Args:
        address: of the scheduler.
        root: the show's folder. Workers see it under the same path, or have access to the store.
        settings: the store of podcast.yaml; None if the workers see the folder.
        packages: those of the jobs, besides those of mastering, whose versions must be the same.
    """

    def __init__(
        self, address: ClusterAddress, root: Path, settings: Cluster | None, packages: tuple[str, ...] = ()
    ) -> None:
        self.local_processes = address.local_processes or usable_cpus()
        self.writes_into_folder = settings is None
        self._address, self._root, self._settings, self._packages = address, root, settings, packages
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._threads: ThreadPoolExecutor | None = None
        self._aborted = False

    def submit(
        self, function: Callable[Arguments, Result], /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Future[Result]:
        """Carry out a job on a worker; one that is no `FileJob` is not expected to touch files."""
        job: FileJob[Result] = function if isinstance(function, FileJob) else _job_of(function, args, kwargs)
        connection = self._connect()
        assert self._threads  # noqa: S101 -- with the connection
        return self._threads.submit(self._carry_out, connection, job)

    def capacity(self) -> Capacity:
        """A job for each thread of the workers; one job may use the cores that the smallest of them offers."""
        return self._connect().capacity

    def written_seconds(self, job: MasterJob) -> float | None:
        """As its worker has reported it."""
        return self.seconds_done(job.slug)

    def seconds_done(self, name: str) -> float | None:
        """As its worker has reported it."""
        return self._connection.progress.get(name) if self._connection else None

    def release(self) -> None:
        """Leave the cluster; the next job connects again."""
        self.shutdown()

    def abort(self) -> None:
        """Cancel all jobs, and wait until the workers have ended their processes."""
        if (connection := self._connection) is None:
            return
        self._aborted = True
        connection.cancel()
        deadline = time.monotonic() + _ABORT_TIMEOUT
        while connection.running and connection.is_connected and time.monotonic() < deadline:
            time.sleep(0.05)
        self.shutdown(wait=False, cancel_futures=True)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 as Executor
        """Wait for the jobs, and leave the cluster; see `concurrent.futures.Executor.shutdown`."""
        with self._lock:
            threads, self._threads = self._threads, None
            connection, self._connection = self._connection, None
        if threads:
            threads.shutdown(wait, cancel_futures=cancel_futures)
        if connection:
            connection.close()

    def _connect(self) -> Connection:
        with self._lock:
            if self._connection is None:
                self._connection = Connection(self._address, self._root, self._settings, self._packages)
                self._threads = ThreadPoolExecutor(2 * self._connection.capacity.at_once, "cluster")
                self._aborted = False
            return self._connection

    def _carry_out(self, connection: Connection, job: FileJob[Result]) -> Result:
        """Send a job's files, wait for it, and fetch its results.

        Raises:
            JobKilledError: its processes were killed, each time it was tried.
            PodcastError: the connection to the scheduler was lost; or what the job itself has raised.
        """
        if connection.store:
            for path, sha256 in job.inputs.items():
                connection.store.put_recording(path, sha256)
        outcome = self._outcome(connection, job)
        for path, written in outcome.files.items():
            if connection.store:
                connection.store.fetch_result(written, path)
            else:
                _await_file(path, written.size)
        if outcome.error:
            raise outcome.error
        result: Result = outcome.result
        return result

    def _outcome(self, connection: Connection, job: FileJob[Any]) -> JobOutcome:
        values = connection.token, connection.versions, connection.topic, current_language()
        request = pickle.dumps(ClusterJob(job, self._root, connection.location, *values))
        try:
            return pickle.loads(connection.submit(worker.run, request).result())  # type: ignore[no-any-return]  # noqa: S301
        except CancelledError:
            if self._aborted:
                raise
            raise self._lost_error() from None
        except (connection.killed_error, worker.ProcessKilledError) as error:
            raise JobKilledError(str(error)) from error

    def _lost_error(self) -> PodcastError:
        sentence = _(
            "{address}: the connection to the scheduler was lost; see whether it is running, then run the same "
            "command again: what is finished is kept"
        )
        return PodcastError(sentence.format(address=self._address))


def _job_of(function: Callable[..., Result], args: tuple[Any, ...], kwargs: dict[str, Any]) -> FileJob[Result]:
    return FileJob(partial(_call, function, kwargs), args, getattr(function, "__name__", ""))


def _call(function: Callable[..., Result], kwargs: dict[str, Any], *args: Any, report: object) -> Result:
    del report  # not a function of this program
    return function(*args, **kwargs)


def _await_file(path: Path, size: int) -> None:
    """Wait until a file that a worker has written is seen here: network drives cache names.

    Raises:
        FileError: it is not.
    """
    deadline = time.monotonic() + _VISIBLE_TIMEOUT
    while not path.is_file() or path.stat().st_size != size:
        if time.monotonic() > deadline:
            sentence = _(
                "{path}: a worker has written it, but it is not seen here; mount the folder the same everywhere"
            )
            raise FileError(sentence.format(path=path))
        time.sleep(0.2)
