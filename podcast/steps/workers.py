"""The processes that recordings are mastered in."""

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
_PATIENCE = 5  # seconds for a process to end


class Workers(ProcessPoolExecutor):
    """Processes, started when the first job comes: as many as `count`, or as this process may use processors.

    They are spawned, not forked: a progress display has threads, and a fork would copy their locks as they stand.
    """

    def __init__(self, count: int | None = None) -> None:
        """Starts nothing yet."""
        self.count = count or usable()
        super().__init__(self.count, mp_context=get_context("spawn"), initializer=_ready)


def usable() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def count(executor: Executor) -> int:
    """How many jobs an executor has done at once, as far as it says so."""
    return executor.count if isinstance(executor, Workers) else 1


def in_order(
    executor: Executor, function: Callable[[Job], Result], jobs: Iterable[Job], ahead: int
) -> Iterator[Result]:
    """What a function makes of each job, in the order of the jobs; `ahead` of them are begun at most.

    Jobs are taken as they are needed, so that neither they nor their results are ever all in memory. The first error
    is raised, and what has not begun is not begun.
    """
    running: deque[Future[Result]] = deque()
    try:
        for job in jobs:
            running.append(executor.submit(function, job))
            if len(running) >= ahead:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
    finally:
        for future in running:
            future.cancel()


def stop() -> None:
    """Ends every process at once, whatever it is doing, and waits until it is gone: it writes no more."""
    children = active_children()
    for child in children:
        child.terminate()
    for child in children:
        child.join(_PATIENCE)


def _ready() -> None:
    """Ends the worker when its parent is gone: left alone, it would wait for a dead parent's jobs for ever."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
