"""The status of a show that is as it was built is read from one file, and says the same as the show itself."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podcast import pipeline
from podcast.checks.caching.remembered_status import RememberedStatus
from podcast.checks.status import read_status
from podcast.pipeline.load_steps import current_time
from podcast.steps.paths import ProjectPaths
from tests.support.small_show import change

if TYPE_CHECKING:
    from typing import Any

SCHEDULED = "date: 2024-01-02 09:00", "date: 2099-01-02 09:00"


@pytest.fixture
def root(small_show: Path, tmp_path: Path) -> Path:
    """A show that is built, whose status was read: an episode is public, the other one scheduled."""
    root = Path(shutil.copytree(small_show, tmp_path / "show", copy_function=shutil.copy2))
    change(root / "episodes/folge-2/episode.yaml", *SCHEDULED)
    build(root)
    return root


def build(root: Path) -> None:
    pipeline.build_site(root, jobs=1)
    read_anew(root)


def read_anew(root: Path) -> list[dict[str, Any]]:
    """The status as it is read from the show, which is then remembered."""
    remembered = RememberedStatus(root)
    _show, statuses, examination = read_status(root, current_time())
    remembered.store(statuses, examination)
    return [status.as_json() for status in statuses]


def remembered(root: Path) -> list[dict[str, Any]] | None:
    statuses = RememberedStatus(root).read()
    return None if statuses is None else json.loads(json.dumps([status.as_json() for status in statuses]))


def test_it_says_the_same(root: Path) -> None:
    assert remembered(root) == read_anew(root)
    assert [status["state"] for status in remembered(root) or ()] == ["scheduled", "built"]


@pytest.mark.parametrize("name", ["episodes/folge-1/episode.yaml", "podcast.yaml", "site/index.html"])
def test_a_changed_file_ends_it(root: Path, name: str) -> None:
    (root / name).write_text((root / name).read_text("utf-8") + "\n", "utf-8")
    assert remembered(root) is None


def test_a_master_that_is_gone_ends_it(root: Path) -> None:
    next((root / ".podcast/masters").glob("*.mp3")).unlink()
    assert remembered(root) is None


def test_another_build_ends_it(root: Path) -> None:
    change(root / "episodes/folge-1/episode.yaml", "title: Folge 1", "title: Erste Folge")
    pipeline.build_site(root, jobs=1)
    assert remembered(root) is None
    assert "Erste Folge" in str(read_anew(root))
    assert remembered(root) == read_anew(root)


def test_a_damaged_file_counts_for_nothing(root: Path) -> None:
    path = ProjectPaths(root).status_record
    path.write_bytes(path.read_bytes().replace(b'"built"', b'"draft"'))
    assert remembered(root) is None


def test_a_draft_is_read_each_time(root: Path) -> None:
    change(root / "episodes/folge-2/episode.yaml", SCHEDULED[1], "draft: true")
    build(root)
    assert remembered(root) is None
