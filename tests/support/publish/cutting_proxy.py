"""A proxy on loopback that passes bytes on, until the N-th in one direction: then the connection breaks.

It knows nothing of what it passes on, so it stands before any server.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import Iterator, Mapping

UP, DOWN = "up", "down"  # to the server, and from it
# Ways in which a connection breaks:
CUT = "cut"  # reset on both sides; later connections are made
ENDED = "ended"  # the receiver sees an orderly end, as if the sender had closed it; the sender sees a reset
STALLED = "stalled"  # nothing more arrives, and nothing says so; later connections are made
DEAD = "dead"  # reset, and every other one as well, until `repair`


@dataclass
class Fault:
    """What breaks, and when: at the byte after so many in a direction, counted over all connections."""

    kind: str
    direction: str
    after: int
    happened: bool = False


@dataclass
class _Link:
    """Both ends of a connection."""

    client: StreamWriter
    server: StreamWriter
    is_reset: asyncio.Event = field(default_factory=asyncio.Event)

    def reset(self) -> None:
        self.is_reset.set()
        for writer in (self.client, self.server):
            _reset(writer)


@dataclass
class CuttingProxy:
    """A proxy that is running; `passed` counts the bytes in each direction since the last `arm` or `repair`."""

    routes: Mapping[int, tuple[str, int]]  # port on 127.0.0.1 -> host and port of the server
    passed: Counter[str] = field(default_factory=Counter)
    connections: int = 0  # since the last `arm` or `repair`
    _fault: Fault | None = None
    _is_dead: bool = False
    _open: dict[int, _Link] = field(default_factory=dict)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def arm(self, fault: Fault) -> None:
        """Break the line when the time has come."""
        self._in_loop(lambda: self._set(fault))

    def repair(self) -> None:
        """Everything passes from now on; connections that were stalled are reset."""
        self._in_loop(lambda: self._set(None))

    def reset_all(self) -> None:
        """Reset every connection; later ones are made."""
        self._in_loop(lambda: [link.reset() for link in self._open.values()])

    def _set(self, fault: Fault | None) -> None:
        for link in [*self._open.values()]:
            if fault is None:
                link.reset()
        self._fault, self._is_dead, self.passed, self.connections = fault, False, Counter(), 0

    def _in_loop(self, act) -> None:
        done = threading.Event()
        self._loop.call_soon_threadsafe(lambda: (act(), done.set()))
        assert done.wait(10)

    async def _serve(self, port: int, reader: StreamReader, writer: StreamWriter) -> None:
        self.connections += 1
        if self._is_dead:
            _reset(writer)
            return
        try:
            server_reader, server_writer = await asyncio.open_connection(*self.routes[port])
        except OSError:
            _reset(writer)
            return
        link = self._open[id(writer)] = _Link(writer, server_writer)
        await asyncio.gather(
            self._pass_on(link, UP, reader, server_writer), self._pass_on(link, DOWN, server_reader, writer)
        )
        del self._open[id(writer)]
        for end in (writer, server_writer):
            end.close()

    async def _pass_on(self, link: _Link, direction: str, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            while data := await reader.read(1 << 16):
                passing = self._passing(direction, data)
                writer.write(passing)
                await writer.drain()
                if len(passing) < len(data):
                    await self._break(link, direction, writer)
                    return
            if writer.can_write_eof():
                writer.write_eof()
        except OSError:
            link.reset()

    def _passing(self, direction: str, data: bytes) -> bytes:
        """The bytes that get through; all, unless the line breaks now."""
        fault, before = self._fault, self.passed[direction]
        if fault and not fault.happened and fault.direction == direction and before + len(data) > fault.after:
            data = data[: fault.after - before]
            fault.happened = True
        self.passed[direction] += len(data)
        return data

    async def _break(self, link: _Link, direction: str, writer: StreamWriter) -> None:
        assert self._fault
        if self._fault.kind == STALLED:
            await link.is_reset.wait()  # by `repair` at the latest, after which there is no fault
            return
        if self._fault.kind == ENDED:
            writer.close()
            _reset(link.client if direction == UP else link.server)
            return
        if self._fault.kind == DEAD:
            self._is_dead = True
            for other in self._open.values():
                other.reset()
        link.reset()


def _reset(writer: StreamWriter) -> None:
    """Close a connection with a reset, and drop what has not been sent."""
    connection = writer.get_extra_info("socket")
    if connection is not None and not writer.transport.is_closing():
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@contextlib.contextmanager
def cutting_proxy(routes: Mapping[int, tuple[str, int]]) -> Iterator[CuttingProxy]:
    """A proxy that is up while the block runs."""
    proxy = CuttingProxy(routes)
    loop, stop, ready = proxy._loop, asyncio.Event(), threading.Event()  # noqa: SLF001 -- its own

    async def serve() -> None:
        async with contextlib.AsyncExitStack() as servers:
            for port in routes:
                await servers.enter_async_context(
                    await asyncio.start_server(
                        lambda reader, writer, port=port: proxy._serve(port, reader, writer),  # noqa: SLF001 -- its own
                        "127.0.0.1",
                        port,
                    )
                )
            ready.set()
            await stop.wait()
            for link in [*proxy._open.values()]:  # noqa: SLF001 -- its own
                link.reset()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(10)
        yield proxy
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
