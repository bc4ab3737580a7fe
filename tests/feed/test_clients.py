"""Programs that people listen with subscribe to the feed on this machine and fetch every episode, byte for byte."""

from __future__ import annotations

import functools
import hashlib
import os
import pty
import random
import shutil
import subprocess
import threading
import time
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple

import pytest

from podcast import urls
from podcast.feed.paging import DEFAULT_LIMITS, FeedLimits
from tests.support.feed_inputs import an_audio, an_episode, inputs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COUNT = 5
PATIENCE = 60  # seconds


class Served(NamedTuple):
    """A show on loopback: the addresses of its feeds, and the SHA-256 of every episode's file."""

    feed: str
    season: str
    paged: str
    sounds: set[str]


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_) -> None:
        """Nobody reads along."""


def program(name: str, package: str) -> str:
    """Return the path of a program; if it is missing, skip the test, or fail if the readers are required."""
    executable = shutil.which(name)
    if executable is None:
        missing = f"{name} is not installed (Debian: apt-get install {package})"
        pytest.fail(missing) if os.environ.get("PODCAST_READERS") == "required" else pytest.skip(missing)
    return executable


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    site = tmp_path_factory.mktemp("site")
    handler = functools.partial(Silent, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        link = f"http://127.0.0.1:{server.server_address[1]}/"
        yield written(site, link)
        server.shutdown()


def written(site: Path, link: str) -> Served:
    """A show with feeds, and with archives below `paged/`; its sounds are noise, which no client plays."""
    for folder, limits in (("", DEFAULT_LIMITS), ("paged/", FeedLimits(1, 2_500))):
        episodes = [
            an_episode(f"folge-{n}", title=f"Folge {n}: „Größe“ & <Maß> 🏛️", season=1, date=f"2024-01-0{n} 09:00")
            for n in range(1, COUNT + 1)
        ]
        show = inputs(*episodes, link=link + folder, title="Amt & Würden: größer")
        audio = {episode.slug: sound(site / folder, episode.slug) for episode in episodes}
        for address, data in show._replace(audio=audio).all(limits).items():
            (site / folder / address).parent.mkdir(parents=True, exist_ok=True)
            (site / folder / address).write_bytes(data)
    assert (site / "paged/feed.archive-1.rss").is_file()
    season = urls.season_feed(show.show, 1)
    return Served(f"{link}feed.xml", link + season, f"{link}paged/feed.xml", digests(site / "audio"))


def sound(site: Path, slug: str):
    data = random.Random(slug).randbytes(70_000 + len(slug))  # noqa: S311 -- noise, no secret
    audio = an_audio(slug, len(data), 60.0)
    audio = replace(audio, path=urls.audio(slug, hashlib.sha256(data).hexdigest()))
    (site / audio.path).parent.mkdir(parents=True, exist_ok=True)
    (site / audio.path).write_bytes(data)
    return audio


def digests(folder: Path) -> set[str]:
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*.mp3")}


def ran(*command: str | Path, **environment: str) -> str:
    """Run a program whose home is a folder of the test; return its output."""
    done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE, env=os.environ | environment)
    output = (done.stdout + done.stderr).decode(errors="replace")
    assert done.returncode == 0, output
    return output


@pytest.mark.long
@pytest.mark.parametrize("which", ["feed", "season", "paged"])
def test_gpodder_fetches_every_episode_also_those_in_archives(served: Served, tmp_path: Path, which: str):
    gpo = program("gpo", "gpodder")
    home = {"HOME": str(tmp_path), "GPODDER_HOME": str(tmp_path), "GPODDER_DOWNLOAD_DIR": str(tmp_path / "sounds")}
    ran(gpo, "subscribe", getattr(served, which), **home)
    ran(gpo, "download", **home)
    assert digests(tmp_path / "sounds") == served.sounds


def test_podget_fetches_every_episode(served: Served, tmp_path: Path):
    podget = program("podget", "podget")
    (tmp_path / "library").mkdir()
    (tmp_path / "serverlist").write_text(f"{served.feed} Amt Sendung\n")
    (tmp_path / "podgetrc").write_text(
        "# Podget configuration file created by version 0.9.0\n"
        f"DIR_SESSION={tmp_path}/session\nDIR_LIBRARY={tmp_path}/library\nDIR_LOG={tmp_path}/log\n"
        "CONFIG_SERVERLIST=serverlist\nLOG_FAIL=errors\nLOG_COMPLETE=done\nWGET_BASEOPTS='-c -nH'\nMOST_RECENT=0\n"
    )
    ran(podget, "--dir_config", tmp_path, HOME=str(tmp_path))
    assert digests(tmp_path / "library") == served.sounds


@pytest.mark.long
def test_newsboat_lists_and_podboat_fetches_every_episode(served: Served, tmp_path: Path):
    newsboat, podboat = program("newsboat", "newsboat"), program("podboat", "newsboat")
    sounds = tmp_path / "sounds"
    (tmp_path / ".newsboat").mkdir()
    (tmp_path / "urls").write_text(f"{served.feed}\n")
    (tmp_path / "config").write_text(f'podcast-auto-enqueue yes\ndownload-path "{sounds}/"\nmax-downloads 3\n')
    files = ("-u", tmp_path / "urls", "-c", tmp_path / "cache", "-C", tmp_path / "config")
    ran(newsboat, *files, "-q", "-x", "reload", HOME=str(tmp_path))
    [queue] = tmp_path.rglob("queue")
    assert len(queue.read_text().split("\n")) > COUNT
    screen, side = pty.openpty()  # it draws on a terminal, and stays until it is told to go
    command = [podboat, "-a", "-q", queue, "-C", tmp_path / "config"]
    environment = os.environ | {"HOME": str(tmp_path), "TERM": "xterm"}
    with subprocess.Popen(command, stdin=side, stdout=side, stderr=side, env=environment) as running:
        threading.Thread(target=drained, args=(screen,), daemon=True).start()
        patience = time.monotonic() + PATIENCE
        while digests(sounds) != served.sounds and time.monotonic() < patience and running.poll() is None:
            time.sleep(0.05)
        running.kill()
    os.close(side)
    assert digests(sounds) == served.sounds


def drained(screen: int) -> None:
    """Read the terminal, so that the program never blocks while drawing."""
    try:
        while os.read(screen, 4096):
            pass
    except OSError:  # the other side is closed
        os.close(screen)
