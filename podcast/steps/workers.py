"""Executors of the jobs of a build: a spawning process pool, and what the steps ask of any other executor.

Every executor of `concurrent.futures` will do. One that is a `JobExecutor` tells more of itself.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.context import SpawnContext
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from podcast.platform.processes import max_pool_processes, usable_cpus
from podcast.steps.jobs.master_progress import written_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from multiprocessing.context import SpawnProcess

    from podcast.audio.job import MasterJob

Job = TypeVar("Job")
Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")
_JOIN_TIMEOUT = 5  # seconds for a process to end


@dataclass(frozen=True, slots=True)
class Capacity:
    """The number of jobs that are carried out at once, the cores for all of them, and those that one job may use."""

    at_once: int
    cores: int
    job_cores: int


class JobKilledError(Exception):
    """The processes that carried out a job were killed, each time it was tried; other jobs go on."""


class JobExecutor(Executor):
    """Executor with a known capacity, which ends its jobs on request."""

    local_processes: int  # for work that stays on this computer
    writes_into_folder = False  # whether jobs on other computers write into the show's folder

    def capacity(self) -> Capacity:
        """How much is carried out at once: one job on one core, where the executor does not know better."""
        return Capacity(1, 1, 1)

    def release(self) -> None:
        """Free what no job needs at the moment; the next job takes it again."""

    def abort(self) -> None:
        """End all jobs, and wait until they write no more."""

    def written_seconds(self, job: MasterJob) -> float | None:
        """The seconds of a job's master that are written; None if nothing is known."""
        return written_seconds(job)

    def seconds_done(self, name: str) -> float | None:  # noqa: ARG002 -- for those that know
        """The seconds of audio that the job of this name has done; None if nothing is known."""
        return None


class Workers(JobExecutor):
    """A pool of `count` processes (by default one for each processor), started when the first job comes.

    They are spawned, not forked: a progress display has threads, and a fork would copy their locks as they stand. After
    `release` and `abort` the next job starts new processes.
    """

    def __init__(self, count: int | None = None) -> None:
        """Start no process yet."""
        self.count = self.local_processes = min(count or usable_cpus(), max_pool_processes())
        self._context = _RecordingContext()
        self._pool: ProcessPoolExecutor | None = None

    def submit(
        self, function: Callable[Arguments, Result], /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Future[Result]:
        """Carry out a job in one of the processes."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self.count, mp_context=self._context, initializer=_exit_with_parent)
        return self._pool.submit(function, *args, **kwargs)

    def capacity(self) -> Capacity:
        """As many jobs as there are processes, on all cores."""
        return Capacity(self.count, usable_cpus(), usable_cpus())

    def release(self) -> None:
        """End the processes when their jobs are done, and free their memory."""
        self.shutdown()

    def abort(self) -> None:
        """Terminate the processes of this pool and wait until they are gone, so that they write no more."""
        self.shutdown(wait=False, cancel_futures=True)
        for process in self._context.processes:
            process.terminate()
        for process in self._context.processes:
            process.join(_JOIN_TIMEOUT)
        self._context.processes.clear()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 as Executor
        """End the processes; see `concurrent.futures.Executor.shutdown`."""
        pool, self._pool = self._pool, None
        if pool:
            pool.shutdown(wait, cancel_futures=cancel_futures)
        if wait:
            self._context.processes.clear()


class _RecordingContext(SpawnContext):
    """Spawns processes and records them: a pool does not say which processes are its own."""

    def __init__(self) -> None:
        super().__init__()
        self.processes: list[SpawnProcess] = []

    def Process(self, *args: Any, **kwargs: Any) -> SpawnProcess:  # type: ignore[override] # noqa: N802 its name there
        process = SpawnContext.Process(*args, **kwargs)
        self.processes.append(process)
        return process


def capacity(executor: Executor) -> Capacity:
    """What an executor carries out at once; of one that does not tell, a job for each core of this computer."""
    if isinstance(executor, JobExecutor):
        return executor.capacity()
    cores = usable_cpus()
    return Capacity(cores, cores, cores)


def local_processes(executor: Executor) -> int:
    """The number of processes for work that stays on this computer: one where the executor does not tell."""
    return executor.local_processes if isinstance(executor, JobExecutor) else 1


def writes_into_folder(executor: Executor | None) -> bool:
    """Whether an executor's jobs run on other computers, and write into the show's folder."""
    return isinstance(executor, JobExecutor) and executor.writes_into_folder


def progress_of(executor: Executor) -> Callable[[MasterJob], float | None]:
    """The function that returns the length of a job's master so far, in seconds."""
    return executor.written_seconds if isinstance(executor, JobExecutor) else written_seconds


def release(executor: Executor) -> None:
    """Free the memory of our own processes; an executor of the caller is left alone."""
    if isinstance(executor, JobExecutor):
        executor.release()


def stop(executor: Executor, futures: Iterable[Future[Any]]) -> None:
    """Stop jobs after an error or Ctrl-C: our own processes are ended, jobs of other executors cancelled.

    An executor of the caller is not shut down, and its running jobs go on: only the caller knows what else it does.
    """
    for future in futures:
        future.cancel()
    if isinstance(executor, JobExecutor):
        executor.abort()


def map_ordered(
    executor: Executor, function: Callable[[Job], Result], jobs: Iterable[Job], max_pending: int
) -> Iterator[Result]:
    """Yield the result of each job, in the order of the jobs, with at most `max_pending` of them submitted.

    Jobs are taken as they are needed, so that neither they nor their results are ever all in memory. The first error
    is raised, and pending jobs are cancelled.
    """
    running: deque[Future[Result]] = deque()
    try:
        for job in jobs:
            running.append(executor.submit(function, job))
            if len(running) >= max_pending:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
    finally:
        for future in running:
            future.cancel()


def _exit_with_parent() -> None:
    """Exit the worker when its parent is gone: else it would wait for jobs for ever."""
    from podcast.profiling.cpu_sampler import start_in_worker
    from podcast.profiling.garbage_collection import relax_garbage_collection

    relax_garbage_collection()
    start_in_worker()
    parent = parent_process()  # its number says nothing: on Windows, it stays that of a process that has ended

    def watch() -> None:
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
