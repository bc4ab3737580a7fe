"""A build that is killed at any moment leaves no record: the next build is right. More moments: `make prove-kills`."""

from __future__ import annotations

import os
import shutil
import signal
import time
from typing import TYPE_CHECKING

import pytest

from podcast.steps.build_state.check import unchanged_build
from podcast.steps.paths import ProjectPaths
from tests.support import podcast_process
from tests.support.small_show import change
from tests.tools.prove_kills import digests

if TYPE_CHECKING:
    from pathlib import Path

DELAYS = (0.0, 0.1, 0.4)  # seconds after the record has gone


def kill_build(root: Path, delay: float) -> None:
    """Start a build and kill it and its processes, so long after it has begun."""
    record = ProjectPaths(root).build_record
    with open(os.devnull, "r+b") as null:  # noqa: PTH123 -- no path, a place of the system
        process = podcast_process.start(("build",), streams=(null, null, null), at=root, session=True)
        while record.exists() and process.poll(0.002) is None:
            pass
        time.sleep(delay)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.parametrize("delay", DELAYS)
def test_the_build_after_a_killed_one_is_right(small_show: Path, tmp_path: Path, delay: float) -> None:
    root = shutil.copytree(small_show, tmp_path / "show")
    for _build in range(2):
        assert podcast_process.run("build", at=root).returncode == 0
    assert unchanged_build(root)
    change(root / "episodes" / "folge-1" / "episode.yaml", "summary: Worum es", "summary: Worum es nun")
    kill_build(root, delay)
    assert podcast_process.run("build", at=root).returncode == 0
    site = digests(root / "site")
    shutil.rmtree(root / "site")
    assert not unchanged_build(root)
    assert podcast_process.run("build", at=root).returncode == 0
    assert site == digests(root / "site")
    assert "Worum es nun" in (root / "site" / "feed.xml").read_text("utf-8")
