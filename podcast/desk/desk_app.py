"""The desk as an ASGI application: the table of routes, collected from the views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from podcast.desk.copies import copies_page
from podcast.desk.error_pages import http_error, podcast_error, unexpected_error
from podcast.desk.moving import import_views
from podcast.desk.security import password_page
from podcast.desk.security.forms_check import guarded
from podcast.desk.security.gate import Gate
from podcast.desk.targets import target_views
from podcast.desk.views import (
    chapters,
    conflict,
    edits,
    facts,
    keys,
    media,
    new_episode,
    notes,
    overview,
    preview,
    publish,
    raw_file,
    release,
    retract,
    show_settings,
    sound,
    sound_files,
    start,
    transcript,
)
from podcast.errors import PodcastError

if TYPE_CHECKING:
    from podcast.desk.desk_session import Desk

VIEWS = (
    overview,
    start,
    import_views,
    new_episode,
    facts,
    notes,
    chapters,
    sound,
    sound_files,
    transcript,
    preview,
    release,
    retract,
    raw_file,
    copies_page,
    edits,  # /show/field and /show/copies, before /show/{part}
    show_settings,
    target_views,
    publish,
    conflict,
    keys,
    media,
    password_page,
)


def create_app(desk: Desk) -> Starlette:
    """The desk as an ASGI application.

    Args:
        desk: of the show; views find it as `request.app.state.desk`.
    """
    routes = [
        Route(route.path, guarded(route.endpoint), methods=list(route.methods or ()))
        for view in VIEWS
        for route in view.ROUTES
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Gate, desk=desk)],
        exception_handlers={HTTPException: http_error, PodcastError: podcast_error, Exception: unexpected_error},
    )
    app.state.desk = desk
    return app
