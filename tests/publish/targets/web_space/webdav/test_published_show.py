"""A show on three WebDAV servers by the real `podcast`: read back over HTTP byte for byte, undone, verified, killed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import ssl
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
import urllib3

from podcast import pipeline
from tests.support import podcast_process
from tests.support.publish.memory_target import as_built
from tests.support.small_show import SHOW, change, write_show

KILLS = int(os.environ.get("PODCAST_KILLS", "4"))  # on each server
SEED = int(os.environ.get("PODCAST_SEED", "8"))
LINK = "https://podcast.example.org/"
PUBLISH = ("publish", "--yes", "--allow-older", "--allow", "gone")
# Servers that neither replace a file whole nor rename over one: for a moment, readers may get half of the feed.
WITHOUT_ATOMIC_WRITES = {"wsgidav"}
pytestmark = [pytest.mark.server, pytest.mark.long, pytest.mark.usefixtures("webdav_login")]


@dataclass
class Readers:
    """Everyone who reads the public files of a show over HTTP; what is not true is kept."""

    address: str
    pool: urllib3.PoolManager
    done: threading.Event = field(default_factory=threading.Event)
    lies: list[str] = field(default_factory=list)
    is_public: bool = False
    may_be_torn: bool = False
    feeds: int = 0

    def file(self, key: str) -> bytes | None:
        response = self.pool.request("GET", self.address + quote(key))
        return response.data if response.status == 200 else None

    def follow(self) -> None:
        while not self.done.wait(0.02):
            self.look()

    def look(self) -> None:
        feed = self.file("feed.xml")
        if feed is None:
            self.lies += ["the feed is gone"] if self.is_public else []
            return
        self.feeds += 1
        try:
            elements = [*ET.fromstring(feed).iter("enclosure")]  # noqa: S314 -- our own feed
        except ET.ParseError:
            self.lies += [] if self.may_be_torn else ["the feed is torn"]
            return
        for element in elements:
            key = element.get("url", "").removeprefix(LINK)
            sound = self.file(key)
            if sound is None or (len(sound), digest(sound)[:8]) != (int(element.get("length")), key.split(".")[-2]):
                self.lies.append(f"{key} is not what the feed says")


def digest(data):
    return sha256(data).hexdigest()


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    """One show twice: with another title and another recording."""
    first = write_show(tmp_path_factory.mktemp("webdav") / "first")
    second = first.parent / "second"
    shutil.copytree(first, second)
    change(second / "episodes" / "folge-1" / "episode.yaml", "title: Folge 1", "title: Anders")
    shutil.copy(second / "episodes" / "folge-1" / "recording.wav", second / "episodes" / "folge-2" / "recording.wav")
    for root in (first, second):
        shown = pipeline.load_show(root).due(datetime(2025, 1, 1, tzinfo=UTC))
        with ThreadPoolExecutor(2) as executor:
            pipeline.build_show(shown, root, executor, lambda _: None)
    return first, second


@pytest.fixture(params=["apache", "nginx", "wsgidav"])
def place(request, builds):
    """A server, and its readers; both builds are published to one folder there."""
    server = request.getfixturevalue(request.param)
    folder = server.folder()
    for root in builds:
        target = f"publish: {{target: '{server.address(folder)}'}}\n"
        (root / "podcast.yaml").write_text(SHOW.replace("publish: {target: published}\n", target), "utf-8")
    context = ssl.create_default_context(cafile=str(server.authority))
    with urllib3.PoolManager(ssl_context=context) as pool:
        yield server, Readers(server.public(folder), pool)


def run(root, *words):
    return podcast_process.run(*words, "-C", root)


def built(root):
    site = root / "site"
    return {path.relative_to(site).as_posix(): digest(path.read_bytes()) for path in site.rglob("*") if path.is_file()}


def public(readers, root):
    return {key: digest(as_built(key, readers.file(key) or b"")) for key in built(root)}


def test_a_show_is_published_read_back_undone_verified_and_taken_down(place, builds):
    (_server, readers), (first, second) = place, builds
    assert run(first, *PUBLISH).returncode == 0
    assert public(readers, first) == built(first)
    assert "nothing to publish" in run(first, *PUBLISH).stdout
    assert run(second, *PUBLISH).returncode == 0
    assert public(readers, second) == built(second)
    assert run(second, "verify").returncode == 0
    undone = run(second, "undo", "--yes")
    assert undone.returncode == 0, undone.stderr
    assert digest(as_built("feed.xml", readers.file("feed.xml"))) == built(first)["feed.xml"]
    assert run(second, "verify").returncode == 0
    assert run(second, "unpublish", "--show", "--confirm", "Kleine Sendung").returncode == 0
    assert readers.file("feed.xml") is None
    assert readers.file("index.html") is None


@pytest.mark.parametrize("place", ["apache", "nginx"], indirect=True)
def test_a_publish_with_nothing_new_is_two_requests_the_first_of_which_asks_how_to_log_in(place, builds):
    server, readers = place
    folder = readers.address.rstrip("/").rpartition("/")[2]
    assert run(builds[0], *PUBLISH).returncode == 0
    before = len(server.requests(folder))
    assert run(builds[0], *PUBLISH).returncode == 0
    head = f"GET /dav/{folder}/.podcast/head.json"
    assert server.requests(folder)[before:] == [f"{head} 401", f"{head} 200"]


def test_a_damaged_file_is_found_and_repaired(place, builds):
    (server, readers), (first, _second) = place, builds
    assert run(first, *PUBLISH).returncode == 0
    page = server.data / readers.address.rstrip("/").rpartition("/")[2] / "index.html"
    page.write_bytes(b"x" * page.stat().st_size)
    found = run(first, "verify")
    assert found.returncode == 1
    assert "index.html" in found.stdout + found.stderr
    assert run(first, *PUBLISH).returncode == 0
    assert public(readers, first) == built(first)


def test_however_often_it_is_killed_what_is_public_is_true(place, builds, capsys):
    server, readers = place
    chance = random.Random(SEED)  # noqa: S311 -- moments, not secrets
    thread = threading.Thread(target=readers.follow)
    thread.start()
    try:
        started = time.monotonic()
        assert run(builds[0], *PUBLISH).returncode == 0
        longest, killed = time.monotonic() - started, 0
        readers.is_public, readers.may_be_torn = True, server.name in WITHOUT_ATOMIC_WRITES
        for number in range(KILLS):
            started = time.monotonic()
            status = kill(builds[(number + 1) % 2], chance.uniform(0.2, longest))
            killed += status == -signal.SIGKILL
            longest = longest if status else min(longest, time.monotonic() - started)  # the first one takes longer
            assert not readers.lies, f"after kill {number} (seed {SEED})"
        for root in (*builds, builds[0]):
            result = run(root, *PUBLISH)
            assert result.returncode == 0, result.stderr
            assert public(readers, root) == built(root)
        assert run(root, "verify").returncode == 0
    finally:
        readers.done.set()
        thread.join()
    assert not readers.lies
    assert readers.feeds > KILLS
    assert killed > KILLS // 3
    if "PODCAST_KILLS" in os.environ:
        with capsys.disabled():
            sys.stdout.write(f"\n{server.name}: {killed} kills of {KILLS}, {readers.feeds} feeds read, none false\n")


def kill(root, seconds):
    """Publish, and kill that after so many seconds."""
    with Path(os.devnull).open("r+b") as nothing, tempfile.TemporaryFile() as said:
        process = podcast_process.start((*PUBLISH, "-C", root), streams=(nothing, nothing, said), session=True)
        if (status := process.poll(seconds)) is None:
            os.killpg(process.pid, signal.SIGKILL)
            status = process.wait()
        said.seek(0)
        assert status in {0, -signal.SIGKILL}, said.read().decode()
    return status
