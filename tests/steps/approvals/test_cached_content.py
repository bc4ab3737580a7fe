"""What approvals cover is read once: every command finds it in the cache, until an episode or a file of it changes."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from podcast.desk.releasing.approval_states import episode_approvals
from podcast.desk.show_state import ShowCache
from podcast.files.cache import Cache, database_path
from podcast.pipeline.approval_steps import approve
from podcast.show.load import load
from podcast.steps.approvals.cached_content import cached_content
from podcast.steps.approvals.content import read_content
from tests.steps.approvals.test_content import NOW, VTT
from tests.support.opened_files import opened_files
from tests.support.podcast_command import podcast
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE, TRANSCRIPT, RECORDING = (
    f"episodes/folge-1/{name}" for name in ("episode.yaml", "transcript.vtt", "recording.wav")
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A show whose first episode is approved, with files of an hour ago, after `podcast status`."""
    root = write_show(tmp_path / "show", episodes=2)
    append(root / "podcast.yaml", "release: {needs: 1}\n")
    (root / TRANSCRIPT).write_text(VTT, "utf-8")
    approve(root, "folge-1", "Redaktion", NOW)
    make_old(root)
    podcast("status", at=root)
    return root


def append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def leave_new(_root: Path) -> None:
    """Files that were just written are read again, whatever their states."""


def make_old(root: Path) -> None:
    hour_ago = time.time_ns() - 3_600_000_000_000
    for path in root.glob("episodes/*/*"):
        if path.stat().st_mtime_ns > hour_ago:
            os.utime(path, ns=(hour_ago + path.stat().st_mtime_ns % 1_000_000_000,) * 2)


def is_released(root: Path) -> bool:
    """What the desk says."""
    show = ShowCache(root).read()
    return episode_approvals(show, show.episodes["folge-1"]).is_released


def test_a_desk_after_status_reads_no_file_of_an_episode(root: Path) -> None:
    show = ShowCache(root).read()
    with opened_files(root) as opened:
        assert episode_approvals(show, show.episodes["folge-1"]).is_released
    assert not [path for path in opened if path.startswith("episodes/")]


@pytest.mark.parametrize(
    ("edit", "released"),
    [
        (lambda root: change(root / FILE, "title: Folge 1 &", "title: Folge eins &"), False),
        (lambda root: append(root / FILE, "draft: true\n"), True),
        (lambda root: change(root / TRANSCRIPT, "Guten", "Schönen"), False),
        (lambda root: (root / TRANSCRIPT).write_bytes(VTT.replace("\n", "\r\n").encode()), True),
        (lambda root: (root / TRANSCRIPT).unlink(), False),
        (lambda root: (root / RECORDING).write_bytes((root / RECORDING).read_bytes()[:-200]), False),
    ],
)
@pytest.mark.parametrize("settle", [make_old, leave_new])
def test_a_change_between_two_commands_is_noticed(
    root: Path, edit: Callable[[Path], object], *, released: bool, settle: Callable[[Path], None]
) -> None:
    assert is_released(root)
    edit(root)
    settle(root)
    assert is_released(root) is released
    assert is_released(root) is released
    show = load(root).show
    assert show is not None
    with Cache(database_path(root), root) as cache:
        assert cached_content(show.episodes, root, cache) == read_content(show.episodes, root, Cache()).episodes
