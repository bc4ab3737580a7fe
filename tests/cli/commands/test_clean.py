"""`podcast clean` on the command line."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.podcast_command import podcast
from tests.support.small_show import change

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def show(small_show: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_show, tmp_path / "show", copy_function=shutil.copy2)


def masters(root: Path) -> list[Path]:
    return sorted((root / ".podcast" / "masters").glob("*.mp3"))


def test_a_show_that_was_just_built_has_nothing_to_remove(show: Path) -> None:
    result = podcast("clean", at=show)
    assert (result.returncode, result.stdout) == (0, "nothing to remove: everything in .podcast/ is needed\n")


def test_a_dry_run_names_the_files_and_removes_none(show: Path) -> None:
    before = masters(show)
    result = podcast("clean", "--all", "--dry-run", at=show)
    assert result.returncode == 0
    for path in before:
        assert f"{path.relative_to(show)}  " in result.stdout
    assert result.stdout.splitlines()[-1].partition(" ")[2].startswith("files, ")
    assert result.stderr == "dry run: nothing was changed\n"
    assert masters(show) == before


def test_without_an_answer_nothing_is_removed(show: Path) -> None:
    before = masters(show)
    assert podcast("clean", "--all", at=show).returncode != 0
    assert masters(show) == before


def test_all_removes_everything_and_the_next_clean_finds_nothing(show: Path) -> None:
    result = podcast("clean", "--all", "--yes", at=show)
    assert result.returncode == 0
    assert result.stderr == "removed\n"
    assert masters(show) == []
    assert "nothing to remove" in podcast("clean", "--all", at=show).stdout


def test_a_show_with_problems_can_be_cleaned(show: Path) -> None:
    change(show / "podcast.yaml", "title:", "titel:")
    assert podcast("clean", at=show).returncode == 0


def test_a_show_that_was_never_built_has_nothing_to_remove(show: Path) -> None:
    shutil.rmtree(show / ".podcast")
    assert "nothing to remove" in podcast("clean", at=show).stdout
