"""The answers of the preview: files with ranges, pages with a panel, feeds with its own addresses, events."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from podcast import urls as addresses
from podcast.i18n import _
from podcast.preview import byte_ranges as ranges
from podcast.preview import panel
from podcast.preview import rewrite_feed as rewriting
from podcast.preview.view import OWN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request

    from podcast.preview.broadcast import Hub
    from podcast.preview.view import Base, View

_HERE = Path(__file__).parent
_TYPES = {panel.STYLE: "text/css; charset=utf-8", panel.SCRIPT: "text/javascript; charset=utf-8"}
_HTML = "text/html; charset=utf-8"

# Nothing is kept unasked, listed, or told to others: the address may hold a token that opens drafts.
_HEADERS = {
    "cache-control": "no-cache",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}


def app(hub: Hub, base: Base, content_type: Callable[[str], str]) -> Starlette:
    """The preview as an ASGI application.

    Names of hosts other than its own are refused: else a page of anybody's could read the preview by a name that it
    makes point here (DNS rebinding).

    Args:
        hub: what is shown.
        base: where the preview is.
        content_type: the media type of a path, as publishing says it.
    """
    hosts = [base.host, "localhost"]
    return Starlette(
        routes=[Route("/{path:path}", _Answers(hub, base, content_type).answer)],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)],
    )


@dataclass(frozen=True, slots=True)
class _Answers:
    hub: Hub
    base: Base
    content_type: Callable[[str], str]

    async def answer(self, request: Request) -> Response:
        """GET and HEAD of every path; the router refuses other methods."""
        whole, view = f"/{request.path_params['path']}", self.hub.view
        if not whole.startswith(self.base.path):
            return _bytes(request, _("There is nothing here.").encode(), "text/plain; charset=utf-8", 404)
        path = whole.removeprefix(self.base.path)
        if path.startswith(OWN):
            return self._own(request, path, view)
        if not view.files:
            return self._page(request, path, panel.overview(view, self.base), 503)
        if f"{path}/index.html" in view.files:
            return RedirectResponse(f"{self.base.path}{path}/", headers=_HEADERS)
        return self._file(request, path, view)

    def _own(self, request: Request, path: str, view: View) -> Response:
        if path == panel.EVENTS:
            return self._events(request)
        if path in _TYPES:
            return _bytes(request, (_HERE / path.removeprefix(OWN)).read_bytes(), _TYPES[path])
        known = path == OWN
        return self._page(request, path, panel.overview(view, self.base), 200 if known else 404)

    def _file(self, request: Request, path: str, view: View) -> Response:
        """A file of the build and no other: what is not among them is not looked for on the disk."""
        name = view.found(path)
        there, status = view.site / name, 404 if name == addresses.NOT_FOUND and path != name else 200
        try:
            if name.endswith(".html"):
                return self._page(request, path, self._lost(name, there.read_text("utf-8"), view), status)
            kind = self.content_type(name)
            if name.endswith(rewriting.SUFFIXES):
                text = rewriting.rewritten(there.read_text("utf-8"), view, self.base.url)
                return _bytes(request, text.encode(), kind)
            return _sound(request, there, kind)
        except FileNotFoundError:  # a build has just removed it, or there is no page for the lost
            return self._page(request, path, panel.overview(view, self.base), 404)

    def _lost(self, name: str, page: str, view: View) -> str:
        """The page for lost visitors names whole paths: those of the public site become the preview's."""
        if name != addresses.NOT_FOUND:
            return page
        path = "/" + view.link.partition("://")[2].partition("/")[2]
        for attribute in ("href", "src", "action", "srcset"):
            page = page.replace(f'{attribute}="{path}', f'{attribute}="{self.base.path}')
        return page

    def _page(self, request: Request, path: str, page: str, status: int) -> Response:
        return _bytes(request, panel.with_panel(page, path, self.hub.view, self.base).encode(), _HTML, status)

    def _events(self, request: Request) -> Response:
        path = request.query_params.get("path", "")
        headers = {**_HEADERS, "cache-control": "no-store"}
        if request.method == "HEAD":
            return Response(headers=headers, media_type="text/event-stream")
        return StreamingResponse(self._told(path), headers=headers, media_type="text/event-stream")

    async def _told(self, path: str) -> AsyncIterator[str]:
        """Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""
        async for view in self.hub.following():
            said = {"version": view.version(path), "panel": panel.panel(view, path, self.base)}
            yield f"data: {json.dumps(said)}\n\n"


def _bytes(request: Request, data: bytes, kind: str, status: int = 200) -> Response:
    """An answer made in memory, or word that the browser has it already."""
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {**_HEADERS, "etag": etag}
    if status == 200 and _known(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(data, status, headers, kind)


def _sound(request: Request, path: Path, kind: str) -> Response:
    """A file as it lies there, whole or in parts."""
    there = path.stat()
    answer = FileResponse(path, headers=_HEADERS, media_type=kind, stat_result=there)
    if _known(request, answer.headers["etag"]):
        kept = {name: answer.headers[name] for name in ("etag", "last-modified")}
        return Response(status_code=304, headers={**_HEADERS, **kept})
    asked = request.headers.get("range")
    others = [(name, value) for name, value in request.scope["headers"] if name != b"range"]
    if wanted := ranges.wanted(asked, there.st_size) if asked else "":
        others.append((b"range", wanted.encode()))
    request.scope["headers"] = others
    return answer


def _known(request: Request, etag: str) -> bool:
    """Whether the browser has just this (RFC 9110, 13.1.2)."""
    listed = request.headers.get("if-none-match", "")
    return listed.strip() == "*" or etag in (one.strip().removeprefix("W/") for one in listed.split(","))
