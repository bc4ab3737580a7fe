"""The page where a browser of the local network gives the password with which it may write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse
from starlette.routing import Route

from podcast.desk.security.gate import LOGIN, with_cookie

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def show_login(request: Request) -> Response:
    """Return the page that asks for the password, or says that there is none."""
    desk = request.app.state.desk
    return desk.page(request, "login.html", has_password=bool(desk.access.password), is_wrong=False)  # type: ignore[no-any-return]


def log_in(request: Request) -> Response:
    """Give the browser the right to write, for the right password."""
    desk = request.app.state.desk
    cookie = desk.access.cookie_for_password(str(request.state.form.get("password", "")))
    if cookie is None:
        context = {"has_password": bool(desk.access.password), "is_wrong": True}
        return desk.page(request, "login.html", status=403, **context)  # type: ignore[no-any-return]
    return with_cookie(RedirectResponse("/", 303), desk, cookie)


ROUTES = (Route(LOGIN, show_login, methods=["GET"]), Route(LOGIN, log_in, methods=["POST"]))
