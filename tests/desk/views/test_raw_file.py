"""A file that cannot be read: the page names the line, offers a repair, and writes only what can be read."""

import pytest

from tests.support.desk import desk_browser
from tests.support.desk_show import BROKEN, write_desk_show

PAGE = "/e/dritter-kaffee/file"


@pytest.fixture
def root(tmp_path):
    return write_desk_show(tmp_path / "show", broken=True)


@pytest.fixture
def browser(root):
    with desk_browser(root) as entered:
        yield entered


def file_of(root):
    return root / "episodes/dritter-kaffee/episode.yaml"


def digest_in(page):
    return page.partition('name="digest" value="')[2].partition('"')[0]


def test_row_and_page_name_the_line(browser):
    overview, page = browser.text("/"), browser.text(PAGE)
    assert "Fix line 7" in overview
    assert "Line 7:" in page
    assert 'class="bad"' in page


def test_other_episodes_go_on(browser):
    status, _ = browser.save(
        "/e/zweiter-kaffee/field",
        {"field": "title", "old": "Der zweite Kaffee", "new": "Neu", "digest": browser.desk.digest(DRAFT_FILE)},
    )
    assert status == 200


DRAFT_FILE = "episodes/zweiter-kaffee/episode.yaml"


def test_the_repair_changes_that_line_alone(browser, root):
    assert browser.post(f"{PAGE}/repair", {"repair": "indent"}).headers["location"] == "/e/dritter-kaffee/facts"
    assert file_of(root).read_text() == BROKEN.replace("   title: Leiterin", "    title: Leiterin")
    assert "Leiterin" in browser.text("/e/dritter-kaffee/facts")


def test_a_text_that_cannot_be_read_is_shown_again_and_not_written(browser, root):
    digest = digest_in(browser.text(PAGE))
    answer = browser.post(PAGE, {"digest": digest, "text": "title: [1\n"})
    assert answer.status == 422
    assert "title: [1" in answer.data.decode()
    assert file_of(root).read_text() == BROKEN


def test_a_text_that_can_be_read_is_written(browser, root):
    digest = digest_in(browser.text(PAGE))
    text = BROKEN.replace("   title: Leiterin", "    title: Chefin")
    assert browser.post(PAGE, {"digest": digest, "text": text.replace("\n", "\r\n")}).status == 303
    assert file_of(root).read_text() == text


def test_what_others_wrote_meanwhile_is_not_lost(browser, root):
    digest = digest_in(browser.text(PAGE))
    theirs = BROKEN.replace("Der dritte Kaffee", "Der andere Kaffee")
    file_of(root).write_text(theirs)
    mine = BROKEN.replace("Der dritte Kaffee", "Mein Kaffee").replace("   title", "    title")
    answer = browser.post(PAGE, {"digest": digest, "text": mine})
    assert answer.headers["location"].startswith("/conflict/")
    assert file_of(root).read_text() == theirs


def test_the_last_state_that_a_page_showed_comes_back(browser, root):
    good = BROKEN.replace("   title: Leiterin", "    title: Leiterin")
    file_of(root).write_text(good)
    browser.text("/e/dritter-kaffee/file")
    file_of(root).write_text(BROKEN)
    assert "Bring back the state of" in browser.text(PAGE)
    browser.post(f"{PAGE}/repair", {"repair": "good"})
    assert file_of(root).read_text() == good


def test_podcast_yaml_has_the_same_page(browser, root):
    show = root / "podcast.yaml"
    text = show.read_text()
    show.write_text(text.replace("author: Stadt Musterstadt", "author: Stadt: Musterstadt"))
    assert "Line 6:" in browser.text("/show/file")
    browser.post("/show/file/repair", {"repair": "quote"})
    assert show.read_text() == text.replace("author: Stadt Musterstadt", 'author: "Stadt: Musterstadt"')
