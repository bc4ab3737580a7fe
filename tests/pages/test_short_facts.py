"""Date and length on cards: short, and the point between them never begins a line."""

import pytest

from tests.support.rendered_pages import episode, site


@pytest.mark.parametrize("page", ["index.html", "folgen/index.html", "staffel-1/index.html"])
def test_the_point_stays_on_the_line_of_the_date(page):
    html = site(episode(1), episode(2))[page].decode()
    assert "</time>&nbsp;· 36" in html
    assert "</time> ·" not in html


def test_the_date_of_a_withdrawal_is_in_the_type_without_a_slashed_zero():
    pages = site(episode(1), episode(2, withdrawn={"on": "2024-03-03", "reason": "Fehler."}))
    assert '<p class="notice"><b>' in pages["folge-2/index.html"].decode()
