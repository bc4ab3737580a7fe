"""The settings of the show, in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from podcast.desk.rail import RailPart
from podcast.desk.sheets.form_sections import BY_BUTTON, FormSection, field_names, sections, show_fields
from podcast.desk.sheets.pages import answer_form, form_context
from podcast.desk.sheets.sheet import Sheet
from podcast.desk.sheets.submit import Submission
from podcast.desk.targets.target_page import place_messages, target_context, without_place
from podcast.model.fields import ShowFields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.requests import Request

    from podcast.desk.desk_session import Desk
    from podcast.desk.forms.field_view import FieldView
    from podcast.desk.part_states import PartState
    from podcast.desk.targets.target_page import TypedPlace

_TARGET: Final = "target"


def to_first_part(_request: Request) -> Response:
    """Lead to the first part."""
    return RedirectResponse("/show/facts", 303)


def show_part(request: Request) -> Response:
    """Return the form of a part."""
    return settings_page(request, _sheet(request))


def save_part(request: Request) -> Response:
    """Save the form of a part, and go on; or return it with what could not be saved."""
    part = _part(request)
    names = field_names({part: show_fields(ShowFields)[part]})
    answer = answer_form(request, _sheet(request), names)
    return settings_page(request, _sheet(request), answer) if isinstance(answer, Submission) else answer


def _part(request: Request) -> str:
    """Return the part that a request names; that of the target by default.

    Raises:
        HTTPException: there is none of that name.
    """
    part = str(request.path_params.get("part", _TARGET))
    if part not in show_fields(ShowFields):
        raise HTTPException(404)
    return part


def _sheet(request: Request) -> Sheet:
    return Sheet.open(request.app.state.desk, None, f"/show/{_part(request)}")


def settings_page(
    request: Request, sheet: Sheet, submission: Submission | None = None, place: TypedPlace | None = None
) -> Response:
    """Return the page of a part.

    Args:
        request: of the page, or of a form on it.
        sheet: podcast.yaml.
        submission: what could not be saved of the fields.
        place: what could not be saved of the target.
    """
    desk, part = request.app.state.desk, _part(request)
    parts = show_fields(ShowFields)
    context = form_context(desk, sheet, field_names(parts), submission)
    all_sections = {section.name: section for section in sections(parts, context["fields"])}
    rows = all_sections[part].rows
    if part == _TARGET:
        context |= _target_context(desk, sheet, context["fields"], place)
        rows = next(section.rows for section in sections(parts, context["fields"]) if section.name == part)
    names = [*parts]
    position = names.index(part)
    context |= {
        "autosave": part not in BY_BUTTON,
        "rows": rows,
        "rail": tuple(_rail(desk, all_sections, part)),
        "previous": names[position - 1] if position else None,
        "following": names[position + 1] if position + 1 < len(names) else None,
    }
    status = 422 if submission or place else 200
    return desk.page(request, "show_settings.html", section="show", status=status, part=part, **context)  # type: ignore[no-any-return]


def _target_context(
    desk: Desk, sheet: Sheet, views: Mapping[str, FieldView], place: TypedPlace | None
) -> dict[str, Any]:
    """The variables of the target's own form; its fields leave the form of the others."""
    publish = views["publish"]
    rest = without_place(publish)
    other_views = {name: view for name, view in views.items() if name != "publish"}
    return {
        "place": target_context(desk, sheet, place),
        "place_messages": place_messages(publish),
        "fields": {**other_views, "publish": rest} if rest else other_views,
    }


def _rail(desk: Desk, parts: Mapping[str, FormSection], current: str) -> Iterator[RailPart]:
    for name, section in parts.items():
        state: PartState = "blocks" if section.has_problem else "done" if section.words else "optional"
        words = desk.translate("show_settings.blocks") if section.has_problem else section.words
        yield RailPart(name, f"/show/{name}", desk.translate(f"show_settings.{name}"), state, words, name == current)


ROUTES: tuple[Route, ...] = (
    Route("/show", to_first_part, methods=["GET"]),
    Route("/show/{part}", show_part, methods=["GET"]),
    Route("/show/{part}", save_part, methods=["POST"]),
)
