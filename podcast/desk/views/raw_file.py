"""The file of an episode, or podcast.yaml, as text: at the line that cannot be read, with a repair."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.routing import Route

ROUTES: tuple[Route, ...] = ()
