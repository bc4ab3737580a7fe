"""The pages for what cannot be found, and for errors that a person can correct."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def http_error(request: Request, error: Exception) -> Response:
    """Return the page for an address that is not there, or a method that it does not have."""
    status = getattr(error, "status_code", 404)
    return request.app.state.desk.page(request, "not_found.html", status=status)  # type: ignore[no-any-return]


async def podcast_error(request: Request, error: Exception) -> Response:
    """Return the page for an error that a person can correct; the sentence says what to do."""
    from starlette.responses import JSONResponse

    if request.headers.get("accept", "").startswith("application/json"):
        return JSONResponse({"problem": str(error)}, 422)
    desk = request.app.state.desk
    return desk.page(request, "failed.html", status=422, message=str(error))  # type: ignore[no-any-return]
