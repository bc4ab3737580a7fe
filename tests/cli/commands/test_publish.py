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


@pytest.mark.long
def test_undo_shows_what_it_brings_back_and_publish_brings_the_newer_again(root: Path) -> None:
    looked = podcast("undo", "--dry-run", at=root)
    assert (looked.returncode, "dry run: nothing was changed" in looked.stdout) == (0, True)
    assert "Erste Folge" in feed(root)
    refused = podcast("undo", at=root)
    assert (refused.returncode, "--yes" in refused.stderr, "Erste Folge" in feed(root)) == (2, True, True)
    done = podcast("undo", "--yes", at=root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1].startswith("restores publish 1 of 20")
    assert "changed  feed.xml" not in done.stdout
    assert "changed  feed.xml" in looked.stdout
    assert 'season 1, episode 1 "Folge 1 & „mehr“": title and audio file changed' in done.stdout
    assert "apps follow at their next check of the feed" in done.stdout
    assert "the next `podcast publish` publishes the newer state again" in done.stderr
    assert "Erste Folge" not in feed(root)
    assert "live: publish 3 since" in podcast("status", at=root).stdout
    assert podcast("publish", "--yes", at=root).returncode == 0
    assert "Erste Folge" in feed(root)


def test_undo_says_what_there_is_to_go_back_to(root: Path) -> None:
    done = podcast("undo", "--to", "7", at=root)
    assert done.returncode == 1
    assert done.stderr == "publish 7 cannot be restored; available: 1\n"


@pytest.mark.long
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
            damaged.stdout.splitlines()[1:],
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


@pytest.mark.long
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


@pytest.mark.long
def test_what_is_live_was_made_from_newer_files_and_is_not_replaced_unasked(root: Path) -> None:
    path = root / "published" / state.HEAD_KEY
    head = parse_head(path.read_bytes())
    path.write_bytes(head_json(replace(head, content_time=head.content_time.replace(year=2124))))
    change(root / "episodes/folge-1/episode.yaml", "Erste Folge &", "Folge Eins &")
    refused = podcast("publish", "--yes", at=root)
    assert (refused.returncode, "--allow-older" in refused.stderr) == (3, True)
    assert podcast("publish", "--yes", "--allow-older", at=root).returncode == 0


TYPOS = ["foo: 1\n", "title: Über: was\n", "  - x: [\n"]


@pytest.mark.long
@pytest.mark.parametrize("typo", TYPOS)
@pytest.mark.parametrize("kind", ["draft: true\n", "date: 2099-01-01 09:00\n"])
def test_a_typo_in_a_draft_or_a_later_episode_stops_no_publish(root: Path, typo: str, kind: str) -> None:
    draft = root / "episodes" / "entwurf"
    draft.mkdir()
    (draft / "episode.yaml").write_text(f"guid: g\ntitle: Entwurf\n{kind}{typo}", "utf-8")
    assert podcast("publish", "--due", "--yes", at=root).returncode == 0
    done = podcast("publish", "--yes", at=root)
    assert done.returncode == 0, done.stderr
    assert "hint: episodes/entwurf/episode.yaml:" in done.stderr
    assert podcast("check", at=root).returncode == 1


def test_a_problem_of_what_is_due_does_stop_a_publish(root: Path) -> None:
    change(root / "episodes/folge-1/episode.yaml", "title:", "titel:")
    assert podcast("publish", "--yes", at=root).returncode == 1


def test_undo_and_verify_need_guid_link_and_target_alone(root: Path) -> None:
    for folder in (root / "episodes").iterdir():
        (folder / "episode.yaml").write_text("[", "utf-8")
    change(root / "podcast.yaml", "categories: [Government]", "categories: [Nichts]\nfoo: 1")
    assert podcast("verify", at=root).returncode == 0
    done = podcast("undo", "--yes", at=root)
    assert done.returncode == 0, done.stderr
    change(root / "podcast.yaml", "guid: 375", "guid: x375")
    broken = podcast("verify", at=root)
    assert (broken.returncode, "guid: " in broken.stderr, "foo" in broken.stderr) == (1, True, False)


@pytest.mark.parametrize(("at", "words"), [("2030-03-31 02:30", "does not exist"), ("2030-10-27 02:30", "twice")])
@pytest.mark.parametrize("command", ["build", "publish"])
def test_a_local_time_that_does_not_exist_or_exists_twice_is_wrong_usage(
    root: Path, command: str, at: str, words: str
) -> None:
    done = podcast(command, "--at", at, at=root)
    assert (done.returncode, words in done.stderr, "'--at'" in done.stderr) == (2, True, True)
    assert podcast("build", "--at", "2030-10-27 02:30+01:00", at=root).returncode == 0


@pytest.mark.long
def test_the_folder_of_a_withdrawn_episode_is_not_deleted_unasked(root: Path) -> None:
    notice = "withdrawn: {on: 2024-03-03, reason: Darum.}\nsummary: "
    change(root / "episodes/folge-1/episode.yaml", "summary: ", notice)
    assert podcast("publish", "--yes", at=root).returncode == 0
    shutil.rmtree(root / "episodes/folge-1")
    refused = podcast("publish", "--yes", at=root)
    assert (refused.returncode, "restore its folder episodes/folge-1" in refused.stderr) == (3, True)
    assert "--allow gone" in refused.stderr
    assert podcast("publish", "--yes", "--allow", "gone", at=root).returncode == 0


def test_where_nothing_is_due_by_a_clock_before_the_files_the_clock_is_named(root: Path) -> None:
    for folder in (root / "episodes").iterdir():
        change(folder / "episode.yaml", "season: 1", "draft: true\nseason: 1")
    assert "clock" not in podcast("build", at=root).stderr
    os.utime(root / "podcast.yaml", (4e9, 4e9))
    done = podcast("build", at=root)
    assert (done.returncode, "but podcast.yaml was changed on 2096-10-02" in done.stderr) == (1, True)
