"""The transcript of an episode: all its lines, with the sound; where there is none, three ways to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from podcast.desk.views.chapters import readable_episode
from podcast.desk.views.lines.line_saves import save_lines
from podcast.desk.views.lines.new_transcript import save_as_webvtt, start_writing, take_over
from podcast.desk.views.lines.transcript_page import transcript_page
from podcast.desk.views.lines.whole_transcript import (
    add_to_glossary,
    count_found,
    name_speakers,
    replace,
    set_reviewed,
)

if TYPE_CHECKING:
    from starlette.requests import Request

    from podcast.desk.desk_session import Desk


def transcript(request: Request) -> Response:
    """Return the page; `?lines=0` asks for it without its lines, to learn what has changed."""
    episode = readable_episode(request)
    return episode if isinstance(episode, RedirectResponse) else transcript_page(request, episode)


def start_recognition(request: Request) -> Response:
    """Begin speech recognition, and return to the page, which shows its progress."""
    desk: Desk = request.app.state.desk
    episode = readable_episode(request)
    if isinstance(episode, RedirectResponse):
        return episode
    state = desk.show()
    model = str(request.state.form.get("model", "")).strip()
    if not model:
        return transcript_page(request, episode, desk.translate("transcript.no_model"))
    desk.recognitions.start(state.show or state.fields, episode.slug, model)
    return RedirectResponse(f"/e/{episode.slug}/transcript", 303)


def recognition_progress(request: Request) -> Response:
    """Return the part of the page that shows the progress of speech recognition, for a script.

    Raises:
        HTTPException: there is none.
    """
    desk: Desk = request.app.state.desk
    work = desk.recognitions.of(request.path_params["slug"])
    if work is None:
        raise HTTPException(404)
    return HTMLResponse(desk.fragment(request, "transcript_progress.html", work=work))


ROUTES: tuple[Route, ...] = (
    Route("/e/{slug}/transcript", transcript, methods=["GET"]),
    Route("/e/{slug}/transcript/cue", save_lines, methods=["POST"]),
    Route("/e/{slug}/transcript/replace", replace, methods=["POST"]),
    Route("/e/{slug}/transcript/found", count_found, methods=["POST"]),
    Route("/e/{slug}/transcript/speakers", name_speakers, methods=["POST"]),
    Route("/e/{slug}/transcript/glossary", add_to_glossary, methods=["POST"]),
    Route("/e/{slug}/transcript/reviewed", set_reviewed, methods=["POST"]),
    Route("/e/{slug}/transcript/file", take_over, methods=["POST"]),
    Route("/e/{slug}/transcript/webvtt", save_as_webvtt, methods=["POST"]),
    Route("/e/{slug}/transcript/start", start_writing, methods=["POST"]),
    Route("/e/{slug}/transcript/transcribe", start_recognition, methods=["POST"]),
    Route("/e/{slug}/transcript/progress", recognition_progress, methods=["GET"]),
)
