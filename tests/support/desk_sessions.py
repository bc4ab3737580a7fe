"""Tabs of Chromium and Firefox at the desk, and what a person does there with the keyboard alone."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

import pytest

from podcast.desk.desk_server import first_address
from tests.support.two_browsers import BOTH_BROWSERS, press_chord
from tests.support.webdriver import Preferences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.desk.desk_session import Desk
    from tests.support.webdriver import BrowserSession

SAVED = {  # by language: the desk says that all is saved
    "de": "document.getElementById('save-state').textContent.startsWith('Gespeichert')",
    "en": "document.getElementById('save-state').textContent.startsWith('Saved')",
}
MAX_TABS = 160
BUILD_PATIENCE = 5  # times that of a page
# The key that leads to an element, over what is between.
WAY_TO = """(() => {{
  const target = document.querySelector({0}), here = document.activeElement;
  if (here.matches({0})) return "there";
  if (!target || here === document.body) return "Tab";
  return here.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING ? "Shift+Tab" : "Tab";
}})()"""


@contextlib.contextmanager
def desk_session(browser: str, folder: Path, desk: Desk) -> Iterator[BrowserSession]:
    """A tab of one of both browsers, with a profile in an empty folder, that is let in at the desk."""
    with BOTH_BROWSERS[browser](folder, Preferences()) as session:
        session.resize(1280, 900)
        session.open(first_address(desk))
        yield session


def keys(page: BrowserSession, *chords: str) -> None:
    """Press keys one after the other, some of them held together: `Shift+Tab`."""
    for chord in chords:
        press_chord(page, chord)


def tab_to(page: BrowserSession, selector: str) -> None:
    """Move the focus by the tabulator until it is there, forwards or backwards.

    Behind the last element of a page come the browser's own buttons. From there, keys that a test sends still move the
    focus within the page, but in Firefox they press no button of it: the page has lost the keyboard.
    """
    for _ in range(MAX_TABS):
        way = page.evaluate(WAY_TO.format(json.dumps(selector)))
        if way == "there":
            return
        keys(page, way)
    pytest.fail(f"no way to {selector} by keyboard; it is at {page.evaluate('document.activeElement.outerHTML')}")


def wait_long(page: BrowserSession, condition: str) -> None:
    """Wait for a build or a publish, which may take its time on a busy computer."""
    for _ in range(BUILD_PATIENCE):
        with contextlib.suppress(AssertionError):
            return page.wait(condition)
    return page.wait(condition)
