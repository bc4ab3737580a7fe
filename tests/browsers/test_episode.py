"""An episode's page in a browser: tab stops, chapters and transcript by arrow keys, find, following the sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from podcast.model.groups import Chapter, Person
from podcast.pages.render import site_files
from podcast.pages.theme import default_templates
from podcast.transcripts.cue import Cue
from tests.support import browsers, rendered_pages
from tests.support.player_site import write_recording
from tests.support.rendered_pages import episode, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
MAX_TAB_STOPS = 40  # before the footer
SECONDS = 60.0
PEOPLE = tuple(Person(name=f"Person {number}", role="guest") for number in range(3))
CHAPTERS = tuple(Chapter(start=number * 5.0, title=f"Kapitel {number + 1}") for number in range(10))
CUES = tuple(
    Cue(number * 2.0, number * 2.0 + 1.9, "Ada" if number % 2 else "Ben", f"Satz {number} über Beteiligung. " * 3)
    for number in range(30)
)
FOCUS = "document.activeElement.textContent.trim().replaceAll('\u00a0', ' ')"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("episode")
    episodes = (
        episode(1, chapters=CHAPTERS, people=PEOPLE, topics=("Mut", "Haushalt"), notes="[x](https://example.com/)"),
        episode(2),
    )
    sound = write_recording(folder / "recording.mp3")
    audio = rendered_pages.audio(*episodes, size=len(sound), seconds=SECONDS)
    show = rendered_pages.show().with_episodes(episodes)
    files = site_files(show, audio, {}, {"folge-1": CUES}, [default_templates()])
    files |= {each.path: sound for each in audio.values()}
    write_files(files, folder)
    with browsers.served(folder) as site:
        yield f"{site.url}folge-1/index.html"


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 500}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(url)
    yield page
    context.close()


def play_from(page: Page, seconds: int) -> None:
    """Play from a moment as the link of a chapter does."""
    page.locator(f".chapters a[href$='#t={seconds}']").click()
    expect(page.locator(".cue[aria-current]")).to_have_count(1)


def test_the_footer_is_at_most_forty_tab_stops_away(page: Page) -> None:
    stops = 0
    while not page.evaluate("!!document.activeElement.closest('footer')"):
        page.keyboard.press("Tab")
        stops += 1
        assert stops <= MAX_TAB_STOPS
    assert stops > 15  # the page is not empty


def test_arrows_go_through_chapters_and_tab_leaves_them(page: Page) -> None:
    page.locator(".chapters a").first.focus()
    for key, title in (
        ("ArrowDown", "Kapitel 2"),
        ("End", "Kapitel 10"),
        ("ArrowUp", "Kapitel 9"),
        ("Home", "Kapitel 1"),
    ):
        page.keyboard.press(key)
        assert page.evaluate(FOCUS).startswith(title)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.chapters')")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUS).startswith("Kapitel 2")


def test_arrows_go_through_the_transcript_and_the_focus_can_be_seen(page: Page) -> None:
    page.locator(".cue a").first.focus()
    page.keyboard.press("End")
    assert page.evaluate(FOCUS) == "0:58"
    for _step in range(12):
        page.keyboard.press("ArrowUp")
        bar, link = (page.locator(selector).bounding_box() for selector in (".transcript-bar", ".cue a[tabindex='0']"))
        assert bar is not None
        assert link is not None
        assert link["y"] >= bar["y"] + bar["height"] or bar["y"] > 0


def test_a_link_passes_the_transcript(page: Page) -> None:
    skip = page.locator(".skip a")
    skip.focus()
    box = skip.bounding_box()
    assert box is not None
    assert box["height"] > 20
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('#after-transcript')")


def test_words_are_found_in_the_transcript(page: Page) -> None:
    field, status = page.locator("[name=find]"), page.locator(".find output")
    field.fill("satz 1")
    marks = page.locator(".cue mark")
    assert marks.count() == 33  # Satz 1 and 10 to 19, each three times
    assert status.text_content() == "1 von 33"
    assert marks.first.text_content() == "Satz 1"
    field.press("Enter")
    assert status.text_content() == "2 von 33"
    page.get_by_role("button", name="Vorherige Fundstelle").click()
    page.get_by_role("button", name="Vorherige Fundstelle").click()
    assert status.text_content() == "33 von 33"
    assert page.locator("mark.current").bounding_box()["y"] > 0  # type: ignore[index]
    field.fill("gibt es nicht (")
    assert (marks.count(), status.text_content()) == (0, "keine Treffer")
    field.fill("")
    assert status.text_content() == ""
    assert "Satz 1 über Beteiligung. Satz 1" in (page.locator(".transcript").text_content() or "")


def test_the_transcript_follows_until_the_reader_scrolls(page: Page) -> None:
    page.evaluate("document.querySelector('audio').muted = true")
    page.locator(".cue a").nth(2).click()
    expect(page.locator(".cue[aria-current] a")).to_have_text("0:04")
    pill, switch = page.locator(".to-cue"), page.get_by_role("switch")
    assert switch.is_checked()
    assert pill.is_hidden()
    page.mouse.move(400, 300)
    page.mouse.wheel(0, 300)
    expect(switch).not_to_be_checked()
    assert (pill.text_content() or "").startswith("Zur laufenden Stelle 0:0")
    page.locator(".chapters a").last.evaluate("link => link.click()")  # 0:45, out of the window
    expect(pill).to_contain_text("0:44")
    pill.click()
    expect(page.locator(".cue[aria-current]")).to_be_in_viewport()
    expect(switch).to_be_checked()
    expect(pill).to_be_hidden()


def test_a_reader_of_the_notes_is_not_moved(page: Page) -> None:
    play_from(page, 40)
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") < page.locator(".transcript").evaluate("part => part.offsetTop")


def test_five_chapters_and_the_current_one_show_on_phones(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(url)
    visible = page.locator(".chapters li:visible")
    assert visible.count() == 5
    page.get_by_role("button", name="Alle 10 Kapitel").click()
    assert visible.count() == 10
    assert page.evaluate(FOCUS).startswith("Kapitel 6")
    context.close()


def test_without_scripts_everything_is_there(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(url)
    assert page.locator(".chapters li:visible").count() == 10
    assert page.locator(".cue a:visible").count() == len(CUES)
    assert not page.locator(".switch:visible, .find:visible, .to-cue:visible, .all-chapters:visible").count()
    context.close()


def test_print_has_text_and_no_controls(page: Page) -> None:
    page.emulate_media(media="print")
    assert not page.locator("button:visible, input:visible, audio:visible, .player:visible, .next:visible").count()
    for part in ("h1", ".guests", ".notes", ".cue"):
        assert page.locator(part).first.is_visible(), part
    link = page.locator(".notes a")
    assert "https://example.com/" in link.evaluate("link => getComputedStyle(link, '::after').content")


def test_a_page_that_follows_has_its_own_transcript(page: Page) -> None:
    page.locator("[name=find]").fill("satz")
    page.locator(".next a[rel=next]").click()
    expect(page.locator("h1")).to_have_text("Titel 2")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Titel 1")
    page.locator("[name=find]").fill("satz 29")
    expect(page.locator(".find output")).to_have_text("1 von 3")
    page.locator(".chapters a").first.press("ArrowDown")
    assert page.evaluate(FOCUS).startswith("Kapitel 2 ")
