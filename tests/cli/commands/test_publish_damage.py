"""What `podcast publish` uploads is read first: a file that was damaged since its build is made again."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from podcast.publish.protocol.generation_mark import unmark_feed
from tests.support.podcast_command import podcast
from tests.support.shared_folder import shared_folder
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.long

FILES = ("audio/folge-1.*.mp3", "index.html", "feed.xml", "**/*.vtt")


def write_published(folder: Path) -> Path:
    root = write_show(folder / "show")
    (root / "episodes" / "folge-1" / "transcript.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nGuten Tag.\n")
    assert podcast("publish", "--yes", "--target", folder / "live", at=root).returncode in {0, 6}
    return folder


@pytest.fixture
def show(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A published show with a transcript; beside it, `live` is its site."""
    folder = shared_folder(tmp_path_factory, "published-show", write_published)
    root = shutil.copytree(folder, tmp_path / "work", copy_function=shutil.copy2) / "show"
    for path in (root / "site").rglob("*"):  # not so fresh that its state is not trusted
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 60))
    assert podcast("build", at=root).returncode == 0  # caches the states of the copies
    return root


def content(folder: Path) -> dict[str, bytes]:
    """The public files of a target; feeds without the mark of the publish that wrote them."""
    files = (path for path in folder.rglob("*") if path.is_file())
    relative = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    return {name: unmark_feed(name, data) for name, data in relative.items() if not name.startswith(".")}


@pytest.mark.parametrize("keep_mtime", [True, False], ids=["same mtime", "new mtime"])
@pytest.mark.parametrize("pattern", FILES)
def test_a_flipped_byte_in_the_site_is_not_published(show: Path, pattern: str, *, keep_mtime: bool) -> None:
    (path,) = show.joinpath("site").glob(pattern)
    status, data = path.stat(), bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    with path.open("r+b") as file:
        file.write(data)
    if keep_mtime:
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    result = podcast("publish", "--yes", "--target", "../other", at=show)
    assert result.returncode in {0, 6}, result.stderr
    assert content(show.parent / "other") == content(show.parent / "live")
    if keep_mtime:
        assert result.stderr.count("damaged, is made again") == 1
        assert f"site/{path.relative_to(show / 'site')}: damaged" in result.stderr


def test_a_damaged_file_that_is_not_uploaded_stops_no_publish(show: Path) -> None:
    change(show / "episodes" / "folge-1" / "episode.yaml", "Mit *Absicht* kurz", "Kurz")
    assert podcast("publish", "--yes", "--target", "../live", at=show).returncode in {0, 6}
