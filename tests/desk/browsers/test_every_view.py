"""Every view: no rule of axe is broken, light and dark, wide and on a small screen; nothing comes from elsewhere."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING

import pytest

from podcast.desk.desk_app import VIEWS
from podcast.desk.desk_server import first_address, running_desk
from tests.support.browsers import chromium
from tests.support.desk import TEST_PORT, DeskBrowser
from tests.support.desk_pages import page_faults
from tests.support.desk_show import FINISHED, write_desk_show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from podcast.desk.desk_session import Desk

pytestmark = [pytest.mark.browser, pytest.mark.long]
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
NO_PAGES = (
    *("/assets", "/media", "/events", "/sound/", "/peaks/", "/publish/", "/conflict/", "/e/{slug}/transcript/"),
    "/new/recording",
)
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
FRAGMENTS = ("/start/import/", "/show/target/")  # parts of pages, for the script
CHAPTER = {"start": "0:00", "start-was": "0:00", "title": "Gruß", "title-was": "Was dort stand"}


def paths() -> tuple[str, ...]:
    """The address of every page."""
    found = [route.path for view in VIEWS for route in view.ROUTES if "GET" in (route.methods or ())]
    pages = [
        path
        for path in found
        if not path.startswith((*NO_PAGES, *FRAGMENTS)) and set(re.findall(r"{(.+?)}", path)) <= NAMES
    ]
    return tuple(dict.fromkeys([*(path.format(slug=EPISODE, part="people") for path in pages), *MORE]))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The desk of a show with a full episode, a draft, and a file that cannot be read; in German."""
    root = write_desk_show(tmp_path_factory.mktemp("views") / "show", broken=True)
    folder = root / "episodes" / EPISODE
    (folder / "episode.yaml").write_text(FULL, "utf-8")
    (folder / "episode-LAPTOP-AB12.yaml").write_text(FULL.replace("Worum es geht.", "Worum es wirklich geht."), "utf-8")
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
    faults = page_faults(page, desk.address.origin, path)
    assert not faults, "\n".join(["", *faults])


@pytest.mark.parametrize(
    ("page_of", "sent"),
    [
        (f"/e/{EPISODE}/field", {"field": "summary", "old": "Wie es war.", "new": "Worum es geht, und *mehr*."}),
        ("/show/field", {"field": "author", "old": "Wer es war", "new": "Stadt Musterstadt, Pressestelle"}),
        (f"/e/{EPISODE}/chapters", {f"c-1-{name}": value for name, value in CHAPTER.items()}),
    ],
)
def test_no_conflict_breaks_a_rule_of_axe(desk: Desk, page: Page, page_of: str, sent: dict[str, str]) -> None:
    faults = page_faults(page, desk.address.origin, conflict_of(desk, page_of, sent))
    assert not faults, "\n".join(["", *faults])


def conflict_of(desk: Desk, page_of: str, sent: dict[str, str]) -> str:
    """The address of the conflict of a form that an old page sends."""
    writer = DeskBrowser(desk)
    writer.enter()
    status, document = writer.save(page_of, sent)
    assert status == 409, document
    return str(document["conflict"])
