"""The sound of an episode: before and after, the hints about it, another recording."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from podcast.desk.listing.overview_rows import format_short_day
from podcast.desk.marks.times import typed_time
from podcast.desk.part_states import part_of
from podcast.desk.recordings import held_files
from podcast.desk.recordings.new_recording import read_recording
from podcast.desk.recordings.replaced_recordings import (
    new_name,
    replace_recording,
    replaced_path,
    replaced_recordings,
)
from podcast.desk.saving.field_saves import FieldEdit, save_field
from podcast.desk.saving.outcomes import Conflict, Refused
from podcast.desk.views.chapters import readable_episode, sound_of
from podcast.desk.waveforms.mastering_runs import MasteringRuns
from podcast.desk.waveforms.sound_facts import sound_facts
from podcast.desk.waveforms.wave_view import wave_view
from podcast.errors import PodcastError
from podcast.i18n import format_number
from podcast.model.file_names import EPISODES
from podcast.steps.recorded_inputs import recorded_files

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

    from podcast.desk.desk_session import Desk
    from podcast.desk.recordings.replaced_recordings import ReplacedRecording
    from podcast.errors import Problem
    from podcast.model.show import Episode

_TIME: Final = re.compile(r"\b(?:\d+:)?\d{1,2}:\d\d\b(?:[.,]\d)?")
_runs: Final[dict[Path, MasteringRuns]] = {}  # by the root of the show


@dataclass(frozen=True, slots=True)
class HintView:
    """A hint: what is so, what to do, its code, and a place to hear it (None: no place)."""

    what: str
    remedy: str
    code: str
    at: float | None
    place: str
    is_problem: bool


def mastering_runs(desk: Desk) -> MasteringRuns:
    """Return the masters that are made in the background for a show."""
    return _runs.setdefault(desk.root, MasteringRuns(desk.root))


def sound(request: Request) -> Response:
    """Return the page."""
    return _page(request)


def _page(request: Request, problem: str = "") -> Response:
    desk: Desk = request.app.state.desk
    episode = readable_episode(request)
    if isinstance(episode, RedirectResponse):
        return episode
    own_sound = sound_of(request, episode)
    wave = wave_view(own_sound) if own_sound else None
    runs = mastering_runs(desk)
    context: dict[str, Any] = {
        "wave": wave,
        "facts": sound_facts(own_sound, wave.seconds, desk.translate, desk.language) if own_sound and wave else None,
        "is_pending": runs.is_running(episode.slug),
        "problem": problem or runs.error(episode.slug),
        "hints": _hints(desk, episode),
        "files": [_file(desk, name) for name in recorded_files(episode)],
        "has_tracks": bool(episode.mixed_tracks),
        "replaced": [_replaced(desk, recording) for recording in replaced_recordings(desk.root, episode.slug)],
        "decimal": "," if desk.language == "de" else ".",
    }
    return desk.page(request, "sound.html", slug=episode.slug, status=422 if problem else 200, **context)


def _file(desk: Desk, name: str) -> dict[str, str]:
    """Return the name of a file, and its size and age in words."""
    state = (desk.root / name).stat()
    changed = datetime.fromtimestamp(state.st_mtime).astimezone()
    words = desk.translate("sound.since", size=_size(desk, state.st_size), day=format_short_day(changed))
    return {"name": name.rpartition("/")[2], "words": words}


def _replaced(desk: Desk, recording: ReplacedRecording) -> dict[str, str]:
    moment = recording.replaced_at.astimezone()
    day = f"{format_short_day(moment)}, {moment:%H:%M}"
    words = desk.translate("sound.until", size=_size(desk, recording.size), day=day)
    return {"id": recording.id, "name": recording.name, "words": words}


def _size(desk: Desk, size: int) -> str:
    if size < 1_000_000:
        return desk.translate("sound.kilobytes", size=format_number(size / 1000, 0))
    return desk.translate("sound.megabytes", size=format_number(size / 1_000_000, 1 if size < 100_000_000 else 0))


def _hints(desk: Desk, episode: Episode) -> list[HintView]:
    """Return the problems and hints about the sound, problems first."""
    state = desk.show()
    problems = ((problem, True) for problem in state.problems(episode.slug))
    hints = ((problem, False) for problem in state.hints(episode.slug))
    return [
        _hint(problem, is_problem)
        for problem, is_problem in (*problems, *hints)
        if part_of(episode, problem) == "sound"
    ]


def _hint(problem: Problem, is_problem: bool) -> HintView:  # noqa: FBT001 - a fact about the problem
    place = _TIME.search(problem.what)
    at = typed_time(place[0]) if place else None
    return HintView(problem.what, problem.remedy, problem.code, at, place[0] if place else "", is_problem)


def change_sound(request: Request) -> Response:
    """Do what a button asks for: make the master, accept a hint, take or bring back a recording."""
    desk: Desk = request.app.state.desk
    episode = readable_episode(request)
    if isinstance(episode, RedirectResponse):
        return episode
    verb, _colon, value = str(request.state.form.get("do", "")).partition(":")
    try:
        conflict = _ACTIONS[verb](request, desk, episode, value) if verb in _ACTIONS else ""
    except PodcastError as error:
        return _page(request, str(error))
    return RedirectResponse(conflict or f"/e/{episode.slug}/sound", 303)


def _make_master(_request: Request, desk: Desk, episode: Episode, _value: str) -> str:
    state, slug = desk.show(), episode.slug

    def on_end() -> None:
        desk.forget_show()  # there may be hints of its analysis now
        desk.events.send("sound", {"slug": slug})

    mastering_runs(desk).start(state.show or state.fields, episode, on_end)
    return ""


def _accept_hint(_request: Request, desk: Desk, episode: Episode, code: str) -> str:
    accepted = list(episode.accepted_hints)
    field = f"accepted_hints[{len(accepted) + 1}]" if accepted else "accepted_hints"
    new: Any = code if accepted else [code]
    return _saved(desk, FieldEdit(episode.slug, field, None, new, desk.digest(episode.file)))


def _saved(desk: Desk, edit: FieldEdit) -> str:
    """Save a field; return the address of a conflict, if there is one.

    Raises:
        PodcastError: it was refused.
    """
    outcome = save_field(desk, edit)
    if isinstance(outcome, Refused):
        raise PodcastError(outcome.message)
    desk.saved_at = desk.now()
    return outcome.url if isinstance(outcome, Conflict) else ""


def _replace(request: Request, desk: Desk, episode: Episode, _value: str) -> str:
    """Put a sent recording in place of the present one."""
    sent = request.state.form.get("recording")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise PodcastError(desk.translate("sound.choose_first"))
    held = held_files.hold_file(desk.root, sent.filename, sent.file)
    try:
        read_recording(held.path)
        return _put(desk, episode, held.path, held.name)
    finally:
        held_files.drop_file(desk.root, held.id)


def _put(desk: Desk, episode: Episode, path: Path, name: str) -> str:
    """Put a recording in place, and name it in episode.yaml where that names the one before."""
    names_file = f"{EPISODES}/{episode.slug}/{new_name(episode, name)}"
    old = (episode.recording or "").rpartition("/")[2]
    new = replace_recording(desk.root, episode, path, name, desk.now())
    if old in {"", new} or names_file == episode.recording or not _is_named(desk, episode.slug):
        return ""
    return _saved(desk, FieldEdit(episode.slug, "recording", old, new, desk.digest(episode.file)))


def _is_named(desk: Desk, slug: str) -> bool:
    from podcast.authoring.set_field import present_field

    return present_field(desk.root, slug, "recording").value is not None


def _bring_back(_request: Request, desk: Desk, episode: Episode, identity: str) -> str:
    """Put a replaced recording back, in exchange for the present one."""
    path = replaced_path(desk.root, episode.slug, identity)
    if path is None:
        raise PodcastError(desk.translate("sound.not_kept"))
    return _put(desk, episode, path, path.name)


_ACTIONS: Final = {"master": _make_master, "accept": _accept_hint, "replace": _replace, "back": _bring_back}

ROUTES: tuple[Route, ...] = (
    Route("/e/{slug}/sound", sound, methods=["GET"]),
    Route("/e/{slug}/sound", change_sound, methods=["POST"]),
    Route("/e/{slug}/sound/upload", change_sound, methods=["POST"]),
)
