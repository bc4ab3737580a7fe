"""Retry loop around every request: full jitter, Retry-After, and a time limit since the last success of any request.

Full jitter is the sleep `random() * min(cap, base * 2 ** attempt)`: many clients that failed together do not come back
together.
"""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from podcast.errors import PublishError
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

MIN_PAUSE: Final = 0.2  # seconds, doubled with each attempt
MAX_PAUSE: Final = 20.0  # seconds
FIRST_SUCCESS_TIMEOUT: Final = (
    10.0  # seconds before the first success: the address is more likely to be wrong than busy
)
SUCCESS_TIMEOUT: Final = 120.0  # seconds since the last success of any request
REPORT_INTERVAL: Final = 3.0  # seconds of waiting that are not reported, and between two reports
REQUEST_TIMEOUT: Final = 300.0  # seconds that a single request may be tried for while others succeed

_RANDOM: Final = random.SystemRandom().random


@dataclass(frozen=True, slots=True)
class RetryWait:
    """A wait before a request is tried again.

    `action` is what the request does, `reason` why it failed; `attempt` counts from 1 and is the one that comes next;
    `seconds` is the time since the first one, this wait included.
    """

    action: str
    reason: str
    attempt: int
    seconds: float


class TransientError(Exception):
    """A request failed in a way that may be temporary.

    Args:
        reason: of the failure.
        retry_after: seconds to wait, as the server asked.
    """

    def __init__(self, reason: str, retry_after: float = 0.0) -> None:
        super().__init__(reason, retry_after)
        self.reason, self.retry_after = reason, retry_after


class Retrier:
    """Retries requests; one for all threads, because a success of one shows the others that the server is alive.

    Args:
        sleep: waits a number of seconds.
        clock: returns seconds that only go forward.
        random_number: returns a number from 0 to 1, another each time.
        on_wait: called before waits of requests that fail for more than `REPORT_INTERVAL`, in any thread; not more
            often than that, however many requests fail.
    """

    def __init__(
        self,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        random_number: Callable[[], float] = _RANDOM,
        on_wait: Callable[[RetryWait], None] | None = None,
    ) -> None:
        self._sleep, self._clock, self._random_number = sleep, clock, random_number
        self._lock = threading.Lock()
        self._success: float | None = None
        self._on_wait, self._next_report = on_wait, 0.0

    def call(self, attempt: Callable[[], T], action: str) -> T:
        """Call a request until it succeeds or the time is over.

        Args:
            attempt: the request; raises TransientError if it may be tried again.
            action: what it does, for the message.

        Raises:
            PublishError: the time is over.
        """
        started, tries = self._clock(), 0
        while True:
            tries += 1
            try:
                result = attempt()
            except TransientError as error:
                if not self._pause(error, action, tries, started):
                    raise PublishError(
                        _(
                            "{doing} failed {times} times in {seconds:.0f} s: {words}; the public site is "
                            "intact. Check the network connection and the target, then run the same command again "
                            "to continue"
                        ).format(doing=action, times=tries, seconds=self._clock() - started, words=error.reason)
                    ) from error
            else:
                with self._lock:
                    self._success = self._clock()
                return result

    def _pause(self, error: TransientError, action: str, tries: int, started: float) -> bool:
        """Wait before the next try; return False at once if that would be after the deadline."""
        pause = max(error.retry_after, self._random_number() * min(MAX_PAUSE, MIN_PAUSE * 2.0 ** min(tries - 1, 10)))
        if self._clock() + pause > self._deadline(started):
            return False
        self._report(RetryWait(action, error.reason, tries + 1, self._clock() + pause - started))
        self._sleep(pause)
        return True

    def _report(self, wait: RetryWait) -> None:
        if self._on_wait is None or wait.seconds <= REPORT_INTERVAL:
            return
        with self._lock:
            now = self._clock()
            if now < self._next_report:
                return
            self._next_report = now + REPORT_INTERVAL
        self._on_wait(wait)

    def _deadline(self, started: float) -> float:
        with self._lock:
            success = self._success
        if success is None:
            return started + FIRST_SUCCESS_TIMEOUT
        return min(max(success, started) + SUCCESS_TIMEOUT, started + REQUEST_TIMEOUT)
