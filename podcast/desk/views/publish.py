"""The views of a publish: its plan as the question, the run with its steps, and the undo with its own question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from podcast.desk.publishing.publish_page import plan_context, run_context, undo_context
from podcast.desk.publishing.run_events import RunRequest
from podcast.publish.feed_guard import KINDS

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from podcast.desk.desk_session import Desk

RUN = "/publish/run"


def publish(request: Request) -> Response:
    """Return the plan of the next publish, with the button that carries it out; a run at work has its own page."""
    desk: Desk = request.app.state.desk
    if desk.publishing.is_publishing():
        return _to(RUN)
    return desk.page(request, "publish.html", section="publish", **plan_context(desk))


def plan_part(request: Request) -> Response:
    """Return the part of the page that changes while a plan is made, for a script."""
    desk: Desk = request.app.state.desk
    return HTMLResponse(desk.fragment(request, "publish_plan.html", **plan_context(desk)))


def start(request: Request) -> Response:
    """Start the publish whose plan was confirmed."""
    desk: Desk = request.app.state.desk
    form = request.state.form
    allow = tuple(kind for kind in form.getlist("allow") if kind in KINDS)
    desk.publishing.runner.start(RunRequest("publish", str(form.get("confirmed", "")), allow))
    return _to(RUN)


def run(request: Request) -> Response:
    """Return the publish or undo that is at work, or what became of the last one."""
    desk: Desk = request.app.state.desk
    state = desk.publishing.run
    if state is None:
        return _to("/publish")
    return desk.page(request, "publish_run.html", section="publish", **run_context(desk, state))


def run_part(request: Request) -> Response:
    """Return the part of the page that changes while a run is at work, for a script."""
    desk: Desk = request.app.state.desk
    state = desk.publishing.run
    if state is None:
        return HTMLResponse("")
    return HTMLResponse(desk.fragment(request, "publish_steps.html", **run_context(desk, state)))


def cancel(request: Request) -> Response:
    """Stop the run, as long as nothing of the feed was written."""
    request.app.state.desk.publishing.runner.cancel()
    return _to(RUN)


def ask_undo(request: Request) -> Response:
    """Return the question before an undo: what it brings back, and what listeners notice of it."""
    desk: Desk = request.app.state.desk
    if desk.publishing.is_publishing():
        return _to(RUN)
    state = desk.publishing.undo_plan(_generation(request.query_params.get("to", "")))
    return desk.page(request, "publish_undo.html", section="publish", **undo_context(desk, state))


def undo_part(request: Request) -> Response:
    """Return the part of the question that changes while its plan is made, for a script."""
    desk: Desk = request.app.state.desk
    state = desk.publishing.undo_plan(_generation(request.query_params.get("to", "")))
    return HTMLResponse(desk.fragment(request, "publish_undo_plan.html", **undo_context(desk, state)))


def undo(request: Request) -> Response:
    """Start the undo whose plan was confirmed."""
    desk: Desk = request.app.state.desk
    form = request.state.form
    generation = _generation(str(form.get("generation", "")))
    desk.publishing.runner.start(RunRequest("undo", str(form.get("confirmed", "")), generation=generation))
    return _to(RUN)


def verify(request: Request) -> Response:
    """Start to compare what is published with what it was."""
    desk: Desk = request.app.state.desk
    desk.publishing.runner.start(RunRequest("verify", is_full=request.state.form.get("full") == "1"))
    return _to(RUN)


def _generation(text: str) -> int:
    """The number of a generation; 0 for the one before the live one."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _to(address: str) -> Response:
    return RedirectResponse(address, 303)


ROUTES = (
    Route("/publish", publish, methods=["GET"]),
    Route("/publish", start, methods=["POST"]),
    Route("/publish/plan", plan_part, methods=["GET"]),
    Route(RUN, run, methods=["GET"]),
    Route("/publish/steps", run_part, methods=["GET"]),
    Route("/publish/cancel", cancel, methods=["POST"]),
    Route("/publish/verify", verify, methods=["POST"]),
    Route("/publish/undo", ask_undo, methods=["GET"]),
    Route("/publish/undo", undo, methods=["POST"]),
    Route("/publish/undo-plan", undo_part, methods=["GET"]),
)
