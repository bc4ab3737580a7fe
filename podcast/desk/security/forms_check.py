"""The CSRF token of every POST, checked before a view sees the request; forms are parsed here once."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Final

from starlette.concurrency import run_in_threadpool

from podcast.desk.desk_session import one_show
from podcast.desk.security.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

HEADER: Final = "x-csrf-token"
FIELD: Final = "csrf"
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_MAX_FIELDS: Final = 20_000


def guarded(view: Callable[[Request], Any]) -> Callable[[Request], Awaitable[Response]]:
    """Return a view that is called only with the token of this browser; its form is `request.state.form`.

    Functions that are not `async` run in a thread, so that they may read files and wait.
    """

    async def call(request: Request) -> Response:
        if inspect.iscoroutinefunction(view):
            response: Response = await view(request)
            return response
        return await run_in_threadpool(view, request)

    async def guarded_view(request: Request) -> Response:
        if request.method in {"GET", "HEAD"}:
            with one_show():
                return await call(request)
        try:
            if not await _has_token(request):
                return refusal(request.app.state.desk, "csrf", 403)
            return await call(request)
        finally:
            await request.close()  # with the files of the form

    return guarded_view


async def _has_token(request: Request) -> bool:
    """Whether the token is right: that of the header, which a script sends, or the field of the form."""
    access, cookie = request.app.state.desk.access, getattr(request.state, "cookie", "")
    token = request.headers.get(HEADER)
    if token is not None and not access.is_csrf_token(token, cookie):
        return False
    request.state.form = {}
    if request.headers.get("content-type", "").startswith(_FORMS):
        request.state.form = await request.form(max_fields=_MAX_FIELDS, max_part_size=8_000_000)
    if token is None:
        field = request.state.form.get(FIELD, "")
        token = field if isinstance(field, str) else ""
    return bool(access.is_csrf_token(token, cookie))
