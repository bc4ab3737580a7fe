"""Ways in which an editor could lose text: none of them does."""

from __future__ import annotations

import resource
import subprocess
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from podcast.desk.saving.history import History
from podcast.desk.saving.notes_saves import read_notes_source, save_notes
from podcast.desk.saving.outcomes import Saved
from podcast.desk.saving.versions import Versions
from podcast.i18n import temporary_language
from tests.support.desk import DeskBrowser, desk_browser
from tests.support.desk_show import FINISHED, write_desk_show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SLUG = "erster-kaffee"
FOLDER = f"episodes/{SLUG}"
WRAPPED = "Ein Absatz, der hier\numbrochen ist, und zwar\nmehrmals.\n"
TRANSCRIPT = "WEBVTT\n\n00:00.000 --> 00:01.000\nEins.\n\n00:01.000 --> 00:02.000\nZwei.\n"
SUMMARY = {"field": "summary", "old": "Worum es geht.", "new": "Worum es wirklich geht.", "digest": ""}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_desk_show(tmp_path / "show")


@pytest.fixture
def browser(root: Path) -> Iterator[DeskBrowser]:
    with temporary_language("en"), desk_browser(root) as browser:
        yield browser


@contextmanager
def full_disk() -> Iterator[None]:
    """A disk on which no file can grow, for this process."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@contextmanager
def locked(*paths: Path) -> Iterator[None]:
    """Files and folders that nobody can change, as on a read-only network drive, or held open on Windows."""
    names = [str(path) for path in paths]
    if subprocess.run(["chattr", "+i", *names], check=False, capture_output=True).returncode:
        subprocess.run(["chattr", "-i", *names], check=False, capture_output=True)
        pytest.skip("this disk or this person cannot lock files")
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", *names], check=True)


def test_a_save_that_is_sent_again_after_the_desk_was_killed_is_no_conflict(root: Path) -> None:
    """The file was written, and the answer never came; the desk that runs now knows no versions."""

    class Desk:
        def __init__(self) -> None:
            self.root, self.history = root, History(root)

    path = root / FOLDER / "notes.md"
    path.write_text(WRAPPED, "utf-8")
    source = read_notes_source(Desk(), SLUG)
    new = source.text.replace("mehrmals", "gleich mehrmals")
    for _try in range(2):
        assert isinstance(save_notes(Desk(), SLUG, source.text, new, source.digest), Saved)
    assert path.read_text("utf-8") == WRAPPED.replace("mehrmals", "gleich mehrmals")


def test_a_field_that_is_sent_again_is_saved_once(browser: DeskBrowser, root: Path) -> None:
    for _try in range(2):
        assert browser.save(f"/e/{SLUG}/field", SUMMARY)[0] == 200
        browser.desk.history.versions = Versions()
    expected = FINISHED.replace("es geht", "es wirklich geht")
    assert (root / FOLDER / "episode.yaml").read_text("utf-8") == expected


def test_a_file_of_notes_whose_name_is_decomposed_is_edited_itself(browser: DeskBrowser, root: Path) -> None:
    folder = root / FOLDER
    path = folder / unicodedata.normalize("NFD", "Über uns.md")  # as macOS and some network drives have it
    path.write_text("Alter Text.\n", "utf-8")
    with (folder / "episode.yaml").open("a", encoding="utf-8") as file:
        file.write("notes: Über uns.md\n")
    page = browser.text(f"/e/{SLUG}/notes")
    assert "Alter Text." in page
    digest = page.partition('name="digest" value="')[2].partition('"')[0]
    sent = {"old": "Alter Text.\n", "new": "Alter Text, ergänzt.\n", "digest": digest}
    assert browser.save(f"/e/{SLUG}/notes", sent)[0] == 200
    assert path.read_text("utf-8") == "Alter Text, ergänzt.\n"
    assert len([*folder.glob("*.md")]) == 1


def test_lines_of_a_page_that_is_too_old_are_not_written_over_others(browser: DeskBrowser, root: Path) -> None:
    path = root / FOLDER / "transcript.vtt"
    path.write_text(TRANSCRIPT, "utf-8")
    digest = browser.desk.digest(f"{FOLDER}/transcript.vtt")
    changed = TRANSCRIPT.replace("00:00.000 --> 00:01.000\nEins.\n\n", "")  # another window has removed the first line
    path.write_text(changed, "utf-8")
    browser.desk.history.versions = Versions()
    status, data = browser.save(f"/e/{SLUG}/transcript/cue", {"digest": digest, "t-0": "Eins!"})
    assert (status, "older than the transcript" in data["problem"]) == (422, True)
    assert path.read_text("utf-8") == changed


def test_a_whole_file_that_was_typed_in_an_old_page_is_a_conflict_with_what_others_wrote(
    browser: DeskBrowser, root: Path
) -> None:
    path = root / FOLDER / "episode.yaml"
    digest = browser.desk.digest(f"{FOLDER}/episode.yaml")
    changed = FINISHED + "explicit: true\n"
    path.write_text(changed, "utf-8")
    browser.desk.history.versions = Versions()
    answer = browser.post(f"/e/{SLUG}/file", {"digest": digest, "text": FINISHED.replace("Verwaltung", "Amt")})
    assert answer.headers["location"].startswith("/conflict/")
    assert "explicit: true" in browser.text(answer.headers["location"])
    assert path.read_text("utf-8") == changed


def test_on_a_full_disk_pages_open_and_a_save_says_why_it_was_not_written(browser: DeskBrowser, root: Path) -> None:
    (root / FOLDER / "notes.md").write_text(WRAPPED, "utf-8")
    with full_disk():
        answers = {page: browser.get(f"/e/{SLUG}/{page}").status for page in ("facts", "notes", "sound", "transcript")}
        field = browser.save(f"/e/{SLUG}/field", SUMMARY)
        sent = {"old": WRAPPED, "new": "Neu.", "digest": browser.desk.digest(f"{FOLDER}/notes.md")}
        notes = browser.save(f"/e/{SLUG}/notes", sent)
    assert set(answers.values()) == {200}, answers
    assert (field[0], notes[0]) == (422, 422)
    assert "episode.yaml" in field[1]["problem"]
    assert (root / FOLDER / "episode.yaml").read_text("utf-8") == FINISHED
    assert (root / FOLDER / "notes.md").read_text("utf-8") == WRAPPED
    assert browser.save(f"/e/{SLUG}/field", SUMMARY)[0] == 200


@pytest.mark.parametrize("place", ["file", "folder", "everything"])
def test_where_nothing_can_be_written_pages_open_and_a_save_says_why(
    browser: DeskBrowser, root: Path, place: str
) -> None:
    file, folder = root / FOLDER / "episode.yaml", root / FOLDER
    browser.text("/")  # which makes the cache
    everything = (root, root / ".podcast", *(root / ".podcast").glob("*"), folder, file)
    with locked(*{"file": (file,), "folder": (folder,), "everything": everything}[place]):
        answers = {page: browser.get(f"/e/{SLUG}/{page}").status for page in ("facts", "notes", "sound", "chapters")}
        status, data = browser.save(f"/e/{SLUG}/field", SUMMARY)
        overview = browser.get("/").status
    assert {overview, *answers.values()} == {200}, answers
    assert status == 422
    assert data["problem"]
    assert file.read_text("utf-8") == FINISHED
