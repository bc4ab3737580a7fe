"""Error pages: a page that does not exist, and errors that the user can correct."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.desk.security.gate import HEADERS

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


async def unexpected_error(request: Request, _error: Exception) -> Response:
    """Return the page for a bug, which is printed in the terminal; what was saved before it is saved."""
    desk = request.app.state.desk
    response: Response = desk.page(request, "failed.html", status=500, message=desk.translate("errors.bug"))
    response.headers.update(HEADERS)  # it does not pass the gate
    return response
