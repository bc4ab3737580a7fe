"""The documentation site in Chromium: nothing from elsewhere, nothing wider than the window, accessible, searchable."""

from __future__ import annotations

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.browsers import RULES, SIDEWAYS, required, violations
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
SITE = ROOT / "build" / "docs-site"
PAGES = ("index.html", "fields.html", "tutorial.html", "decisions-feed.html")


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    if not (SITE / "index.html").is_file():
        required("the documentation site is not built: make docs-site")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(QuietHandler, directory=SITE))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def open_page(browser: Browser, width: int = 1280, scheme: str = "light", **options: Any) -> tuple[Page, list[str]]:
    """A page of a new context, and what goes wrong in it: requests to other servers, messages of the console."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, **options)
    page, faults = context.new_page(), []
    page.on("request", lambda request: None if "127.0.0.1" in request.url else faults.append(request.url))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    return page, faults


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_pages_are_whole_and_ask_no_other_server(browser: Browser, url: str, width: int, scheme: str) -> None:
    page, faults = open_page(browser, width, scheme)
    for language in ("en", "de"):
        for name in PAGES:
            page.goto(f"{url}/{language}/{name}")
            assert page.evaluate(SIDEWAYS) == "", name
    page.context.close()
    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible(browser: Browser, url: str, scheme: str) -> None:
    page, _ = open_page(browser, scheme=scheme, bypass_csp=True)
    for name in ("de/index.html", "en/commands.html"):
        page.goto(f"{url}/{name}")
        assert violations(page, RULES[scheme]) == (), name
    page.context.close()


@pytest.mark.parametrize(("language", "word", "title"), [("en", "loudness", "Audio"), ("de", "lautheit", "Lautheit")])
def test_each_language_is_searched(browser: Browser, url: str, language: str, word: str, title: str) -> None:
    page, faults = open_page(browser)
    page.goto(f"{url}/{language}/index.html")
    page.click(".md-search__button")
    page.get_by_role("combobox").fill(word)
    page.get_by_role("option").first.wait_for()
    assert title in page.get_by_role("listbox").inner_text()
    page.context.close()
    assert faults == []


def test_the_other_language_shows_the_same_page(browser: Browser, url: str) -> None:
    page, _ = open_page(browser)
    for name in ("fields.html", "decisions-feed.html"):
        page.goto(f"{url}/de/{name}")
        page.locator("a.md-select__link[hreflang=en]").evaluate("link => link.click()")
        page.wait_for_url(f"**/en/{name}")
    page.context.close()
