import json
import os
import shutil
from pathlib import Path

import pytest

from podcast.audio.containers.open_recording import open_container
from tests.support import podcast_process


@pytest.fixture(scope="module")
def root(small_show: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(small_show, tmp_path_factory.mktemp("listen") / "show", copy_function=shutil.copy2)


def listen(root: Path, *words: str, language: str = "en"):
    return podcast_process.run("listen", *words, at=root, env={**os.environ, "LANGUAGE": language})


def seconds(path: Path) -> float:
    with open_container(path, f"file:{path}") as container:
        return container.duration / 1_000_000


def test_an_episode_can_be_heard_before_and_after(root: Path) -> None:
    site = {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")}
    done = listen(root, "folge-1", "--json", "--no-open")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    page, before, after = (root / document[name] for name in ("page", "before", "after"))
    assert page.parent == root / ".podcast" / "listen" / "folge-1"
    assert {path.name for path in page.parent.iterdir()} == {"index.html", before.name, after.name}
    assert seconds(before) == pytest.approx(seconds(after), abs=0.001)
    assert document["loudness_after"] == pytest.approx(-16, abs=0.2)
    assert before.name in page.read_text("utf-8")
    assert {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")} == site, "nothing of it is published"


def test_the_recordings_audio_is_made_once_for_a_master(root: Path) -> None:
    files = [root / json.loads(listen(root, "folge-1", "--json").stdout)["before"] for _ in range(2)]
    assert files[0] == files[1]
    made = files[0].stat().st_mtime_ns
    listen(root, "folge-1", "--no-open")
    assert files[0].stat().st_mtime_ns == made


def test_the_page_is_in_the_language_of_the_terminal(root: Path) -> None:
    listen(root, "folge-1", "--no-open", language="de")
    assert "Gleich laut" in (root / ".podcast/listen/folge-1/index.html").read_text("utf-8")


def test_without_a_current_master_it_says_what_to_do(root: Path, tmp_path: Path) -> None:
    changed = shutil.copytree(root, tmp_path / "show", copy_function=shutil.copy2)
    with (changed / "podcast.yaml").open("a", encoding="utf-8") as file:
        file.write("audio: {denoise: light}\n")
    done = listen(changed, "folge-1", "--no-open")
    assert done.returncode == 1
    assert "run `podcast build`" in done.stderr


def test_an_unknown_episode_is_answered_with_the_nearest(root: Path) -> None:
    done = listen(root, "folge-3")
    assert done.returncode == 1
    assert "did you mean" in done.stderr


def test_clean_removes_what_was_made_to_listen(root: Path) -> None:
    listen(root, "folge-1", "--no-open")
    assert podcast_process.run("clean", "--yes", at=root).returncode == 0
    assert not list((root / ".podcast" / "listen").rglob("*.*"))
