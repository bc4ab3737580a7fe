"""Every kind of page breaks no rule of axe; trees that assistive technology reads; nothing moves on phones."""

from __future__ import annotations

import contextlib
from difflib import unified_diff
from typing import TYPE_CHECKING

import pytest

from tests.support.accessibility_trees import accessibility_trees, write_site
from tests.support.browsers import SHIFTS, served, violations
from tests.support.paths import TESTS

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.support.browsers import Site

pytestmark = pytest.mark.browser
GOLDEN = TESTS / "browsers" / "golden"
WIDTHS = (360, 1280)  # px
MAX_LAYOUT_SHIFT = 0.02  # cumulative, https://web.dev/articles/cls
KINDS = {
    "home", "episode", "episode einbetten", "staffel-n", "folgen", "suche", "personen", "personen …", "themen",
    "themen …", "abonnieren", "ueber", "impressum", "datenschutz", "barrierefreiheit", "404.html", "withdrawn",
}  # fmt: skip
# By light all rules, best practices as well; the dark changes colours alone, which test_pages.py makes sure of.
AXE_OPTIONS = {
    "light": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "dark": {"type": "rule", "values": ["color-contrast"]},
}


def addresses(site: Site) -> dict[str, str]:
    """The address of a page of every kind, and of the search when it has found something."""
    return {**site.kinds, "search with results": f"{site.kinds['suche']}?q=Beteiligung"}


def test_no_kind_of_page_breaks_a_rule_of_axe(browser: Browser, site: Site) -> None:
    assert set(site.kinds) >= KINDS
    faults = []
    with contextlib.closing(browser.new_context(locale="de-DE", reduced_motion="reduce")) as context:
        page = context.new_page()
        for kind, address in addresses(site).items():
            page.goto(site.url + address)
            if "?" in address:
                page.locator("#hits li").first.wait_for()
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                for scheme, rules in AXE_OPTIONS.items():
                    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the words that it takes
                    faults += [f"{kind}, {width} px, {scheme}: {fault}" for fault in violations(page, rules)]
    assert not faults, "\n".join(["", *faults])


@pytest.mark.parametrize("kind", ["home", "episode", "search with results"])
def test_nothing_moves_on_a_phone_not_even_where_it_is_scrolled(browser: Browser, site: Site, kind: str) -> None:
    with contextlib.closing(browser.new_context(viewport={"width": 360, "height": 740})) as context:
        context.add_init_script(SHIFTS)
        page = context.new_page()
        page.goto(site.url + addresses(site)[kind], wait_until="load")
        if kind == "search with results":
            page.locator("#hits li").first.wait_for()
        for _ in range(5):
            page.mouse.wheel(0, 700)
            page.wait_for_timeout(60)
        assert page.evaluate("window.shifted") < MAX_LAYOUT_SHIFT


def test_assistive_technology_meets_the_trees_that_were_read_by_people(browser: Browser, tmp_path: Path) -> None:
    write_site(tmp_path)
    with served(tmp_path) as running:
        trees = accessibility_trees(browser, running.url)
    changes = [
        line
        for name, tree in trees.items()
        for line in unified_diff(
            (GOLDEN / f"{name}.txt").read_text("utf-8").splitlines(), tree.splitlines(), name, "now", lineterm=""
        )
    ]
    assert not changes, "\n".join(["", "renew with: make trees", *changes])
