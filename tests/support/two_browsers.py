"""Chromium and Firefox behind one interface, for the tests of the desk: keys, chords, clicks, expressions."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from tests.support.browsers import chromium
from tests.support.webdriver import KEYS, BrowserSession, Preferences, ScriptError, firefox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

MORE_KEYS = {
    "ArrowUp": "\ue013",
    "Home": "\ue011",
    "End": "\ue010",
    "Shift": "\ue008",
    "Control": "\ue009",
    "Backspace": "\ue003",
    "F8": "\ue038",
    "F9": "\ue039",
}
ALL_KEYS = KEYS | MORE_KEYS


class ChromiumSession(BrowserSession):
    """A tab of Chromium, driven by Playwright."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, url: str) -> None:
        self.page.goto(url)

    def evaluate(self, expression: str) -> Any:
        from playwright.sync_api import Error

        try:
            return self.page.evaluate(f"async () => ({expression})")
        except Error as error:
            if "context was destroyed" not in str(error):
                raise
            raise ScriptError(str(error)) from error  # the page has led to another one

    def resize(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def act(self, *sources: dict[str, Any]) -> None:
        names = {value: name for name, value in ALL_KEYS.items()}
        for source in sources:
            for step in source["actions"]:
                self._do(step, names)

    def _do(self, step: dict[str, Any], names: dict[str, str]) -> None:
        keyboard, mouse, kind = self.page.keyboard, self.page.mouse, step["type"]
        if kind == "pointerMove":
            mouse.move(step["x"], step["y"])
        elif kind in {"pointerDown", "pointerUp"}:
            mouse.down() if kind == "pointerDown" else mouse.up()
        else:
            key = names.get(step["value"], step["value"])
            keyboard.down(key) if kind == "keyDown" else keyboard.up(key)


def press_chord(session: BrowserSession, chord: str) -> None:
    """Press keys that are held together: `Shift+ArrowRight`."""
    keys = [ALL_KEYS.get(key, key) for key in chord.split("+")] if chord != "+" else ["+"]
    steps = [{"type": "keyDown", "value": key} for key in keys]
    steps += [{"type": "keyUp", "value": key} for key in reversed(keys)]
    session.act({"type": "key", "id": "keyboard", "actions": steps})


def drag(session: BrowserSession, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag from one place of the window to another, with a stop on the way."""
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    steps: list[dict[str, Any]] = [{"type": "pointerMove", "x": round(start[0]), "y": round(start[1])}]
    steps += [{"type": "pointerDown", "button": 0}]
    steps += [{"type": "pointerMove", "x": round(x), "y": round(y)} for x, y in (middle, end)]
    steps += [{"type": "pointerUp", "button": 0}]
    session.act({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": steps})


@contextlib.contextmanager
def chromium_session(_folder: Path, preferences: Preferences) -> Iterator[BrowserSession]:
    """Chromium with a user's preferences."""
    with chromium() as browser:
        context = browser.new_context(
            color_scheme="dark" if preferences.is_dark else "light", java_script_enabled=preferences.runs_scripts
        )
        yield ChromiumSession(context.new_page())


BOTH_BROWSERS: dict[str, Callable[[Path, Preferences], contextlib.AbstractContextManager[BrowserSession]]] = {
    "chromium": chromium_session,
    "firefox": firefox,
}
