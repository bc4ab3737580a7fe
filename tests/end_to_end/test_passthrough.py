"""Every command knows an episode whose recording is published as it is."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from podcast.cli.main import podcast
from tests.support.passthrough_show import write_passthrough_show
from tests.support.shared_folder import shared_folder
from tests.support.small_show import change

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("thread_workers")

RECORDING = "episodes/mp3/recording.mp3"
EPISODE = "episodes/mp3/episode.yaml"
LONG_AGO = 1_600_000_000  # seconds since 1970
QUIET = "audio: {loudness: -10}\n"


def run(root: Path, *words: str, status: int = 0) -> tuple[str, str]:
    """What a command prints to both outputs."""
    result = CliRunner().invoke(podcast, ["-C", str(root), *words])
    assert result.exit_code == status, result.output
    return result.stdout, result.stderr


def write_published(folder: Path) -> Path:
    """A show of two episodes, whose target loudness is far above theirs; one recording is not complete."""
    root = write_passthrough_show(folder / "show", ("mp3", "m4a"))
    change(root / "podcast.yaml", "publish:", f"{QUIET}publish:")
    data = (root / RECORDING).read_bytes()
    (root / RECORDING).write_bytes(data[: len(data) * 3 // 4])
    for path in root.glob("episodes/*/recording.*"):
        os.utime(path, (LONG_AGO, LONG_AGO))  # of a file that has just changed no digest is kept
    run(root, "build")
    run(root, "publish", "--yes")
    return folder


@pytest.fixture
def root(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, thread_workers: None) -> Path:  # noqa: ARG001
    """The published show; its target is the folder `published` in it."""
    folder = shared_folder(tmp_path_factory, "passthrough-published", write_published)
    return shutil.copytree(folder, tmp_path / "work") / "show"


def live_audio(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "published" / "audio").iterdir()}


def test_a_build_says_that_it_measures_and_copies(root: Path) -> None:
    shutil.rmtree(root / ".podcast")
    shutil.rmtree(root / "site")
    _out, messages = run(root, "build")
    assert "2 recordings to measure, which are published as they are" in messages
    assert "measured  mp3: " in messages
    assert "copied    mp3: new" in messages
    assert "mastered  " not in messages


def test_the_json_of_a_build_counts_it_as_not_mastered(root: Path) -> None:
    shutil.rmtree(root / ".podcast")
    document = json.loads(run(root, "build", "--json")[0])
    assert document["mastered"] == []


def test_loudness_and_an_incomplete_file_are_hints_that_say_it_is_taken_as_it_is(root: Path) -> None:
    run(root, "build")  # a copy of the folder has other inodes
    _out, messages = run(root, "check")
    hints = [line for line in messages.splitlines() if "recording." in line]
    assert len(hints) == 2
    assert "LU quieter than the target; its sound is taken as it is; 1 other recording differs like it" in messages
    assert f"{RECORDING}: is published as it is, but incomplete: its header says" in messages


def test_status_knows_length_and_loudness_and_that_nothing_is_new(root: Path) -> None:
    change(root / EPISODE, "title: Folge", "title: Neue Folge")
    statuses = {row["slug"]: row for row in json.loads(run(root, "status", "--json")[0])["episodes"]}
    assert statuses["mp3"]["state"] == "built"
    assert statuses["mp3"]["seconds"] == pytest.approx(1.5, abs=0.1)
    assert statuses["m4a"]["seconds"] == pytest.approx(2, abs=0.05)


@pytest.mark.long
def test_publish_verify_undo_and_unpublish_leave_its_bytes_alone(root: Path) -> None:
    before = live_audio(root)
    assert (root / RECORDING).read_bytes() in before.values()
    change(root / EPISODE, "title: Folge", "title: Neue Folge")
    run(root, "build")
    run(root, "publish", "--yes")
    run(root, "verify")
    run(root, "undo", "--yes")
    assert live_audio(root) == before
    run(root, "unpublish", "mp3", "--reason", "Recht am Bild", "--yes")


def test_it_can_be_heard(root: Path) -> None:
    document = json.loads(run(root, "listen", "mp3", "--json", "--no-open")[0])
    assert document["before"] == document["after"]
    assert (root / document["before"]).read_bytes() == (root / RECORDING).read_bytes()
    assert "published as it is" in (root / document["page"]).read_text("utf-8")


def test_the_report_has_no_gain_and_no_missed_target(root: Path) -> None:
    out, _messages = run(root, "build", "--report")
    assert "below the target" not in out
    assert "+0.0" not in out


def test_what_is_measured_stays_when_the_caches_are_cleaned(root: Path) -> None:
    run(root, "clean", "--yes")
    change(root / "podcast.yaml", "title: Kleine", "title: Große")
    _out, messages = run(root, "build")
    assert "measured  " not in messages
