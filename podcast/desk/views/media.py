"""Files for the browser: style, script, fonts; sound and pictures of the show, with byte ranges; events."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from podcast.desk import assets
from podcast.pages.images.fonts import ASSET_FOLDER, FONTS, font_folder
from podcast.publish.headers import content_type

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

_FONTS = {f"{font.name}.woff2": font_folder() / "assets" / font.asset for font in FONTS}


def style(request: Request) -> Response:
    """Return the style sheet."""
    return _compressed(request, assets.style(), "text/css")


def script(request: Request) -> Response:
    """Return the script."""
    return _compressed(request, assets.script(), "text/javascript")


def _compressed(request: Request, data: bytes, kind: str) -> Response:
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(data, media_type=kind)
    return Response(gzip.compress(data, mtime=0), media_type=kind, headers={"content-encoding": "gzip"})


def font(request: Request) -> Response:
    """Return a font.

    Raises:
        HTTPException: there is none of that name.
    """
    path = _FONTS.get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, media_type="font/woff2", headers={"cache-control": "max-age=86400"})


def media(request: Request) -> Response:
    """Return a file of the show, whole or in byte ranges; hidden files and those outside the folder are not there.

    Raises:
        HTTPException: there is none of that name.
    """
    path = _visible_file(request.app.state.desk.root, request.path_params["path"])
    if path is None:
        raise HTTPException(404)
    lifetime = "private, max-age=86400" if "v" in request.query_params else "no-cache"  # an address of this version
    return FileResponse(path, media_type=content_type(path.name), headers={"cache-control": lifetime})


def _visible_file(root: Path, name: str) -> Path | None:
    """A file below the root by its path; None if it is hidden, or elsewhere, or none."""
    try:
        path = (root / name).resolve()
    except (OSError, ValueError):  # a name that no file can have
        return None
    if not path.is_relative_to(root) or any(part.startswith(".") for part in path.relative_to(root).parts):
        return None
    return path if path.is_file() else None


async def events(request: Request) -> Response:
    """Return the stream of events."""
    return StreamingResponse(request.app.state.desk.events.stream(), media_type="text/event-stream")


ROUTES = (
    Route("/assets/desk.css", style, methods=["GET"]),
    Route("/assets/desk.js", script, methods=["GET"]),
    Route(f"/assets/{ASSET_FOLDER}/{{name}}", font, methods=["GET"]),
    Route("/media/{path:path}", media, methods=["GET"]),
    Route("/events", events, methods=["GET"]),
)
