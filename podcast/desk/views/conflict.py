"""The page of a conflict: both versions of a place, and the choice of what the file has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from podcast.desk.marks.mark_conflicts import PendingMark
from podcast.desk.saving.choices import choose
from podcast.desk.saving.field_saves import FieldEdit, edit_place
from podcast.desk.saving.outcomes import Conflict, Refused, conflicts_url
from podcast.desk.saving.step_places import step_label
from podcast.desk.saving.word_marks import marked_text
from podcast.desk.views.edits import sent_text

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request

    from podcast.desk.desk_session import Desk
    from podcast.desk.saving.pending_conflicts import PendingConflict

_CHOICES = ("mine", "theirs", "both")


def conflict(request: Request) -> Response:
    """Return the page with both versions; one that is resolved leads to the start."""
    pending = request.app.state.desk.history.conflicts.get(request.path_params["id"])
    if pending is None:
        return RedirectResponse("/", 303)
    return _page(request, pending)


def resolve(request: Request) -> Response:
    """Write what was chosen, and lead to the page of the field.

    Raises:
        HTTPException: there is no such choice.
    """
    desk: Desk = request.app.state.desk
    pending = desk.history.conflicts.get(request.path_params["id"])
    if pending is None:
        return RedirectResponse("/", 303)
    choice, text = sent_text(request, "choice"), sent_text(request, "text")
    if choice not in _CHOICES:
        raise HTTPException(400)
    outcome = choose(desk, pending, choice, text)
    waiting = _waiting(request)
    if isinstance(outcome, Conflict):
        return RedirectResponse(conflicts_url([outcome, *waiting]), 303)
    if isinstance(outcome, Refused):
        return _page(request, pending, message=outcome.message, choice=choice, text=text)
    desk.saved_at = desk.now()
    return RedirectResponse(conflicts_url(waiting) or _place(pending).url, 303)


def _waiting(request: Request) -> list[Conflict]:
    """Return the conflicts of the same form that wait for their turn."""
    conflicts = request.app.state.desk.history.conflicts
    return [Conflict(name) for name in request.query_params.get("then", "").split(",") if name in conflicts]


def _page(request: Request, pending: PendingConflict, **sent: Any) -> Response:
    desk: Desk = request.app.state.desk
    place = _place(pending)
    values = {
        "choice": "mine",
        "text": pending.combined(),
        "message": "",
        **sent,
        "conflict": pending,
        "name": _name(pending),
        "mine_at": _time(pending.mine_at),
        "theirs_at": _time(pending.other_at),
        "mine": marked_text(pending.mine, pending.base or pending.other),
        "theirs": marked_text(pending.other, pending.base or pending.mine),
        "empty": "removed" if isinstance(pending.edit, PendingMark) else "empty",
        "back": place.url,
        "notice": desk.translate("conflict.waits"),
        "notice_kind": "problem",
    }
    slug = place.slug if place.slug in desk.show().slugs else None
    template = "conflict_episode.html" if slug else "conflict_show.html"
    section = "episodes" if slug else "show"
    return desk.page(request, template, slug=slug, section=section, status=422 if sent else 200, **values)


def _place(pending: PendingConflict) -> Any:
    edit = pending.edit
    return edit_place(edit) if isinstance(edit, FieldEdit) else edit.place


def _name(pending: PendingConflict) -> str:
    edit = pending.edit
    return edit.label or (step_label(edit.slug, edit.field) if isinstance(edit, FieldEdit) else "")


def _time(moment: datetime | None) -> str:
    return f"{moment.astimezone():%H:%M}" if moment else ""


ROUTES: tuple[Route, ...] = (
    Route("/conflict/{id}", conflict, methods=["GET"]),
    Route("/conflict/{id}", resolve, methods=["POST"]),
)
