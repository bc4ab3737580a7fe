"""Saves of single fields, undo and redo: what a script sends while someone types, and the buttons of the bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from podcast.authoring.edited_file import EditedFile, parse_field
from podcast.authoring.reference.hint_codes import hint_codes
from podcast.authoring.set_field import present_field
from podcast.desk.desk_session import one_show
from podcast.desk.forms.edits import field_change
from podcast.desk.forms.field_view import messages_by_field
from podcast.desk.forms.form_field import form_fields, shown_text
from podcast.desk.saving.field_saves import FieldEdit, save_field
from podcast.desk.saving.outcomes import Conflict, Refused, Saved
from podcast.desk.saving.step_places import step_label
from podcast.desk.saving.undo_steps import take_back
from podcast.errors import ShowError
from podcast.model.fields import ShowFields
from podcast.pipeline import rename as renames
from podcast.show.episode_folder import episode_slugs

if TYPE_CHECKING:
    from starlette.requests import Request

    from podcast.desk.desk_session import Desk
    from podcast.desk.saving.outcomes import Outcome
    from podcast.show.yaml_reader import YamlValue

_ACCEPTED: Final = "accepted_hints"


def save(request: Request) -> Response:
    """Save one field of an episode, or of the show."""
    slug: str | None = request.path_params.get("slug")
    desk: Desk = request.app.state.desk
    outcome = _outcome(request, desk, slug)
    if isinstance(outcome, Saved) and outcome.is_changed:
        desk.saved_at = desk.now()
    return answer(request, slug, outcome)


def _outcome(request: Request, desk: Desk, slug: str | None) -> Outcome:
    """Save the field that a request names.

    Raises:
        HTTPException: there is no such episode.
        PodcastError: there is no such field.
    """
    field, old, new, digest, visit = (sent_text(request, name) for name in ("field", "old", "new", "digest", "visit"))
    if slug is not None and slug not in episode_slugs(desk.root)[0]:
        raise HTTPException(404)
    try:
        file = EditedFile.read(desk.root, slug)
    except ShowError as error:
        return Refused("", str(error), error.problems)
    change = field_change(file.model, file.fields, field, (old, new))
    if change is None:
        return Saved(file.path, desk.history.versions.add(file.data), new, is_changed=False)
    return save_field(desk, FieldEdit(slug, field, change.old, change.new, digest, visit=visit))


def answer(request: Request, slug: str | None, outcome: Outcome) -> Response:
    """Return the answer to a save: JSON for a script, else the page that the form names, or the one of the conflict.

    Args:
        request: of the save.
        slug: of the episode; None for the show itself.
        outcome: of the save.
    """
    is_script = request.headers.get("accept", "").startswith("application/json")
    if isinstance(outcome, Conflict):
        url = outcome.url
        return JSONResponse({"conflict": url}, 409) if is_script else RedirectResponse(url, 303)
    desk: Desk = request.app.state.desk
    if isinstance(outcome, Refused):
        if is_script:
            return JSONResponse({"problem": outcome.message, "field": outcome.field}, 422)
        return desk.page(request, "failed.html", status=422, message=outcome.message)
    default = f"/e/{slug}/facts" if slug else "/show/facts"
    if not is_script:
        return RedirectResponse(next_url(request, default), 303)
    return JSONResponse(saved_document(request, slug, outcome))


@one_show()
def saved_document(request: Request, slug: str | None, outcome: Saved) -> dict[str, Any]:
    """Return what a script shows after a save: problems, rail, steps, and the field's value in its usual form.

    Args:
        request: of the save.
        slug: of the episode; None for the show itself.
        outcome: of the save.
    """
    desk: Desk = request.app.state.desk
    file = EditedFile.read(desk.root, slug)
    state, field = desk.show(), sent_text(request, "field")
    messages = messages_by_field(
        form_fields(file.model, file.fields),
        (problem for problem in state.problems(slug) if problem.path == file.path),
        (hint for hint in state.hints(slug) if hint.path == file.path),
    )
    problems = [
        {"field": name, "message": message.text, "severity": message.severity}
        for name, listed in messages.items()
        for message in listed
    ]
    return {
        "digest": outcome.digest,
        "problems": problems,
        "rail_html": desk.rail_html(slug, _part(request)) if slug else "",
        "saved_at": f"{(desk.saved_at or desk.now()).astimezone():%H:%M}",
        "value": shown_text(file.model, parse_field(field), file.fields) if field else outcome.value,
        **_merged_document(desk, file, outcome),
        **steps_document(desk),
    }


def _merged_document(desk: Desk, file: EditedFile, outcome: Saved) -> dict[str, Any]:
    """Return the fields that others have changed since the page was loaded, and a sentence that names them."""
    names = [part.field for part in outcome.merged]
    if not names:
        return {"merged": []}
    slug = None if file.model is ShowFields else file.path.split("/")[1]
    labels = ", ".join(step_label(slug, name) for name in names)
    return {
        "merged": [{"field": name, "now": shown_text(file.model, (name,), file.fields)} for name in names],
        "merged_note": desk.translate("edits.merged", fields=labels),
    }


def steps_document(desk: Desk) -> dict[str, Any]:
    """Return the names of the steps that can be undone and redone, as a script shows them."""
    undo, redo = desk.history.undo_label, desk.history.redo_label
    return {"undo": undo and {"label": undo}, "redo": redo and {"label": redo}}


def undo(request: Request) -> Response:
    """Take back the last step, and lead to its place."""
    return _take_back(request, is_redo=False)


def redo(request: Request) -> Response:
    """Make the step again that was taken back last, and lead to its place."""
    return _take_back(request, is_redo=True)


def _take_back(request: Request, *, is_redo: bool) -> Response:
    desk: Desk = request.app.state.desk
    step = take_back(desk, is_redo=is_redo)
    is_script = request.headers.get("accept", "").startswith("application/json")
    if isinstance(step, Conflict | Refused):
        return answer(request, None, step)
    if step is None:
        return JSONResponse(steps_document(desk)) if is_script else RedirectResponse(next_url(request, "/"), 303)
    desk.saved_at = desk.now()
    done = desk.translate("edits.redone" if is_redo else "edits.undone", step=step.label)
    if is_script:
        return JSONResponse({"place": step.place.url, "message": done, "digest": step.digest, **steps_document(desk)})
    return RedirectResponse(_with_notice(step.place.url, "redone" if is_redo else "undone"), 303)


def _with_notice(url: str, step: str) -> str:
    """Return the address of a page that says first what was done."""
    page, hash_sign, anchor = url.partition("#")
    return f"{page}{'&' if '?' in page else '?'}step={step}{hash_sign}{anchor}"


def rename(request: Request) -> Response:
    """Give an episode that never was public another address.

    Raises:
        PodcastError: it is or was public, or the address cannot be used.
    """
    desk: Desk = request.app.state.desk
    slug, new_slug = request.path_params["slug"], sent_text(request, "new_slug").strip()
    if slug not in desk.show().slugs:
        raise HTTPException(404)
    with desk.history.lock:
        done = renames.change_slug(desk.root, slug, new_slug)
        desk.history.move_episode(done.slug, done.new_slug)
    desk.saved_at = desk.now()
    url = f"/e/{done.new_slug}/facts"
    is_script = request.headers.get("accept", "").startswith("application/json")
    return JSONResponse({"url": url}) if is_script else RedirectResponse(url, 303)


def accept_hint(request: Request) -> Response:
    """Accept a kind of hint for an episode, or show it again: its code goes into `accepted_hints`, or out of it.

    Raises:
        HTTPException: there is no such episode or code.
    """
    desk: Desk = request.app.state.desk
    slug, code = request.path_params["slug"], sent_text(request, "code")
    if slug not in desk.show().slugs or code not in hint_codes():
        raise HTTPException(404)
    present = present_field(desk.root, slug, _ACCEPTED).value
    codes = [item for item in present if isinstance(item, str)] if isinstance(present, list) else []
    new: list[YamlValue] = [item for item in codes if item != code]
    if sent_text(request, "show") != "1":
        new.append(code)
    outcome = save_field(desk, FieldEdit(slug, _ACCEPTED, present, new, ""))
    if isinstance(outcome, Saved) and outcome.is_changed:
        desk.saved_at = desk.now()
    return answer(request, slug, outcome)


def sent_text(request: Request, name: str) -> str:
    """Return the text of an input of the form, empty if there is none."""
    value = request.state.form.get(name, "") if request.state.form else ""
    return value if isinstance(value, str) else ""


def next_url(request: Request, default: str) -> str:
    """Return the page to go to: the one that the form names, else the one that it is on; only pages of the desk."""
    for url in (sent_text(request, "next"), _referrer(request)):
        if url.startswith("/") and not url.startswith(("//", "/\\")):
            return url
    return default


def _referrer(request: Request) -> str:
    address = urlsplit(request.headers.get("referer", ""))
    if address.netloc != request.headers.get("host"):
        return ""
    return f"{address.path}?{address.query}" if address.query else address.path


def _part(request: Request) -> str:
    """Return the part of the rail that the page shows."""
    return _referrer(request).partition("?")[0].rpartition("/")[2]


ROUTES: tuple[Route, ...] = (
    Route("/e/{slug}/field", save, methods=["POST"]),
    Route("/show/field", save, methods=["POST"]),
    Route("/e/{slug}/rename", rename, methods=["POST"]),
    Route("/e/{slug}/hint", accept_hint, methods=["POST"]),
    Route("/undo", undo, methods=["POST"]),
    Route("/redo", redo, methods=["POST"]),
)
