"""Runs jobs in a thread pool, and keeps the lease alive while it waits for them."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor, Future

Job = TypeVar("Job")
Result = TypeVar("Result")

POLL_INTERVAL: Final = 2.0  # seconds


@contextlib.contextmanager
def run_all(
    executor: Executor, run: Callable[[Job], Result], jobs: Sequence[Job], keep_alive: Callable[[], None]
) -> Iterator[Iterator[Result]]:
    """Run all jobs and yield their results in the order of the jobs; no job is running once the block is left.

    Args:
        executor: runs the jobs.
        run: called with each job.
        jobs: arguments of `run`.
        keep_alive: called in the calling thread every few seconds while it waits.
    """
    futures = [executor.submit(run, job) for job in jobs]
    try:
        yield (_wait(future, keep_alive) for future in futures)
    finally:
        for future in futures:
            future.cancel()
        for future in futures:
            if not future.cancelled():
                future.exception()


def _wait(future: Future[Result], keep_alive: Callable[[], None]) -> Result:
    while True:
        keep_alive()
        try:
            return future.result(POLL_INTERVAL)
        except TimeoutError:
            if future.done():
                raise
