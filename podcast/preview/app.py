"""The preview as an ASGI application: files with ranges, pages with a panel, feeds with its own URLs, events."""

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

from podcast import urls
from podcast.i18n import _
from podcast.preview import byte_ranges, panel, rewrite_feed
from podcast.preview.view import OWN_PREFIX
from podcast.publish.headers import security_headers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request

    from podcast.preview.broadcast import ViewBroadcaster
    from podcast.preview.view import PreviewAddress, View

_HERE = Path(__file__).parent
_TYPES = {panel.STYLE_PATH: "text/css; charset=utf-8", panel.SCRIPT_PATH: "text/javascript; charset=utf-8"}
_HTML = "text/html; charset=utf-8"

# Responses are revalidated, not indexed, and send no referrer: the URL may hold a token that opens drafts.
_HEADERS = {"cache-control": "no-cache", "referrer-policy": "no-referrer", "x-robots-tag": "noindex"}


def create_app(broadcaster: ViewBroadcaster, address: PreviewAddress, content_type: Callable[[str], str]) -> Starlette:
    """The preview as an ASGI application.

    Requests for other host names are refused: else any web page could read the preview by a name that it makes point
    here (DNS rebinding).

    Args:
        broadcaster: of the current view.
        address: of the preview.
        content_type: returns the media type of a path, the one that is published.
    """
    hosts = [address.host, "localhost"]
    return Starlette(
        routes=[Route("/{path:path}", _Responder(broadcaster, address, content_type).respond)],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)],
    )


@dataclass(frozen=True, slots=True)
class _Responder:
    broadcaster: ViewBroadcaster
    address: PreviewAddress
    content_type: Callable[[str], str]

    async def respond(self, request: Request) -> Response:
        """Respond to GET and HEAD of every path; the router refuses other methods.

        The security headers are those of the public site, except for the stricter ones of the preview.
        """
        response = self._response(request)
        for name, value in security_headers(f"/{request.path_params['path']}").items():
            response.headers.setdefault(name, value)
        return response

    def _response(self, request: Request) -> Response:
        full_path, view = f"/{request.path_params['path']}", self.broadcaster.view
        if not full_path.startswith(self.address.path):
            return _bytes_response(request, _("There is nothing here.").encode(), "text/plain; charset=utf-8", 404)
        path = full_path.removeprefix(self.address.path)
        if path.startswith(OWN_PREFIX):
            return self._own_page(request, path, view)
        if not view.files:
            return self._html_response(request, path, panel.waiting_page(), 503)
        if f"{path}/index.html" in view.files:
            return RedirectResponse(f"{self.address.path}{path}/", headers=_HEADERS)
        return self._site_file(request, path, view)

    def _own_page(self, request: Request, path: str, view: View) -> Response:
        if path == panel.EVENTS_PATH:
            return self._event_stream(request)
        if path in _TYPES:
            return _bytes_response(request, (_HERE / path.removeprefix(OWN_PREFIX)).read_bytes(), _TYPES[path])
        status = 200 if path == OWN_PREFIX else 404
        return self._html_response(request, path, panel.overview_page(view, self.address), status)

    def _site_file(self, request: Request, path: str, view: View) -> Response:
        """A file of the build; other files on the disk are never served."""
        name = view.file_for(path)
        file, status = view.site / name, 404 if name == urls.NOT_FOUND and path != name else 200
        try:
            if name.endswith(".html"):
                return self._html_response(
                    request, path, self._rebase_not_found(name, file.read_text("utf-8"), view), status
                )
            kind = self.content_type(name)
            if name.endswith(rewrite_feed.FEED_SUFFIXES):
                text = rewrite_feed.rewrite_urls(file.read_text("utf-8"), view, self.address.url)
                return _bytes_response(request, text.encode(), kind)
            return _file_response(request, file, kind)
        except FileNotFoundError:  # a build has just removed it, or the theme has no page for 404
            return self._html_response(request, path, panel.overview_page(view, self.address), 404)

    def _rebase_not_found(self, name: str, page: str, view: View) -> str:
        """The page for 404 links by absolute paths: those of the public site become the preview's."""
        if name != urls.NOT_FOUND:
            return page
        path = "/" + view.link.partition("://")[2].partition("/")[2]
        for attribute in ("href", "src", "action", "srcset"):
            page = page.replace(f'{attribute}="{path}', f'{attribute}="{self.address.path}')
        return page

    def _html_response(self, request: Request, path: str, page: str, status: int) -> Response:
        return _bytes_response(
            request, panel.add_panel(page, path, self.broadcaster.view, self.address).encode(), _HTML, status
        )

    def _event_stream(self, request: Request) -> Response:
        path = request.query_params.get("path", "")
        headers = {**_HEADERS, "cache-control": "no-store"}
        if request.method == "HEAD":
            return Response(headers=headers, media_type="text/event-stream")
        return StreamingResponse(self._server_sent_events(path), headers=headers, media_type="text/event-stream")

    async def _server_sent_events(self, path: str) -> AsyncIterator[str]:
        """Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""
        async for view in self.broadcaster.views():
            event = {"version": view.version(path), "panel": panel.panel_html(view, path, self.address)}
            yield f"data: {json.dumps(event)}\n\n"


def _bytes_response(request: Request, data: bytes, kind: str, status: int = 200) -> Response:
    """A response from memory; 304 if the browser has it already."""
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {**_HEADERS, "etag": etag}
    if status == 200 and _matches_etag(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(data, status, headers, kind)


def _file_response(request: Request, path: Path, kind: str) -> Response:
    """A file from disk, whole or in ranges; 304 if the browser has it already."""
    status = path.stat()
    response = FileResponse(path, headers=_HEADERS, media_type=kind, stat_result=status)
    if _matches_etag(request, response.headers["etag"]):
        validators = {name: response.headers[name] for name in ("etag", "last-modified")}
        return Response(status_code=304, headers={**_HEADERS, **validators})
    requested = request.headers.get("range")
    headers = [(name, value) for name, value in request.scope["headers"] if name != b"range"]
    if ranges := byte_ranges.satisfiable_ranges(requested, status.st_size) if requested else "":
        headers.append((b"range", ranges.encode()))
    request.scope["headers"] = headers
    return response


def _matches_etag(request: Request, etag: str) -> bool:
    """Whether the browser has this version already (RFC 9110, 13.1.2)."""
    listed = request.headers.get("if-none-match", "")
    return listed.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in listed.split(","))
