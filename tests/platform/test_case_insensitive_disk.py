"""A show on a disk of Windows (NTFS), where case makes no difference and some names are not allowed.

The driver lists every name in lower case, which is more than Windows does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.support import podcast_process
from tests.support.complete_show import write_complete_show
from tests.support.programs import installed_program
from tests.support.small_show import change
from tests.tools.prove_kills import digests

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.long
SIZE = 128 * 2**20  # bytes of the disk, of which only what is written takes space


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that was made and mounted for one test."""
    image, folder = tmp_path / "disk.img", tmp_path / "disk"
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(SIZE)
    subprocess.run(
        [installed_program("mkntfs"), "--force", "--fast", "--quiet", image], check=True, capture_output=True
    )
    command = [installed_program("lowntfs-3g"), "-o", "ignore_case,windows_names", image, folder]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode or not os.path.ismount(folder):
        pytest.skip(f"this machine mounts no disk: {mounted.stderr.strip().splitlines()[-1:]}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def run(root: Path, *words: str | Path) -> str:
    done = podcast_process.run(*words, at=root)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def test_the_disk_is_one_of_windows(disk: Path) -> None:
    (disk / "A.txt").write_text("a", "utf-8")
    assert (disk / "a.TXT").read_text("utf-8") == "a"
    for name in ("a:b", "aux", "nul.mp3", "end."):
        with pytest.raises(OSError, match="Invalid argument"):
            (disk / name).write_text("", "utf-8")


def test_a_show_is_built_published_and_taken_back_there(disk: Path, tmp_path: Path) -> None:
    other = write_complete_show(tmp_path / "linux")
    root, target = shutil.copytree(other, disk / "Sendung"), disk / "Web"
    for folder in (root, other):
        run(folder, "build")
    assert digests(root / "site") == {name.lower(): digest for name, digest in digests(other / "site").items()}
    assert "unchanged" in run(root, "build")
    run(root, "publish", "--yes", "--target", target)
    change(root / "podcast.yaml", "title: ", "title: Neu ")
    run(root, "build")
    run(root, "publish", "--yes", "--target", target)
    assert "all present and unchanged" in run(root, "verify", "--target", target)
    run(root, "undo", "--yes", "--target", target)
    assert "all present and unchanged" in run(root, "verify", "--target", target)
    assert "title>Neu" not in (target / "feed.xml").read_text("utf-8")
