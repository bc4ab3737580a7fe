"""The facts of an episode: all fields that have no page of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from podcast.authoring.new_episode import next_slot
from podcast.desk.forms.edits import FormChange
from podcast.desk.sheets.form_sections import episode_fields, field_names, sections
from podcast.desk.sheets.pages import answer_form, form_context, sent_values
from podcast.desk.sheets.sheet import Sheet
from podcast.desk.sheets.submit import ACTION, Submission, save_changes
from podcast.model.fields import EpisodeFields

if TYPE_CHECKING:
    from starlette.requests import Request

    from podcast.desk.desk_session import Desk

_SLOT = "slot:date"


def facts(request: Request) -> Response:
    """Return the form with the facts of an episode."""
    return _page(request, _sheet(request))


def save_facts(request: Request) -> Response:
    """Save the form, and go on; or return it with what could not be saved."""
    desk: Desk = request.app.state.desk
    sheet = _sheet(request)
    answer = answer_form(request, sheet, field_names(episode_fields(EpisodeFields)))
    if isinstance(answer, Submission):
        return _page(request, _sheet(request), answer)
    if _SLOT in sent_values(request).get(ACTION, ()):
        _set_next_slot(desk, _sheet(request))
    return answer


def _sheet(request: Request) -> Sheet:
    slug = request.path_params["slug"]
    return Sheet.open(request.app.state.desk, slug, f"/e/{slug}/facts")


def _page(request: Request, sheet: Sheet, submission: Submission | None = None) -> Response:
    desk: Desk = request.app.state.desk
    rows = episode_fields(EpisodeFields)
    context = form_context(desk, sheet, field_names(rows), submission)
    return desk.page(
        request,
        "facts.html",
        slug=sheet.slug,
        status=422 if submission else 200,
        part="facts",
        sections=sections(rows, context["fields"]),
        next_slot=_next_slot(desk, sheet),
        **context,
    )


def _next_slot(desk: Desk, sheet: Sheet) -> str | None:
    """Return the next free slot of the show for an episode without a date."""
    state = desk.show()
    return None if sheet.fields.get("date") or state.show is None else next_slot(state.show, desk.now())


def _set_next_slot(desk: Desk, sheet: Sheet) -> None:
    if slot := _next_slot(desk, sheet):
        save_changes(desk, sheet, [FormChange("date", None, slot)], sheet.digest)


def to_facts(request: Request) -> Response:
    """Lead from the address of an episode to its facts."""
    return RedirectResponse(f"/e/{request.path_params['slug']}/facts", 303)


ROUTES: tuple[Route, ...] = (
    Route("/e/{slug}", to_facts, methods=["GET"]),
    Route("/e/{slug}/facts", facts, methods=["GET"]),
    Route("/e/{slug}/facts", save_facts, methods=["POST"]),
)
