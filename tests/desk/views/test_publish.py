"""The pages of a publish, without script: plan, question, steps, result, undo; and what is said when it fails."""

from __future__ import annotations

import html
import re
import shutil
import time
from typing import TYPE_CHECKING, Any

import pytest

from podcast.desk.publishing.desk_run import DeskRun, fold
from podcast.desk.publishing.run_events import RunEvent, RunRequest
from tests.support import podcast_process
from tests.support.desk import desk_browser
from tests.support.small_show import change

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.desk import DeskBrowser

PATIENCE = 300.0
LIVE: dict[str, Any] = {
    "generation": 3,
    "since": "2024-05-01T10:00:00+00:00",
    "publishing": None,
    "interrupted": False,
    "undo_generations": [],
    "history": [],
    "location": "s3://x",
}
UPLOAD = {"name": "upload", "done": 30, "total": 120, "files": 6, "of_files": 9}


@pytest.fixture
def browser(small_show: Path, tmp_path: Path) -> Iterator[DeskBrowser]:
    root = shutil.copytree(small_show, tmp_path / "show")
    with desk_browser(root) as entered:
        yield entered


def loaded(browser: DeskBrowser, path: str, waiting: str = 'data-mode="(planning|running)"') -> str:
    """A page once it no longer waits for something, reloaded as a browser without script does."""
    end = time.monotonic() + PATIENCE
    while re.search(waiting, page := browser.text(path)):
        assert '<noscript><meta http-equiv="refresh"' in page
        assert time.monotonic() < end
        time.sleep(0.3)
    return page


def confirmed(page: str) -> str:
    digest = re.search(r'name="confirmed" value="([0-9a-f]{64})"', page)
    assert digest, page
    return digest[1]


def words(page: str) -> str:
    """The text of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.long
def test_a_show_is_published_changed_and_undone_without_script(browser: DeskBrowser) -> None:
    root = browser.desk.root
    page = loaded(browser, "/publish")
    dry_run = podcast_process.run("publish", "--dry-run", "-C", root).stdout
    for sentence in re.findall(r"^new: .*", dry_run, re.MULTILINE):
        assert sentence in words(page)
    assert "Publish 2 changes now" in words(page)
    assert "2 changes waiting" in page
    assert not (root / "published").exists()  # looking at the plan publishes nothing
    answer = browser.post("/publish", {"confirmed": confirmed(page)})
    assert (answer.status, answer.headers["location"]) == (303, "/publish/run")
    done = loaded(browser, "/publish/run")
    assert "<h1>Published</h1>" in done
    assert (root / "published/feed.xml").is_file()
    assert "Everything is published" in loaded(browser, "/publish")
    change(root / "episodes/folge-1/episode.yaml", "Worum es", "Worum es wirklich")
    page = loaded(browser, "/publish")
    assert "Publish 1 change now" in words(page)
    browser.post("/publish", {"confirmed": confirmed(page)})
    assert "Undo this publish" in loaded(browser, "/publish/run")
    assert 'action="/publish/verify"' in loaded(browser, "/publish")
    browser.post("/publish/verify", {"full": "1"})
    checked = loaded(browser, "/publish/run")
    last_line = podcast_process.run("verify", "--full", "-C", root).stdout.strip().splitlines()[-1]
    assert "all present and unchanged" in last_line
    assert last_line in words(checked)
    assert "wirklich" in (root / "published/feed.xml").read_text("utf-8")
    question = loaded(browser, "/publish/undo")
    assert "Back to the state of" in question
    browser.post("/publish/undo", {"confirmed": confirmed(question), "generation": "0"})
    assert "<h1>Undone</h1>" in loaded(browser, "/publish/run")
    assert "wirklich" not in (root / "published/feed.xml").read_text("utf-8")
    assert "An earlier state, restored" in words(loaded(browser, "/publish"))


def shown(browser: DeskBrowser, *events: tuple[str, dict[str, Any]], job: str = "publish") -> str:
    """The page of a run with these events."""
    state = DeskRun(RunRequest(job, "0" * 64), began=time.time())  # type: ignore[arg-type]
    for kind, data in (("live", LIVE), *events):
        state = fold(state, RunEvent(kind, time.time(), data))  # type: ignore[arg-type]
    browser.desk.publishing.runner._states = {job: state}  # type: ignore[dict-item] # noqa: SLF001 -- as if it had been
    return browser.text("/publish/run")


def first_sentence(page: str) -> str:
    return words(page.partition("<section")[2].partition("<p><strong>")[2].partition("</strong>")[0])


def test_the_first_sentence_says_whether_listeners_noticed(browser: DeskBrowser) -> None:
    failed = ("failed", {"cause": "connection", "message": "GET failed 9 times"})
    begun = (("step", {"name": "upload"}), ("progress", UPLOAD))
    page = shown(browser, *begun, failed)
    assert first_sentence(page) == "Nothing has changed for listeners."
    assert "6 of 9 files are there. As soon as there is a connection, it goes on from there." in words(page)
    assert "Everything else works offline" in page
    page = shown(browser, *begun, ("reached", {"listeners": "pages"}), failed)
    assert first_sentence(page).startswith("Nothing has changed in the apps")
    page = shown(browser, *begun, ("reached", {"listeners": "feed"}), failed)
    assert first_sentence(page).startswith("The new feed may be public already")
    page = shown(browser, *begun, ("published", {"generation": 4}), failed)
    assert first_sentence(page).startswith("The new state is public")


def test_a_run_shows_its_steps_and_can_be_cancelled_until_the_feed(browser: DeskBrowser) -> None:
    page = shown(browser, ("step", {"name": "upload"}), ("progress", UPLOAD))
    assert "Upload: 6 of 9 files" in words(page)
    assert '<progress max="100" value="25"' in page
    assert 'action="/publish/cancel"' in page
    assert "/publish/cancel" not in shown(browser, ("step", {"name": "upload"}), ("step", {"name": "feed"}))
    assert browser.get("/publish").status == 303  # a run at work has its own page


def test_a_check_of_what_is_published_shows_its_progress_and_what_it_found(browser: DeskBrowser) -> None:
    begun = (("step", {"name": "verify"}), ("progress", {"name": "verify", "done": 30, "total": 120}))
    page = shown(browser, *begun, job="verify")
    assert "Compare the published files 30 of 120" in words(page)
    assert 'action="/publish/cancel"' in page
    good = ("checked", {"lines": ["120 files checked: all present and unchanged"], "result": "good"})
    page = shown(browser, *begun, good, ("done", {}), job="verify")
    assert "<h1>Checked</h1>" in page
    assert "all present and unchanged" in page
    assert "Repair" not in page
    bad = ("checked", {"lines": ["feed.xml: it is missing", "120 files checked: 1 missing"], "result": "failed"})
    page = shown(browser, *begun, bad, ("done", {}), job="verify")
    assert re.search(r'feed.xml: it is missing.*<a class="button strong" href="/publish">', page, re.DOTALL)


def test_who_publishes_elsewhere_is_named(browser: DeskBrowser) -> None:
    busy = {**LIVE, "publishing": {"host": "studio-2", "pid": 7, "since": "2024-05-01T10:00:00+00:00"}}
    state = DeskRun(RunRequest("plan"), began=time.time())
    for kind, data in (("live", busy), ("failed", {"cause": "lease", "message": "?"})):
        state = fold(state, RunEvent(kind, time.time(), data))  # type: ignore[arg-type]
    publishing = browser.desk.publishing
    publishing.runner._states = {"plan": state}  # noqa: SLF001 -- as if it had been
    publishing._planned_files = publishing._files()  # noqa: SLF001
    assert "On the computer studio-2, since 1 May 2024, 12:00." in words(browser.text("/publish"))


def test_without_a_target_the_page_leads_to_it(browser: DeskBrowser) -> None:
    change(browser.desk.root / "podcast.yaml", "publish: {target: published}\n", "")
    page = browser.text("/publish")
    assert 'href="/show/target"' in page
    assert "confirmed" not in page


@pytest.mark.long
def test_what_prevents_a_publish_is_listed_with_a_link(browser: DeskBrowser) -> None:
    change(browser.desk.root / "episodes/folge-2/episode.yaml", "guid: little-2", "guid: little-1")
    page = loaded(browser, "/publish")
    assert "Nothing has changed for listeners." in page
    assert re.search(r'<a href="/e/folge-[12]/release">', page)
    assert 'name="confirmed"' not in page
