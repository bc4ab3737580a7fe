"""A folder without a show: three questions, and everything else can wait."""

import pytest

from tests.support.desk import desk_browser


@pytest.fixture
def browser(tmp_path):
    (tmp_path / "Kaffee im Amt").mkdir()
    with desk_browser(tmp_path / "Kaffee im Amt") as entered:
        yield entered


def test_every_way_leads_to_the_questions(browser):
    assert browser.get("/").headers["location"] == "/start"
    page = browser.text("/start")
    assert "There is no show here yet" in page
    assert str(browser.desk.root) in page


def test_three_answers_make_a_show(browser):
    answers = {"title": "Kaffee im Amt", "author": "Stadt Musterstadt", "link": "https://podcast.example.org"}
    assert browser.post("/start", answers).headers["location"] == "/"
    text = (browser.desk.root / "podcast.yaml").read_text()
    assert "title: Kaffee im Amt" in text
    assert "link: https://podcast.example.org/" in text
    assert "Kaffee im Amt" in browser.text("/")
    assert browser.get("/start").headers["location"] == "/"


def test_the_address_can_wait(browser):
    browser.post("/start", {"title": "Kaffee", "author": "Stadt", "link": ""})
    text = (browser.desk.root / "podcast.yaml").read_text()
    assert "\n# link:" in text
    assert "\nguid: " in text
    assert "Kaffee" in browser.text("/")


def test_a_wrong_answer_stands_beside_its_question_and_nothing_is_written(browser):
    answer = browser.post("/start", {"title": "", "author": "Stadt <i>", "link": "kein Link"})
    page = answer.data.decode()
    assert answer.status == 422
    assert 'id="title-problem"' in page
    assert 'id="link-problem"' in page
    assert 'value="Stadt &lt;i&gt;"' in page
    assert not (browser.desk.root / "podcast.yaml").exists()


def test_a_second_window_does_not_write_over_the_show(browser):
    browser.post("/start", {"title": "Eins", "author": "Stadt"})
    before = (browser.desk.root / "podcast.yaml").read_bytes()
    assert browser.post("/start", {"title": "Zwei", "author": "Stadt"}).status == 422
    assert (browser.desk.root / "podcast.yaml").read_bytes() == before


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "/\\evil.example", ""])
def test_changing_the_language_never_leads_elsewhere(browser, path):
    answer = browser.post("/language", {"language": "en", "next": path})
    assert answer.headers["location"] == "/"


def test_the_desk_speaks_the_language_that_is_chosen(browser):
    browser.post("/language", {"language": "de", "next": "/start"})
    assert "Hier liegt noch keine Sendung" in browser.text("/start")
