"""The page of conflict copies: both versions, of which one is taken, or parts of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from podcast.desk.copies.copy_pairs import (
    MAX_TEXT_BYTES,
    CopyPair,
    TextPart,
    chosen_text,
    copy_pairs,
    is_text,
    text_parts,
)
from podcast.desk.copies.kept_copies import bring_back, kept_copies, put_away, put_in_place
from podcast.desk.file_repairs import problem_of
from podcast.desk.saving.file_saves import FileEdit, save_file
from podcast.desk.saving.history import StepPlace
from podcast.desk.saving.outcomes import Conflict, Refused
from podcast.desk.saving.word_marks import marked_text
from podcast.desk.views.edits import sent_text
from podcast.errors import PodcastError
from podcast.i18n import format_day
from podcast.model.file_names import PICTURE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from podcast.desk.desk_session import Desk
    from podcast.desk.saving.word_marks import MarkedText

_CHOICES = frozenset({"file", "copy", "both"})
_SHOWN_LINES = 3  # of what is the same, before and after a difference


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of both texts as the page shows it: the same (number None), or different words marked in each."""

    number: int | None
    same: str
    file: tuple[MarkedText, ...]
    copy: tuple[MarkedText, ...]
    choice: str


@dataclass(frozen=True, slots=True)
class ShownPair:
    """A copy beside its original: names, times, digests by which a form names both, and the parts of texts."""

    copy: str
    original: str
    copy_time: str
    original_time: str
    digest: str
    copy_digest: str
    parts: tuple[ShownPart, ...]
    is_text: bool
    is_same: bool
    media: str  # of a file that is no text: `picture` or `sound`


def copies(request: Request) -> Response:
    """Return the page."""
    return _page(request)


def choose(request: Request) -> Response:
    """Take one version, or parts of each; the copy is put away. Or bring back what was put away.

    Raises:
        HTTPException: there is no such choice.
    """
    desk, slug = _place(request)
    verb, _colon, identity = sent_text(request, "do").partition(":")
    if verb == "back":
        with desk.history.lock:
            was_there = bring_back(desk.root, slug, identity, desk.now())
        return _done(request) if was_there else _page(request, desk.translate("copies.not_kept"))
    pair = next((pair for pair in copy_pairs(desk, slug) if pair.copy == sent_text(request, "copy")), None)
    if pair is None:
        return _page(request, desk.translate("copies.gone"))
    if verb not in {"file", "copy", "parts"}:
        raise HTTPException(400)
    try:
        return _choose(request, pair, verb)
    except PodcastError as error:
        return _page(request, str(error))


def _choose(request: Request, pair: CopyPair, verb: str) -> Response:
    """Carry out a choice.

    Raises:
        PodcastError: the disk refuses.
    """
    desk, slug = _place(request)
    with desk.history.lock:
        texts = _texts(desk, pair)
        if texts is None:
            if verb == "copy":
                put_in_place(desk.root, slug, (pair.copy, pair.original), desk.now())
            else:
                put_away(desk.root, slug, pair.copy, desk.now())
            return _done(request)
        copy = texts[1]
        if desk.history.versions.add(copy) != sent_text(request, "copy_digest"):
            return _page(request, desk.translate("copies.changed"))
        last = desk.history.steps(is_redo=False)[-1:]
        answer = _save_text(request, pair, copy, verb) if verb != "file" else None
        if answer is None:
            is_changed = desk.history.steps(is_redo=False)[-1:] != last
            answer = _put_away_text(request, pair, copy)
            if is_changed:
                desk.history.join_last()
        return answer


def _save_text(request: Request, pair: CopyPair, copy: bytes, verb: str) -> Response | None:
    """Write the chosen text into the original; return the answer if it was not written."""
    desk, _slug = _place(request)
    base = desk.history.versions.data(sent_text(request, "digest"))
    if base is None:
        return _page(request, desk.translate("copies.changed"))
    after = copy if verb == "copy" else chosen_text(text_parts(base, copy), _choices(request))
    problem = problem_of(after) if pair.original.endswith(".yaml") else None
    if problem is not None:
        line = problem.position[0]
        return _page(request, desk.translate("copies.unreadable", line=line), pair)
    label = desk.translate("copies.step", file=pair.original.rpartition("/")[2])
    outcome = save_file(desk, FileEdit(label, pair.original, base, after, _step_place(request)))
    if isinstance(outcome, Refused):
        return _page(request, outcome.message, pair)
    return RedirectResponse(outcome.url, 303) if isinstance(outcome, Conflict) else None


def _put_away_text(request: Request, pair: CopyPair, copy: bytes) -> Response:
    desk, slug = _place(request)
    put_away(desk.root, slug, pair.copy, desk.now())
    label = desk.translate("copies.step_away", file=pair.copy.rpartition("/")[2])
    desk.history.record(label, pair.copy, copy, None, _step_place(request))
    return _done(request)


def _choices(request: Request) -> Mapping[int, str]:
    sent = {int(name[2:]): str(value) for name, value in request.state.form.items() if _is_choice(name, value)}
    return {number: value for number, value in sent.items() if value in _CHOICES}


def _is_choice(name: str, value: object) -> bool:
    return name.startswith("p-") and name[2:].isdecimal() and isinstance(value, str)


def _step_place(request: Request) -> StepPlace:
    return StepPlace(request.url.path, "", request.path_params.get("slug"))


def _done(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    desk.saved_at = desk.now()
    return RedirectResponse(request.url.path, 303)


def _place(request: Request) -> tuple[Desk, str | None]:
    """Return the desk, and the episode of a request; None for the show itself.

    Raises:
        HTTPException: there is no such episode.
    """
    desk, slug = request.app.state.desk, request.path_params.get("slug")
    if slug is not None and slug not in desk.show().slugs:
        raise HTTPException(404)
    return desk, slug


def _page(request: Request, message: str = "", rejected: CopyPair | None = None) -> Response:
    desk, slug = _place(request)
    choices = _choices(request) if rejected else {}
    pairs = [_shown(desk, pair, choices if pair == rejected else {}) for pair in copy_pairs(desk, slug)]
    put_away_files = [
        {"id": file.id, "name": file.name, "words": desk.translate("copies.until", day=_moment(file.kept_at))}
        for file in kept_copies(desk.root, slug)
    ]
    context: dict[str, Any] = {"pairs": pairs, "kept": put_away_files, "message": message}
    template = "copies_episode.html" if slug else "copies_show.html"
    section, status = "episodes" if slug else "show", 422 if message else 200
    return desk.page(request, template, slug=slug, section=section, status=status, copies=0, **context)


def _shown(desk: Desk, pair: CopyPair, choices: Mapping[int, str]) -> ShownPair:
    texts = _texts(desk, pair)
    parts = tuple(_shown_part(part, choices) for part in text_parts(*texts)) if texts else ()
    digests = [desk.history.versions.add(data) for data in texts or ()] or ["", ""]
    return ShownPair(
        copy=pair.copy,
        original=pair.original,
        copy_time=_changed(desk, pair.copy),
        original_time=_changed(desk, pair.original),
        digest=digests[0],
        copy_digest=digests[1],
        parts=parts,
        is_text=texts is not None,
        is_same=texts is not None and texts[0] == texts[1],
        media="picture" if pair.copy.lower().endswith(PICTURE_SUFFIXES) else "sound",
    )


def _changed(desk: Desk, path: str) -> str:
    return _moment(datetime.fromtimestamp((desk.root / path).stat().st_mtime, UTC))


def _shown_part(part: TextPart, choices: Mapping[int, str]) -> ShownPart:
    file, copy = (data.decode().removeprefix("\ufeff").replace("\r\n", "\n") for data in (part.file, part.copy))
    if part.number is None:
        lines = file.splitlines()
        if len(lines) > 2 * _SHOWN_LINES:
            lines = [*lines[:_SHOWN_LINES], "…", *lines[-_SHOWN_LINES:]]
        return ShownPart(None, "\n".join(lines), (), (), "")
    marks = marked_text(file, copy), marked_text(copy, file)
    return ShownPart(part.number, "", *marks, choices.get(part.number, "file"))


def _texts(desk: Desk, pair: CopyPair) -> tuple[bytes, bytes] | None:
    """Return the original and the copy, if both are texts that a page can show."""
    paths = [desk.root / path for path in (pair.original, pair.copy)]
    if any(path.stat().st_size > MAX_TEXT_BYTES for path in paths):
        return None
    file, copy = (path.read_bytes() for path in paths)
    return (file, copy) if is_text(file) and is_text(copy) else None


def _moment(moment: datetime) -> str:
    local = moment.astimezone()
    return f"{format_day(local.date())}, {local:%H:%M}"


ROUTES: tuple[Route, ...] = (
    Route("/e/{slug}/copies", copies, methods=["GET"]),
    Route("/e/{slug}/copies", choose, methods=["POST"]),
    Route("/show/copies", copies, methods=["GET"]),
    Route("/show/copies", choose, methods=["POST"]),
)
