"""`podcast check` names the conflict copies of sync services, and goes on with their originals."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from podcast.checks.examine import examine
from tests.support.desk_show import write_desk_show

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "episodes/erster-kaffee"
COPIES = (
    "episode-LAPTOP-AB12.yaml",
    "recording (Erika's conflicted copy 2026-11-30).wav",
    "transcript.sync-conflict-20261130-101112-ABCDEFG.vtt",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_desk_show(tmp_path / "show", broken=True)
    folder = root / FOLDER
    (folder / "transcript.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nGuten Tag.\n", "utf-8")
    for copy, original in zip(COPIES, ("episode.yaml", "recording.wav", "transcript.vtt"), strict=True):
        shutil.copyfile(folder / original, folder / copy)
    return root


def copies(root: Path) -> dict[str, str]:
    hints = [hint for hint in examine(root).hints() if hint.code in {"conflict-copy", "unread-file"}]
    return {hint.path: hint.what for hint in hints}


def test_copies_are_hints_and_their_originals_count(root: Path) -> None:
    assert [*copies(root)] == [f"{FOLDER}/{name}" for name in COPIES]
    assert "is a conflict copy of episode.yaml" in copies(root)[f"{FOLDER}/{COPIES[0]}"]
    assert not [problem for problem in examine(root).problems if problem.path.startswith(FOLDER)]


def test_copies_of_a_file_that_cannot_be_read_and_of_the_shows_own_are_named_too(root: Path) -> None:
    for path in ("episodes/dritter-kaffee/episode.yaml", "podcast.yaml"):
        shutil.copyfile(root / path, (root / path).with_stem(f"{path.rpartition('/')[2][:-5]} (1)"))
    assert {"episodes/dritter-kaffee/episode (1).yaml", "podcast (1).yaml"} < {*copies(root)}


def test_a_file_that_the_episode_names_is_no_copy(root: Path) -> None:
    with (root / FOLDER / "episode.yaml").open("a", encoding="utf-8") as file:
        file.write(f'recording: "{COPIES[1]}"\n')
    assert f"{FOLDER}/{COPIES[1]}" not in copies(root)
