"""Larger text and wider spacing on small windows: nothing lies on anything else, and no page scrolls sideways.

A browser whose default size of text is 32 px is one at 200 %: breaks in em follow it (WCAG 2.2, 1.4.4, 1.4.10, 1.4.12).
"""

from __future__ import annotations

import contextlib
import shutil
from itertools import product
from typing import TYPE_CHECKING

import pytest

from podcast.pages.csp import TEXT_SPACING
from tests.support.browsers import FLAGS, SIDEWAYS, STYLED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.support.browsers import Site

pytestmark = pytest.mark.browser
TEXT_SIZES = (24, 32)  # px; 16 is usual
WINDOW_WIDTHS = (320, 360)  # px; 320 is 1280 at 400 %
# What of the header lies on something else of it; a frame reaches 5 px beyond its text.
OVERLAPS = """() => {
  const shown = [...document.querySelectorAll(".header a")].filter((link) => link.checkVisibility());
  const boxes = shown.map((link) => [link.innerText.trim(), link.getBoundingClientRect()]);
  const found = [];
  boxes.forEach(([name, one], at) => boxes.slice(at + 1).forEach(([other, two]) => {
    const wide = Math.min(one.right, two.right) - Math.max(one.left, two.left);
    const high = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
    if (wide > 1 && high > 1) found.push(`${name} and ${other}`);
  }));
  const header = document.querySelector(".header"), main = document.querySelector("main");
  const bottom = header ? header.getBoundingClientRect().bottom : 0;
  return bottom > main.getBoundingClientRect().top + 1 ? [...found, "header and main"] : found;
}"""
FLOATING = """() => [...document.querySelectorAll(".header, .header *")]
  .filter((one) => ["absolute", "fixed"].includes(getComputedStyle(one).position) && one.offsetWidth > 1)
  .map((one) => one.outerHTML.slice(0, 60))"""


@pytest.fixture(scope="module", params=TEXT_SIZES)
def large_text(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Browser]:
    """Chromium whose user has chosen larger text."""
    flags = [*FLAGS, f"--blink-settings=defaultFontSize={request.param}"]
    with contextlib.closing(
        browser.browser_type.launch(executable_path=shutil.which("chromium"), args=flags)
    ) as large_text:
        yield large_text


def faults(page: Page, name: str) -> list[str]:
    """What is wrong in the layout of a page, as it is and with the text spacing of WCAG 1.4.12."""
    found = []
    for spacing in ("", "with wider spacing: "):
        if spacing:
            assert page.evaluate(STYLED, TEXT_SPACING)
        if over := page.evaluate(SIDEWAYS):
            found.append(f"{name or 'home'}: {spacing}{over} is wider than the window")
        found += [f"{name or 'home'}: {spacing}{pair} overlap" for pair in page.evaluate(OVERLAPS)]
    return found


@pytest.mark.long
def test_no_page_scrolls_sideways_or_overlaps_with_large_text(large_text: Browser, site: Site) -> None:
    found = []
    for width in WINDOW_WIDTHS:
        with contextlib.closing(large_text.new_context(viewport={"width": width, "height": 740})) as context:
            page = context.new_page()
            for name in dict.fromkeys((*site.kinds.values(), *site.least.values())):
                page.goto(site.url + name)
                found += [f"{width} px, {fault}" for fault in faults(page, name)]
    assert not found, "\n".join(["", *found])


def test_the_header_stands_in_the_flow_of_the_page(browser: Browser, site: Site) -> None:
    for width, name in product((320, 768, 1440), ("", "staffel-1/")):
        with contextlib.closing(browser.new_context(viewport={"width": width, "height": 740})) as context:
            page = context.new_page()
            page.goto(site.url + name)
            assert page.evaluate(FLOATING) == []
            assert page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize("kind", ["home", "episode"])
def test_play_is_within_the_first_screen_of_a_phone(browser: Browser, site: Site, kind: str) -> None:
    with contextlib.closing(browser.new_context(viewport={"width": 360, "height": 740})) as context:
        page = context.new_page()
        page.goto(site.url + site.kinds[kind])
        box = page.locator("main .player .play").first.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 740
