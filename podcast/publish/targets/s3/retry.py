"""One loop around every request: full jitter, Retry-After, and patience that is counted from the last success.

Full jitter is the sleep `random() * min(cap, base * 2 ** attempt)`: many clients that failed together do not come back
together.
"""

from __future__ import annotations

import itertools
import random
import threading
import time
from typing import TYPE_CHECKING, Final, TypeVar

from podcast.errors import PublishError
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

SHORTEST: Final = 0.2  # seconds, doubled with each attempt
LONGEST: Final = 20.0  # seconds
AT_FIRST: Final = 10.0  # seconds without any answer at all: then the address is more likely to be wrong than busy
PATIENCE: Final = 120.0  # seconds since the last success of any request
PER_REQUEST: Final = 300.0  # seconds that a single request may be tried for while others succeed

_CHANCE: Final = random.SystemRandom().random


class TransientError(Exception):
    """A request failed in a way that may pass.

    Args:
        words: what happened.
        retry_after: seconds that the server asked us to wait.
    """

    def __init__(self, words: str, retry_after: float = 0.0) -> None:
        super().__init__(words, retry_after)
        self.words, self.retry_after = words, retry_after


class Patience:
    """How long to try; one for all threads, because a success of one tells the others that the server is alive.

    Args:
        sleep: waits some seconds.
        clock: seconds that only ever go forward.
        chance: a number from 0 to 1, another each time.
    """

    def __init__(
        self,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = _CHANCE,
    ) -> None:
        self._sleep, self._clock, self._chance = sleep, clock, chance
        self._lock = threading.Lock()
        self._success: float | None = None

    def persist(self, attempt: Callable[[], T], doing: str) -> T:
        """Tries until it works or patience ends.

        Args:
            attempt: the request; raises TransientError if it may be tried again.
            doing: what it does, for the message.

        Raises:
            PublishError: patience ended.
        """
        began = self._clock()
        for number in itertools.count():
            try:
                result = attempt()
            except TransientError as error:
                pause = max(error.retry_after, self._chance() * min(LONGEST, SHORTEST * 2.0 ** min(number, 10)))
                if self._clock() + pause > self._deadline(began):
                    raise PublishError(
                        _(
                            "{doing} failed {times} times in {seconds:.0f} s: {words}; what is public is unchanged and "
                            "whole. See that the store can be reached, then run the same command again: it goes on "
                            "from here"
                        ).format(doing=doing, times=number + 1, seconds=self._clock() - began, words=error.words)
                    ) from error
                self._sleep(pause)
            else:
                with self._lock:
                    self._success = self._clock()
                return result
        raise AssertionError  # itertools.count() does not end

    def _deadline(self, began: float) -> float:
        with self._lock:
            success = self._success
        if success is None:
            return began + AT_FIRST
        return min(max(success, began) + PATIENCE, began + PER_REQUEST)
