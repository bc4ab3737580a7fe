"""Forms with the script: a day from the calendar, a person by name, topics, a dropped picture, text from Word."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from podcast.desk.desk_server import first_address, running_desk
from tests.support.browsers import SIDEWAYS, chromium
from tests.support.desk import TEST_PORT
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.long]
MAX_RELOADS = 50  # until a request that has outlived its window has arrived
EPISODE = """\
guid: eins  # bleibt
title: Echte Beteiligung?
date: 2026-11-24 09:00
summary: Worum es geht.
people:
  - {name: Bob Beispiel, role: guest}  # Gast
topics: [Wahlen]
draft: true
"""
DROP = """
async ([selector, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes], "Foto.png", { type: "image/png" }));
  const event = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: files });
  document.querySelector(selector).dispatchEvent(event);
}
"""
PASTE = """
([selector, html, text]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData });
  document.querySelector(selector).dispatchEvent(event);
}
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(autouse=True)
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    root = write_show(tmp_path / "show")
    change(root / "podcast.yaml", "publish:", "people:\n  ada: {name: Ada Lovelace, role: host}\npublish:")
    path = root / "episodes" / "eins" / "episode.yaml"
    path.parent.mkdir()
    path.write_text(EPISODE, "utf-8")
    return path


@pytest.fixture
def page(engine: Browser, file: Path) -> Iterator[Page]:
    with running_desk(file.parents[2], TEST_PORT) as desk:
        context = engine.new_context(locale="de-DE", base_url=desk.address.origin)
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(first_address(desk))
        page.goto("/e/eins/facts")
        yield page
        context.close()
        assert errors == []


def expect_text(page: Page, selector: str, text: str) -> None:
    """Wait until an element has a text: within the page no text is run as a script, so nothing else can wait."""
    from playwright.sync_api import expect

    expect(page.locator(selector)).to_contain_text(text)


def expect_value(page: Page, selector: str, value: str) -> None:
    """Wait until an input has a value."""
    from playwright.sync_api import expect

    expect(page.locator(selector)).to_have_value(value)


def saved(page: Page) -> None:
    expect_text(page, "#save-state", "Gespeichert")


def test_a_day_is_chosen_by_keyboard_and_written_as_podcast_set_does(page: Page, file: Path) -> None:
    page.get_by_role("button", name="Kalender öffnen").press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    saved(page)
    assert file.read_text("utf-8") == EPISODE.replace("2026-11-24", "2026-12-01")
    assert page.locator("#f-date").input_value() == "1.12.2026"
    assert page.evaluate("document.activeElement.ariaLabel") == "Kalender öffnen"


def test_a_typed_day_that_does_not_exist_says_so_and_is_not_saved(page: Page, file: Path) -> None:
    page.locator("#f-date").fill("31.11.2026")
    page.locator("#f-date").blur()
    problem = page.locator("#f-date-problem")
    problem.wait_for()
    assert "30" in str(problem.text_content())
    assert file.read_text("utf-8") == EPISODE
    page.locator("#f-date").fill("30.11.2026")
    page.locator("#f-date").blur()
    saved(page)
    assert "date: 2026-11-30 09:00" in file.read_text("utf-8")


def test_a_person_of_the_show_is_added_by_the_beginning_of_the_name(page: Page, file: Path) -> None:
    page.get_by_role("combobox", name="Person hinzufügen").press_sequentially("lov")
    expect_text(page, "[role=listbox] [aria-selected=true]", "Ada Lovelace")
    page.keyboard.press("Enter")
    page.locator(".person").nth(1).wait_for()
    assert "role: guest}  # Gast\n  - ada\n" in file.read_text("utf-8")
    assert page.evaluate("document.activeElement.closest('.add-person') !== null")


def test_topics_are_tokens_that_are_added_and_removed(page: Page, file: Path) -> None:
    page.get_by_label("Thema hinzufügen").press_sequentially("Jugend,")
    saved(page)
    page.locator("[data-field=topics][data-old='Wahlen\\A Jugend']").wait_for()
    assert "topics: [Wahlen, Jugend]" in file.read_text("utf-8")
    page.get_by_role("button", name="Wahlen entfernen").click()
    page.locator("[data-field=topics][data-old='Jugend']").wait_for()
    assert "topics: [Jugend]" in file.read_text("utf-8")


def test_a_dropped_picture_is_shown_and_named(page: Page, file: Path) -> None:
    data = io.BytesIO()
    Image.new("RGB", (1400, 1400), (20, 90, 60)).save(data, "PNG")
    page.evaluate(DROP, ["[data-drop=cover]", base64.b64encode(data.getvalue()).decode()])
    page.locator("[data-drop=cover] img").wait_for()
    assert "cover: cover.png\n" in file.read_text("utf-8")
    assert (file.parent / "cover.png").read_bytes() == data.getvalue()


def test_text_of_word_is_pasted_as_markdown_seen_as_listeners_do_and_saved(page: Page, file: Path) -> None:
    page.goto("/e/eins/notes")
    page.locator("#notes-input").focus()
    page.evaluate(PASTE, ["#notes-input", "<h1>Nachgefragt</h1><p><b>Ada</b> fragt.</p>", "Nachgefragt\nAda fragt."])
    expect_value(page, "#notes-input", "## Nachgefragt\n\n**Ada** fragt.")
    expect_text(page, "#notes-preview strong", "Ada")
    page.keyboard.press("Control+s")
    saved(page)
    assert (file.parent / "notes.md").read_text("utf-8") == "## Nachgefragt\n\n**Ada** fragt.\n"


def test_the_address_of_a_new_episode_follows_its_title_until_it_is_typed(page: Page) -> None:
    page.goto("/new")
    page.locator("#title-input").fill("Über Äpfel")
    expect_value(page, "#slug-input", "ueber-aepfel")
    page.locator("#slug-input").fill("aepfel")
    page.locator("#title-input").fill("Ganz anders")
    page.get_by_role("button", name="Folge anlegen").click()
    page.wait_for_url("**/e/aepfel/facts")


def test_what_is_being_typed_when_the_window_is_closed_is_saved(page: Page, file: Path) -> None:
    other = page.context.new_page()
    page.locator("[data-field=title] [name='f:title']").fill("Echte Beteiligung!")
    page.close(run_before_unload=True)
    for _try in range(MAX_RELOADS):
        other.goto("/e/eins/notes")
        if "Echte Beteiligung!" in other.locator("h1").inner_text():
            break
    assert file.read_text("utf-8") == EPISODE.replace("Beteiligung?", "Beteiligung!")


def test_what_was_being_typed_when_the_page_was_left_is_there_again_and_saved(page: Page, file: Path) -> None:
    page.locator("[data-field=title] [name='f:title']").fill("Echte Beteiligung!")
    page.goto("about:blank")
    page.goto("/e/eins/facts")
    expect_value(page, "[data-field=title] [name='f:title']", "Echte Beteiligung!")
    expect_text(page, "#episode-head h1", "Echte Beteiligung!")
    assert file.read_text("utf-8") == EPISODE.replace("Beteiligung?", "Beteiligung!")


def test_names_and_calendar_fit_a_phone(engine: Browser, file: Path) -> None:
    with running_desk(file.parents[2], TEST_PORT) as desk:
        page = engine.new_page(viewport={"width": 360, "height": 740})
        page.goto(first_address(desk))
        page.goto(f"{desk.address.origin}/e/eins/facts")
        page.get_by_role("button", name="Kalender öffnen").click()
        page.wait_for_selector(".calendar")
        assert page.evaluate(SIDEWAYS) == ""
        name = page.locator(".person strong").bounding_box()
        assert name
        assert name["width"] > 3 * name["height"]  # a line, not a column of letters
        page.close()
