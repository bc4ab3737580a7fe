"""The commands that speak to the target, as a person uses them: publish, undo, verify, and what status says of it."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from podcast.publish.protocol import state
from podcast.publish.protocol.state_json import head_json, parse_head
from tests.support import podcast_process
from tests.support.small_show import change

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path


def podcast(*words: str, at: Path) -> subprocess.CompletedProcess[str]:
    return podcast_process.run(*words, at=at, env={**os.environ, "COLUMNS": "100", "PYTHONWARNINGS": "default"})


@pytest.fixture(scope="module")
def published(small_show: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A show that was published twice."""
    root = shutil.copytree(small_show, tmp_path_factory.mktemp("show") / "published", copy_function=shutil.copy2)
    for title in ("Folge 1 &", "Erste Folge &"):
        change(root / "episodes/folge-1/episode.yaml", "Folge 1 &", title)
        done = podcast("publish", "--yes", at=root)
        assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def root(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "show", copy_function=shutil.copy2)


def feed(root: Path) -> str:
    return (root / "published" / "feed.xml").read_text("utf-8")


def test_undo_shows_what_it_brings_back_and_publish_brings_the_newer_again(root: Path) -> None:
    looked = podcast("undo", "--dry-run", at=root)
    assert (looked.returncode, "dry run: nothing was changed" in looked.stdout) == (0, True)
    assert "Erste Folge" in feed(root)
    refused = podcast("undo", at=root)
    assert (refused.returncode, "--yes" in refused.stderr, "Erste Folge" in feed(root)) == (2, True, True)
    done = podcast("undo", "--yes", at=root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("restores publish 1 of 20")
    assert "changed  feed.xml" in done.stdout
    assert "the next `podcast publish` publishes the newer state again" in done.stderr
    assert "Erste Folge" not in feed(root)
    assert "live: publish 3 since" in podcast("status", at=root).stdout
    assert podcast("publish", "--yes", at=root).returncode == 0
    assert "Erste Folge" in feed(root)


def test_undo_says_what_there_is_to_go_back_to(root: Path) -> None:
    done = podcast("undo", "--to", "7", at=root)
    assert done.returncode == 1
    assert done.stderr == "publish 7 cannot be restored; available: 1\n"


def test_verify_finds_what_is_wrong_and_the_next_publish_repairs_it(root: Path) -> None:
    undamaged = podcast("verify", at=root)
    assert (undamaged.returncode, "all present and unchanged" in undamaged.stdout) == (0, True)
    page, feed = root / "published/index.html", (root / "published/feed.xml").read_text("utf-8")
    (audio, *_) = sorted(path for path in (root / "published/audio").iterdir() if path.name in feed)
    page.write_text("by hand")
    audio.unlink()
    for_scripts = json.loads(podcast("verify", "--full", "--json", at=root).stdout)
    damaged = podcast("verify", "--full", at=root)
    assert damaged.returncode == 1
    assert [f"audio/{audio.name}: missing", "index.html: 7 bytes instead of"] == [
        line[: len(want)]
        for line, want in zip(
            damaged.stdout.splitlines(),
            [f"audio/{audio.name}: missing", "index.html: 7 bytes instead of"],
            strict=False,
        )
    ]
    assert [(entry["file"], entry["in_use"]) for entry in for_scripts["damaged"]] == [
        (f"audio/{audio.name}", True),
        ("index.html", True),
    ]
    assert "`podcast publish` to" in damaged.stderr
    assert "2 files to repair" in podcast("status", at=root).stdout
    repaired = podcast("publish", "--yes", at=root)
    assert "published: 2 files uploaded" in repaired.stdout
    assert podcast("verify", "--full", at=root).returncode == 0


def test_status_says_what_is_live_and_what_differs(root: Path) -> None:
    output = podcast("status", at=root).stdout
    assert "live: publish 2 since 20" in output
    assert "site/ matches the live site" in output
    assert "Apple Podcasts checks a feed about once an hour" in output
    change(root / "episodes/folge-1/episode.yaml", "Erste Folge &", "Folge Eins &")
    assert podcast("build", at=root).returncode == 0
    assert "site/ differs: " in podcast("status", at=root).stdout
    live = json.loads(podcast("status", "--json", at=root).stdout)["live"]
    assert (live["generation"], live["undo_generations"], live["interrupted"], live["publishing"]) == (
        2,
        [1],
        False,
        None,
    )
    assert "feed.xml" in live["to_upload"]


def test_status_speaks_even_where_the_target_does_not(root: Path) -> None:
    (root / "published" / state.HEAD_KEY).write_bytes(b"{")
    done = podcast("status", at=root)
    assert done.returncode == 0
    assert "2 built" in done.stdout
    assert "cannot read the live state: .podcast/head.json on the target is damaged" in done.stderr


def test_what_is_live_was_made_from_newer_files_and_is_not_replaced_unasked(root: Path) -> None:
    path = root / "published" / state.HEAD_KEY
    head = parse_head(path.read_bytes())
    path.write_bytes(head_json(replace(head, content_time=head.content_time.replace(year=2124))))
    change(root / "episodes/folge-1/episode.yaml", "Erste Folge &", "Folge Eins &")
    refused = podcast("publish", "--yes", at=root)
    assert (refused.returncode, "--allow-older" in refused.stderr) == (3, True)
    assert podcast("publish", "--yes", "--allow-older", at=root).returncode == 0
