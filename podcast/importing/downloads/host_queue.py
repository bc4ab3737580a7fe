"""Work on addresses by several threads: a few at once, and fewer still for each host."""

from __future__ import annotations

import threading
import time
from collections import Counter
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podcast.importing.downloads.policy import NetworkPolicy

Job = TypeVar("Job")
Result = TypeVar("Result")

_END_TIMEOUT = 0.3  # seconds for all threads at Ctrl-C; those that wait for a server end with the process


class StopSignal:
    """Signal to the threads of a queue that the work is being ended, by Ctrl-C or by an error."""

    def __init__(self) -> None:
        self._event = threading.Event()

    @property
    def is_set(self) -> bool:
        """Whether the work is being ended."""
        return self._event.is_set()

    def set(self) -> None:
        """End the work."""
        self._event.set()

    def wait(self, seconds: float) -> bool:
        """Sleep until the time is over or the work is ended; return whether it is ended."""
        return self._event.wait(seconds)


class HostQueue(Generic[Job, Result]):
    """Jobs of which `max_downloads` run at once, and `max_downloads_per_host` for one host.

    Args:
        jobs: in the order of their importance.
        host_of: the host of a job.
        work: does a job, in a thread; it should end soon once the signal is set.
        policy: the numbers.
    """

    def __init__(
        self,
        jobs: Iterable[Job],
        host_of: Callable[[Job], str],
        work: Callable[[Job, StopSignal], Result],
        policy: NetworkPolicy,
    ) -> None:
        self._waiting: dict[str, list[Job]] = {}
        for job in jobs:
            self._waiting.setdefault(host_of(job), []).append(job)
        for waiting in self._waiting.values():
            waiting.reverse()  # the next one is the last
        self._count = sum(map(len, self._waiting.values()))
        self._work, self._policy = work, policy
        self._running: Counter[str] = Counter()
        self._changed = threading.Condition()
        self._results: SimpleQueue[Result | BaseException] = SimpleQueue()
        self._stop = StopSignal()

    def results(self) -> Iterator[Result]:
        """Do the jobs; yield their results as they end. An error of a job ends the work, and is raised here."""
        threads = [
            threading.Thread(target=self._run, daemon=True)  # Ctrl-C need not wait for a server
            for _number in range(min(self._count, self._policy.max_downloads))
        ]
        for thread in threads:
            thread.start()
        try:
            for _number in range(self._count):
                result = self._results.get()
                if isinstance(result, BaseException):
                    raise result
                yield result
        finally:
            self._stop.set()
            with self._changed:
                self._changed.notify_all()
            end = time.monotonic() + _END_TIMEOUT
            for thread in threads:
                thread.join(max(0.0, end - time.monotonic()))

    def _run(self) -> None:
        while (host_and_job := self._next()) is not None:
            host, job = host_and_job
            try:
                self._results.put(self._work(job, self._stop))
            except BaseException as error:  # noqa: BLE001 - raised where the results are read
                self._results.put(error)
                return
            finally:
                with self._changed:
                    self._running[host] -= 1
                    self._changed.notify_all()

    def _next(self) -> tuple[str, Job] | None:
        """The next job, with its host, which then counts as running; None at the end."""
        with self._changed:
            while not self._stop.is_set and any(self._waiting.values()):
                for host, waiting in self._waiting.items():
                    if waiting and self._running[host] < self._policy.max_downloads_per_host:
                        self._running[host] += 1
                        return host, waiting.pop()
                self._changed.wait()
            return None
