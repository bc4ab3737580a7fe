"""Saves of lines: what a script sends for one, or a page without script for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from podcast.desk.desk_session import one_show
from podcast.desk.saving.file_saves import FileEdit, save_file
from podcast.desk.saving.history import StepPlace
from podcast.desk.saving.outcomes import Conflict, Refused
from podcast.desk.transcript.cue_edits import apply_edits, sent_edits
from podcast.desk.transcript.line_views import line_views, reviewed_count, speaker_choices
from podcast.desk.transcript.review_progress import mark_reviewed
from podcast.desk.transcript.transcript_file import read_transcript_file
from podcast.desk.views.chapters import readable_episode
from podcast.desk.views.lines.transcript_page import transcript_page
from podcast.errors import PodcastError
from podcast.text import format_time
from podcast.transcripts.editing.replacing import corrected_phrase, replaced_texts
from podcast.transcripts.speakers import speaker_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from podcast.desk.desk_session import Desk
    from podcast.desk.transcript.cue_edits import EditedLines, LineEdits
    from podcast.desk.transcript.transcript_file import DeskTranscript
    from podcast.model.show import Episode, Show
    from podcast.transcripts.editing.transcript_edits import EditedTranscript


@dataclass(frozen=True, slots=True)
class OpenTranscript:
    """The transcript that a request edits: its file now, and the version that the page was loaded from."""

    desk: Desk
    show: Show
    episode: Episode
    file: DeskTranscript
    base: EditedTranscript

    @property
    def url(self) -> str:
        """The address of its page."""
        return f"/e/{self.episode.slug}/transcript"


def open_transcript(request: Request) -> OpenTranscript:
    """Return the transcript that a request edits.

    Raises:
        HTTPException: there is none.
        PodcastError: it cannot be edited, or the version of the page is no longer there.
    """
    desk: Desk = request.app.state.desk
    episode = readable_episode(request)
    state = desk.show()
    show = state.show or state.fields
    file = None if isinstance(episode, RedirectResponse) else read_transcript_file(desk.root, show, episode)
    if file is None or isinstance(episode, RedirectResponse):
        raise HTTPException(404)
    digest = str(request.state.form.get("digest", ""))
    data = desk.history.versions.data(digest)
    if data is None and digest and digest != desk.history.versions.add(file.data):
        raise PodcastError(desk.translate("transcript.too_old"))  # its numbers of lines may be those of others by now
    base = file.version(data if data is not None else file.data)
    if base is None:
        raise PodcastError(file.problem or desk.translate("transcript.read_only"))
    return OpenTranscript(desk, show, episode, file, base)


def save_lines(request: Request) -> Response:
    """Save all lines that differ, then what a button asks for."""
    form = {name: value for name, value in request.state.form.items() if isinstance(value, str)}
    edits = sent_edits(form)
    try:
        opened = open_transcript(request)
        edited = apply_edits(opened.file, opened.base, edits)
    except PodcastError as error:
        return refused(request, str(error))
    label = _label(opened, edits, edited)
    outcome = save_edit(request, opened, edited.data, label, max(edits.number, 0) if edits.button else _first(edited))
    if isinstance(outcome, Response):
        return outcome
    keys = _note_review(opened, edits, edited)
    if not is_script(request):
        return RedirectResponse(_next_url(opened, form, edits), 303)
    return JSONResponse(_document(request, opened, edits, (edited, outcome, keys)))


def save_edit(request: Request, opened: OpenTranscript, data: bytes, label: str, number: int) -> str | Response:
    """Write an edited version; return the digest of the file, or the answer if it was not written.

    Args:
        request: of the edit.
        opened: the transcript.
        data: the edited version of what the page was loaded from.
        label: of the step for undo.
        number: of the line that undo leads to.

    Raises:
        PodcastError: the disk refuses.
    """
    desk = opened.desk
    before = opened.base.source.encode(opened.base.source.text)
    if data == before:
        return desk.history.versions.add(opened.file.data)
    place = StepPlace(f"{opened.url}#cue-{number}", f"cue-{number}", opened.episode.slug)
    outcome = save_file(desk, FileEdit(label, opened.file.path, before, data, place))
    if isinstance(outcome, Conflict):
        return conflict(request, outcome)
    if isinstance(outcome, Refused):
        raise PodcastError(outcome.message)
    desk.saved_at = desk.now()
    return outcome.digest


def _note_review(opened: OpenTranscript, edits: LineEdits, edited: EditedLines) -> frozenset[str]:
    """Note the lines that were found right: those whose words were changed, and the one of the button."""
    before, after = opened.base.cues, edited.cues
    gone = [before[number] for number in edited.changed]
    added = [after[number] for number in edited.changed] if len(before) == len(after) else []
    if edits.button == "done" and len(before) == len(after):
        added.append(after[edits.number])
    if edits.button == "open":
        gone, added = [*gone, after[edits.number]], []
    return mark_reviewed(opened.desk.root, opened.episode.slug, removed=gone, added=added)


@one_show()
def _document(
    request: Request, opened: OpenTranscript, edits: LineEdits, saved: tuple[EditedLines, str, frozenset[str]]
) -> dict[str, Any]:
    """Return what the script shows: digest, progress, steps, lines that have come anew, and what others may need."""
    edited, digest, keys = saved
    desk = opened.desk
    numbers = range(edited.first, edited.first + edited.added)
    glossary = opened.show.transcripts.replace
    rows = line_views(edited.cues, numbers, keys, glossary)
    names = speaker_names(opened.show, opened.episode)
    context = {"lines": rows, "speakers": speaker_choices(edited.cues, names)}
    data = desk.history.versions.data(digest)
    return {
        **steps_document(desk),
        "digest": digest,
        "reload": data is not None and data != edited.data,  # others have changed other lines
        "progress": progress_words(desk, reviewed_count(edited.cues, keys), len(edited.cues)),
        "done": reviewed_count(edited.cues, keys),
        "first": edited.first,
        "removed": edited.removed,
        "added": edited.added,
        "html": desk.fragment(request, "transcript_lines.html", slug=opened.episode.slug, **context) if rows else "",
        "again": _again(opened, edits, edited),
    }


def steps_document(desk: Desk) -> dict[str, Any]:
    """Return the state of saving for the script."""
    undo, redo = desk.history.undo_label, desk.history.redo_label
    return {
        "saved_at": f"{(desk.saved_at or desk.now()).astimezone():%H:%M}",
        "undo": {"label": undo} if undo else None,
        "redo": {"label": redo} if redo else None,
    }


def progress_words(desk: Desk, done: int, count: int) -> str:
    """Return the progress of the review in words."""
    return desk.translate("transcript.progress", done=done, count=count)


def _again(opened: OpenTranscript, edits: LineEdits, edited: EditedLines) -> dict[str, Any] | None:
    """Return the correction of a line that others may need as well, with the number of those."""
    if len(edited.changed) != 1 or edits.button in {"split", "join"} or edited.removed:
        return None
    number = edited.changed[0]
    phrase = corrected_phrase(opened.base.cues[number].text, edited.cues[number].text)
    count = len(replaced_texts(edited.cues, phrase)) if phrase else 0
    if phrase is None or not count:
        return None
    words = opened.desk.translate("transcript.again", count=count, old=phrase.words, new=phrase.new)
    return {"old": phrase.words, "new": phrase.new, "words": words}


def _label(opened: OpenTranscript, edits: LineEdits, edited: EditedLines) -> str:
    """Return the name of the step for undo."""
    desk, cues = opened.desk, opened.base.cues
    if edits.button in {"split", "join"}:
        return desk.translate(f"transcript.step_{edits.button}", time=format_time(int(cues[edits.number].start)))
    if len(edited.changed) == 1:
        return desk.translate("transcript.step_line", time=format_time(int(cues[edited.changed[0]].start)))
    return desk.translate("transcript.step_lines", count=len(edited.changed))


def _first(edited: EditedLines) -> int:
    return edited.changed[0] if edited.changed else 0


def _next_url(opened: OpenTranscript, form: Mapping[str, str], edits: LineEdits) -> str:
    """Return the page that follows without script: the next part, or the next line."""
    onward = form.get("next", "")
    if onward.startswith("/e/"):
        return onward
    number = edits.number + 1 if edits.button == "done" else max(edits.number, 0)
    return f"{opened.url}#cue-{number}"


def is_script(request: Request) -> bool:
    """Whether a script asks, which wants JSON."""
    return "application/json" in request.headers.get("accept", "")


def conflict(request: Request, outcome: Conflict) -> Response:
    """Return the way to the page with both versions."""
    return JSONResponse({"conflict": outcome.url}, 409) if is_script(request) else RedirectResponse(outcome.url, 303)


def refused(request: Request, message: str) -> Response:
    """Return why nothing was written: to a script, or as the page with the message."""
    if is_script(request):
        return JSONResponse({"problem": message}, 422)
    episode = readable_episode(request)
    return episode if isinstance(episode, RedirectResponse) else transcript_page(request, episode, message)
