"""An edited episode is shown before the rest of the preview is built."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from podcast import pipeline
from podcast.preview.broadcast import ViewBroadcaster
from podcast.preview.early_page import show_early
from podcast.steps.paths import ProjectPaths
from tests.support.small_show import change

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.show import Show
    from podcast.pipeline import BuildResult

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def load(root: Path) -> Show:
    return pipeline.load_show(root).due(NOW, drafts=True)


def build(root: Path) -> BuildResult:
    with ThreadPoolExecutor(1) as executor:
        return pipeline.build_show(load(root), root, executor, lambda _event: None, ProjectPaths(root, preview=True))


def contents(root: Path) -> dict[str, bytes]:
    site = ProjectPaths(root, preview=True).site
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


@pytest.fixture
def show(small_show: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_show, tmp_path / "show")


def test_the_page_of_the_edited_episode_is_that_of_the_build_that_follows(show: Path) -> None:
    last, before = build(show), contents(show)
    file, broadcaster = show / "episodes" / "folge-1" / "episode.yaml", ViewBroadcaster()
    change(file, "notes: Mit", "notes: Neu! Mit")
    show_early(load(show), {file}, last, broadcaster)
    early = contents(show)
    written = {path for path in early if early[path] != before.get(path)}
    assert "folge-1/index.html" in written
    assert all("folge-2" not in path and "/" in path for path in written), "no list, no feed, no other episode"
    assert broadcaster.view.files.keys() == written
    build(show)
    after = contents(show)
    assert {path: early[path] for path in written if "/" in path} == {path: after[path] for path in written}
    assert "Neu!" in after["feed.xml"].decode()


def test_nothing_is_early_when_more_than_one_episode_may_have_changed(show: Path) -> None:
    last, before, broadcaster = build(show), contents(show), ViewBroadcaster()
    first, second = (show / "episodes" / name / "episode.yaml" for name in ("folge-1", "folge-2"))
    for file in (first, second):
        change(file, "notes: Mit", "notes: Neu! Mit")
    for changed in ({first, second}, {show / "podcast.yaml"}, {first, show / "templates" / "page.html"}, set()):
        show_early(load(show), changed, last, broadcaster)
    assert contents(show) == before
    assert not broadcaster.view.files


def test_what_cannot_be_rendered_is_left_to_the_build(show: Path) -> None:
    last, before, broadcaster = build(show), contents(show), ViewBroadcaster()
    file = show / "episodes" / "folge-1" / "episode.yaml"
    change(file, "notes: Mit", "notes: Neu! Mit")
    (show / "templates").mkdir()
    (show / "templates" / "episode.html").write_text("{{ missing }}")
    show_early(load(show), {file}, last, broadcaster)
    assert contents(show) == before
