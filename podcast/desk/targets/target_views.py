"""The views of the target: the save of its form, the check of its connection, the key of an unknown server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import uuid4

from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from podcast.desk.saving.field_saves import FieldEdit, save_field
from podcast.desk.saving.outcomes import Conflict, Refused
from podcast.desk.sheets.sheet import Sheet
from podcast.desk.targets.connection_checks import CheckRequest
from podcast.desk.targets.target_form import INPUTS, SETTINGS, WITH_PASSWORD, form_settings, is_same_target
from podcast.desk.targets.target_page import PAGE, TypedPlace, target_context
from podcast.desk.views.show_settings import settings_page
from podcast.errors import PublishError
from podcast.model.groups import Publish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from podcast.desk.desk_session import Desk

PLACE: Final = f"{PAGE}#place"


def save_place(request: Request) -> Response:
    """Write the target into podcast.yaml; with a password, check the connection, so that the password is kept."""
    desk: Desk = request.app.state.desk
    values = _sent_values(request)
    settings, problems = _settings_or_problems(desk, values)
    if problems:
        return _page_with(request, values, problems)
    old = {name: str(request.state.form.get(f"o:{name}", "")) for name in SETTINGS}
    conflict = _save(desk, old, settings, str(request.state.form.get("digest", "")))
    if isinstance(conflict, Conflict):
        return RedirectResponse(conflict.url, 303)
    if isinstance(conflict, Refused):
        return _page_with(request, values, {"": conflict.message})
    desk.connections.forget_values()
    if password := _password(request):
        _start_check(desk, {}, settings, password)
    return RedirectResponse(PLACE, 303)


def _save(desk: Desk, old: Mapping[str, str], new: Mapping[str, str], digest: str) -> Conflict | Refused | None:
    """Save the settings as one step; return why it did not get through."""
    visit = uuid4().hex
    changed = [] if is_same_target(old, new) else [name for name in SETTINGS if old[name] != new[name]]
    for name in changed:
        edit = FieldEdit(None, f"publish.{name}", old[name] or None, new[name] or None, digest, url=PLACE, visit=visit)
        outcome = save_field(desk, edit)
        if isinstance(outcome, Conflict | Refused):
            return outcome
        digest, desk.saved_at = outcome.digest, desk.now()
    return None


def check(request: Request) -> Response:
    """Start to check the connection with the settings of the form, saved or not."""
    desk: Desk = request.app.state.desk
    values = _sent_values(request)
    settings, problems = _settings_or_problems(desk, values)
    if problems:
        return _page_with(request, values, problems)
    _start_check(desk, values, settings, _password(request))
    return RedirectResponse(f"{PAGE}#connection", 303)


def accept_key(request: Request) -> Response:
    """Accept the key of the server that the last check has shown, and check again."""
    desk: Desk = request.app.state.desk
    desk.connections.accept_key(str(request.state.form.get("fingerprint", "")))
    return RedirectResponse(f"{PAGE}#connection", 303)


def connection_part(request: Request) -> Response:
    """Return the part of the page that changes while a connection is checked, for a script."""
    desk: Desk = request.app.state.desk
    context = target_context(desk, Sheet.open(desk, None, PAGE), None)
    return HTMLResponse(desk.fragment(request, "target_connection.html", place=context))


def _start_check(desk: Desk, values: Mapping[str, str], settings: Mapping[str, str], password: str) -> None:
    show = desk.show().fields
    desk.connections.start(CheckRequest(_publish_of(desk, settings), show.guid, values, password))


def _publish_of(desk: Desk, settings: Mapping[str, str]) -> Publish:
    """The settings of the show with those of a form in their place."""
    own = {name: text or None for name, text in settings.items()}
    publish = desk.show().fields.publish
    return publish.model_copy(update=own) if publish else Publish.model_validate(own)


def _settings_or_problems(desk: Desk, values: Mapping[str, str]) -> tuple[Mapping[str, str], dict[str, str]]:
    """The settings of a form, and what is wrong with it, by input."""
    from podcast.publish.targets.open import open_single

    try:
        form = form_settings(values)
        if form.missing:
            return {}, {name: desk.translate(f"target.missing_{name}") for name in form.missing}
        open_single(_publish_of(desk, form.settings), desk.root)  # sends nothing
    except PublishError as error:
        return {}, {"": str(error)}
    return form.settings, {}


def _page_with(request: Request, values: Mapping[str, str], problems: Mapping[str, str]) -> Response:
    """The page with what was sent, and what is wrong with it."""
    return settings_page(request, Sheet.open(request.app.state.desk, None, PAGE), place=TypedPlace(values, problems))


def _sent_values(request: Request) -> dict[str, str]:
    form = request.state.form
    names = ("kind", *(name for names in INPUTS.values() for name in names))
    return {name: str(form.get(name, "")).strip() for name in names if form.get(name)}


def _password(request: Request) -> str:
    """Return the typed password; empty with `--lan`, where it would cross the network in the clear."""
    desk: Desk = request.app.state.desk
    kind, way = str(request.state.form.get("kind", "")), str(request.state.form.get("way", ""))
    is_taken = desk.address.is_local and kind == "web_space" and way in WITH_PASSWORD
    return str(request.state.form.get("password", "")) if is_taken else ""


ROUTES: tuple[Route, ...] = (
    Route("/show/target/place", save_place, methods=["POST"]),
    Route("/show/target/check", check, methods=["POST"]),
    Route("/show/target/host-key", accept_key, methods=["POST"]),
    Route("/show/target/connection", connection_part, methods=["GET"]),
)
