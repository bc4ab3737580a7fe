"""Connections to a server, as many as there are threads at work, and not more than the server allows."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from podcast.publish.targets.retry import TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["ConnectionPool", "TooManyConnectionsError", "UsableConnectionError"]

MAX_UNCHECKED_IDLE: Final = 10.0  # seconds after which a connection is checked before it is used: servers hang up


class PooledConnection(Protocol):
    """A connection of a pool."""

    def is_alive(self) -> bool:
        """Whether the server still answers."""

    def close(self) -> None:
        """Close it; raises nothing."""


C = TypeVar("C", bound=PooledConnection)


class TooManyConnectionsError(TransientError):
    """The server accepts no further connection at the moment."""


class UsableConnectionError(Exception):
    """Base of errors after which a connection is still in order: the server refused, and waits for the next command."""


class ConnectionPool(Generic[C]):
    """Connections that are open and not in use. Thread-safe.

    Where a server accepts fewer connections than there are threads, the threads wait for each other: hosts allow as few
    as two or four at once.

    Args:
        connect: opens a connection; raises TooManyConnectionsError if the server accepts no further one.
        max_connections: that are open at once.
    """

    def __init__(self, connect: Callable[[], C], max_connections: int) -> None:
        self._connect, self._limit = connect, max_connections
        self._changed = threading.Condition()
        self._idle: list[tuple[C, float]] = []  # with the time since when, the newest last
        self._count = 0  # of all that are open, in use or not

    @contextlib.contextmanager
    def connection(self) -> Iterator[C]:
        """Lend a connection to one thread; it is closed after any error but a UsableConnectionError.

        Raises:
            TransientError: no connection can be opened now.
        """
        connection = self._take()
        try:
            yield connection
        except UsableConnectionError:
            self._give_back(connection)
            raise
        except BaseException:
            self._discard(connection)
            raise
        self._give_back(connection)

    def __del__(self) -> None:
        """Close all connections when the target is used no more."""
        self.close()

    def close(self) -> None:
        """Close all connections that are not in use."""
        with self._changed:
            idle, self._idle = self._idle, []
            self._count -= len(idle)
            self._changed.notify_all()
        for connection, _since in idle:
            connection.close()

    def _take(self) -> C:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._idle or self._count < self._limit)
                connection, since = self._idle.pop() if self._idle else (None, 0.0)
                self._count += connection is None
            if connection is None:
                if opened := self._open():
                    return opened
            elif time.monotonic() - since < MAX_UNCHECKED_IDLE or connection.is_alive():
                return connection
            else:
                self._discard(connection)

    def _open(self) -> C | None:
        """Open a connection that is already counted; None if the server has enough of ours, which become the limit."""
        try:
            return self._connect()
        except TooManyConnectionsError:
            if not self._forget(is_limit=True):
                raise
            return None
        except BaseException:
            self._forget()
            raise

    def _forget(self, *, is_limit: bool = False) -> int:
        """Count one connection less, and return how many are left; with `is_limit`, there are not to be more again."""
        with self._changed:
            self._count -= 1
            if is_limit and self._count:
                self._limit = self._count
            self._changed.notify_all()
            return self._count

    def _give_back(self, connection: C) -> None:
        with self._changed:
            self._idle.append((connection, time.monotonic()))
            self._changed.notify_all()

    def _discard(self, connection: C) -> None:
        connection.close()
        self._forget()
