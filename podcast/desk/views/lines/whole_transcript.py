"""Edits of a whole transcript: words replaced in all lines, people of speakers, the glossary, the end of the review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from starlette.responses import JSONResponse, RedirectResponse, Response

from podcast.authoring.edited_file import EditedFile
from podcast.desk.saving.field_saves import FieldEdit, save_field
from podcast.desk.saving.outcomes import Conflict, Refused
from podcast.desk.transcript.line_views import reviewed_count
from podcast.desk.transcript.review_progress import mark_reviewed
from podcast.desk.transcript.transcript_file import read_transcript_file
from podcast.desk.views.chapters import readable_episode
from podcast.desk.views.lines.line_saves import conflict, is_script, open_transcript, refused, save_edit, steps_document
from podcast.errors import PodcastError
from podcast.transcripts.editing.replacing import Replacement, found_count, replaced_texts

if TYPE_CHECKING:
    from starlette.requests import Request

    from podcast.desk.desk_session import Desk
    from podcast.desk.views.lines.line_saves import OpenTranscript


def _sent(request: Request, name: str) -> str:
    value = request.state.form.get(name, "")
    return value if isinstance(value, str) else ""


def _sent_replacement(request: Request) -> Replacement:
    return Replacement(_sent(request, "words"), _sent(request, "new"), is_whole=bool(_sent(request, "whole")))


def count_found(request: Request) -> Response:
    """Say in how many lines words are that may be replaced; nothing is changed."""
    try:
        opened = open_transcript(request)
    except PodcastError as error:
        return refused(request, str(error))
    count = found_count(opened.base.cues, _sent_replacement(request))
    return JSONResponse({"said": opened.desk.translate("transcript.found", count=count) if count is not None else ""})


def replace(request: Request) -> Response:
    """Replace words in all lines: one step of undo."""
    replacement = _sent_replacement(request)
    try:
        opened = open_transcript(request)
        texts = replaced_texts(opened.base.cues, replacement)
        if not texts:
            return refused(request, opened.desk.translate("transcript.nowhere", words=replacement.words))
        data = opened.base.change_texts(texts)
        label = opened.desk.translate("transcript.step_replace", words=replacement.words)
        digest = save_edit(request, opened, data, label, min(texts))
    except PodcastError as error:
        return refused(request, str(error))
    if isinstance(digest, Response):
        return digest
    _keep_reviewed(opened, texts)
    if not is_script(request):
        return RedirectResponse(f"{opened.url}#cue-{min(texts)}", 303)
    sentence = opened.desk.translate("transcript.replaced", count=len(texts))
    is_merged = opened.desk.history.versions.data(digest) != data
    return JSONResponse(
        {**steps_document(opened.desk), "digest": digest, "texts": texts, "said": sentence, "reload": is_merged}
    )


def _keep_reviewed(opened: OpenTranscript, texts: dict[int, str]) -> None:
    """Let lines that were found right stay so with their new words."""
    from dataclasses import replace as changed

    keys = mark_reviewed(opened.desk.root, opened.episode.slug)
    cues = [opened.base.cues[number] for number in texts]
    reviewed = [cue for cue in cues if reviewed_count([cue], keys)]
    new = [changed(cue, text=texts[number]) for number, cue in zip(texts, cues, strict=True) if cue in reviewed]
    mark_reviewed(opened.desk.root, opened.episode.slug, added=new, removed=reviewed)


def name_speakers(request: Request) -> Response:
    """Write which person a speaker of the file is: the field `speakers` of the episode."""
    labels = {name[2:]: str(value) for name, value in request.state.form.items() if name.startswith("n-") and value}
    return _save_field(request, "speakers", lambda old: {**(old or {}), **labels})


def add_to_glossary(request: Request) -> Response:
    """Add words to the glossary of the show, which every transcript is read by."""
    words, new = _sent(request, "words"), _sent(request, "new")
    desk: Desk = request.app.state.desk

    def with_words(old: Any) -> Any:
        settings = old or {}
        return {**settings, "replace": {**(settings.get("replace") or {}), words: new}}

    return _save_field(
        request, "transcripts", with_words, sentence=desk.translate("transcript.in_glossary", words=words), slug=None
    )


def set_reviewed(request: Request) -> Response:
    """End the review: `reviewed: {by, on}`, and all lines count as reviewed."""
    desk: Desk = request.app.state.desk
    by = " ".join(_sent(request, "by").split())
    if not by:
        return refused(request, desk.translate("transcript.who"))
    state = desk.show()
    zone = ZoneInfo((state.show or state.fields).timezone)
    answer = _save_field(
        request, "reviewed", lambda _old: {"by": by, "on": desk.now().astimezone(zone).date().isoformat()}
    )
    episode = readable_episode(request)
    if answer.status_code in {200, 303} and not isinstance(episode, RedirectResponse):
        file = read_transcript_file(desk.root, state.show or state.fields, episode)
        mark_reviewed(desk.root, episode.slug, added=file.cues if file else ())
    return answer


def _save_field(request: Request, field: str, change: Any, *, sentence: str = "", slug: str | None = "") -> Response:
    """Save a field of the episode (of the show for None) as `change` makes it of the old value."""
    desk: Desk = request.app.state.desk
    own: str = request.path_params["slug"]
    url = f"/e/{own}/transcript"
    file = EditedFile.read(desk.root, own if slug == "" else slug)
    old = file.fields.get(field)
    digest = desk.history.versions.add(file.data)
    outcome = save_field(desk, FieldEdit(own if slug == "" else slug, field, old, change(old), digest, url=url))
    if isinstance(outcome, Refused):
        return refused(request, outcome.message)
    if isinstance(outcome, Conflict):
        return conflict(request, outcome)
    desk.saved_at = desk.now()
    if is_script(request):
        return JSONResponse({**steps_document(desk), "said": sentence})
    return RedirectResponse(url, 303)
