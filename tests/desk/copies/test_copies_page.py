"""Conflict copies at the desk: both versions, parts of each, copies that are put away and come back."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from podcast.i18n import temporary_language
from tests.support.desk import DeskBrowser, desk_browser
from tests.support.desk_show import FINISHED, write_desk_show, write_sound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SLUG, NAME = "erster-kaffee", "episode-LAPTOP-AB12.yaml"
PAGE, COPY = f"/e/{SLUG}/copies", f"episodes/{SLUG}/{NAME}"
OTHER = FINISHED.replace("Worum es geht.", "Worum es wirklich geht.").replace("topics:", "explicit: true\ntopics:")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_desk_show(tmp_path / "show", broken=True)
    (root / COPY).write_text(OTHER, "utf-8")
    return root


@pytest.fixture
def browser(root: Path) -> Iterator[DeskBrowser]:
    with temporary_language("en"), desk_browser(root) as browser:
        yield browser


def form(browser: DeskBrowser, path: str = PAGE, **more: str) -> dict[str, str]:
    """The hidden inputs of the page's form."""
    page = browser.text(path)
    return {name: value for name in ("copy", "digest", "copy_digest") for value in hidden(page, name)} | more


def hidden(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"', page)[:1]


def kept(root: Path) -> list[Path]:
    return [*(root / f".podcast/replaced/{SLUG}/conflict-copies").glob("*")]


def test_parts_of_each_version_are_taken_and_the_copy_is_put_away(root: Path, browser: DeskBrowser) -> None:
    assert f'href="{PAGE}"' in browser.text("/")
    assert f'href="{PAGE}"' in browser.text(f"/e/{SLUG}/facts")
    page = browser.text(PAGE)
    assert page.count('value="copy" checked') == 0
    assert "<ins>wirklich</ins>" in page
    answer = browser.post(PAGE, form(browser, **{"do": "parts", "p-0": "file", "p-1": "copy"}))
    assert (answer.status, answer.headers["location"]) == (303, PAGE)
    expected = FINISHED.replace("topics:", "explicit: true\ntopics:")
    assert (root / f"episodes/{SLUG}/episode.yaml").read_text("utf-8") == expected
    assert not (root / COPY).exists()
    assert [path.read_text("utf-8") for path in kept(root)] == [OTHER]
    assert f'href="{PAGE}"' not in browser.text("/")
    browser.post("/undo", {})
    assert (root / COPY).read_text("utf-8") == OTHER
    assert (root / f"episodes/{SLUG}/episode.yaml").read_text("utf-8") == FINISHED
    browser.post("/redo", {})
    assert not (root / COPY).exists()
    assert (root / f"episodes/{SLUG}/episode.yaml").read_text("utf-8") == expected


@pytest.mark.parametrize(("button", "text"), [("file", FINISHED), ("copy", OTHER)])
def test_a_whole_version_is_taken_and_a_copy_that_was_put_away_comes_back(
    root: Path, browser: DeskBrowser, button: str, text: str
) -> None:
    browser.post(PAGE, form(browser, do=button))
    assert (root / f"episodes/{SLUG}/episode.yaml").read_text("utf-8") == text
    assert not (root / COPY).exists()
    identity = hidden(browser.text(PAGE).replace("button name", "input name"), "do")
    assert browser.post(PAGE, {"do": identity[0]}).status == 303
    assert (root / COPY).read_text("utf-8") == OTHER
    assert not kept(root)


def test_a_choice_that_no_program_could_read_is_refused_and_nothing_is_lost(root: Path, browser: DeskBrowser) -> None:
    (root / COPY).write_text(FINISHED.replace("topics: [", "topics: [["), "utf-8")
    answer = browser.post(PAGE, form(browser, **{"do": "parts", "p-0": "copy"}))
    assert answer.status == 422
    assert "could not be read" in answer.data.decode()
    assert (root / f"episodes/{SLUG}/episode.yaml").read_text("utf-8") == FINISHED
    assert (root / COPY).exists()


def test_what_has_changed_since_the_page_was_loaded_is_looked_at_again(root: Path, browser: DeskBrowser) -> None:
    sent = form(browser, do="copy")
    (root / COPY).write_text(OTHER + "# später\n", "utf-8")
    assert browser.post(PAGE, sent).status == 422
    assert (root / f"episodes/{SLUG}/episode.yaml").read_text("utf-8") == FINISHED


def test_a_recording_is_taken_as_a_whole_and_the_one_before_is_kept(root: Path, browser: DeskBrowser) -> None:
    (root / COPY).unlink()
    folder = root / f"episodes/{SLUG}"
    before = (folder / "recording.wav").read_bytes()
    write_sound(folder / "recording (conflicted copy erika 2026-11-30 101112).wav", 2)
    after = (folder / "recording (conflicted copy erika 2026-11-30 101112).wav").read_bytes()
    assert "<audio" in browser.text(PAGE)
    assert browser.post(PAGE, form(browser, do="copy")).status == 303
    assert (folder / "recording.wav").read_bytes() == after
    assert [path.read_bytes() for path in kept(root)] == [before]
    assert sorted(path.name for path in folder.glob("*.wav")) == ["recording.wav"]


def test_copies_of_podcast_yaml_and_of_a_file_that_cannot_be_read_have_their_page(
    root: Path, browser: DeskBrowser
) -> None:
    shutil.copyfile(root / "podcast.yaml", root / "podcast (1).yaml")
    broken = root / "episodes/dritter-kaffee"
    shutil.copyfile(
        root / f"episodes/{SLUG}/episode.yaml", broken / "episode.sync-conflict-20261130-101112-ABCDEFG.yaml"
    )
    browser.post("/show/copies", form(browser, "/show/copies", do="file"))
    assert not (root / "podcast (1).yaml").exists()
    path = "/e/dritter-kaffee/copies"
    browser.post(path, form(browser, path, do="copy"))
    assert (broken / "episode.yaml").read_text("utf-8") == FINISHED
