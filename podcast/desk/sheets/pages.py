"""Answers of the views with forms: the page, or what became of a sent form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from podcast.authoring.edited_file import parse_field
from podcast.desk.sheets.field_files import copy_field_files
from podcast.desk.sheets.known_people import initials
from podcast.desk.sheets.sheet import Sheet, sheet_context
from podcast.desk.sheets.submit import ACTION, Submission, submit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from starlette.requests import Request

    from podcast.desk.desk_session import Desk
    from podcast.desk.forms.field_view import FieldView

NEXT = "next"


def sent_values(request: Request) -> dict[str, list[str]]:
    """Return the texts of a sent form by the names of their inputs."""
    values: dict[str, list[str]] = {}
    for name, value in request.state.form.multi_items() if request.state.form else ():
        if isinstance(value, str):
            values.setdefault(name, []).append(value)
    return values


def sent_files(request: Request) -> dict[str, UploadFile]:
    """Return the files of a sent form by the fields that will name them; inputs without a file are left out."""
    items = request.state.form.multi_items() if request.state.form else ()
    return {
        name.removeprefix("u:"): value
        for name, value in items
        if isinstance(value, UploadFile) and value.filename and name.startswith("u:")
    }


def form_context(
    desk: Desk, sheet: Sheet, names: Iterable[str], submission: Submission | None = None
) -> dict[str, Any]:
    """Return what a template with a form needs, see `sheet_context`, and what was not saved."""
    context = sheet_context(desk, sheet, names, submission.rejected if submission else None)
    views = {view.name: view for top in context["fields"].values() for view in _all_views(top)}
    messages = submission.rejected.messages if submission else {}
    rejected = [(views[name], texts[0].text) for name, texts in messages.items() if name in views]
    return {**context, "rejected": rejected, "person_of": lambda view: person_of(desk, sheet, view)}


def answer_form(request: Request, sheet: Sheet, names: Iterable[str]) -> Response | Submission:
    """Save a sent form; return where the browser goes next, or what could not be saved.

    Args:
        request: with the form.
        sheet: the file as it is now.
        names: of the fields that the page shows.
    """
    desk: Desk = request.app.state.desk
    files = copy_field_files(desk, sheet, sent_files(request))
    form = files.with_names(sent_values(request))
    submission = submit(desk, sheet, names, form)
    if not submission.is_accepted:
        files.remove()
    submission = submission.with_messages(files.rejected.messages)
    if submission.conflict:
        return RedirectResponse(submission.conflict, 303)
    if not submission.is_accepted:
        return submission
    onward = next(iter(form.get(NEXT, ())), "")
    is_own = onward.startswith("/") and not onward.startswith("//")
    return RedirectResponse(onward if is_own else sheet.page + _anchor(form), 303)


def _anchor(form: dict[str, list[str]]) -> str:
    """Return the anchor of the field that a button changed."""
    name = next(iter(form.get(ACTION, ())), "").partition(":")[2]
    return f"#f-{parse_field(name)[0]}" if name else ""


def person_of(desk: Desk, sheet: Sheet, view: FieldView) -> dict[str, str]:
    """Return what the page shows of a person in an episode: name, role, title, picture."""
    values = {part.field.doc[1]: part.text for part in view.parts}
    registered = desk.show().fields.people.get(view.text)
    if not view.parts and registered:
        image = registered.image or ""
        values = {"name": registered.name, "role": _role(desk, registered.role), "title": registered.title or ""}
    else:
        image = f"{sheet.base.removeprefix('/media/')}{values['image']}" if values.get("image") else ""
    name = values.get("name") or view.text
    return {"role": "", "title": "", **values, "name": name, "initials": initials(name), "image": image}


def _role(desk: Desk, role: str) -> str:
    from podcast.desk.forms.field_view import role_word

    return role_word(role, desk.language)


def _all_views(view: FieldView) -> Iterator[FieldView]:
    yield view
    for part in (*view.parts, *view.blank):
        yield from _all_views(part)
