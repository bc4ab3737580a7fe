"""A new episode: a recording, a title, an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from podcast.desk.recordings.creation import NewEpisodeForm, create_from_form, proposed_slug
from podcast.desk.recordings.held_files import HeldFile, drop_file, held_file, hold_file
from podcast.desk.recordings.new_recording import NewRecording, read_recording, title_of
from podcast.desk.sheets.pages import sent_values
from podcast.errors import PodcastError
from podcast.publish.protocol.plan import format_size
from podcast.text import format_time

if TYPE_CHECKING:
    from starlette.requests import Request

    from podcast.desk.desk_session import Desk


def new_episode(request: Request) -> Response:
    """Return the form, with the recording that was sent before."""
    desk: Desk = request.app.state.desk
    held = held_file(desk.root, request.query_params.get("upload", ""))
    title = title_of(held) if held else ""
    return _page(request, held, NewEpisodeForm(title, _slug_or_empty(desk, title)))


def upload(request: Request) -> Response:
    """Hold a recording, if it can be read; the form for its episode comes next."""
    desk: Desk = request.app.state.desk
    is_script = request.headers.get("accept", "").startswith("application/json")
    try:
        held = _received(request, desk)
    except PodcastError as error:
        problem = str(error)
        if is_script:
            return JSONResponse({"problem": problem}, 422)
        return _page(request, None, NewEpisodeForm(""), {"recording": problem})
    if held is None:
        return RedirectResponse("/new", 303)
    url = f"/new?upload={held.id}"
    return JSONResponse({"url": url}) if is_script else RedirectResponse(url, 303)


def create(request: Request) -> Response:
    """Create the episode, and go on to its parts; or return the form with what cannot be used."""
    desk, values = request.app.state.desk, sent_values(request)
    sent = {name: texts[-1].strip() for name, texts in values.items()}
    held = held_file(desk.root, sent.get("upload", ""))
    season = sent.get("season", "")
    form = NewEpisodeForm(
        sent.get("title", ""),
        sent.get("slug", ""),
        int(season) if season.isdecimal() else None,
        sent.get("type", "full") if sent.get("type") in {"full", "trailer", "bonus"} else "full",
    )
    if not form.title:
        return _page(request, held, form, {"title": desk.translate("new_episode.title_missing")})
    try:
        slug = create_from_form(desk, form, held.path if held else None)
    except PodcastError as error:
        return _page(request, held, form, {"slug" if form.slug else "title": str(error)})
    if held:
        drop_file(desk.root, held.id)
    desk.saved_at = desk.now()
    return RedirectResponse(f"/e/{slug}/{'sound' if held else 'facts'}", 303)


def address(request: Request) -> Response:
    """Return the address that follows from a title, while someone types it; nothing is changed."""
    desk = request.app.state.desk
    title = next(iter(sent_values(request).get("title", ())), "")
    return JSONResponse({"slug": _slug_or_empty(desk, title)})


def _received(request: Request, desk: Desk) -> HeldFile | None:
    """Return the sent recording, held; None if none was sent.

    Raises:
        PodcastError: it cannot be used; then it is not held.
    """
    sent = request.state.form.get("recording") if request.state.form else None
    if not isinstance(sent, UploadFile) or not sent.filename:
        return None
    held = hold_file(desk.root, sent.filename, sent.file)
    try:
        read_recording(held.path)
    except PodcastError:
        drop_file(desk.root, held.id)
        raise
    return held


def _slug_or_empty(desk: Desk, title: str) -> str:
    try:
        return proposed_slug(desk, title)
    except PodcastError:
        return ""


def _page(
    request: Request, held: HeldFile | None, form: NewEpisodeForm, problems: dict[str, str] | None = None
) -> Response:
    desk: Desk = request.app.state.desk
    show, messages = desk.show().fields, problems or {}
    return desk.page(
        request,
        "new_episode.html",
        status=422 if problems else 200,
        held=held,
        recording=_recording_words(desk, held),
        form=form,
        link=show.link.removeprefix("https://"),
        seasons=show.seasons,
        problems={name: messages.get(name, "") for name in ("recording", "title", "slug")},
    )


def _recording_words(desk: Desk, held: HeldFile | None) -> dict[str, Any]:
    """Return what the page says about the recording."""
    if held is None:
        return {}
    recording: NewRecording = read_recording(held.path)
    channels = {1: "mono", 2: "stereo"}.get(recording.channels, "channels")
    parts = (
        format_time(round(recording.seconds)) if recording.seconds else "",
        desk.translate(f"new_episode.{channels}", count=recording.channels),
        format_size(recording.size_bytes),
        desk.translate("new_episode.copied"),
    )
    return {"words": " · ".join(filter(None, parts)), "low_kbit": recording.low_kbit}


ROUTES: tuple[Route, ...] = (
    Route("/new", new_episode, methods=["GET"]),
    Route("/new", create, methods=["POST"]),
    Route("/new/address", address, methods=["POST"]),
    Route("/upload", upload, methods=["POST"]),
)
