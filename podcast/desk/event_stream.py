"""Events for the open pages: a file changed, a publish has come so far. From any thread to every browser window."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

_KEEPALIVE = 15.0  # seconds after which an idle connection is written to, to learn whether it is still open
_MAX_WAITING = 200  # events for a window that does not read them; the oldest are dropped


@dataclass(frozen=True, slots=True)
class DeskEvent:
    """An event: `kind` is what scripts listen to, `data` becomes JSON."""

    kind: str
    data: Mapping[str, Any]

    def as_text(self) -> str:
        """The event as `text/event-stream` has it."""
        return f"event: {self.kind}\ndata: {json.dumps(dict(self.data), ensure_ascii=False)}\n\n"


class EventBroadcaster:
    """Hands events to all followers; `send` and `close` may be called from any thread."""

    def __init__(self) -> None:
        self._queues: dict[asyncio.Queue[DeskEvent | None], asyncio.AbstractEventLoop] = {}
        self._is_closed = False

    def send(self, kind: str, data: Mapping[str, Any]) -> None:
        """Hand an event to all that follow now."""
        self._put(DeskEvent(kind, data))

    def close(self) -> None:
        """End all streams."""
        self._is_closed = True
        self._put(None)

    def _put(self, event: DeskEvent | None) -> None:
        for queue, loop in tuple(self._queues.items()):
            loop.call_soon_threadsafe(_put_dropping_oldest, queue, event)

    async def stream(self) -> AsyncIterator[str]:
        """Yield each event as text, and a comment after `_KEEPALIVE` seconds of silence."""
        queue: asyncio.Queue[DeskEvent | None] = asyncio.Queue(_MAX_WAITING)
        self._queues[queue] = asyncio.get_running_loop()
        try:
            yield ": open\n\n"
            while not self._is_closed:
                try:
                    event = await asyncio.wait_for(queue.get(), _KEEPALIVE)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if event is None:
                    return
                yield event.as_text()
        finally:
            del self._queues[queue]


def _put_dropping_oldest(queue: asyncio.Queue[DeskEvent | None], event: DeskEvent | None) -> None:
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(event)
