"""The first page where the folder has no show yet: three questions, or a move from a host; the language of the desk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.responses import RedirectResponse
from starlette.routing import Route

from podcast.authoring.init import create_show
from podcast.authoring.init_answers import parse_answer
from podcast.authoring.territories import suggested_time_zone
from podcast.errors import PodcastError
from podcast.i18n import available_languages, current_language, set_language
from podcast.model.file_names import SHOW_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

_QUESTIONS = ("title", "author", "link")
_LAST_RESORT = "Europe/Berlin"  # of a computer that knows its own time zone as little as that of its language


def start(request: Request) -> Response:
    """Return the page with the questions; where there is a show, lead to it."""
    if (request.app.state.desk.root / SHOW_FILE).exists():
        return RedirectResponse("/", 303)
    return start_page(request, {}, {})


def start_page(request: Request, values: Mapping[str, str], problems: Mapping[str, str], status: int = 200) -> Response:
    """Return the page with the questions.

    Args:
        request: of the page, or of a form on it.
        values: what was sent.
        problems: of what was sent, by the name of its input.
        status: of HTTP.
    """
    desk = request.app.state.desk
    context: dict[str, Any] = {"values": values, "problems": problems, "folder": str(desk.root), "zone": _time_zone()}
    context |= {"names_folder": desk.address.is_local, "is_moving": desk.imports.run is not None}
    return desk.page(request, "start.html", section="", status=status, **context)  # type: ignore[no-any-return]


def _time_zone() -> str:
    return suggested_time_zone(current_language(), os.environ) or _LAST_RESORT


def create(request: Request) -> Response:
    """Create the show from the answers; what is wrong with one stands below it."""
    desk, form = request.app.state.desk, request.state.form
    values = {name: str(form.get(name, "")).strip() for name in _QUESTIONS}
    answers: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, value in values.items():
        if name == "link" and not value:
            continue
        try:
            answers[name] = parse_answer(name, value)
        except PodcastError as error:
            problems[name] = str(error)
    if problems:
        return start_page(request, values, problems, 422)
    answers |= {"language": current_language(), "timezone": _time_zone()}
    create_show(desk.root, answers, current_language())
    desk.open_folder(desk.root)
    return RedirectResponse("/", 303)


def change_language(request: Request) -> Response:
    """Let the desk speak another language, until it ends."""
    code = str(request.state.form.get("language", ""))
    if code in available_languages():
        set_language(code)
        request.app.state.desk.forget_show()
    return RedirectResponse(_own_path(request), 303)


def _own_path(request: Request) -> str:
    """The page that a form was on, by its `next`; another site never."""
    path = str(request.state.form.get("next", "/"))
    parts = urlsplit(path)
    is_own = path.startswith("/") and not parts.netloc and not path.startswith(("//", "/\\"))
    return path if is_own else "/"


ROUTES = (
    Route("/start", start, methods=["GET"]),
    Route("/start", create, methods=["POST"]),
    Route("/language", change_language, methods=["POST"]),
)
