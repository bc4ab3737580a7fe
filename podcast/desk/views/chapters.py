"""Chapters and soundbites of an episode: waveform and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from podcast.desk.desk_session import one_show
from podcast.desk.marks.mark_list import read_mark_files
from podcast.desk.marks.mark_saves import save_mark, take_over_chapters
from podcast.desk.marks.mark_views import RejectedRows, marks_context, removal, row_edit, sent_rows, shown_marks
from podcast.desk.saving.outcomes import Conflict, Refused, conflicts_url
from podcast.desk.waveforms.episode_sound import episode_sound
from podcast.desk.waveforms.wave_view import wave_view
from podcast.text import format_time

if TYPE_CHECKING:
    from starlette.requests import Request

    from podcast.desk.desk_session import Desk
    from podcast.desk.marks.mark_edits import MarkEdit
    from podcast.desk.marks.mark_views import SentRow
    from podcast.desk.saving.outcomes import Outcome
    from podcast.desk.waveforms.episode_sound import EpisodeSound
    from podcast.model.show import Episode


def readable_episode(request: Request) -> Episode | RedirectResponse:
    """Return the episode of a request, or the way to its file, if that cannot be read.

    Raises:
        HTTPException: there is no such episode.
    """
    desk: Desk = request.app.state.desk
    state, slug = desk.show(), request.path_params["slug"]
    if episode := state.episodes.get(slug):
        return episode
    if slug in state.unreadable:
        return RedirectResponse(f"/e/{slug}/file", 303)
    raise HTTPException(404)


def sound_of(request: Request, episode: Episode) -> EpisodeSound | None:
    """Return the sound of an episode; None if it has no recording here."""
    desk: Desk = request.app.state.desk
    state = desk.show()
    return episode_sound(desk.root, state.show or state.fields, episode)


def chapters(request: Request) -> Response:
    """Return the page."""
    return _page(request, RejectedRows())


def _page(request: Request, rejected: RejectedRows, conflict: str = "") -> Response:
    desk: Desk = request.app.state.desk
    episode = readable_episode(request)
    if isinstance(episode, RedirectResponse):
        return episode
    sound = sound_of(request, episode)
    return desk.page(
        request,
        "chapters.html",
        slug=episode.slug,
        status=422 if rejected.messages else 200,
        wave=wave_view(sound) if sound else None,
        conflict=conflict,
        **_context(desk, episode, sound, rejected),
    )


def _context(desk: Desk, episode: Episode, sound: EpisodeSound | None, rejected: RejectedRows) -> dict[str, Any]:
    files = read_mark_files(desk.root, episode.slug)
    return {
        **marks_context(desk, episode, sound.master if sound else None, rejected),
        "origin": files.origin,
        "marker_name": files.marker_file.rpartition("/")[2],
        "decimal": "," if desk.language == "de" else ".",
    }


def save_chapters(request: Request) -> Response:
    """Save all rows that were changed, and what a button asks for; answer a script with the tables anew."""
    desk: Desk = request.app.state.desk
    episode = readable_episode(request)
    if isinstance(episode, RedirectResponse):
        return episode
    form = {name: value for name, value in request.state.form.items() if isinstance(value, str)}
    saves = _Saves(desk, episode.slug)
    rows = list(sent_rows(form))
    saves.carry_out(rows, form.get("do", ""))
    if form.get("do") == "take-over":
        saves.note("chapters", take_over_chapters(desk, episode.slug, _as_written(episode)))
    is_script = "application/json" in request.headers.get("accept", "")
    if saves.conflict and is_script:
        return JSONResponse({"conflict": saves.conflict}, 409)
    rejected = RejectedRows({row.key: row.texts for row in rows if row.key in saves.refused}, saves.refused)
    if is_script:
        return _answer(request, rejected)
    if saves.refused:
        return _page(request, rejected, saves.conflict)
    onward = form.get("next", "")
    is_own = onward.startswith("/e/")
    return RedirectResponse(saves.conflict or (onward if is_own else f"/e/{episode.slug}/chapters"), 303)


def _as_written(episode: Episode) -> list[Any]:
    """Return chapters as episode.yaml lists them."""
    return [
        {"start": format_time(chapter.start), "title": chapter.title, "href": chapter.href}
        if chapter.href
        else f"{format_time(chapter.start)} {chapter.title}"
        for chapter in episode.chapters
    ]


@one_show()
def _answer(request: Request, rejected: RejectedRows) -> Response:
    """Return the tables, the rail and the state of saving for the script."""
    desk: Desk = request.app.state.desk
    episode = readable_episode(request)
    if isinstance(episode, RedirectResponse):
        return episode
    context = _context(desk, episode, sound_of(request, episode), rejected)
    undo, redo = desk.history.undo_label, desk.history.redo_label
    data = {
        "html": desk.fragment(request, "marks.html", slug=episode.slug, **context),
        "rail_html": desk.rail_html(episode.slug, "chapters"),
        "saved_at": f"{(desk.saved_at or desk.now()).astimezone():%H:%M}",
        "undo": {"label": undo} if undo else None,
        "redo": {"label": redo} if redo else None,
        "refused": dict(rejected.messages),
    }
    return JSONResponse(data, 422 if rejected.messages else 200)


class _Saves:
    """Carries out the edits of a form, and collects what becomes of them."""

    def __init__(self, desk: Desk, slug: str) -> None:
        self._desk, self._slug = desk, slug
        self.refused: dict[str, str] = {}
        self._conflicts: list[Conflict] = []

    @property
    def conflict(self) -> str:
        """The address of the conflicts, empty if there is none."""
        return conflicts_url(self._conflicts)

    def carry_out(self, rows: list[SentRow], button: str) -> None:
        """Save changed rows, then new ones, then remove the one that a button names; no row waits for another."""
        for row in rows:
            if row.is_changed and f"remove-{row.key}" != button:
                self._save(row, row_edit(row), rows)
        for row in rows:
            if f"remove-{row.key}" == button:
                self._save(row, removal(row), rows)

    def _save(self, row: SentRow, edit: MarkEdit | None, rows: list[SentRow]) -> None:
        if edit is None:
            self.refused[row.key] = self._desk.translate("chapters.no_time")
        else:
            shown = shown_marks(rows, row.kind)
            self.note(row.key, save_mark(self._desk, self._slug, row.kind, edit, shown))

    def note(self, key: str, outcome: Outcome) -> None:
        """Note what became of a save."""
        if isinstance(outcome, Conflict):
            self._conflicts.append(outcome)
        elif isinstance(outcome, Refused):
            self.refused[key] = outcome.message
        else:
            self._desk.saved_at = self._desk.now()


ROUTES: tuple[Route, ...] = (
    Route("/e/{slug}/chapters", chapters, methods=["GET"]),
    Route("/e/{slug}/chapters", save_chapters, methods=["POST"]),
)
