"""Compare-and-swap of the head on a server without conditional writes, by the exclusive creation of folders.

To replace a head, a publisher takes its token (head_tokens.py), which only one can have. It then reads the head again:
if it still is the one to replace, no other publisher can replace it before the token is given back.

A publisher that dies leaves its token. Others supersede it once it is older than `TOKEN_LIFETIME` by the server's
clock, or as long as they have watched it; or at once, if its holder ran on this computer and is dead. A holder replaces
the head within half of that time by its own clocks, or not at all.

What remains: a request to rename that the server carries out more than half a minute after it was sent, although
another publisher has replaced the head meanwhile. That one's next change of the head fails then, and it stops.
"""

from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.publish.protocol.lease import Clock
from podcast.publish.protocol.state import HEAD_KEY
from podcast.publish.targets.target import ABSENT, ConflictError
from podcast.publish.targets.web_space.head_tokens import SWAPS, TOKEN_LIFETIME, HeadToken, HeadTokens, too_slow_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.publish.targets.web_space.retried_files import RetriedFiles
    from podcast.publish.targets.web_space.server_folders import Folders

__all__ = ["SYSTEM_CLOCK", "HeadSwap"]

SYSTEM_CLOCK: Final = Clock(lambda: datetime.now(UTC), time.monotonic)
POLL_INTERVAL: Final = 0.5  # seconds between two looks at a token that another publisher has
MAX_WAIT: Final = 4 * TOKEN_LIFETIME


class HeadSwap:
    """Exclusive right to replace the head. Thread-safe.

    Args:
        files: on the server.
        folders: of the server.
        head_etag: returns the ETag of the head, ABSENT if there is none.
        clock: of this process.
        sleep: waits a number of seconds.
    """

    def __init__(
        self,
        files: RetriedFiles,
        folders: Folders,
        head_etag: Callable[[], str],
        clock: Clock,
        sleep: Callable[[float], None],
    ) -> None:
        self._files, self._folders, self._head_etag = files, folders, head_etag
        self._clock, self._sleep = clock, sleep

    @contextlib.contextmanager
    def exclusive(self, expected_etag: str, server_time: float) -> Iterator[Callable[[], None]]:
        """Hold the token of a head while the block runs; yield a check for before each attempt to replace it.

        Args:
            expected_etag: of the head to replace; ABSENT if there must be none.
            server_time: seconds since 1970 by the server's clock, just now; 0 if it is not known.

        Raises:
            ConflictError: the head is another one.
            PublishError: it took too long.
        """
        self._folders.create(SWAPS)
        name = "absent" if expected_etag == ABSENT else expected_etag
        tokens = HeadTokens(self._files, name, server_time, self._clock)
        token = self._wait(tokens, expected_etag)
        try:
            self._require_head(expected_etag)
            yield lambda: token.require_safe(self._clock)
        finally:
            with contextlib.suppress(PublishError):  # others supersede it
                tokens.give_back(token)

    @contextlib.contextmanager
    def alone(self, expected_etag: str, server_time: float) -> Iterator[Callable[[], None]]:  # noqa: ARG002 -- as `exclusive`
        """Do the same where the server has nothing exclusive, and the show is published from one place only."""
        self._require_head(expected_etag)
        yield lambda: None

    def _wait(self, tokens: HeadTokens, expected_etag: str) -> HeadToken:
        deadline = self._clock.monotonic() + MAX_WAIT
        try:
            while self._clock.monotonic() < deadline:
                if token := tokens.take():
                    return token
                self._require_head(expected_etag)
                self._sleep(POLL_INTERVAL)
        except BaseException:
            with contextlib.suppress(PublishError):  # others supersede it
                tokens.give_up()
            raise
        raise too_slow_error()

    def _require_head(self, expected_etag: str) -> None:
        if self._head_etag() != expected_etag:
            raise ConflictError(HEAD_KEY)
