"""The overview: all episodes with their states, what is missing, and the next step of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse
from starlette.routing import Route

from podcast.desk.copies.copy_pairs import copies_by_slug
from podcast.desk.listing.overview_rows import FILTERS, Query, read_overview
from podcast.model.file_names import SHOW_FILE

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def overview(request: Request) -> Response:
    """Return the page with all episodes, or those that are asked for."""
    desk = request.app.state.desk
    if not (desk.root / SHOW_FILE).exists():
        return RedirectResponse("/start", 303)
    query = _query(request)
    return desk.page(  # type: ignore[no-any-return]
        request,
        "overview.html",
        query=query,
        overview=read_overview(desk, query),
        filters=FILTERS,
        copies=copies_by_slug(desk),
    )


def _query(request: Request) -> Query:
    """The query of an address; what it does not know counts as nothing."""
    values = request.query_params
    state, season = values.get("state", "all"), values.get("season", "")
    number = int(season) if season.isascii() and season.isdigit() and len(season) < 6 else 0
    return Query(state if state in FILTERS else "all", values.get("q", "")[:200], number)


ROUTES = (Route("/", overview, methods=["GET"]),)
