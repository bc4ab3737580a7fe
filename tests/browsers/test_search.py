"""The search in a real browser, on a little site below a folder of its server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podcast.strings import translator
from tests.support import browsers
from tests.support.search_site import EPISODES, TRANSCRIPTS, search_pages, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
SAY = translator("de")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_files(search_pages(*EPISODES, transcripts=TRANSCRIPTS), tmp_path_factory.mktemp("served") / "below")


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with browsers.served(folder.parent) as site:
        yield f"{site.url}below/"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=browsers.NARROW)
    yield context.new_page()
    context.close()


def test_an_address_with_a_question_answers_it_and_a_result_leads_to_its_moment(page: Page, url: str) -> None:
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    page.on("response", lambda answer: said.append(answer.url) if answer.status >= 400 else None)
    page.goto(f"{url}suche/index.html?q=buergermeister")
    page.locator("#hits li").wait_for()
    assert page.locator("#status").inner_text() == SAY("search_found_1")
    assert page.locator("mark").all_inner_texts() == ["bürgermeister"]
    assert page.evaluate(browsers.SIDEWAYS) == ""
    # The little site has no pictures.
    elsewhere = ("Failed to load resource", f"{url}assets/", f"{url}icon", f"{url}fav")
    assert [line for line in said if not line.startswith(elsewhere)] == []
    page.locator("blockquote a").click()
    page.wait_for_url(f"{url}folge-3/index.html#t=20")


def test_another_question_takes_the_place_of_the_first(page: Page, url: str) -> None:
    page.goto(f"{url}suche/index.html?q=akten")
    page.locator("#hits li").wait_for()
    page.locator("#q").fill("Bürger")
    page.locator("#q").press("Enter")
    page.get_by_text(SAY("search_found", count=2)).wait_for()
    assert page.locator("#hits h3").all_inner_texts() == ["Drei", "Kinder-Beteiligung"]
    assert page.url.endswith("?q=B%C3%BCrger")


def test_from_the_disk_the_page_says_that_it_cannot_search(page: Page, folder: Path) -> None:
    page.goto(f"{(folder / 'suche' / 'index.html').as_uri()}?q=akten")
    page.get_by_text(SAY("search_failed")).wait_for()


def test_what_failed_is_asked_for_anew(page: Page, url: str) -> None:
    page.route("**/index.json", lambda route: route.abort(), times=1)
    page.goto(f"{url}suche/index.html?q=akten")
    page.get_by_text(SAY("search_failed")).wait_for()
    page.locator("#q").press("Enter")
    page.get_by_text(SAY("search_found_1")).wait_for()
