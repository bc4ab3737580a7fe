"""Sound and peaks of an episode for the browser: recording and master, with byte ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from podcast.audio.browser.recording_peaks import FULL_SCALE
from podcast.desk.views.chapters import readable_episode, sound_of
from podcast.desk.waveforms.episode_sound import (
    master_peaks,
    playable_master,
    playable_recording,
    recording_peaks,
)
from podcast.errors import PodcastError

if TYPE_CHECKING:
    from starlette.requests import Request

    from podcast.desk.waveforms.episode_sound import EpisodeSound

_MAX_PEAKS: Final = 4000  # of one answer: more than a screen shows
_HEADERS: Final = {"cache-control": "private, no-cache", "accept-ranges": "bytes"}


def _sound(request: Request) -> EpisodeSound:
    """Return the sound of the episode of a request.

    Raises:
        HTTPException: there is none.
    """
    episode = readable_episode(request)
    sound = None if isinstance(episode, RedirectResponse) else sound_of(request, episode)
    if sound is None:
        raise HTTPException(404)
    return sound


def recording(request: Request) -> Response:
    """Return the recording as browsers play it; a copy is encoded first where they do not."""
    playable = playable_recording(_sound(request))
    return FileResponse(playable.path, media_type=playable.media_type, headers=_HEADERS)


def master(request: Request) -> Response:
    """Return the master.

    Raises:
        HTTPException: there is none.
    """
    playable = playable_master(_sound(request))
    if playable is None:
        raise HTTPException(404)
    return FileResponse(playable.path, media_type=playable.media_type, headers=_HEADERS)


def peaks_of_recording(request: Request) -> Response:
    """Return peaks of a span of the recording: `from` and `to` in seconds, at most `count`, 0 to 255."""
    try:
        peaks = recording_peaks(_sound(request))
    except PodcastError as error:
        return JSONResponse({"problem": str(error)})
    start, end = _number(request, "from", 0.0), _number(request, "to", peaks.seconds)
    count = int(min(_number(request, "count", 1000.0), _MAX_PEAKS))
    window = peaks.window(start, min(end, peaks.seconds), count)
    return JSONResponse({"seconds": peaks.seconds, "from": start, "to": min(end, peaks.seconds), "peaks": list(window)})


def peaks_of_master(request: Request) -> Response:
    """Return the peaks of the master as the site draws them, 0 to 255."""
    sound = _sound(request)
    seconds = sound.master.seconds if sound.master else 0.0
    peaks = [round(peak * FULL_SCALE) for peak in master_peaks(sound)]
    return JSONResponse({"seconds": seconds, "from": 0, "to": seconds, "peaks": peaks})


def _number(request: Request, name: str, default: float) -> float:
    try:
        value = float(request.query_params.get(name, default))
    except ValueError:
        return default
    return value if 0 <= value < 1e7 else default


ROUTES: tuple[Route, ...] = (
    Route("/sound/{slug}/recording", recording, methods=["GET"]),
    Route("/sound/{slug}/master", master, methods=["GET"]),
    Route("/peaks/{slug}/recording", peaks_of_recording, methods=["GET"]),
    Route("/peaks/{slug}/master", peaks_of_master, methods=["GET"]),
)
