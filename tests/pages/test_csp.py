from __future__ import annotations

import re

from podcast.pages.csp import POLICY, TEXT_SPACING

RULES = {name: sources for name, _, sources in (row.strip().partition(" ") for row in POLICY.split(";"))}


def test_nothing_is_allowed_but_what_comes_with_the_page() -> None:
    assert RULES.pop("default-src") == RULES.pop("base-uri") == "'none'"
    assert RULES.pop("style-src").split()[0] == "'self'"
    assert set(RULES.values()) == {"'self'"}


def test_the_one_style_sheet_that_may_be_put_in_is_known_by_its_bytes() -> None:
    (allowed,) = re.findall(r"'(sha\d+-[^']+)'", POLICY)
    assert allowed == "sha256-Lqelb6pVzEGnaBEnXqzlEbv6f1ZzI5U8HDqvvij4lg0="  # as `openssl dgst` has it
    assert "unsafe" not in POLICY


def test_that_sheet_is_the_spacing_of_wcag_and_nothing_else() -> None:
    assert dict(re.findall(r"([a-z-]+):([^;{}]+?)!important", TEXT_SPACING)) == {
        "line-height": "1.5", "letter-spacing": ".12em", "word-spacing": ".16em", "margin-bottom": "2em",
    }  # fmt: skip
