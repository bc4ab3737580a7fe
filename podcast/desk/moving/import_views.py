"""The views of a move from a host: the form on the first page, the progress of the import, its report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from podcast.desk.moving.import_run import STEPS, ImportRequest
from podcast.desk.moving.import_runs import REPORT
from podcast.desk.views.start import start_page
from podcast.errors import FileError
from podcast.files.os_errors import os_error_message
from podcast.model.file_names import SHOW_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from podcast.desk.desk_session import Desk

PAGE: Final = "/start/import"
_INPUTS: Final = ("feed", "folder", "new_link", "is_own", "is_private")
_REPORT_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


def begin(request: Request) -> Response:
    """Start the import that the form asks for.

    Raises:
        FileError: the folder cannot be created.
    """
    desk: Desk = request.app.state.desk
    form = request.state.form
    values = {name: str(form.get(name, "")).strip() for name in _INPUTS}
    if not values["feed"]:
        return start_page(request, values, {"feed": desk.translate("start.feed_missing")}, 422)
    folder = _folder(desk, values["folder"])
    if (folder / SHOW_FILE).exists() and folder == desk.root:
        return RedirectResponse("/", 303)
    try:
        desk.imports.start(_import_request(values, folder))
    except OSError as error:
        raise FileError(os_error_message(folder, error)) from error
    return RedirectResponse(PAGE, 303)


def _import_request(values: Mapping[str, str], folder: Path) -> ImportRequest:
    return ImportRequest(
        values["feed"],
        str(folder),
        link=values["new_link"],
        is_own=values["is_own"] == "1",
        is_private=values["is_private"] == "1",
    )


def _folder(desk: Desk, text: str) -> Path:
    """The folder that is meant: below that of the desk, or anywhere for a browser that only this computer can be."""
    if not text or not desk.address.is_local:
        return desk.root
    return (desk.root / Path(text).expanduser()).resolve()


def progress(request: Request) -> Response:
    """Return the page of the running import, or of the result of the last one."""
    desk: Desk = request.app.state.desk
    if desk.imports.run is None:
        return RedirectResponse("/start", 303)
    return desk.page(
        request, "import.html", section="", run=desk.imports.run, steps=STEPS, has_report=_has_report(desk)
    )


def progress_part(request: Request) -> Response:
    """Return the part of the page that changes while an import is at work, for a script."""
    desk: Desk = request.app.state.desk
    run = desk.imports.run
    if run is None:
        return HTMLResponse("")
    return HTMLResponse(desk.fragment(request, "import_steps.html", run=run, steps=STEPS, has_report=_has_report(desk)))


def cancel(request: Request) -> Response:
    """Stop the import."""
    request.app.state.desk.imports.cancel()
    return RedirectResponse(PAGE, 303)


def again(request: Request) -> Response:
    """Start the same import once more: it goes on where it stopped, and fetches what is missing."""
    desk: Desk = request.app.state.desk
    if desk.imports.run:
        desk.imports.start(desk.imports.run.request)
    return RedirectResponse(PAGE, 303)


def open_show(request: Request) -> Response:
    """Open the show that was imported."""
    desk: Desk = request.app.state.desk
    run = desk.imports.run
    if run and (Path(run.request.folder) / SHOW_FILE).is_file():
        desk.open_folder(Path(run.request.folder))
    return RedirectResponse("/", 303)


def report(request: Request) -> Response:
    """Return the report of the import; the policy of its page is stricter than that of the desk.

    Raises:
        HTTPException: there is none.
    """
    path = _report(request.app.state.desk)
    if path is None:
        raise HTTPException(404)
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return FileResponse(path, media_type="text/html", headers={"content-security-policy": policy})


def _report(desk: Desk) -> Path | None:
    run = desk.imports.run
    path = Path(run.request.folder if run else desk.root, REPORT)
    return path if path.is_file() else None


def _has_report(desk: Desk) -> bool:
    return _report(desk) is not None


ROUTES: tuple[Route, ...] = (
    Route(PAGE, progress, methods=["GET"]),
    Route(PAGE, begin, methods=["POST"]),
    Route(f"{PAGE}/steps", progress_part, methods=["GET"]),
    Route(f"{PAGE}/cancel", cancel, methods=["POST"]),
    Route(f"{PAGE}/again", again, methods=["POST"]),
    Route(f"{PAGE}/open", open_show, methods=["POST"]),
    Route(f"{PAGE}/report", report, methods=["GET"]),
)
