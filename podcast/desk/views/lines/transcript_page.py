"""The page of a transcript: its lines with the sound, or the ways to one where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podcast.desk.transcript.line_views import line_views, transcript_context
from podcast.desk.transcript.review_progress import reviewed_keys
from podcast.desk.transcript.transcript_file import read_transcript_file
from podcast.desk.views.chapters import sound_of
from podcast.desk.waveforms.wave_view import wave_view

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from podcast.desk.desk_session import Desk
    from podcast.model.show import Episode


def transcript_page(request: Request, episode: Episode, message: str = "") -> Response:
    """Return the page.

    Args:
        request: that is answered.
        episode: of the transcript.
        message: why something was not done; empty if all was.
    """
    desk: Desk = request.app.state.desk
    state = desk.show()
    show = state.show or state.fields
    file = read_transcript_file(desk.root, show, episode)
    sound = sound_of(request, episode)
    status = 422 if message else 200
    common: dict[str, Any] = {
        "message": message,
        "wave": wave_view(sound) if sound else None,
        "decimal": "," if desk.language == "de" else ".",
    }
    if file is None:
        return desk.page(
            request, "transcript_empty.html", slug=episode.slug, status=status, **common, **_empty(desk, episode)
        )
    numbers = () if request.query_params.get("lines") == "0" else range(len(file.cues))
    lines = line_views(file.cues, numbers, reviewed_keys(desk.root, episode.slug), show.transcripts.replace)
    context = transcript_context(desk, show, episode, file)
    return desk.page(
        request, "transcript.html", slug=episode.slug, status=status, lines=lines, notice_words="", **common, **context
    )


def _empty(desk: Desk, episode: Episode) -> dict[str, Any]:
    return {
        "work": desk.recognitions.of(episode.slug),
        "model": desk.recognitions.last_model(),
        "has_recording": episode.has_recording,
    }
