"""A new episode: a recording, a title, an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from podcast.desk.recordings.creation import NewEpisodeForm, create_from_form, proposed_slug, require_usable_date
from podcast.desk.recordings.held_files import HeldFile, drop_file, held_file, hold_file
from podcast.desk.recordings.measurements import measurements
from podcast.desk.recordings.new_episode_page import ProposedValues, proposed_values, recording_context
from podcast.desk.recordings.new_recording import read_recording
from podcast.desk.sheets.pages import sent_values
from podcast.errors import PodcastError

_REFRESH_SECONDS: Final = "2"

if TYPE_CHECKING:
    from starlette.requests import Request

    from podcast.desk.desk_session import Desk


def new_episode(request: Request) -> Response:
    """Return the form, with the recording that was sent before."""
    desk: Desk = request.app.state.desk
    identity = request.query_params.get("upload", "")
    held, work = held_file(desk.root, identity), measurements(desk).of(identity)
    is_watching = "watch" in request.query_params
    if is_watching and not (held and work and work.is_running):
        return RedirectResponse(f"/new?upload={identity}", 303)
    proposed = proposed_values(desk, held)
    page = _page(request, held, _filled_in(desk, proposed), proposed=proposed, is_watching=is_watching)
    if is_watching:
        page.headers["Refresh"] = _REFRESH_SECONDS  # without script
    return page


def _filled_in(desk: Desk, proposed: ProposedValues) -> NewEpisodeForm:
    return NewEpisodeForm(proposed.title, _slug_or_empty(desk, proposed.title))


def recording_state(request: Request) -> Response:
    """Return the part of the page that says how far the recording is read.

    Raises:
        HTTPException: no such recording is held.
    """
    desk: Desk = request.app.state.desk
    held = held_file(desk.root, request.query_params.get("upload", ""))
    if held is None:
        raise HTTPException(404)
    return HTMLResponse(desk.fragment(request, "recording_state.html", **recording_context(desk, held)))


def cancel(request: Request) -> Response:
    """Stop reading a recording that was sent, and remove it."""
    desk: Desk = request.app.state.desk
    identity = request.query_params.get("upload", "")
    measurements(desk).cancel(identity)
    drop_file(desk.root, identity)
    return RedirectResponse("/new", 303)


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
    return JSONResponse({"url": url}) if is_script else RedirectResponse(f"{url}&watch=1", 303)


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
        " ".join(filter(None, (sent["day"], sent.get("time", "")))) if sent.get("day") else sent.get("day"),
    )
    if not form.title:
        return _page(request, held, form, {"title": desk.translate("new_episode.title_missing")})
    try:
        require_usable_date(desk, form)
    except PodcastError as error:
        return _page(request, held, form, {"date": str(error)})
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
        recording = read_recording(held.path)
    except PodcastError:
        drop_file(desk.root, held.id)
        raise
    measurements(desk).start(held, recording.seconds or 0.0, desk.show().fields.audio)
    return held


def _slug_or_empty(desk: Desk, title: str) -> str:
    try:
        return proposed_slug(desk, title)
    except PodcastError:
        return ""


def _page(
    request: Request,
    held: HeldFile | None,
    form: NewEpisodeForm,
    problems: dict[str, str] | None = None,
    **context: Any,
) -> Response:
    """Return the form; without `proposed` in the context, the date is the one of the form."""
    desk: Desk = request.app.state.desk
    show, messages = desk.show().fields, problems or {}
    day, _space, time = (form.date or "").partition(" ")
    return desk.page(
        request,
        "new_episode.html",
        status=422 if problems else 200,
        form=form,
        link=show.link.removeprefix("https://"),
        seasons=show.seasons,
        problems={name: messages.get(name, "") for name in ("recording", "title", "slug", "date")},
        **{"proposed": ProposedValues(day=day, time=time), "is_watching": False, **context},
        **recording_context(desk, held),
    )


ROUTES: tuple[Route, ...] = (
    Route("/new", new_episode, methods=["GET"]),
    Route("/new", create, methods=["POST"]),
    Route("/new/recording", recording_state, methods=["GET"]),
    Route("/new/cancel", cancel, methods=["POST"]),
    Route("/new/address", address, methods=["POST"]),
    Route("/upload", upload, methods=["POST"]),
)
