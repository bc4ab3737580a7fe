"""Jobs of a build in a thread of the tests' own process: as the pool of processes, without their start."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from podcast.steps import workers


class ThreadWorkers(workers.Workers):
    """One thread that carries out the jobs, one after the other, where a build starts processes."""

    def __init__(self, _count: int | None = None) -> None:
        """Start no thread yet."""
        super().__init__(1)

    def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Carry out a job in the thread."""
        self._pool = self._pool or ThreadPoolExecutor(1)  # type: ignore[assignment]
        return self._pool.submit(function, *args, **kwargs)

    def abort(self) -> None:
        """Drop the jobs that have not begun, and wait for the one that has."""
        self.shutdown(cancel_futures=True)
