"""The overview: each episode with its state, what is missing and the next step; filters that leave out the others."""

import re

import pytest

from tests.support.desk import desk_browser
from tests.support.desk_show import write_desk_show


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return write_desk_show(tmp_path_factory.mktemp("overview") / "show", broken=True)


@pytest.fixture(scope="module")
def browser(root):
    with desk_browser(root) as entered:
        yield entered


def rows(page):
    """The rows as text, by the title of their episodes."""
    found = re.findall(r'<tr role="row" class="season-.*?</tr>', page, re.DOTALL)
    texts = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]
    titles = [re.search(r'class="row-title"[^>]*>([^<]*)<', row)[1] for row in found]
    return dict(zip(titles, texts, strict=True))


def test_every_episode_has_a_row_with_state_and_next_step(browser):
    assert rows(browser.text("/")) == {
        "Der erste Kaffee": "1/01 Der erste Kaffee Erika Muster Ready 1 Mar 2024 "
        "Publish – Der erste Kaffee · no transcript",
        "Der zweite Kaffee": "– Der zweite Kaffee Draft – Choose the recording – Der zweite Kaffee · no transcript",
        "dritter kaffee": "– dritter kaffee File unreadable – Fix line 7 – dritter kaffee",
    }


def test_a_file_that_cannot_be_read_comes_first(browser):
    assert next(iter(rows(browser.text("/")))) == "dritter kaffee"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=erste", {"Der erste Kaffee"}),
        ("q=MUSTER", {"Der erste Kaffee"}),
        ("q=verwaltung", {"Der erste Kaffee"}),
        ("q=kaffee+zweite", {"Der zweite Kaffee"}),
        ("season=1", {"Der erste Kaffee"}),
        ("state=problem", {"dritter kaffee"}),
        ("state=nonsense&season=%C2%B2", {"Der erste Kaffee", "Der zweite Kaffee", "dritter kaffee"}),
    ],
)
def test_a_filter_leaves_out_the_others(browser, query, titles):
    assert rows(browser.text(f"/?{query}")).keys() == titles


def test_no_match_says_so_and_leads_back(browser):
    page = browser.text("/?q=%3Cscript%3E")
    assert "No episode with “&lt;script&gt;”" in page
    assert 'href="/">Show all episodes' in page


def test_the_table_is_one_for_screen_readers_though_it_looks_like_cards(browser):
    page = browser.text("/")
    assert page.count('role="columnheader"') == 5
    assert 'role="rowheader" scope="row"' in page


def test_both_languages_say_it_all(browser, monkeypatch):
    monkeypatch.setenv("LANGUAGE", "de")
    page = browser.text("/")
    assert "Zeile 7 beheben" in page
    assert "Als Nächstes" in page
    assert "1.3.2024" in page


def test_an_empty_show_offers_the_first_episode(tmp_path):
    write_desk_show(tmp_path / "show")
    import shutil

    shutil.rmtree(tmp_path / "show" / "episodes")
    with desk_browser(tmp_path / "show") as browser:
        page = browser.text("/")
        assert "No episodes yet" in page
        assert "<table" not in page
