"""The frame of every page: the bar, the rail of an episode, its chip, the state of saving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from podcast.desk.copies.copy_pairs import copy_pairs
from podcast.desk.desk_session import PageFraming
from podcast.desk.episode_states import episode_state
from podcast.desk.listing.overview_rows import episode_place
from podcast.desk.rail import rail
from podcast.desk.waiting_changes import waiting_count
from podcast.model.season_colours import season_colour

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from podcast.desk.desk_session import Desk


def request_words(desk: Desk, request: Request) -> Mapping[str, Any]:
    """Return what depends on the browser: its CSRF token, and whether it may write."""
    cookie = getattr(request.state, "cookie", "")
    right = getattr(request.state, "right", None)
    return {"csrf": desk.access.csrf_token(cookie), "may_write": right == "write", "path": request.url.path}


def frame(desk: Desk, request: Request, slug: str | None, section: str) -> Mapping[str, Any]:
    """Return the variables of `page.html`, and of `episode.html` for the episode of a slug."""
    state = desk.show()
    variables: dict[str, Any] = {
        **request_words(desk, request),
        "section": section,
        "show_title": state.fields.title or "podcast desk",
        "slug": slug,
        "saved_at": f"{desk.saved_at.astimezone():%H:%M}" if desk.saved_at else "",
        "undo_label": desk.history.undo_label,
        "redo_label": desk.history.redo_label,
        "notice": _notice(desk, request),
        "notice_kind": "",
        "waiting": waiting_count(desk, state),
        "is_publishing": desk.publishing.is_publishing(),
    }
    if slug is not None:
        part = request.url.path.rpartition("/")[2]
        variables["episode"] = episode = state.episodes.get(slug)
        variables["season_colour"] = season_colour(episode.season if episode else None)
        variables["place"] = episode_place(desk, episode) if episode else ""
        variables["rail"] = rail(desk, slug, part)
        variables["state"] = episode_state(desk, slug)
        variables["copies"] = len(copy_pairs(desk, slug))
    return variables


def _notice(desk: Desk, request: Request) -> str:
    """Return what a page says first: the step that a press has just undone, or done again."""
    step = request.query_params.get("step", "")
    label = {"undone": desk.history.redo_label, "redone": desk.history.undo_label}.get(step)
    return desk.translate(f"edits.{step}", step=label) if label else ""


FRAMING: Final = PageFraming(frame, request_words, rail)
