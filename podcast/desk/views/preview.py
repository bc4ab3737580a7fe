"""The preview of an episode: its entry in a list, its description, its link when shared, and its whole page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from podcast.cldr.date_formats import long_date
from podcast.desk.previewing.app_support import TOPICS
from podcast.desk.previewing.episode_preview import (
    LastPage,
    SharedLink,
    audio_name,
    page_path,
    preview_episode,
    render_page,
    shared_link,
)
from podcast.desk.waveforms.episode_sound import episode_sound, playable_master, playable_recording
from podcast.errors import PodcastError
from podcast.pages.csp import POLICY
from podcast.publish.headers import content_type
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from podcast.desk.desk_session import Desk
    from podcast.model.show import Episode

# The page is shown without its script: it comes from the desk's own address, whose forms a script could send.
_PAGE_POLICY: Final = f"{POLICY}; sandbox allow-same-origin allow-popups; frame-ancestors 'self'"
_last_page: Final = LastPage()


def preview(request: Request) -> Response:
    """Return what listeners will see of an episode."""
    desk: Desk = request.app.state.desk
    slug = request.path_params["slug"]
    state = desk.show()
    episode = state.episodes.get(slug)
    if episode is None:
        raise HTTPException(404)
    context: dict[str, Any] = {"preview": None, "card": None, "fault": "", "topics": TOPICS}
    try:
        context["preview"] = preview_episode(desk.root, state.fields, episode, desk.now())
        if not episode.withdrawn and (request.query_params.get("card") or _last_page.has(state, slug)):
            context["card"] = _card(desk, episode)
    except PodcastError as error:
        context["fault"] = str(error)
    return desk.page(request, "preview.html", slug=slug, **context, **_words(desk, episode, context["preview"]))


def _words(desk: Desk, episode: Episode, shown: Any) -> dict[str, Any]:
    """The date, the number and the length of an episode as a list in an app has them."""
    local = desk.show().fields.local_time(episode.date) if episode.date else None
    length = format_time(round(shown.seconds)) if shown and shown.seconds else ""
    number = ""
    if episode.season and episode.episode:
        number = desk.translate("preview.number", season=episode.season, number=episode.episode)
    return {"day": long_date(local.date(), desk.language) if local else "", "number": number, "length": length}


def _card(desk: Desk, episode: Episode) -> SharedLink:
    page = _page_files(desk, episode.slug)[page_path(episode)]
    return shared_link(page.decode(), desk.show().fields.link)


def _page_files(desk: Desk, slug: str) -> Mapping[str, bytes]:
    """The files of an episode's page, rendered once for the state of the show's files."""
    state = desk.show()
    return _last_page.files(state, slug, lambda: render_page(desk.root, state.fields, slug))


def site_file(request: Request) -> Response:
    """Return the page of an episode, or a file that it needs: `/site/SLUG/`, `/site/assets/…`.

    Raises:
        HTTPException: the page has no such file.
    """
    desk: Desk = request.app.state.desk
    path = str(request.path_params["path"])
    name = f"{path}index.html" if path.endswith("/") else path
    folder = name.partition("/")[0]
    episodes = desk.show().episodes
    if name.startswith("audio/"):
        return _sound(desk, name)
    slug = folder if folder in episodes else _last_page.slug
    if slug not in episodes or episodes[slug].withdrawn:
        raise HTTPException(404)
    data = _page_files(desk, slug).get(name)
    if data is None:
        raise HTTPException(404)
    return Response(data, media_type=content_type(name), headers={"content-security-policy": _PAGE_POLICY})


def _sound(desk: Desk, name: str) -> Response:
    """The sound of an episode for its page: the master, or the recording while there is none."""
    show = desk.show()
    for episode in show.episodes.values():
        sound = episode_sound(desk.root, show.fields, episode) if audio_name(episode) == name else None
        if sound:
            file = playable_master(sound) or playable_recording(sound)
            return FileResponse(file.path, media_type=file.media_type, headers={"cache-control": "no-cache"})
    raise HTTPException(404)


ROUTES = (
    Route("/e/{slug}/preview", preview, methods=["GET"]),
    Route("/site/{path:path}", site_file, methods=["GET"]),
)
