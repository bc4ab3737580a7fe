"""The gate in front of all views: Host and Origin, the cookie, the policies of each response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse

from podcast.desk.security.entrance import ENTRANCE, answer
from podcast.desk.security.refusals import refusal

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from podcast.desk.desk_session import Desk

TOKEN: Final = "token"  # noqa: S105 - the name of the parameter
PUBLIC_PREFIX: Final = "/assets/"  # style, script and fonts, which hold nothing of a show
LOGIN: Final = "/login"
MAX_FORM_BYTES: Final = 8_000_000  # of one without
MAX_UPLOAD_BYTES: Final = 8_000_000_000  # of a form with files
UPLOAD: Final = "/upload"  # takes the bytes of a file as they are
_READING: Final = frozenset({"GET", "HEAD"})
_OWN_SITES: Final = frozenset({"same-origin", "none"})

_DIRECTIVES: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
HEADERS: Final = {
    "content-security-policy": "; ".join(f"{name} {sources}" for name, sources in _DIRECTIVES.items()),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex",
}


class Gate:
    """ASGI middleware that lets a request through only from a page of this desk, in a browser that was let in.

    Args:
        app: the desk.
        desk: has the address and the rights.
    """

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app, self._desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http":
            return
        request = Request(scope)
        response = self._refused(request) or self._entered(request)

        async def send_with_policies(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await (response or self._app)(scope, receive, send_with_policies)

    def _refused(self, request: Request) -> Response | None:
        """The refusal of a request that no page of this desk has made."""
        address = self._desk.address
        hosts = {f"{address.host}:{address.port}"} | ({f"localhost:{address.port}"} if address.is_local else set())
        host = request.headers.get("host", "")
        if host not in hosts:
            return refusal(self._desk, "host", 421)
        origin = request.headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return refusal(self._desk, "origin", 403)
        if request.method not in _READING and origin is None:
            return refusal(self._desk, "origin", 403)
        site = request.headers.get("sec-fetch-site", "none")
        if site not in _OWN_SITES and not _is_first_address(request):
            return refusal(self._desk, "origin", 403)
        return self._too_large(request)

    def _too_large(self, request: Request) -> Response | None:
        if request.method in _READING:
            return None
        has_files = request.headers.get("content-type", "").startswith("multipart/") or request.url.path == UPLOAD
        limit = MAX_UPLOAD_BYTES if has_files else MAX_FORM_BYTES
        length = request.headers.get("content-length", "")
        if not length.isdecimal():
            return refusal(self._desk, "length", 411)
        return refusal(self._desk, "size", 413) if int(length) > limit else None

    def _entered(self, request: Request) -> Response | None:
        """The response to a browser that enters, or is not let in; None for one that is in."""
        desk, access = self._desk, self._desk.access
        if request.method == "GET" and (token := request.query_params.get(TOKEN)):
            cookie = access.cookie_for_token(token, is_here=_is_here(request, desk))
            if cookie:
                return with_cookie(RedirectResponse(_without_token(request), 303), desk, cookie)
        if request.method == "POST" and request.url.path == ENTRANCE and _is_here(request, desk):
            return answer(request, access) or refusal(desk, "token", 403)
        cookie = request.cookies.get(desk.address.cookie, "")
        right = access.right(cookie)
        request.state.right, request.state.cookie = right, cookie
        path = request.url.path
        if right == "write" or path.startswith(PUBLIC_PREFIX):
            return None
        if right == "read" and (request.method in _READING or path == LOGIN):
            return None
        return refusal(desk, "read_only" if right else "token", 403)


def with_cookie(response: Response, desk: Desk, cookie: str) -> Response:
    """Return a response that gives the browser its cookie, for as long as it is open."""
    response.set_cookie(desk.address.cookie, cookie, httponly=True, samesite="strict", path="/")
    return response


def _is_here(request: Request, desk: Desk) -> bool:
    """Whether the browser is on this computer: then it comes from the address that it asks."""
    return request.client is not None and request.client.host in {desk.address.host, "127.0.0.1"}


def _is_first_address(request: Request) -> bool:
    """Whether a person has followed a link to the desk, from an e-mail or a terminal."""
    return request.method == "GET" and request.headers.get("sec-fetch-mode", "navigate") == "navigate"


def _without_token(request: Request) -> str:
    pairs = [(name, value) for name, value in parse_qsl(request.url.query) if name != TOKEN]
    return request.url.path + (f"?{urlencode(pairs)}" if pairs else "")
