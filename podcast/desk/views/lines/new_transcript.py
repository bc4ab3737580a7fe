"""A transcript where there was none: a file of a service, or an empty line as long as the recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from podcast.desk.saving.file_saves import FileEdit, save_file
from podcast.desk.saving.history import StepPlace
from podcast.desk.saving.outcomes import Saved
from podcast.desk.views.chapters import readable_episode, sound_of
from podcast.desk.views.lines.transcript_page import transcript_page
from podcast.desk.waveforms.wave_view import wave_view
from podcast.errors import PodcastError
from podcast.model.file_names import TRANSCRIPT_SUFFIXES
from podcast.transcripts.cue import Cue
from podcast.transcripts.read_transcript import read_cues
from podcast.transcripts.speakers import speaker_names
from podcast.transcripts.write import format_vtt

if TYPE_CHECKING:
    from starlette.requests import Request

    from podcast.desk.desk_session import Desk
    from podcast.model.show import Episode

MAX_TRANSCRIPT_BYTES: Final = 8_000_000
_UNWRITTEN: Final = "…"


def take_over(request: Request) -> Response:
    """Write a file that was sent as the transcript, if it can be read."""
    desk: Desk = request.app.state.desk
    episode = readable_episode(request)
    if isinstance(episode, RedirectResponse):
        return episode
    sent = request.state.form.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return transcript_page(request, episode, desk.translate("transcript.no_file"))
    data = sent.file.read(MAX_TRANSCRIPT_BYTES + 1)
    suffix = sent.filename.rpartition(".")[2].lower()
    if len(data) > MAX_TRANSCRIPT_BYTES or f".{suffix}" not in TRANSCRIPT_SUFFIXES:
        return transcript_page(request, episode, desk.translate("transcript.wrong_file", name=sent.filename))
    state = desk.show()
    try:
        read_cues(data, sent.filename, [*speaker_names(state.show or state.fields, episode)])
    except PodcastError as error:
        return transcript_page(request, episode, str(error))
    return _written(request, episode, f"transcript.{suffix}", data)


def start_writing(request: Request) -> Response:
    """Write a transcript of one line, which is divided while one listens."""
    episode = readable_episode(request)
    if isinstance(episode, RedirectResponse):
        return episode
    sound = sound_of(request, episode)
    seconds = wave_view(sound).seconds if sound else 0.0
    data = format_vtt([Cue(0.0, max(seconds, 1.0), None, _UNWRITTEN)])
    return _written(request, episode, "transcript.vtt", data)


def _written(request: Request, episode: Episode, name: str, data: bytes) -> Response:
    desk: Desk = request.app.state.desk
    url = f"/e/{episode.slug}/transcript"
    if episode.transcript:
        return transcript_page(request, episode, desk.translate("transcript.has_one"))
    place = StepPlace(url, "transcript", episode.slug)
    path = f"episodes/{episode.slug}/{name}"
    outcome = save_file(desk, FileEdit(desk.translate("transcript.step_new"), path, None, data, place))
    if not isinstance(outcome, Saved):
        return transcript_page(request, episode, getattr(outcome, "message", desk.translate("transcript.has_one")))
    desk.saved_at = desk.now()
    return RedirectResponse(url, 303)
