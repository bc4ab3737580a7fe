"""kill -9 of the real `podcast publish`, at random moments, while somebody listens: nothing false is ever public.

`make soak` does the same a thousand times, and prints what happened.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from podcast import pipeline
from tests.support import podcast_process
from tests.support.publish.faulty_proxy import line
from tests.support.publish.s3_server import s3_client
from tests.support.small_show import SHOW, change, write_show

KILLS = int(os.environ.get("PODCAST_KILLS", "25"))
SEED = int(os.environ.get("PODCAST_SEED", "8"))
LINK = "https://podcast.example.org/"
LONGEST = 40  # requests among which a moment is chosen, until a publish got through and told how many it needs
CORRECTION = "correction: {on: 2024-02-01, text: Neu aufgenommen.}\nsummary:"
WITHDRAWN = "withdrawn: {on: 2024-02-01, reason: Darum.}\nsummary:"
MOVES = 10  # kills, then it begins anew in an empty place
LONG_AGO = "2000-01-01T00:00:00+00:00"


@dataclass
class Trigger:
    """Kills a process at its n-th request: before it reaches the store, or after it took effect."""

    at: int = 0
    after: bool = False
    pause: float = 0.0  # seconds
    process: podcast_process.Running | None = None
    requests: int = 0
    hit: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, verb: str, path: str, _: int) -> str | None:
        with self.lock:
            self.requests += 1
            now = bool(self.at) and self.requests == self.at
        if not now or self.process is None:
            return None
        self.hit = f"{verb} {kind(path)}"
        if self.after:
            threading.Timer(0.002 + self.pause, self._kill).start()
            return None
        self._kill()
        time.sleep(0.01)
        return "busy"  # nothing reaches the store any more, and nobody is there to hear it

    def _kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)


def kind(path: str) -> str:
    """What an object is for, for the tally."""
    for name in ("head.json", "manifests", "intents", "audio", "assets", "feed.xml"):
        if name in path:
            return name
    return "pages"


@dataclass
class Listener:
    """Reads the feed again and again, and fetches whatever it names; what is not true is kept."""

    client: object
    bucket: str
    prefix: str
    done: threading.Event = field(default_factory=threading.Event)
    lies: list[str] = field(default_factory=list)
    feeds: int = 0
    fetched: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def move(self, prefix: str) -> None:
        """From now on another place is listened to."""
        with self.lock:
            self.prefix = prefix

    def object(self, key: str) -> bytes | None:
        try:
            return self.client.get_object(Bucket=self.bucket, Key=f"{self.prefix}/{key}")["Body"].read()
        except self.client.exceptions.NoSuchKey:
            return None

    def look(self) -> None:
        """One look at the feed and at all that it names."""
        with self.lock:
            self._look()

    def _look(self) -> None:
        data = self.object("feed.xml")
        if data is None:
            return
        self.feeds += 1
        for element in ET.fromstring(data).iter():  # noqa: S314 -- our own feed
            name = element.tag.rpartition("}")[2]
            if name == "enclosure":
                self._heard(element.get("url", "").removeprefix(LINK), int(element.get("length", "0")))
            elif name in {"transcript", "chapters"} and element.get("url"):
                self._there(element.get("url").removeprefix(LINK))

    def _heard(self, key: str, length: int) -> None:
        sound = self.object(key)
        self.fetched += 1
        if sound is None:
            self.lies.append(f"{key} is not there")
        elif len(sound) != length or sha256(sound).hexdigest()[:8] != key.split(".")[-2]:
            self.lies.append(f"{key} is not what it should be")

    def _there(self, key: str) -> None:
        if self.object(key) is None:
            self.lies.append(f"{key} is not there")

    def follow(self) -> None:
        while not self.done.wait(0.3):
            self.look()


@dataclass
class Publishing:
    """Two builds of a show, and the line to the store that both are published over."""

    roots: tuple
    trigger: Trigger
    bucket: str
    endpoint: str
    tally: Counter = field(default_factory=Counter)
    turn: int = 1
    killed: bool = False
    longest: int = LONGEST

    def move(self, prefix: str) -> None:
        """From now on both are published to another place, where nothing is."""
        there = f"publish: {{target: 's3://{self.bucket}/{prefix}', endpoint: '{self.endpoint}'}}\n"
        for root in self.roots:
            (root / "podcast.yaml").write_text(SHOW.replace("publish: {target: published}\n", there), "utf-8")
        self.longest = LONGEST

    def one_more(self, chance: random.Random) -> None:
        """Publishes the other build, or sometimes the same again, and kills it at some moment."""
        at, after, pause = chance.randint(1, self.longest), chance.random() < 0.5, chance.choice((0, 0.01, 0.05))
        self.turn = self.turn if chance.random() < 0.3 and self.killed else 1 - self.turn
        self.killed = bool(self.publish(self.roots[self.turn], at, after=after, pause=pause))
        if not self.killed and self.trigger.requests > 4:
            self.longest = self.trigger.requests
        self.tally[self.trigger.hit if self.killed else "not killed: done before"] += 1

    def publish(self, root, at: int = 0, *, after: bool = False, pause: float = 0.0) -> int:
        """Publishes, and is killed at the request `at` (0: never); -9 if it was, else the exit status."""
        trigger = self.trigger
        trigger.at, trigger.after, trigger.pause, trigger.requests, trigger.hit = at, after, pause, 0, ""
        with Path(os.devnull).open("r+b") as nobody, tempfile.TemporaryFile() as said:
            streams, words = (nobody, nobody, said), ("publish", "--yes", "-C", root)
            trigger.process = podcast_process.start(words, streams=streams, session=True)
            status = trigger.process.wait()
            said.seek(0)
            assert status in {0, -signal.SIGKILL}, said.read().decode()
        return status


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    """One show twice: the second has another title, another recording, and an episode that the first has withdrawn."""
    first = write_show(tmp_path_factory.mktemp("kill") / "first", episodes=3)
    change(first / "episodes" / "folge-2" / "episode.yaml", "summary:", CORRECTION)
    second = first.parent / "second"
    shutil.copytree(first, second)
    change(first / "episodes" / "folge-3" / "episode.yaml", "summary:", WITHDRAWN)
    change(second / "episodes" / "folge-1" / "episode.yaml", "title: Folge 1", "title: Anders")
    shutil.copy(second / "episodes" / "folge-3" / "recording.wav", second / "episodes" / "folge-2" / "recording.wav")
    build(first)
    build(second)
    return first, second


def build(root):
    shown = pipeline.load_show(root).due(datetime(2025, 1, 1, tzinfo=UTC))
    with ThreadPoolExecutor(2) as executor:
        return pipeline.build_show(shown, root, executor, lambda _: None)


@pytest.fixture
def publishing(builds, seaweed, credentials):  # noqa: ARG001 -- the credentials are in the environment
    trigger = Trigger()
    with line(seaweed.endpoint, trigger) as cut:
        yield Publishing(builds, trigger, seaweed.bucket, cut.endpoint)


@pytest.fixture
def listener(seaweed, prefix):
    with closing(s3_client(seaweed.endpoint)) as client:
        yield Listener(client, seaweed.bucket, prefix)


def test_however_often_it_is_killed_what_is_public_is_true(publishing, listener, prefix, capsys):
    chance, thread = random.Random(SEED), threading.Thread(target=listener.follow)  # noqa: S311 -- moments, not secrets
    thread.start()
    try:
        for number in range(KILLS):
            if number % MOVES == 0:
                listener.move(f"{prefix}-{number}")
                publishing.move(listener.prefix)
            publishing.one_more(chance)
            listener.look()
            assert not listener.lies, f"after kill {number} at {publishing.trigger.hit} (seed {SEED})"
            if (number + 1) % MOVES == 0 or number + 1 == KILLS:
                converges(publishing, listener)
    finally:
        listener.done.set()
        thread.join()
    assert not listener.lies
    assert listener.feeds > KILLS // 2
    killed = KILLS - publishing.tally["not killed: done before"]
    assert killed > KILLS // 3
    with capsys.disabled():
        report(publishing, listener, killed)


def converges(publishing, listener):
    """Left alone, it publishes either build, and then there is nothing to do."""
    for root in publishing.roots:
        assert publishing.publish(root) == 0
        built = what_was_built(root)
        assert what_is_public(listener, built) == built
    assert publishing.publish(root) == 0
    assert publishing.trigger.requests == 1


def what_is_public(listener, keys):
    """The digests of what is there."""
    return {key: sha256(listener.object(key) or b"").hexdigest() for key in keys}


def what_was_built(root):
    site = root / "site"
    files = [path for path in sorted(site.rglob("*")) if path.is_file()]
    return {path.relative_to(site).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def report(publishing, listener, killed):
    """What happened, for `make soak`."""
    if "PODCAST_KILLS" not in os.environ:
        return
    counted = [f"{count:6} {what}\n" for what, count in publishing.tally.most_common()]
    sys.stdout.write(
        f"\n{killed} kills (seed {SEED}); {listener.feeds} feeds read and {listener.fetched} enclosures fetched, "
        f"{len(listener.lies)} of them false; 0 objects differ in the end. Killed at:\n{''.join(counted)}"
    )
