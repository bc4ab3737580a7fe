"""Worker processes: a spawning process pool, and an ordered map over an executor."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children, get_context
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor, Future

Job = TypeVar("Job")
Result = TypeVar("Result")
_JOIN_TIMEOUT = 5  # seconds for a process to end


class Workers(ProcessPoolExecutor):
    """A pool of `count` processes (by default one for each processor), started when the first job comes.

    They are spawned, not forked: a progress display has threads, and a fork would copy their locks as they stand.
    """

    def __init__(self, count: int | None = None) -> None:
        """Start no process yet."""
        self.count = count or usable_cpus()
        super().__init__(self.count, mp_context=get_context("spawn"), initializer=_exit_with_parent)


def usable_cpus() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def worker_count(executor: Executor) -> int:
    """The number of jobs that an executor does at once: known of `Workers`, 1 for any other."""
    return executor.count if isinstance(executor, Workers) else 1


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


def terminate_workers() -> None:
    """Terminate every child process and wait until it is gone, so that it writes no more."""
    children = active_children()
    for child in children:
        child.terminate()
    for child in children:
        child.join(_JOIN_TIMEOUT)


def _exit_with_parent() -> None:
    """Exit the worker when its parent is gone: else it would wait for jobs for ever."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
