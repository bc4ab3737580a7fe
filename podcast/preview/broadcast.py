"""The current view of the preview, and notifications of browsers when it is replaced."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from podcast.preview.view import View

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_KEEPALIVE = 15.0  # seconds after which an idle connection is written to, to learn whether it is still open


class ViewBroadcaster:
    """Holds the current view and notifies its followers; `show` and `close` may be called from any thread."""

    def __init__(self) -> None:
        self._view: View | None = View()
        self._last = self._view
        self._waiting: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}

    @property
    def view(self) -> View:
        """The current view."""
        return self._last

    def show(self, view: View) -> None:
        """Replace the view and notify all followers."""
        self._last = self._view = view
        self._notify()

    def close(self) -> None:
        """End the iteration of all followers."""
        self._view = None
        self._notify()

    def _notify(self) -> None:
        for event, loop in tuple(self._waiting.items()):
            loop.call_soon_threadsafe(event.set)

    async def views(self) -> AsyncIterator[View]:
        """Yield the current view, each later one, and the last one again after `_KEEPALIVE` seconds of silence."""
        event = asyncio.Event()
        self._waiting[event] = asyncio.get_running_loop()
        try:
            while (view := self._view) is not None:
                yield view
                try:
                    await asyncio.wait_for(event.wait(), _KEEPALIVE)
                except TimeoutError:
                    continue
                event.clear()
        finally:
            del self._waiting[event]
