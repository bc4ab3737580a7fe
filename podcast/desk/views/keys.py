"""Help and keys of the desk, and the search for a page, which both open as dialogs too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from podcast.desk.desk_session import Desk


@dataclass(frozen=True, slots=True)
class KeyAction:
    """What a key does: the chords as scripts know them, the key of its words, whether another may be chosen."""

    chords: tuple[str, ...]
    action: str
    can_change: bool = True


KEY_GROUPS: Final = {
    "everywhere": (
        KeyAction(("Ctrl+S",), "save"),
        KeyAction(("Ctrl+Z",), "undo"),
        KeyAction(("Ctrl+Y",), "redo"),
        KeyAction(("Ctrl+K",), "go_to"),
        KeyAction(("F1",), "help"),
        KeyAction(("Escape",), "close", can_change=False),
    ),
    "in_waveform": (
        KeyAction(("Space",), "play"),
        KeyAction(("ArrowLeft", "ArrowRight"), "second", can_change=False),
        KeyAction(("K",), "chapter"),
        KeyAction(("A", "E"), "soundbite"),
        KeyAction(("+", "-"), "zoom"),
        KeyAction(("Home", "End"), "ends", can_change=False),
    ),
    "in_transcript": (
        KeyAction(("F8",), "play"),
        KeyAction(("F9",), "back"),
        KeyAction(("Enter",), "right_next"),
        KeyAction(("Shift+Enter",), "open_again"),
        KeyAction(("ArrowUp", "ArrowDown"), "other_line", can_change=False),
        KeyAction(("Ctrl+Enter",), "split"),
        KeyAction(("Backspace",), "join", can_change=False),
    ),
}
_SIGNS: Final = {"ArrowLeft": "←", "ArrowRight": "→", "ArrowUp": "↑", "ArrowDown": "↓", "-": "−", "Escape": "Esc"}
_NAMED: Final = {"Ctrl", "Shift", "Space", "Home", "End", "Backspace"}
_PAGES: Final = (
    ("episodes", "/"),
    ("show", "/show/facts"),
    ("publish", "/publish"),
    ("new", "/new"),
    ("keys", "/keys"),
)


def key_names(desk: Desk, chord: str) -> str:
    """Return a chord as keyboards name it: `Strg+Enter`."""
    parts = [chord] if chord in _SIGNS or chord == "+" else chord.split("+")
    return "+".join(
        desk.translate(f"keys.key_{part.lower()}") if part in _NAMED else _SIGNS.get(part, part) for part in parts
    )


def keys(request: Request) -> Response:
    """Return the page with help and keys."""
    desk = request.app.state.desk
    return desk.page(  # type: ignore[no-any-return]
        request, "keys.html", section="help", groups=KEY_GROUPS, key_names=lambda chord: key_names(desk, chord)
    )


def go(request: Request) -> Response:
    """Return the page that leads to every page: with `q`, to those whose name has its words."""
    desk = request.app.state.desk
    words = request.query_params.get("q", "").casefold().split()
    rows = [row for row in _targets(desk) if all(word in row[0].casefold() for word in words)]
    return desk.page(request, "go.html", section="help", rows=rows, text=request.query_params.get("q", ""))  # type: ignore[no-any-return]


def _targets(desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield name and address of each page: those of the bar, then all episodes, the newest first."""
    for name, href in _PAGES:
        yield desk.translate("overview.new_episode" if name == "new" else f"bar.{name}"), href
    show = desk.show()
    for slug in sorted(show.unreadable):
        yield slug.replace("-", " "), f"/e/{slug}/file"
    for slug, episode in show.episodes.items():
        yield episode.title or slug, f"/e/{slug}/facts"


ROUTES = (Route("/keys", keys, methods=["GET"]), Route("/go", go, methods=["GET"]))
