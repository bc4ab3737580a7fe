"""Probes whether a WebDAV server keeps a file until all bytes of a new one have arrived, by a PUT that breaks off.

RFC 4918 does not say so. Apache, nginx and Nextcloud do; others write into the file itself.
"""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BrokenOffError", "HalfFile"]

HALF: Final = 1 << 16  # bytes
REACTION_TIME: Final = 0.3  # seconds after which a server has done something with what it received


class BrokenOffError(Exception):
    """The request was broken off in the middle of its body."""


class HalfFile(io.RawIOBase):
    """Stream that ends in the middle by a BrokenOffError.

    Args:
        look: called when half of the bytes are on their way, before the connection is closed.
    """

    def __init__(self, look: Callable[[], None]) -> None:
        self._look, self._is_sent = look, False

    def seekable(self) -> bool:
        """See `io.IOBase`."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """See `io.IOBase`; only to both ends."""
        return 2 * HALF if whence == io.SEEK_END else offset

    def readable(self) -> bool:
        """See `io.IOBase`."""
        return True

    def read(self, size: int = -1, /) -> bytes:  # noqa: ARG002 -- one block
        """See `io.RawIOBase`.

        Raises:
            BrokenOffError: half of the bytes were read before.
        """
        if not self._is_sent:
            self._is_sent = True
            return b"x" * HALF
        time.sleep(REACTION_TIME)
        self._look()
        raise BrokenOffError
