"""`podcast verify --quick` as a timer runs it: one line, an exit status, and a health check that is notified."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from tests.support import podcast_process
from tests.support.publish.misconfigured_server import World, world
from tests.support.small_show import EPISODE, SHOW

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

MP3 = bytes(100)
FEED = """\
<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>
<podcast:guid>375e050f-7f52-5e9b-9cfc-9414515d1a5b</podcast:guid>
<item><guid>little-1</guid><title>Folge 1</title><pubDate>Mon, 01 Jan 2024 08:00:00 +0000</pubDate>
<enclosure url="{link}audio/folge-1.0a1b2c3d.mp3" length="100" type="audio/mpeg"/></item>
</channel></rss>"""


@pytest.fixture
def server() -> Iterator[World]:
    with world() as running:
        feed = FEED.format(link=running.link).encode()
        running.files = {"feed.xml": feed, "audio/folge-1.0a1b2c3d.mp3": MP3}
        yield running


@pytest.fixture
def root(server: World, tmp_path: Path) -> Path:
    (tmp_path / "podcast.yaml").write_text(SHOW.replace("https://podcast.example.org/", server.link), "utf-8")
    return tmp_path


def verify(*words: str, at: Path, language: str = "en") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LANGUAGE": language, "PYTHONWARNINGS": "default"}
    return podcast_process.run("verify", "--quick", *words, at=at, env=environment)


def test_a_show_without_fault_is_one_line_and_a_ping(root: Path, server: World) -> None:
    done = verify("--ping", f"{server.link}hc", at=root)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == 'ok: 1 episode, newest "Folge 1" of 2024-01-01, 1 audio file, feed 0.4 kB\n'
    assert [(method, path) for method, path, _data in server.notifications] == [("POST", "/hc")]


def test_a_fault_is_one_line_an_exit_status_and_the_other_ping(root: Path, server: World) -> None:
    server.files.pop("audio/folge-1.0a1b2c3d.mp3")
    done = verify("--ping", f"{server.link}hc", at=root)
    assert done.returncode == 6
    assert done.stdout.startswith("FAULT: 1 of 1 audio file: ")
    assert done.stdout.count("\n") == 1
    verify("--ping", f"{server.link}push?status=up", "--ping-failure", f"{server.link}push?status=down", at=root)
    assert [path for _method, path, _data in server.notifications] == ["/hc/fail", "/push?status=down"]


def test_an_episode_of_the_folder_that_was_never_published_is_a_fault(root: Path) -> None:
    folder = root / "episodes" / "folge-2"
    folder.mkdir(parents=True)
    (folder / "episode.yaml").write_text(EPISODE.format(number=2), "utf-8")
    done = verify(at=root)
    assert (done.returncode, done.stdout) == (
        6,
        'FAULT: "Folge 2 & „mehr“" is due and not in the feed; run `podcast publish`\n',
    )


@pytest.mark.long
def test_a_ping_that_fails_is_a_warning_and_no_fault(root: Path, server: World) -> None:
    server.status = 410
    done = verify("--ping", f"{server.link}hc", at=root)
    assert (done.returncode, done.stdout[:4]) == (0, "ok: ")
    assert done.stderr == "warning: could not notify the health check (status 410)\n"


def test_for_scripts_there_is_a_document(root: Path, server: World) -> None:
    server.files.pop("audio/folge-1.0a1b2c3d.mp3")
    done = verify("--json", "--ping", f"{server.link}hc", at=root)
    quick = json.loads(done.stdout)["quick"]
    assert done.returncode == 6
    assert (quick["episodes"], quick["audio_files"], quick["audio_checked"], quick["ping"]) == (1, 1, 1, True)
    assert [fault["kind"] for fault in quick["faults"]] == ["audio"]


def test_it_speaks_german(root: Path) -> None:
    assert verify(at=root, language="de").stdout.startswith("In Ordnung: 1 Folge, neueste „Folge 1“ vom 01.01.2024")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--quick", "--full"), "--quick requests the public address, --full reads the target: pass one of them"),
        (("--ping", "https://hc.example.org/1"), "--ping belongs with --quick"),
        (("--all",), "--all belongs with --quick"),
        (("--quick", "--ping", "hc.example.org"), '"hc.example.org" is not a web address'),
    ],
)
def test_options_that_do_not_belong_together_are_refused(root: Path, words: tuple[str, ...], message: str) -> None:
    done = podcast_process.run("verify", *words, at=root, env={**os.environ, "PYTHONWARNINGS": "default"})
    assert (done.returncode, message in done.stderr) == (2, True)


def test_a_placeholder_is_not_requested(root: Path) -> None:
    (root / "podcast.yaml").write_text(SHOW, "utf-8")
    done = verify(at=root)
    assert done.returncode == 1
    assert "https://podcast.example.org/ is a placeholder" in done.stderr
