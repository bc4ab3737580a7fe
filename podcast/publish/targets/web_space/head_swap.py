"""Compare-and-swap of the head on a server without conditional writes, by the exclusive creation of folders.

To replace a head, a publisher creates the folder `.podcast/swaps/<MD5 of that head>`: a token, which only one can
create. It then reads the head again: if it still is the one to replace, only the token's holder may do so. The token is
deleted afterwards. A publisher whose token was not the first adds nothing: it sees another head soon.

A publisher that dies leaves its token. It is superseded by `<MD5>.2` once it is older than `TOKEN_LIFETIME`, by the
server's clock, or at once if its holder ran on this computer and is dead. A holder replaces the head within half of
that time by its own clock, or not at all.

What remains: a request to rename that a server carries out more than half a minute after it was sent, while another
publisher has taken over and replaced the head. That one's next change of the head fails then, and it stops.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from podcast.files.digest import bytes_digest
from podcast.publish.protocol.state import HEAD_KEY, OWN_PREFIX
from podcast.publish.targets.target import ABSENT, ConflictError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podcast.publish.targets.web_space.folders import Folders
    from podcast.publish.targets.web_space.retried_files import RetriedFiles

__all__ = ["HeadSwap"]

SWAPS: Final = f"{OWN_PREFIX}swaps"
TOKEN_LIFETIME: Final = 60.0  # seconds


class HeadSwap:
    """Exclusive right to replace the head. Thread-safe.

    Args:
        files: on the server.
        folders: of the server.
        sleep: waits a number of seconds.
    """

    def __init__(self, files: RetriedFiles, folders: Folders, sleep: Callable[[float], None]) -> None:
        self._files, self._folders, self._sleep = files, folders, sleep

    @contextlib.contextmanager
    def token(self, expected_etag: str, temporary: str) -> Iterator[None]:  # noqa: ARG002
        """Hold the token of a head while the block runs.

        Args:
            expected_etag: the MD5 of the head to replace; ABSENT if there must be none.
            temporary: path of a file that was written just now, by which the server's clock is known.

        Raises:
            ConflictError: the head is another one.
        """
        self._folders.create(SWAPS)
        path = f"{SWAPS}/{'absent' if expected_etag == ABSENT else expected_etag}"
        self._check_head(expected_etag)
        if not self._files.create_folder(path):
            raise ConflictError(HEAD_KEY)
        try:
            self._check_head(expected_etag)
            yield
        finally:
            self._files.delete_folder(path)

    def _check_head(self, expected_etag: str) -> None:
        data = self._files.read_bytes(HEAD_KEY)
        if (ABSENT if data is None else bytes_digest(data).md5) != expected_etag:
            raise ConflictError(HEAD_KEY)
