"""The mastering report in a browser: no rule of axe is broken, and it fits a phone."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from podcast.report.sound_details import SoundDetails
from tests.report.test_html_report import shown
from tests.report.test_sound_section import detailed
from tests.support.browsers import violations

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_the_page_breaks_no_rule_of_axe_and_fits_a_phone(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(shown(detailed(), detailed(number=2), detailed(SoundDetails(), 3, levels=None)))
    rules = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    with contextlib.closing(browser.new_context(bypass_csp=True)) as context:
        page = context.new_page()
        page.goto(path.as_uri())
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the words that it takes
                assert violations(page, rules) == ()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
