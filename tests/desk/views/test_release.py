"""The release view: what is missing, ready and draft, approvals with undo, the link for reviewers."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

import pytest

from podcast import pipeline
from podcast.authoring.set_field import plan_change
from podcast.pipeline.approval_steps import approve
from podcast.publish import release
from tests.support.desk import DeskBrowser, desk_browser
from tests.support.small_show import change, write_episode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SLUG = "folge-3"
PAGE = f"/e/{SLUG}/release"


@pytest.fixture
def root(small_show: Path, tmp_path: Path) -> Path:
    """A show that needs two approvals; its third episode is a draft without a date."""
    root = shutil.copytree(small_show, tmp_path / "show", copy_function=shutil.copy2)
    with (root / "podcast.yaml").open("a", encoding="utf-8") as file:
        file.write("release: {needs: 2}\n")
    write_episode(root, 3)
    change(root / f"episodes/{SLUG}/episode.yaml", "date: 2024-01-03 09:00\n", "# Termin folgt\ndraft: true\n")
    return root


@pytest.fixture
def browser(root: Path) -> Iterator[DeskBrowser]:
    with desk_browser(root) as browser:
        yield browser


def episode_file(root: Path) -> str:
    return (root / f"episodes/{SLUG}/episode.yaml").read_text("utf-8")


def test_what_is_missing_is_named_with_its_link_and_keeps_the_episode_a_draft(root: Path, browser: DeskBrowser) -> None:
    page = browser.text(PAGE)
    assert f'<a href="/e/{SLUG}/facts#f-date">The date is missing</a>' in page
    assert "One thing is missing" in page
    answer = browser.post(f"/e/{SLUG}/ready", {"draft": "false", "next": PAGE})
    assert (answer.status, "draft: true" in episode_file(root)) == (422, True)


def test_an_episode_is_marked_as_ready_and_becomes_a_draft_again(root: Path, browser: DeskBrowser) -> None:
    change(root / f"episodes/{SLUG}/episode.yaml", "# Termin folgt\n", "date: 2030-01-03 09:00  # vormittags\n")
    before = episode_file(root)
    assert "Complete" in browser.text(PAGE)
    answer = browser.post(f"/e/{SLUG}/ready", {"draft": "false", "next": PAGE})
    assert (answer.status, answer.headers["location"]) == (303, PAGE)
    assert episode_file(root) == before.replace("draft: true\n", "")
    assert "Waits for approvals. Other episodes can be published meanwhile." in browser.text(PAGE)
    for name in ("Redaktion", "Projektleitung"):
        browser.post(f"/e/{SLUG}/approve", {"name": name})
    assert "Appears with the first publish from 3 Jan 2030, 09:00 on." in browser.text(PAGE)
    browser.post(f"/e/{SLUG}/ready", {"draft": "true", "next": PAGE})
    assert pipeline.check_show(root).show is not None
    assert "draft: true" in episode_file(root)


@pytest.mark.parametrize(
    "comment", ["", "  # wartet auf Erika", "  # a draft; remove this line to publish the episode"]
)
def test_the_desk_and_the_command_write_the_same_for_an_episode_that_is_ready(
    root: Path, browser: DeskBrowser, comment: str
) -> None:
    path = root / f"episodes/{SLUG}/episode.yaml"
    change(path, "# Termin folgt\ndraft: true\n", f"date: 2030-01-03 09:00\ndraft: true{comment}\n")
    commanded = plan_change(root, SLUG, "draft", "false").data
    browser.post(f"/e/{SLUG}/ready", {"draft": "false", "next": PAGE})
    assert path.read_bytes() == commanded
    back = plan_change(root, SLUG, "draft", "true").data
    browser.post(f"/e/{SLUG}/ready", {"draft": "true", "next": PAGE})
    assert path.read_bytes() == back
    assert (f"draft: true{comment}".encode() in path.read_bytes()) == ("Erika" in comment or not comment)


def test_two_names_approve_and_a_change_makes_both_outdated(root: Path, browser: DeskBrowser) -> None:
    for name in ("Redaktion", "REDAKTION"):
        assert browser.post(f"/e/{SLUG}/approve", {"name": name}).status == 303
    assert "1 of 2 approvals" in browser.text(PAGE)
    browser.post(f"/e/{SLUG}/approve", {"name": "Projektleitung"})
    page = browser.text(PAGE)
    assert "2 of 2 approvals" in page
    assert page.count("this very version") == 2
    change(root / f"episodes/{SLUG}/episode.yaml", "Worum es", "Um was es")
    page = browser.text(PAGE)
    assert "0 of 2 approvals" in page
    assert page.count("outdated, changed since: Summary") == 2


def test_an_approval_can_be_undone(root: Path, browser: DeskBrowser) -> None:
    browser.post(f"/e/{SLUG}/approve", {"name": "Redaktion"})
    assert (root / f"episodes/{SLUG}/approvals.yaml").exists()
    assert "Approval by Redaktion" in browser.text(PAGE)
    assert browser.post("/undo", {}).status == 303
    assert not (root / f"episodes/{SLUG}/approvals.yaml").exists()


def test_an_approval_needs_a_name(root: Path, browser: DeskBrowser) -> None:
    answer = browser.post(f"/e/{SLUG}/approve", {"name": "  "})
    assert (answer.status, "Type who approves it" in answer.data.decode()) == (422, True)
    assert not (root / f"episodes/{SLUG}/approvals.yaml").exists()


def test_the_desk_writes_the_line_that_the_command_writes(root: Path, browser: DeskBrowser, tmp_path: Path) -> None:
    other = shutil.copytree(root, tmp_path / "other")
    browser.post(f"/e/{SLUG}/approve", {"name": "Redaktion"})
    approve(other, SLUG, "Redaktion", browser.desk.now())
    texts = [
        [
            line
            for line in (folder / f"episodes/{SLUG}/approvals.yaml").read_text("utf-8").split("\n")
            if "on:" not in line
        ]
        for folder in (root, other)
    ]
    assert texts[0] == texts[1]


def test_a_show_without_release_has_no_approvals(root: Path, browser: DeskBrowser) -> None:
    change(root / "podcast.yaml", "release: {needs: 2}\n", "")
    page = browser.text(PAGE)
    assert "Approve this version" not in page
    assert "Complete" in page or "missing" in page


def test_what_differs_from_the_published_version_is_named(root: Path, browser: DeskBrowser) -> None:
    for slug in ("folge-1", "folge-2"):
        for name in ("Redaktion", "Projektleitung"):
            approve(root, slug, name, browser.desk.now())
    target = release.open_target(pipeline.load_target_settings(root), root)
    build = pipeline.build_for_target(root, target, jobs=1)
    pipeline.carry_out(pipeline.prepare(build, target, browser.desk.now()), lambda _event: None)
    assert "Nothing. It is the same version." in browser.text("/e/folge-1/release")
    change(root / "episodes/folge-1/episode.yaml", "kurz", "lang")
    page = browser.text("/e/folge-1/release")
    assert "<li>Notes</li>" in page or "<li>Show notes</li>" in page
    assert "all that is public stays as it is" in page


def test_no_get_changes_anything_and_no_post_without_its_token(root: Path, browser: DeskBrowser) -> None:
    before = episode_file(root)
    for part in ("ready", "approve", "share"):
        assert browser.get(f"/e/{SLUG}/{part}").status in {404, 405}
        assert browser.post(f"/e/{SLUG}/{part}", {"csrf": "x", "name": "Redaktion"}).status == 403
    assert (episode_file(root), (root / f"episodes/{SLUG}/approvals.yaml").exists()) == (before, False)


@pytest.mark.long
def test_a_link_is_made_shown_and_deleted(root: Path, browser: DeskBrowser) -> None:
    assert "Create link" in browser.text(PAGE)
    assert browser.post(f"/e/{SLUG}/share", {"days": "3"}).status == 303
    page = wait_for_share(browser)
    assert 'value="https://podcast.example.org/shared_preview/' in page, page
    assert [*(root / "published/shared_preview").rglob("index.html")]
    assert browser.post(f"/e/{SLUG}/share", {"do": "end"}).status == 303
    assert "Create link" in wait_for_share(browser)
    assert not [*(root / "published").rglob("shared_preview/*/index.html")]


def wait_for_share(browser: DeskBrowser) -> str:
    """The page when the run is over; while it is at work, the page reloads itself."""
    for _attempt in range(600):
        answer = browser.get(PAGE)
        if "refresh" not in answer.headers:
            return str(answer.data.decode())
        time.sleep(0.2)
    raise AssertionError("the preview is not ready")
