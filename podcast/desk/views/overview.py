"""The overview: all episodes with their states, what is missing, and the next step of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def overview(request: Request) -> Response:
    """Return the page with all episodes."""
    desk = request.app.state.desk
    state = desk.show()
    rows = [(slug, state.episodes.get(slug)) for slug in state.slugs]
    return desk.page(request, "overview.html", rows=rows)  # type: ignore[no-any-return]


ROUTES = (Route("/", overview, methods=["GET"]),)
