"""The one thing that changes: which view is shown. A builder replaces it, browsers are told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from podcast.preview.view import View

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_ALIVE = 15.0  # seconds after which a silent connection is written to, to learn whether anybody is there


class Hub:
    """Holds the view; `show` and `close` may be called from any thread."""

    def __init__(self) -> None:
        self._view: View | None = View()
        self._last = self._view
        self._waiting: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}

    @property
    def view(self) -> View:
        """What is shown now."""
        return self._last

    def show(self, view: View) -> None:
        """Shows another view from now on."""
        self._last = self._view = view
        self._wake()

    def close(self) -> None:
        """Ends everything that follows."""
        self._view = None
        self._wake()

    def _wake(self) -> None:
        for event, loop in tuple(self._waiting.items()):
            loop.call_soon_threadsafe(event.set)

    async def following(self) -> AsyncIterator[View]:
        """The view now, each that follows, and the same again when nothing has happened for a while."""
        event = asyncio.Event()
        self._waiting[event] = asyncio.get_running_loop()
        try:
            while (view := self._view) is not None:
                yield view
                try:
                    await asyncio.wait_for(event.wait(), _ALIVE)
                except TimeoutError:
                    continue
                event.clear()
        finally:
            del self._waiting[event]
