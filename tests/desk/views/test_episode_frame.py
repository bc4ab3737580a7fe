"""What all pages of an episode have: where it stands in the show, its season's colour, the parts that it has now."""

import pytest

from tests.support.desk import desk_browser
from tests.support.desk_show import write_desk_show

WITHDRAWN = "withdrawn: {on: 2024-05-01, reason: Auf Wunsch.}\n"


@pytest.fixture
def root(tmp_path):
    return write_desk_show(tmp_path / "show")


@pytest.fixture
def browser(root):
    with desk_browser(root) as entered:
        yield entered


def test_a_page_says_where_the_episode_stands(browser):
    page = browser.text("/e/erster-kaffee/facts")
    assert "Season 1, episode 1 · 1 Mar 2024" in page
    assert 'class="season-1"' in page


def test_only_what_is_or_was_public_is_withdrawn(root, browser):
    assert 'href="/e/erster-kaffee/retract"' not in browser.text("/e/erster-kaffee/facts")
    with (root / "episodes/erster-kaffee/episode.yaml").open("a", encoding="utf-8") as file:
        file.write(WITHDRAWN)
    assert 'href="/e/erster-kaffee/retract"' in browser.text("/e/erster-kaffee/facts")
