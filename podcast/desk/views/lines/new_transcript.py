"""A transcript where there was none: a file of a service, or an empty line as long as the recording."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from podcast.authoring.set_field import present_field
from podcast.desk.saving.field_saves import FieldEdit, save_field
from podcast.desk.saving.file_saves import FileEdit, save_file
from podcast.desk.saving.history import StepPlace
from podcast.desk.saving.outcomes import Saved
from podcast.desk.saving.undo_steps import take_back
from podcast.desk.transcript.transcript_file import read_transcript_file
from podcast.desk.views.chapters import readable_episode, sound_of
from podcast.desk.views.lines.transcript_page import transcript_page
from podcast.desk.waveforms.wave_view import wave_view
from podcast.errors import PodcastError
from podcast.model.file_names import TRANSCRIPT_SUFFIXES
from podcast.transcripts.cue import Cue
from podcast.transcripts.machine_note import with_machine_note
from podcast.transcripts.read_transcript import read_cues
from podcast.transcripts.speakers import speaker_names
from podcast.transcripts.write import format_vtt

if TYPE_CHECKING:
    from pathlib import Path

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


def save_as_webvtt(request: Request) -> Response:
    """Write the lines of a transcript that cannot be edited into a WebVTT file beside it, and name that one instead.

    The file itself stays. Both changes are one step of undo.
    """
    desk: Desk = request.app.state.desk
    episode = readable_episode(request)
    if isinstance(episode, RedirectResponse):
        return episode
    state = desk.show()
    file = read_transcript_file(desk.root, state.show or state.fields, episode)
    if file is None or not file.cues:
        return transcript_page(request, episode, desk.translate("transcript.nothing_to_save"))
    data = format_vtt(file.cues)
    path = _free_path(desk.root, file.path)
    return _replaced(request, episode, path, with_machine_note(data) if episode.machine_transcript else data)


def _free_path(root: Path, path: str) -> str:
    """Return the path of a WebVTT file beside a transcript, where there is none yet."""
    stem = PurePosixPath(path).with_suffix("")
    paths = (f"{stem}{end}.vtt" for end in ("", *(f"-{number}" for number in range(2, 100))))
    return next(free for free in paths if not (root / free).exists())


def _replaced(request: Request, episode: Episode, path: str, data: bytes) -> Response:
    """Write a transcript, and name it in episode.yaml; if that cannot be changed, the file goes again."""
    desk: Desk = request.app.state.desk
    url, label = f"/e/{episode.slug}/transcript", desk.translate("transcript.step_webvtt")
    place = StepPlace(url, "transcript", episode.slug)
    with desk.history.lock:
        old = present_field(desk.root, episode.slug, "transcript").value
        outcome = save_file(desk, FileEdit(label, path, None, data, place))
        if isinstance(outcome, Saved):
            name, digest = path.removeprefix(f"episodes/{episode.slug}/"), desk.digest(episode.file)
            outcome = save_field(desk, FieldEdit(episode.slug, "transcript", old, name, digest, label=label, url=url))
            if not isinstance(outcome, Saved):
                take_back(desk, is_redo=False)
    if not isinstance(outcome, Saved):
        return transcript_page(request, episode, getattr(outcome, "message", desk.translate("transcript.has_one")))
    desk.history.join_last()
    desk.saved_at = desk.now()
    return RedirectResponse(url, 303)


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
