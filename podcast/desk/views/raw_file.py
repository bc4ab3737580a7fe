"""The file of an episode, or podcast.yaml, as text: at the line that cannot be read, with a repair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import Route

from podcast.desk.file_repairs import find_repairs, lines_around, problem_of, with_text
from podcast.desk.saving.file_saves import FileEdit, save_file
from podcast.desk.saving.history import StepPlace
from podcast.desk.saving.outcomes import Conflict, Refused
from podcast.model.file_names import EPISODE_FILE, EPISODES, SHOW_FILE

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from podcast.desk.desk_session import Desk
    from podcast.show.yaml_errors import YamlProblem


def show_file(request: Request) -> Response:
    """Return the page with the text of the file."""
    desk, path = request.app.state.desk, _path(request)
    data = _bytes(desk, path)
    return _page(request, data, data, problem_of(data))


def _path(request: Request) -> str:
    slug = request.path_params.get("slug")
    return f"{EPISODES}/{slug}/{EPISODE_FILE}" if slug else SHOW_FILE


def _bytes(desk: Desk, path: str) -> bytes:
    """The bytes of the file.

    Raises:
        HTTPException: there is none.
    """
    try:
        return (desk.root / path).read_bytes()
    except OSError:
        raise HTTPException(404) from None


def _page(request: Request, data: bytes, entered: bytes, problem: YamlProblem | None, status: int = 200) -> Response:
    """The page: the file as it is, and the text that is being edited.

    Args:
        request: that is answered.
        data: of the file.
        entered: what the form shows.
        problem: of `entered`.
        status: of HTTP.
    """
    desk, slug, path = request.app.state.desk, request.path_params.get("slug"), _path(request)
    good = desk.good_file(path)
    context: dict[str, Any] = {
        "file": path,
        "action": f"/e/{slug}/file" if slug else "/show/file",
        "digest": desk.digest(path),
        "problem": problem,
        "lines": lines_around(entered, problem.position[0]) if problem else (),
        "repairs": find_repairs(data) if data == entered else (),
        "text": entered.decode("utf-8", "replace").removeprefix("\ufeff"),
        "good_at": f"{good[1].astimezone():%H:%M}" if good and good[0] != data else "",
        "was_entered": data != entered,
    }
    section = "episodes" if slug else "show"
    template = "episode_file.html" if slug else "show_file.html"
    return desk.page(request, template, slug=slug, section=section, status=status, **context)  # type: ignore[no-any-return]


def save_text(request: Request) -> Response:
    """Write the whole text, if it is YAML with fields; else show it again, at the line that is wrong."""
    desk, form, path = request.app.state.desk, request.state.form, _path(request)
    digest, current = str(form.get("digest", "")), _bytes(desk, path)
    before = desk.history.versions.data(digest)
    if before is None:  # the desk was started again since: an edit of another version is none of this one
        before = current if digest in {"", desk.digest(path)} else b""
    entered = with_text(before, str(form.get("text", "")))
    if problem := problem_of(entered):
        return _page(request, _bytes(desk, path), entered, problem, 422)
    return _write(request, before, entered)


def repair(request: Request) -> Response:
    """Carry out the repair that a button names, or bring back the last version that could be read."""
    desk, path = request.app.state.desk, _path(request)
    name = str(request.state.form.get("repair", ""))
    before = _bytes(desk, path)
    if name == "good":
        good = desk.good_file(path)
        after = good[0] if good else None
    else:
        after = next((repair.data for repair in find_repairs(before) if repair.name == name), None)
    if after is None:
        return RedirectResponse(request.url.path.removesuffix("/repair"), 303)
    return _write(request, before, after)


def _write(request: Request, before: bytes, after: bytes) -> Response:
    desk, slug, path = request.app.state.desk, request.path_params.get("slug"), _path(request)
    page = f"/e/{slug}/file" if slug else "/show/file"
    label = desk.translate("raw_file.step", file=path)
    outcome = save_file(desk, FileEdit(label, path, before, after, StepPlace(page, "", slug)))
    if isinstance(outcome, Conflict):
        return RedirectResponse(outcome.url, 303)
    if isinstance(outcome, Refused):
        return desk.page(request, "failed.html", slug=None, status=422, message=outcome.message)  # type: ignore[no-any-return]
    desk.saved_at = desk.now()
    return RedirectResponse(f"/e/{slug}/facts" if slug else "/show/facts", 303)


ROUTES = (
    Route("/e/{slug}/file", show_file, methods=["GET"]),
    Route("/e/{slug}/file", save_text, methods=["POST"]),
    Route("/e/{slug}/file/repair", repair, methods=["POST"]),
    Route("/show/file", show_file, methods=["GET"]),
    Route("/show/file", save_text, methods=["POST"]),
    Route("/show/file/repair", repair, methods=["POST"]),
)
