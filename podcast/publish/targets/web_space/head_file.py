"""The head on web space: read whole, and replaced by compare-and-swap.

Where the server does not rename over an existing file, the head is overwritten in place. Its new bytes are first stored
beside it: should the publisher die in between, they are what counts.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest
from podcast.publish.protocol.state import HEAD_KEY, OWN_PREFIX
from podcast.publish.targets.target import ABSENT
from podcast.publish.targets.web_space.head_swap import HeadSwap

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.publish.protocol.lease import Clock
    from podcast.publish.targets.body import Body
    from podcast.publish.targets.target import Capabilities
    from podcast.publish.targets.web_space.retried_files import RetriedFiles
    from podcast.publish.targets.web_space.server_folders import Folders
    from podcast.publish.targets.web_space.uploads import Uploads

__all__ = ["NEXT_HEAD", "HeadFile"]

NEXT_HEAD: Final = f"{OWN_PREFIX}next-head.json"


class HeadFile:
    """The head. Thread-safe.

    Args:
        files: on the server.
        folders: of the server.
        uploads: to the server.
        clock: of this process.
        sleep: waits a number of seconds.
    """

    def __init__(
        self, files: RetriedFiles, folders: Folders, uploads: Uploads, clock: Clock, sleep: Callable[[float], None]
    ) -> None:
        self._files, self._uploads = files, uploads
        self._swap = HeadSwap(files, folders, self._etag, clock, sleep)

    def read(self) -> bytes | None:
        """Read the head; None if there is none."""
        data = self._files.read_bytes(HEAD_KEY)
        if data is None or _is_whole(data):
            return data
        return self._files.read_bytes(NEXT_HEAD) or self._files.read_bytes(HEAD_KEY)

    def replace(self, body: Body, expected_etag: str, check: Callable[[], None], capabilities: Capabilities) -> None:
        """Replace the head.

        Args:
            body: the new one.
            expected_etag: of the one that must be there; ABSENT if there must be none.
            check: called before each attempt of a write.
            capabilities: of the server.

        Raises:
            ConflictError: another head is there.
        """
        with self._uploads.temporary(HEAD_KEY, body) as (temporary, info):
            exclusive = self._swap.exclusive if capabilities.conditional_writes else self._swap.alone
            with exclusive(expected_etag, info.modified) as check_token:

                def check_both() -> None:
                    check_token()
                    check()

                if capabilities.writes_whole and expected_etag != ABSENT:
                    self._uploads.write(HEAD_KEY, body, check_both)
                    self._files.delete(temporary)
                elif capabilities.renames_over or expected_etag == ABSENT:
                    self._uploads.rename(temporary, HEAD_KEY, body, check_both)
                else:
                    self._overwrite(temporary, body, check_both)

    def _overwrite(self, temporary: str, body: Body, check: Callable[[], None]) -> None:
        self._files.delete(NEXT_HEAD)
        self._uploads.rename(temporary, NEXT_HEAD, body, check)
        self._uploads.write(HEAD_KEY, body, check)
        with contextlib.suppress(PublishError):  # it does no harm
            self._files.delete(NEXT_HEAD)

    def _etag(self) -> str:
        data = self.read()
        return ABSENT if data is None else bytes_digest(data).md5


def _is_whole(data: bytes) -> bool:
    """Whether a head was written to its end: it is a JSON object."""
    try:
        return isinstance(json.loads(data), dict)
    except ValueError:
        return False
