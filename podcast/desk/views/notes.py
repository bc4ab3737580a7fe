"""The notes of an episode: their text, and beside it what listeners see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from podcast.desk.forms.problem_sentences import problem_sentences
from podcast.desk.notes.preview import SHAPES, plain_text, preview_html, with_notes
from podcast.desk.saving.notes_saves import NotesSource, read_notes_source, save_notes
from podcast.desk.saving.outcomes import Conflict, Refused, Saved
from podcast.desk.views.edits import next_url, saved_document, sent_text
from podcast.pages.text.markdown import sanitised_html
from podcast.text_formats.pasted_html import mark_word_items, pasted_markdown

if TYPE_CHECKING:
    from starlette.requests import Request

    from podcast.desk.desk_session import Desk
    from podcast.desk.notes.preview import Shape
    from podcast.model.show import Episode


def notes(request: Request) -> Response:
    """Return the notes with their preview."""
    desk, slug = request.app.state.desk, request.path_params["slug"]
    return _page(request, read_notes_source(desk, slug))


def save(request: Request) -> Response:
    """Save the notes: for a script as any field, else go on to the next page."""
    desk, slug = request.app.state.desk, request.path_params["slug"]
    old, new = (sent_text(request, name).replace("\r\n", "\n") for name in ("old", "new"))
    outcome = save_notes(desk, slug, old, new, sent_text(request, "digest"))
    is_script = request.headers.get("accept", "").startswith("application/json")
    if isinstance(outcome, Conflict):
        url = outcome.url
        return JSONResponse({"conflict": url}, 409) if is_script else RedirectResponse(url, 303)
    if isinstance(outcome, Refused):
        if is_script:
            return JSONResponse({"problem": outcome.message, "field": "notes"}, 422)
        return _page(request, read_notes_source(desk, slug), (new, outcome.message))
    if outcome.is_changed:
        desk.saved_at = desk.now()
    if not is_script:
        return RedirectResponse(next_url(request, f"/e/{slug}/notes"), 303)
    return JSONResponse(_document(request, slug, outcome))


def _document(request: Request, slug: str, outcome: Saved) -> dict[str, Any]:
    text = read_notes_source(request.app.state.desk, slug).text
    return {**saved_document(request, slug, outcome), "value": text}


def preview(request: Request) -> Response:
    """Return what listeners would see of a text that is being written; nothing is changed."""
    desk, slug = request.app.state.desk, request.path_params["slug"]
    text = sent_text(request, "text").replace("\r\n", "\n")
    shape = _shape(sent_text(request, "as"))
    html = desk.fragment(request, "notes_preview.html", **_preview(desk, slug, text, shape))
    return JSONResponse({"html": html, "words": desk.translate("notes.words", count=len(text.split()))})


def paste(request: Request) -> Response:
    """Return HTML of the clipboard as Markdown; nothing is changed."""
    desk: Desk = request.app.state.desk
    pasted = pasted_markdown(
        sanitised_html(mark_word_items(sent_text(request, "html")), frozenset(), frozenset({"div"}))
    )
    note = desk.translate("notes.pasted", headings=pasted.headings, links=pasted.links)
    return JSONResponse({"markdown": pasted.markdown, "note": note})


def _page(request: Request, source: NotesSource, rejected: tuple[str, str] | None = None) -> Response:
    desk: Desk = request.app.state.desk
    text, problem = rejected or (source.text, "")
    episode = desk.show().episodes.get(source.slug)
    shown = text if source.is_text else (episode.notes or "" if episode else "")
    return desk.page(
        request,
        "notes.html",
        slug=source.slug,
        status=422 if rejected else 200,
        source=source,
        text=text,
        problem=problem or _first_problem(desk, source),
        word_count=len(shown.split()),
        **_preview(desk, source.slug, shown, _shape(request.query_params.get("as", ""))),
    )


def _preview(desk: Desk, slug: str, text: str, shape: Shape) -> dict[str, Any]:
    """Return what the template of the preview needs.

    Raises:
        HTTPException: there is no such episode.
    """
    state = desk.show()
    if slug not in state.slugs:
        raise HTTPException(404)
    episode: Episode | None = state.episodes.get(slug)
    if episode is None:
        return {"shape": shape, "shapes": SHAPES, "html": "", "plain": text}
    language, written = episode.language or state.fields.language, with_notes(episode, text)
    is_text = shape == "text"
    return {
        "shape": shape,
        "shapes": SHAPES,
        "html": preview_html(desk.root, written, language, shape),
        "plain": plain_text(written, language) if is_text else "",
    }


def _first_problem(desk: Desk, source: NotesSource) -> str:
    """Return what `check` says about the notes first."""
    for problem in desk.show().problems(source.slug):
        if problem.field == "notes" or (problem.path == source.path and not source.is_field):
            return problem_sentences(problem)
    return ""


def _shape(name: str) -> Shape:
    return next((shape for shape in SHAPES if shape == name), "website")


ROUTES: tuple[Route, ...] = (
    Route("/e/{slug}/notes", notes, methods=["GET"]),
    Route("/e/{slug}/notes", save, methods=["POST"]),
    Route("/e/{slug}/notes/preview", preview, methods=["POST"]),
    Route("/e/{slug}/notes/paste", paste, methods=["POST"]),
)
