"""Every view: no rule of axe is broken, light and dark, wide and on a small screen; nothing comes from elsewhere."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING

import pytest

from podcast.desk.desk_app import VIEWS
from podcast.desk.desk_server import first_address, running_desk
from tests.support.browsers import SIDEWAYS, chromium, log_browser, violations
from tests.support.desk import TEST_PORT
from tests.support.desk_show import FINISHED, write_desk_show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from podcast.desk.desk_session import Desk

pytestmark = [pytest.mark.browser, pytest.mark.long]
AXE = {
    "light": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "dark": {"type": "rule", "values": ["color-contrast"]},
}
LOOKS = {1280: "light", 800: "dark", 320: "light"}  # px; the last is 1280 at 400 %
FULL = f"""{FINISHED}chapters:
  - 0:00 Ansage
  - {{start: "0:01", title: Worum es geht}}
soundbites: [{{start: "0:01", duration: 1.5, title: Frage}}]
"""
VTT = """WEBVTT

00:00.000 --> 00:01.000
<v Erika Muster>Guten Morgen.

00:01.000 --> 00:03.000
<v Gast>Kaffee im Amt?
"""
# Pages by the path of their route; `{slug}` is the full episode. What needs more is at the end.
EPISODE = "erster-kaffee"
NO_PAGES = ("/assets", "/media", "/events", "/sound/", "/peaks/", "/publish/", "/conflict/", "/e/{slug}/transcript/")
NAMES = {"slug", "part"}
MORE = (
    "/?q=nichts",
    "/?state=problem",
    "/e/zweiter-kaffee/facts",
    "/e/zweiter-kaffee/transcript",
    "/e/zweiter-kaffee/release",
    "/e/dritter-kaffee/file",
    "/nothing-here",
    "/publish",
)


def paths() -> tuple[str, ...]:
    """The address of every page."""
    found = [route.path for view in VIEWS for route in view.ROUTES if "GET" in (route.methods or ())]
    pages = [path for path in found if not path.startswith(NO_PAGES) and set(re.findall(r"{(.+?)}", path)) <= NAMES]
    return tuple(dict.fromkeys([*(path.format(slug=EPISODE, part="people") for path in pages), *MORE]))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The desk of a show with a full episode, a draft, and a file that cannot be read; in German."""
    root = write_desk_show(tmp_path_factory.mktemp("views") / "show", broken=True)
    folder = root / "episodes" / EPISODE
    (folder / "episode.yaml").write_text(FULL, "utf-8")
    (folder / "notes.md").write_text("Ein [Link](https://example.org/) und *mehr*.\n\n- eins\n- zwei\n", "utf-8")
    (folder / "transcript.vtt").write_text(VTT, "utf-8")
    with running_desk(root, TEST_PORT) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(autouse=True)
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de")


@pytest.fixture
def page(desk: Desk, browser: Browser) -> Iterator[Page]:
    with contextlib.closing(browser.new_context(locale="de-DE", reduced_motion="reduce")) as context:
        page = context.new_page()
        page.goto(first_address(desk))
        yield page


@pytest.mark.parametrize("path", paths())
def test_no_view_breaks_a_rule_of_axe(desk: Desk, page: Page, path: str) -> None:
    log, faults = log_browser(page), []
    page.goto(desk.address.origin + path, wait_until="load")
    for width, scheme in LOOKS.items():
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the words that it takes
        if sideways := page.evaluate(SIDEWAYS):
            faults.append(f"{width} px: {sideways}")
        faults += [f"{width} px, {scheme}: {fault}" for fault in violations(page, AXE[scheme])]
    text = page.evaluate("document.body.innerText")
    faults += [f"word: {found[0]}" for found in re.finditer(r"\{\w+\}|undefined|\bNone\b|\[object", text)]
    faults += [f"in English: {found[0]}" for found in re.finditer(r"\b(Saved|Next|Details|Published|Play)\b", text)]
    faults += [text for text in log.console if "404" not in text]
    faults += [url for url in log.requested_urls if not url.startswith((desk.address.origin, "data:", "blob:"))]
    faults += [f"{answer.status} {answer.url}" for answer in log.answers if answer.status >= 500]
    assert not faults, "\n".join(["", *faults])
