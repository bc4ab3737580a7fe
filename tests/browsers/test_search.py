"""The search page in a real browser, on a show of sixty episodes below a folder of its server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podcast.strings import translator
from tests.support import browsers
from tests.support.rendered_pages import write_files
from tests.support.search_show import episodes, transcripts
from tests.support.search_site import search_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
SAY = translator("de")
ANSWERED = """() => {
  const { textContent, dataset } = document.querySelector("#status");
  return textContent && textContent !== dataset.running;
}"""
MAX_BYTES = 200_000  # of a first answer, the page itself apart


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = search_pages(*episodes(), transcripts=transcripts())
    return write_files(files, tmp_path_factory.mktemp("served") / "below")


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with browsers.served(folder.parent) as site:
        yield f"{site.url}below/"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=browsers.NARROW)
    yield context.new_page()
    context.close()


def search_for(page: Page, url: str, query: str) -> list[str]:
    """Open the search page with a question in its address, and return the titles of the hits."""
    page.goto(f"{url}suche/index.html?q={query}")
    page.wait_for_function(ANSWERED)
    return page.locator("#hits h3").all_inner_texts()


def test_an_address_with_a_question_answers_it_and_a_hit_plays_from_its_moment(page: Page, url: str) -> None:
    log = browsers.log_browser(page)
    assert search_for(page, url, "Sandkiste") == ["Jünger wählen"]
    assert page.locator("#status").inner_text() == SAY("search_found", count=1)
    assert page.locator("mark").all_inner_texts() == ["sandkiste"]
    assert page.locator(".passage .place").all_inner_texts() == ["11:40 Gesprochen"]
    data = [
        response for response in log.answers if "/suche/" in response.url and not response.url.endswith("Sandkiste")
    ]
    assert sum(int(response.headers["content-length"]) for response in data) <= MAX_BYTES
    assert [line for line in log.console if not line.startswith("Failed to load resource")] == []  # without pictures
    page.locator("a.place").click()
    page.wait_for_url(f"{url}folge-4/index.html#t=700")


def test_hits_say_where_they_stand_and_the_best_come_first(page: Page, url: str) -> None:
    assert search_for(page, url, "Beteiligung")[0] == "Echte Beteiligung? Wie macht man das?"
    first = page.locator("#hits li").first
    assert first.locator("h3 mark").inner_text() == "Beteiligung"
    assert first.locator(".place").all_inner_texts() == ["1:00 Kapitel", "Thema"]
    assert page.locator("#status").inner_text() == f"{SAY('search_found', count=7)} {SAY('search_order')}"


def test_filters_have_counts_are_in_the_address_and_back_takes_them_away(page: Page, url: str) -> None:
    search_for(page, url, "Beteiligung")
    season = page.locator("button[data-filter=season][value='2']")
    assert season.inner_text().split() == ["Staffel", "2", "2"]
    season.click()
    page.wait_for_url("**?q=Beteiligung&season=2")
    page.get_by_text(SAY("search_found", count=2)).wait_for()
    assert season.get_attribute("aria-pressed") == "true"
    page.locator("summary").click()
    page.locator("select[data-filter=year]").select_option("2022")
    page.wait_for_url("**?q=Beteiligung&season=2&year=2022")
    page.go_back()
    page.go_back()
    page.get_by_text(SAY("search_found", count=7)).wait_for()
    assert season.get_attribute("aria-pressed") == "false"
    page.goto(f"{url}suche/index.html?q=Beteiligung&season=1&in=0")  # such an address can be shared
    page.get_by_text(SAY("search_found", count=2)).wait_for()
    page.locator("button[data-filter=season][value='3']").click()
    page.get_by_text(SAY("search_none_filtered", query="Beteiligung")).wait_for()


def test_the_next_episodes_are_shown_when_asked_for(page: Page, url: str) -> None:
    assert len(search_for(page, url, "Verwaltung")) == 8
    assert page.locator("#status").inner_text().startswith(SAY("search_found", count=60))
    page.get_by_role("button", name=SAY("search_more")).click()
    page.locator("#hits li").nth(15).wait_for()
    assert page.locator("#hits li").count() == 16


def test_further_passages_of_an_episode_are_shown_when_asked_for(page: Page, url: str) -> None:
    search_for(page, url, "Verwaltung")
    first = page.locator("#hits li").first
    assert first.locator(".passage").count() == 3
    button = first.get_by_role("button")
    number = int(button.inner_text().split()[0])
    button.click()
    assert first.locator(".passage").count() == 3 + number


def test_other_forms_and_similar_spellings_are_called_so(page: Page, url: str) -> None:
    assert search_for(page, url, "Kollegen") == ["Gute Zusammenarbeit"]
    assert page.locator("#hits h2").all_inner_texts() == [SAY("search_other_forms")]
    assert page.locator("mark").first.inner_text() == "Kolleg*innen"
    page.locator("#q").fill("Plauderbnak")
    page.locator("#q").press("Enter")
    page.get_by_role("heading", name=SAY("search_similar")).wait_for()
    assert page.locator("#hits h3").all_inner_texts() == ["Einsamkeit"]
    assert SAY("search_none", query="Plauderbnak") in page.locator("#status").inner_text()


def test_another_question_takes_the_place_of_the_first_and_back_returns(page: Page, url: str) -> None:
    search_for(page, url, "Hitze")
    page.locator("#q").fill("Klima")
    page.locator("#q").press("Enter")
    page.wait_for_url("**?q=Klima")
    page.get_by_text("Starkregen und Vorsorge").first.wait_for()
    page.go_back()
    page.get_by_text("Hitze in der Stadt").first.wait_for()
    assert page.locator("#q").input_value() == "Hitze"


def test_the_search_works_in_a_page_that_took_the_place_of_another_and_back_returns_to_the_hits(
    page: Page, url: str
) -> None:
    page.goto(f"{url}index.html")
    page.locator("header a[href*='suche/']").click()
    page.wait_for_url(f"{url}suche/index.html")
    page.wait_for_function("() => document.querySelector('#q')?.onfocus")
    page.locator("#q").fill("Verwaltung")
    page.locator("#q").press("Enter")
    page.locator("#hits li").nth(7).wait_for()
    link = page.locator("#hits li").nth(5).locator("h3 a")
    link.scroll_into_view_if_needed()
    page.wait_for_timeout(300)  # the place is kept when scrolling has ended
    link.click()
    page.locator("h1 .kicker, .kicker").first.wait_for()
    page.wait_for_url("**/folge-*/index.html")
    page.go_back()
    page.locator("#hits li").nth(7).wait_for()
    page.wait_for_function("() => scrollY > 300")
    assert page.locator("#q").input_value() == "Verwaltung"


def test_from_the_disk_the_page_says_that_it_cannot_search(page: Page, folder: Path) -> None:
    page.goto(f"{(folder / 'suche' / 'index.html').as_uri()}?q=akten")
    page.get_by_text(SAY("search_failed")).wait_for()


def test_what_failed_is_asked_for_again(page: Page, url: str) -> None:
    page.route("**/index.json", lambda route: route.abort(), times=1)
    page.goto(f"{url}suche/index.html?q=hitze")
    page.get_by_text(SAY("search_failed")).wait_for()
    page.locator("#q").press("Enter")
    page.locator("#hits li").first.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_results_are_accessible_and_fit_a_narrow_window(browser: Browser, url: str, scheme: str) -> None:
    context = browser.new_context(viewport=browsers.NARROW, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    search_for(page, url, "Beteiligung")
    main = page.evaluate("document.querySelector('main').scrollWidth <= document.documentElement.clientWidth")
    rules = browsers.RULES["light"]
    assert (main, browsers.violations(page, rules)) == (True, ())
    context.close()
