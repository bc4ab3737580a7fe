"""Approvals, a shared link, a correction and a conflict: by keyboard in both browsers, and no rule of axe is broken."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from podcast.desk.desk_server import first_address, running_desk
from podcast.pipeline.approval_steps import approve
from tests.support.browsers import chromium
from tests.support.desk import TEST_PORT
from tests.support.desk_pages import page_faults
from tests.support.desk_sessions import keys, tab_to
from tests.support.desk_show import FINISHED, write_desk_show
from tests.support.podcast_process import run
from tests.support.small_show import change

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.desk.desk_session import Desk
    from tests.support.webdriver import BrowserSession

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.usefixtures("german")]
SLUG = "erster-kaffee"
PAGE = f"/e/{SLUG}/release"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show that needs two approvals, with a link for reviewers."""
    root = write_desk_show(tmp_path_factory.mktemp("release") / "show")
    with (root / "podcast.yaml").open("a", encoding="utf-8") as file:
        file.write("release: {needs: 2}\n")
    shared = run("share", SLUG, "--days", "3", "--yes", at=root)
    assert shared.returncode == 0, shared.stderr
    return root


@pytest.fixture(scope="module")
def desk(root: Path) -> Iterator[Desk]:
    with running_desk(root, TEST_PORT) as desk:
        yield desk


@pytest.fixture
def file(root: Path) -> Path:
    """The episode as it was at first, but for its summary, which an approval of Erika Muster does not know yet."""
    path = root / "episodes" / SLUG / "episode.yaml"
    (path.parent / "approvals.yaml").unlink(missing_ok=True)
    path.write_text(FINISHED, "utf-8")
    approve(root, SLUG, "Erika Muster", NOW)
    change(path, "Worum es geht.", "Worum es heute geht.")
    return path


@pytest.fixture
def page(session: BrowserSession, desk: Desk, file: Path) -> BrowserSession:
    assert file.is_file()
    session.open("about:blank")
    session.open(desk.address.origin + PAGE)
    return session


def test_stale_approvals_and_a_shared_link_break_no_rule_of_axe(desk: Desk, file: Path) -> None:
    assert file.is_file()
    with chromium() as browser, contextlib.closing(browser.new_context(locale="de-DE")) as context:
        page = context.new_page()
        page.goto(first_address(desk))
        for path in (PAGE, "/e/zweiter-kaffee/release"):
            assert page_faults(page, desk.address.origin, path) == []
        page.goto(desk.address.origin + PAGE)
        assert page.locator(".approvals .outdated").count() == 1
        assert "/shared_preview/" in page.locator("#share-url").input_value()


def test_a_stale_approval_is_named_and_two_names_release_the_episode(page: BrowserSession, file: Path) -> None:
    assert "überholt" in page.text(".approvals .outdated")
    for count, name in enumerate(("Erika Muster", "Max Muster"), 1):
        tab_to(page, "#approve-name")
        page.press(*name, "Enter")
        page.wait(f"document.querySelectorAll('.approvals .done').length === {count}")
    assert page.evaluate("document.querySelector('.approvals .outdated')") is None
    approvals = (file.parent / "approvals.yaml").read_text("utf-8")
    assert all(name in approvals for name in ("Erika Muster", "Max Muster"))


def test_the_link_for_reviewers_is_reached_by_keyboard_with_all_that_one_can_do(page: BrowserSession) -> None:
    tab_to(page, "#share-url")
    assert page.evaluate("document.activeElement.value").startswith("https://podcast.example.org/shared_preview/")
    tab_to(page, "#share summary")
    keys(page, "Enter")
    page.wait("document.querySelector('#share details').open")
    for selector in ("#share-days", "#share details button", "#share [value=end]"):
        tab_to(page, selector)


def test_a_correction_is_entered_and_taken_out_by_keyboard(page: BrowserSession, desk: Desk, file: Path) -> None:
    page.open(f"{desk.address.origin}/e/{SLUG}/retract")
    before = file.read_bytes()
    tab_to(page, "#correction-input")
    page.press(*"Es waren zwei.")
    tab_to(page, "form[action$='/correction'] button:not(.quiet)")
    keys(page, "Enter")
    page.wait("document.querySelector('form[action$=\"/correction\"] [value=remove]') !== null")
    assert "Es waren zwei." in file.read_text("utf-8")
    tab_to(page, "form[action$='/correction'] [value=remove]")
    keys(page, "Enter")
    page.wait("document.querySelector('form[action$=\"/correction\"] [value=remove]') === null")
    assert file.read_bytes() == before


def test_a_conflict_of_two_windows_is_resolved_by_keyboard(page: BrowserSession, desk: Desk, file: Path) -> None:
    page.open(f"{desk.address.origin}/e/{SLUG}/facts")
    tab_to(page, "[data-field=summary] textarea")
    page.press(*" Hier.")
    change(file, "Worum es heute geht.", "Worum es morgen geht.")  # by another program
    keys(page, "Control+s")
    page.wait("location.pathname.startsWith('/conflict/') && document.readyState === 'complete'")
    tab_to(page, "input[name=choice]")
    keys(page, "ArrowDown")
    assert page.evaluate("document.querySelector('input[name=choice]:checked').value") == "theirs"
    keys(page, "ArrowUp")
    tab_to(page, "form[method=post] .strong")
    keys(page, "Enter")
    page.wait("location.pathname === '/e/erster-kaffee/facts'")
    assert "morgen" not in file.read_text("utf-8")
    assert " Hier." in file.read_text("utf-8")
