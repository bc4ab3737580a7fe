"""`podcast build` with nothing new: nothing is built, and all that is printed is the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from podcast import pipeline
from podcast.cli.main import podcast
from podcast.files.tree_state import MTIME_GRANULARITY_NS
from podcast.steps.build_state.check import output_state, unchanged_build
from podcast.steps.build_state.record import read_record, write_record
from podcast.steps.paths import ProjectPaths
from tests.cli.test_startup import MEDIA, libraries
from tests.support.every_input import write_every_input, write_folder
from tests.support.small_show import change

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("thread_workers")
OLD_NS = 10**18  # an mtime in 2001: no file may have changed since without another one


def run(root: Path, *words: str, language: str = "en") -> Result:
    """Run a command in this process."""
    done = CliRunner().invoke(podcast, [*words, "-C", str(root)], env={"LANGUAGE": language})
    assert done.exit_code == 0, f"{done.output}{done.exception}"
    return done


def is_recorded(root: Path, *words: str) -> bool:
    """Whether a build by these words does nothing, as the last one is recorded: it does not even lock the folder."""
    lock = ProjectPaths(root).cache / "lock"
    lock.unlink(missing_ok=True)
    run(root, "build", *words)
    return not lock.exists()


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show with every kind of file, with a draft that has a problem, and a file in site/ that no build made."""
    root = write_every_input(tmp_path_factory.mktemp("unchanged") / "show")
    change(write_folder(root, "leer", 9) / "episode.yaml", "season:", "draft: true\nepisoden: 3\nseason:")
    for path in root.rglob("*"):
        os.utime(path, ns=(OLD_NS, OLD_NS))
    run(root, "build", "-j", "1")
    (root / "site" / "fremd.txt").write_text("x")
    return root


@pytest.mark.long
@pytest.mark.parametrize(
    "options", [(), ("--at", "2026-01-01 09:00"), ("--json",), ("-v",), ("--lang", "de"), ("--drafts",)]
)
def test_the_words_are_those_of_a_build(show: Path, options: tuple[str, ...]) -> None:
    if "--drafts" in options:
        shutil.move(show / "episodes" / "leer", show.parent / "leer")  # its problem would prevent this build
    run(show, "build", *options)
    ProjectPaths(show).build_record.unlink()
    expected = run(show, "build", *options)
    assert is_recorded(show, *options)
    done = run(show, "build", *options)
    assert (done.stdout, done.stderr) == (expected.stdout, expected.stderr)
    assert "fremd.txt" in done.stdout
    if "--drafts" in options:
        shutil.move(show.parent / "leer", show / "episodes" / "leer")


def test_it_loads_no_library_that_builds(show: Path) -> None:
    run(show, "build")
    assert is_recorded(show)
    assert libraries(show, "build") & (MEDIA | {"yaml", "pydantic"}) == set()


def test_another_moment_counts_only_if_another_episode_is_due_then(show: Path) -> None:
    run(show, "build")
    assert is_recorded(show, "--at", "2030-01-01 09:00")
    record = read_record(show)
    assert record
    assert record.until == "2040-02-04T08:00:00+00:00"
    assert unchanged_build(show, at=datetime(2040, 2, 4, 7, 59, tzinfo=UTC))
    assert not unchanged_build(show, at=datetime(2040, 2, 4, 8, tzinfo=UTC))
    assert not unchanged_build(show, at=datetime(2024, 2, 1, tzinfo=UTC))
    assert not unchanged_build(show, at=datetime(2026, 3, 29, 2, 30)), "no clock shows this time"  # noqa: DTZ001


REASONS: dict[str, Callable[[Path], object]] = {
    "a verification was asked for": pipeline.request_verification,
    "new audio was asked for": lambda root: pipeline.request_remaster(root, ["erste"]),
    "no database": lambda root: ProjectPaths(root).database.unlink(),
    "no master": lambda root: next((ProjectPaths(root).cache / "masters").iterdir()).unlink(),
    "another time of an input": lambda root: os.utime(root / "episodes" / "erste" / "notes.md"),
    "another time of an output": lambda root: os.utime(root / "site" / "index.html", ns=(OLD_NS, OLD_NS)),
    "a file that podcast.yaml names": lambda root: change(root / "about.md", "Der", "Ein"),
    "an empty folder of an episode": lambda root: (root / "episodes" / "ohne").mkdir(),
}


@pytest.mark.long
@pytest.mark.parametrize("reason", REASONS)
def test_a_build_looks_at_everything_after(show: Path, reason: str) -> None:
    run(show, "build")
    assert unchanged_build(show)
    REASONS[reason](show)
    assert not unchanged_build(show)
    shutil.rmtree(show / "episodes" / "ohne", ignore_errors=True)


def test_every_option_that_asks_for_work_builds(show: Path) -> None:
    run(show, "build")
    assert not is_recorded(show, "--verify")
    assert not is_recorded(show, "--report")
    assert not is_recorded(show, "--remaster", "erste")


def test_a_damaged_record_is_none(show: Path) -> None:
    run(show, "build")
    path = ProjectPaths(show).build_record
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert read_record(show) is None
    assert not unchanged_build(show)


def test_a_file_that_may_have_changed_without_a_new_mtime_is_read(show: Path) -> None:
    (show / "about.md").write_text("Wir sind da.\n", "utf-8")
    (show / "site" / "index.html").unlink()
    run(show, "build")
    record = read_record(show)
    assert record
    assert {"about.md", "site/index.html"} <= record.fresh.keys()
    page = show / "site" / "index.html"
    page.write_bytes(page.read_bytes()[:-1] + b" ")  # of the same size, within the resolution of clocks
    damaged = replace(record, outputs=output_state(show, 0).digest)
    write_record(show, damaged)
    assert not unchanged_build(show)


@pytest.mark.long
def test_files_that_were_read_once_are_known_by_their_state(show: Path) -> None:
    run(show, "build")
    assert unchanged_build(show)
    record = read_record(show)
    assert record
    assert record.fresh
    time.sleep(MTIME_GRANULARITY_NS / 1e9 + 0.1)
    assert unchanged_build(show)
    settled = read_record(show)
    assert settled == replace(record, fresh={})


def test_a_library_of_another_version_and_the_environment_count(tmp_path: Path) -> None:
    program = "import sys; from podcast.steps.build_state.program import program_state; print(program_state())"

    def state(**environment: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONPATH": str(tmp_path), **environment},
            capture_output=True,
            check=True,
        )
        return done.stdout.decode()

    before = state()
    assert state() == before == state(PODCAST_DIR="x", PODCAST_JOBS="1", PODCAST_TARGET="y")
    assert state(TZ="Asia/Tokyo") != before
    assert state(PODCAST_OTHER="1") != before
    (tmp_path / "jinja2-99.0.dist-info").mkdir()
    assert state() != before
