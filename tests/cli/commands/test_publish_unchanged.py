"""`podcast publish` with nothing new: nothing is built, and what happened on the target is noticed."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from podcast.steps.build_state.record import read_record, write_record
from podcast.steps.paths import ProjectPaths
from tests.cli.commands.test_build_unchanged import run
from tests.support.publish.s3_server import REGION
from tests.support.small_show import change

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.publish.s3_server import Server

pytestmark = pytest.mark.usefixtures("thread_workers")


@pytest.fixture
def show(small_show: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_show, tmp_path / "show")


def is_recorded(root: Path, *words: str) -> bool:
    """Whether a publish finds the target up to date without a build: it does not even lock the folder."""
    lock = ProjectPaths(root).cache / "lock"
    lock.unlink(missing_ok=True)
    assert "up to date" in run(root, "publish", "--yes", *words).stdout
    return not lock.exists()


def check_what_is_noticed(root: Path) -> None:
    """Publish, undo, interrupt: only where the head is as this folder has left it, the record is enough."""
    run(root, "publish", "--yes")
    assert is_recorded(root)
    change(root / "podcast.yaml", "Kleine Sendung", "Andere Sendung")
    run(root, "publish", "--yes")
    assert is_recorded(root)
    run(root, "undo", "--yes")
    assert "up to date" not in run(root, "publish", "--dry-run").stdout
    run(root, "publish", "--yes")
    assert is_recorded(root)
    twin = shutil.copytree(root, root.parent / "twin")
    if (root / "published").exists():
        run(twin, "publish", "--yes", "--target", str(root / "published"))
        change(twin / "podcast.yaml", "Andere Sendung", "Dritte Sendung")
        run(twin, "publish", "--yes", "--target", str(root / "published"))
        assert not run(root, "publish", "--dry-run", "--allow-older").stdout.count("up to date")


@pytest.mark.long
def test_a_publish_notices_what_happened_in_a_folder(show: Path) -> None:
    check_what_is_noticed(show)


@pytest.mark.usefixtures("credentials")
def test_a_publish_notices_what_happened_in_a_bucket(show: Path, seaweed: Server, prefix: str) -> None:
    where = f"{{target: s3://{seaweed.bucket}/{prefix}, endpoint: {seaweed.endpoint}, region: {REGION}}}"
    change(show / "podcast.yaml", "{target: published}", where)
    check_what_is_noticed(show)


@pytest.mark.long
def test_the_words_are_those_of_a_publish(show: Path) -> None:
    run(show, "publish", "--yes")
    ProjectPaths(show).build_record.unlink()
    expected = run(show, "publish", "--yes")
    ProjectPaths(show).build_record.unlink()
    document = json.loads(run(show, "publish", "--yes", "--json").stdout)
    assert is_recorded(show)
    done = run(show, "publish", "--yes")
    assert (done.stdout, done.stderr) == (expected.stdout, expected.stderr)
    assert json.loads(run(show, "publish", "--yes", "--json").stdout) == document
    assert run(show, "publish", "--yes", "--due").output == ""


def test_what_is_due_on_the_target_is_done(show: Path) -> None:
    run(show, "publish", "--yes")
    assert is_recorded(show)
    record = read_record(show)
    assert record
    assert record.published
    write_record(show, replace(record, published=replace(record.published, until="2024-01-01T00:00:00+00:00")))
    assert not is_recorded(show), "something may have to be deleted there"


def test_every_option_that_asks_for_work_builds(show: Path) -> None:
    run(show, "publish", "--yes")
    assert is_recorded(show, "--dry-run")
    assert not is_recorded(show, "--adopt")
