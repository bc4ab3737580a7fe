"""The pages for requests that the desk refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.responses import Response

    from podcast.desk.desk_session import Desk


def refusal(desk: Desk, reason: str, status: int) -> Response:
    """Return the page with the reason for which a request is refused.

    Args:
        desk: has the words.
        reason: the last part of their key, `refusal.host`.
        status: of HTTP.
    """
    from starlette.responses import HTMLResponse

    text = desk.templates.render("refusal.html", {"reason": reason, **desk.words()})
    return HTMLResponse(text, status)
