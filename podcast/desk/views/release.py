"""The release of an episode: what is missing, ready or draft, approvals, a preview for a few people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from podcast.authoring.set_field import present_field
from podcast.desk.releasing.release_page import missing_parts, release_context
from podcast.desk.saving.field_saves import FieldEdit, save_field
from podcast.desk.saving.history import StepPlace
from podcast.desk.views.edits import answer
from podcast.errors import PodcastError
from podcast.pipeline.approval_steps import approve as approve_episode

if TYPE_CHECKING:
    from starlette.requests import Request

    from podcast.desk.desk_session import Desk

_DAYS = ("1", "3", "7", "14", "30", "90")


def release(request: Request) -> Response:
    """Return the page."""
    desk, slug = _desk_and_slug(request)
    if slug in desk.show().unreadable:
        return RedirectResponse(f"/e/{slug}/file", 303)
    return _page(request)


def mark_ready(request: Request) -> Response:
    """Mark a draft as ready, if nothing is missing; or an episode as a draft again."""
    desk, slug = _desk_and_slug(request)
    episode, is_ready = desk.show().episodes.get(slug), _sent(request, "draft") != "true"
    if episode is None:
        raise HTTPException(404)
    if is_ready and missing_parts(desk, episode):
        return _page(request, problem=desk.translate("release.not_ready"))
    label = desk.translate("release.mark_ready" if is_ready else "release.back_to_draft")
    path = f"/e/{slug}/release"
    old, new = present_field(desk.root, slug, "draft").value, None if is_ready else True
    digest = _sent(request, "digest") or desk.digest(episode.file)
    outcome = save_field(desk, FieldEdit(slug, "draft", old, new, digest, label=label, url=path))
    return answer(request, slug, outcome)


def approve(request: Request) -> Response:
    """Approve the episode as it is now, in the name that was typed."""
    desk, slug = _desk_and_slug(request)
    name = _sent(request, "name")
    if not name.strip():
        return _page(request, problem=desk.translate("release.name_missing"))
    try:
        with desk.history.lock:
            result = approve_episode(desk.root, slug, name, desk.now())
            if result.is_new:
                label = desk.translate("release.approval_of", name=result.name)
                place = StepPlace(f"/e/{slug}/release", slug=slug)
                desk.history.record(label, result.path, result.before, result.after, place)
                desk.saved_at = desk.now()
    except PodcastError as error:
        return _page(request, problem=str(error))
    return RedirectResponse(f"/e/{slug}/release", 303)


def share(request: Request) -> Response:
    """Start to publish a preview, or to end it; the page shows what becomes of it."""
    desk, slug = _desk_and_slug(request)
    days = _sent(request, "days")
    options = ["--end"] if _sent(request, "do") == "end" else ["--days", days if days in _DAYS else "7"]
    desk.sharing.start(slug, options)
    return RedirectResponse(f"/e/{slug}/release#share", 303)


def _page(request: Request, problem: str = "") -> Response:
    desk, slug = _desk_and_slug(request)
    if slug not in desk.show().episodes:
        raise HTTPException(404)
    context = release_context(desk, slug)
    page = desk.page(
        request,
        "release.html",
        slug=slug,
        status=422 if problem else 200,
        part="release",
        digest=desk.digest(desk.show().episodes[slug].file),
        problem=problem,
        days=_DAYS,
        **context,
    )
    if context["share_run"] and context["share_run"].state == "running":
        page.headers["Refresh"] = "3"  # without script, too
    return page


def _desk_and_slug(request: Request) -> tuple[Desk, str]:
    """The desk, and the episode of a request.

    Raises:
        HTTPException: there is no such episode.
    """
    desk, slug = request.app.state.desk, request.path_params["slug"]
    if slug not in desk.show().slugs:
        raise HTTPException(404)
    return desk, slug


def _sent(request: Request, name: str) -> str:
    form = request.state.form
    value = form.get(name, "") if form else ""
    return value if isinstance(value, str) else ""


ROUTES: tuple[Route, ...] = (
    Route("/e/{slug}/release", release, methods=["GET"]),
    Route("/e/{slug}/ready", mark_ready, methods=["POST"]),
    Route("/e/{slug}/approve", approve, methods=["POST"]),
    Route("/e/{slug}/share", share, methods=["POST"]),
)
