"""Bodies that are streamed to a server which may take long to read them, or may not read them at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from urllib3.connection import HTTPConnection, HTTPSConnection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import urllib3

__all__ = ["IDLE_TIMEOUT", "SentBlocks", "send_patiently"]

IDLE_TIMEOUT: Final = 60.0  # seconds without a byte, in both directions


class SentBlocks:
    """The blocks of a request's body; `is_complete` once the last one was handed to the socket.

    A server may refuse a request before it has read the body, and close the connection. urllib3 then reads the response
    all the same; only an error may come so early.
    """

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks, self.is_complete = blocks, False

    def __iter__(self) -> Iterator[bytes]:
        yield from self._blocks
        self.is_complete = True


class _PatientSending:
    """Mixin of a connection that sends with the timeout for reading.

    urllib3 sends with the timeout for connecting, but a busy server may take longer than that to read a block.
    """

    sock: Any
    timeout: float | None

    def request(self, *args: Any, **options: Any) -> None:
        """Send a request."""
        if self.sock is None:
            self.connect()  # type: ignore[attr-defined]  # of the connection that this is mixed into
        self.timeout = IDLE_TIMEOUT
        super().request(*args, **options)  # type: ignore[misc]


class _HTTPConnection(_PatientSending, HTTPConnection):
    pass


class _HTTPSConnection(_PatientSending, HTTPSConnection):
    pass


def send_patiently(pool: urllib3.HTTPConnectionPool) -> None:
    """Let a pool that has no connections yet wait up to `IDLE_TIMEOUT` while it sends, too."""
    pool.ConnectionCls = _HTTPSConnection if pool.scheme == "https" else _HTTPConnection
