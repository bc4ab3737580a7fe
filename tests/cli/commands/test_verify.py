"""`podcast publish` as a person runs it, and the world looking on: a web server before the folder it publishes to."""

from __future__ import annotations

import re
import shutil
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest

from podcast.cli import main
from podcast.publish import announce
from podcast.publish.outside import WaitPolicy
from tests.support.podcast_command import podcast
from tests.support.publish.misconfigured_server import World, world
from tests.support.small_show import change

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class FolderFiles(dict[str, bytes]):
    """The files of a folder, read on access."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def get(self, key: str, default: bytes | None = None) -> bytes | None:
        path = self.folder / key
        return path.read_bytes() if path.is_file() else default


@pytest.fixture(scope="module")
def built(small_show: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = shutil.copytree(small_show, tmp_path_factory.mktemp("show") / "built", copy_function=shutil.copy2)
    change(root / "podcast.yaml", "https://podcast.example.org/", "http://127.0.0.1:9/")
    assert podcast("build", at=root).returncode == 0
    return root


@pytest.fixture
def served() -> Iterator[World]:
    with world() as server:
        yield server


@pytest.fixture
def root(built: Path, tmp_path: Path, served: World) -> Path:
    return shown_by(served, built, tmp_path / "show")


def shown_by(server: World, built: Path, root: Path) -> Path:
    """The show in another folder; what is published from there the server shows."""
    shutil.copytree(built, root, copy_function=shutil.copy2)
    change(root / "podcast.yaml", "http://127.0.0.1:9/", server.link)
    server.files = FolderFiles(root / "published")
    return root


@pytest.mark.long
def test_a_publish_ends_with_the_time_since_when_the_newest_episode_is_available(root: Path) -> None:
    done = podcast("publish", "--yes", at=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("target: published (publish.target in podcast.yaml)\nfirst feed: 2 episodes\n")
    assert re.search(r"^available since \d\d:\d\d:\d\d \(only on this computer", done.stdout.splitlines()[-1])
    assert "verifying the public site" in done.stderr


@pytest.mark.long
@pytest.mark.parametrize("odd", ["no range", "wrong type"])
def test_missing_audio_is_reported_with_its_remedy_and_exit_6(root: Path, served: World, odd: str) -> None:
    served.odd.add(odd)
    done = podcast("publish", "--yes", at=root)
    assert_reported(done.returncode, done.stdout, served.link)


def assert_reported(status: int, printed: str, link: str) -> None:
    assert status == 6
    assert "published: " in printed
    assert link in printed.partition("published: ")[2]
    assert "available since" not in printed


@pytest.mark.long
def test_a_dry_run_and_an_undo_are_not_looked_at(root: Path, served: World) -> None:
    assert podcast("publish", "--dry-run", at=root).returncode == 0
    assert served.requests == []


@pytest.mark.long
def test_the_hub_is_notified_once_of_a_new_feed_and_not_of_the_same(root: Path, served: World) -> None:
    change(root / "podcast.yaml", "{target: published}", f"{{target: published, websub: '{served.link}hub'}}")
    first = podcast("publish", "--yes", at=root)
    assert "notified the WebSub hub" in first.stdout
    assert podcast("publish", "--yes", at=root).returncode == 0
    change(root / "episodes/folge-2/episode.yaml", "Worum es", "Wovon es")
    podcast("publish", "--dry-run", at=root)
    assert [notification[2]["hub.url"] for notification in served.notifications] == [[f"{served.link}feed.xml"]]


@pytest.mark.long
def test_a_hub_that_is_down_is_a_warning(root: Path) -> None:
    change(root / "podcast.yaml", "{target: published}", "{target: published, websub: 'http://127.0.0.1:9/'}")
    done = podcast("publish", "--yes", at=root)
    assert done.returncode == 0
    assert "warning: could not notify the WebSub hub" in done.stdout


@pytest.mark.long
def test_what_changes_for_listeners_comes_in_words_and_the_files_only_on_request(root: Path) -> None:
    podcast("publish", "--yes", at=root)
    change(root / "episodes/folge-2/episode.yaml", "title: Folge 2 & „mehr“", "title: Ganz anders")
    words = [
        'season 1, episode 2 "Ganz anders": title and audio file changed',
        "0 new episodes, 1 changed, 0 removed",
    ]
    short = podcast("publish", at=root).stdout.splitlines()
    assert short[1:3] == words
    assert short[3].startswith("to upload: ")
    for option in ("--dry-run", "--verbose"):
        lines = podcast("publish", option, at=root).stdout.splitlines()
        assert lines[1].startswith("new      audio/folge-2.")
        assert lines[-6 if option == "--dry-run" else -5 :][:2] == words  # the last that is read before the question


@pytest.mark.long
def test_another_guid_is_refused_until_it_is_said_to_be_meant(root: Path) -> None:
    podcast("publish", "--yes", at=root)
    live = (root / "published/feed.xml").read_bytes()
    change(root / "episodes/folge-2/episode.yaml", "guid: little-2", "guid: another")
    refused = podcast("publish", "--yes", at=root)
    assert refused.returncode == 3
    assert "every app would show it as a new episode" in refused.stderr
    assert "--allow guid" in refused.stderr
    assert (root / "published/feed.xml").read_bytes() == live
    assert podcast("publish", "--yes", "--allow", "guid", at=root).returncode == 0
    assert (root / "published/feed.xml").read_bytes() != live


@pytest.mark.long
def test_a_withdrawn_episode_leaves_with_its_reason_and_nothing_has_to_be_allowed(root: Path) -> None:
    podcast("publish", "--yes", at=root)
    with (root / "episodes/folge-2/episode.yaml").open("a") as file:
        file.write("withdrawn: {on: 2024-03-03, reason: Ein Irrtum.}\n")
    done = podcast("publish", "--yes", at=root)
    assert done.returncode == 0, done.stderr
    assert 'withdrawn: season 1, episode 2 "Folge 2 & „mehr“", since 2024-03-03: Ein Irrtum.' in done.stdout


@pytest.mark.long
def test_due_does_nothing_and_says_nothing_until_an_episode_is_due(root: Path, served: World) -> None:
    change(root / "episodes/folge-2/episode.yaml", "date: 2024-01-02 09:00", "date: 2030-01-02 09:00")
    assert podcast("publish", "--yes", at=root).returncode == 0
    change(root / "episodes/folge-1/episode.yaml", "Worum es", "Wovon es")
    served.requests.clear()
    quiet = podcast("publish", "--due", "--yes", "--at", "2030-01-02 08:59", at=root)
    assert (quiet.returncode, quiet.stdout, quiet.stderr, served.requests) == (0, "", "", [])
    done = podcast("publish", "--due", "--yes", "--at", "2030-01-02 09:00", at=root)
    assert done.returncode == 0, done.stderr
    assert 'new: season 1, episode 2 "Folge 2 & „mehr“"' in done.stdout


@pytest.mark.long
def test_refused_readers_are_reported_with_their_remedy_and_exit_6(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(announce, "WaitPolicy", partial(WaitPolicy, seconds=1.5))  # not half a minute
    with world() as server:
        server.odd.add("forbidden")
        root = shown_by(server, built, tmp_path / "show")
        monkeypatch.setattr(sys, "argv", ["podcast", "publish", "--yes", "-C", str(root)])
        with pytest.raises(SystemExit) as end:
            main.main()
        assert_reported(end.value.code, capsys.readouterr().out, server.link)
