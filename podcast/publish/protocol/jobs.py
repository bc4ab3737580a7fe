"""Jobs in threads, while somebody keeps our turn alive."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor, Future

J = TypeVar("J")
R = TypeVar("R")

HEARTBEAT: Final = 2.0  # seconds


@contextlib.contextmanager
def all_of(
    executor: Executor, do: Callable[[J], R], jobs: Sequence[J], alive: Callable[[], None]
) -> Iterator[Iterator[R]]:
    """The results of all jobs, in their order. When the block is left, however, no job is running any more.

    Args:
        executor: runs them.
        do: the job.
        jobs: what it is done with.
        alive: is called in the calling thread every few seconds while it waits.
    """
    futures = [executor.submit(do, job) for job in jobs]
    try:
        yield (_result(future, alive) for future in futures)
    finally:
        for future in futures:
            future.cancel()
        for future in futures:
            if not future.cancelled():
                future.exception()


def _result(future: Future[R], alive: Callable[[], None]) -> R:
    while True:
        alive()
        try:
            return future.result(HEARTBEAT)
        except TimeoutError:
            if future.done():
                raise
