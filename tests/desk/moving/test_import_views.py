"""A move from a host at the desk, without script: the form, the progress, the report, and the show that opens."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from podcast.desk.moving.import_run import ImportRequest, ImportRun, ended, fold_line
from tests.support.desk import desk_browser
from tests.support.media_host import media_host
from tests.support.old_show import FEED, OldShow, sound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.desk import DeskBrowser

PATIENCE = 120.0


@pytest.fixture
def old_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OldShow]:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "sound").mkdir()
    with media_host() as host:
        show = OldShow(host, sound(tmp_path / "sound"))
        show.publish()
        yield show


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[DeskBrowser]:
    (tmp_path / "desk").mkdir()
    with desk_browser(tmp_path / "desk") as entered:
        yield entered


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.long
def test_a_show_moves_into_a_folder_and_the_desk_opens_it(browser: DeskBrowser, old_show: OldShow) -> None:
    answers = {"feed": old_show.feed, "folder": "kaffee", "new_link": "https://podcast.example.org/", "is_private": "1"}
    assert browser.post("/start/import", answers).headers["location"] == "/start/import"
    assert browser.desk.imports.wait(PATIENCE)
    page = browser.text("/start/import")
    assert "<h1>The show is here</h1>" in page
    assert "2 new episodes in kaffee/" in words(page)
    assert "proof: 2 of 2 episodes equal" in words(page)
    report = browser.get("/start/import/report")
    assert b"Kaffee im Rathaus" in report.data
    assert "script-src" not in report.headers["content-security-policy"]
    before = browser.desk.root
    assert browser.post("/start/import/open", {}).headers["location"] == "/"
    assert browser.desk.root == before / "kaffee"
    assert "Kaffee im Rathaus" in browser.text("/")
    assert browser.text("/e/folge-1/facts")
    assert not (before / "podcast.yaml").exists()


@pytest.mark.long
def test_a_locked_feed_needs_the_answer_that_it_is_ones_own(browser: DeskBrowser, old_show: OldShow) -> None:
    feed = old_show.host.files[FEED]
    lock = b'<podcast:locked xmlns:podcast="https://podcastindex.org/namespace/1.0">yes</podcast:locked></channel>'
    feed.body = feed.body.replace(b"</channel>", lock)
    browser.post("/start/import", {"feed": old_show.feed, "is_private": "1"})
    assert browser.desk.imports.wait(PATIENCE)
    page = browser.text("/start/import")
    assert "<h1>The show was not moved</h1>" in page
    assert "its owner has locked it" in words(page)
    assert 'href="/start"' in page
    browser.post("/start/import", {"feed": old_show.feed, "is_private": "1", "is_own": "1"})
    assert browser.desk.imports.wait(PATIENCE)
    assert (browser.desk.root / "podcast.yaml").is_file()


def test_the_form_asks_for_the_feed(browser: DeskBrowser) -> None:
    assert 'action="/start/import"' in browser.text("/start")
    answer = browser.post("/start/import", {"feed": " ", "is_own": "1"})
    assert answer.status == 422
    assert 'id="feed-problem"' in answer.data.decode()
    assert browser.get("/start/import").headers["location"] == "/start"
    assert browser.get("/start/import/report").status == 404


def test_a_run_shows_its_steps_and_what_stopped_it(browser: DeskBrowser) -> None:
    run = ImportRun(ImportRequest("https://old.example.org/feed.xml", str(browser.desk.root)))
    browser.desk.imports.run = run = fold_line(run, '{"kind": "step", "name": "fetch", "text": "Kaffee: 12 items"}')
    progress = '{"kind": "progress", "done": 30, "total": 120, "files": 3, "of_files": 12}'
    browser.desk.imports.run = run = fold_line(fold_line(run, progress), '{"kind": "note", "text": "fetched x"}')
    page = browser.text("/start/import")
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "Kaffee: 12 items" in page
    assert re.search(r'3 of 12.*<progress max="100" value="25"', page, re.DOTALL)
    assert 'action="/start/import/cancel"' in page
    failed = ended(fold_line(run, "error: no connection"), 1, "", is_cancelled=False)
    assert (failed.status, failed.message) == ("failed", "error: no connection")
    assert ended(run, 130, "", is_cancelled=True).status == "cancelled"
    browser.desk.imports.run = ended(run, 1, "not fetched: a.mp3\n\n1 new episode", is_cancelled=False)
    page = browser.text("/start/import")
    assert "The show is here, but not all of it" in page
    assert "not fetched: a.mp3" in page
    assert 'action="/start/import/again"' in page
