"""kill -9 of the real `podcast`, at random moments, while somebody listens: nothing false is ever public.

`publish`, `undo`, `verify`, `publish --due` and `unpublish --show` are mixed; now and then another program overwrites a
page.

`make soak` does the same a thousand times, and prints what happened.
"""

from __future__ import annotations

import contextlib
import itertools
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
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from podcast import pipeline
from tests.support import podcast_process
from tests.support.publish.kill_places import PIECE, Place
from tests.support.publish.memory_target import as_built
from tests.support.publish.show_places import PLACE_PARAMETERS, open_place
from tests.support.small_show import SHOW, change, write_episode, write_show

if TYPE_CHECKING:
    from collections.abc import Iterator

KILLS = os.environ.get("PODCAST_KILLS")
SEED = int(os.environ.get("PODCAST_SEED", "8"))
LINK = "https://podcast.example.org/"
CORRECTION = "correction: {on: 2024-02-01, text: Neu aufgenommen.}\nsummary:"
WITHDRAWN = "withdrawn: {on: 2024-02-01, reason: Darum.}\nsummary:"
DAMAGE = 0.1  # how likely a page is overwritten before a command
TOO_LATE = "too late, it had ended"
MOVES = 10  # kills, then it begins anew in an empty place
TICK = 0.01  # seconds: what is counted where there is no line to a server
pytestmark = pytest.mark.long
# What is killed, how often, and the exit statuses of one that gets through: before the first publish there is nothing
# to undo, to verify or to take down, verify ends with 1 if something is damaged, and a show is not taken down while the
# feed of a first publish that was killed may still appear.
COMMANDS = {
    ("publish", "--yes", "--allow-older", "--allow", "gone"): (10, {0}),
    ("undo", "--yes"): (4, {0, 1}),
    ("verify",): (3, {0, 1}),
    ("publish", "--yes", "--allow-older", "--allow", "gone", "--due"): (3, {0}),
    ("unpublish", "--show", "--confirm", "Kleine Sendung"): (3, {0, 1, 4}),
}
PUBLISH, UNDO, VERIFY, DUE, UNPUBLISH = COMMANDS


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
            threading.Timer(0.002 + self.pause, self.kill).start()
            return None
        self.kill()
        time.sleep(0.01)
        return "busy"  # nothing reaches the store any more, and nobody is there to hear it

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)


def kind(path: str) -> str:
    """What an object is for, for the tally."""
    if path == PIECE:
        return path
    for name in ("head.json", "manifests", "intents", "audio", "assets", "feed.xml"):
        if name in path:
            return name
    return "pages"


@dataclass
class Listener:
    """Reads the feed again and again, and fetches whatever it names; what is not true is kept.

    Once the show is published and until it is taken down, a feed that is absent is not true either.
    """

    place: Place
    is_public: bool = False
    done: threading.Event = field(default_factory=threading.Event)
    lies: list[str] = field(default_factory=list)
    feeds: int = 0
    fetched: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def object(self, key: str) -> bytes | None:
        return self.place.object(key)

    def look(self) -> None:
        """One look at the feed and at all that it names."""
        with self.lock:
            self._look()

    def _look(self) -> None:
        is_public, data = self.is_public, self.object("feed.xml")
        if data is None:
            self.lies += ["the feed is gone"] if is_public else []
            return
        self.feeds += 1
        try:
            feed = ET.fromstring(data)  # noqa: S314 -- our own feed
        except ET.ParseError:
            self.lies += ["the feed is torn"] if self.place.replaces_whole else []
            return
        for element in feed.iter():
            name = element.tag.rpartition("}")[2]
            if name == "enclosure":
                self._heard(element.get("url", "").removeprefix(LINK), int(element.get("length", "0")))
            elif name in {"transcript", "chapters"} and element.get("url"):
                self._there(element.get("url").removeprefix(LINK), data)

    def _heard(self, key: str, length: int) -> None:
        sound = self.object(key)
        self.fetched += 1
        if sound is None:
            self.lies.append(f"{key} is not there")
        elif len(sound) != length or sha256(sound).hexdigest()[:8] != key.split(".")[-2]:
            self.lies.append(f"{key} is not what it should be")

    def _there(self, key: str, feed: bytes) -> None:
        """What a feed names is there, unless that feed is gone by now: the show is being taken down."""
        if self.object(key) is None and self.object("feed.xml") == feed:
            self.lies.append(f"{key} is not there")

    def damage(self, key: str) -> None:
        """Another program overwrites a page, if there is one."""
        with self.lock:
            if self.object(key) is not None:
                self.place.overwrite(key, b"damaged")

    def follow(self) -> None:
        while not self.done.wait(0.3):
            self.look()


@dataclass
class Publishing:
    """Three builds of a show, the last with one more episode, and the place that they share."""

    roots: tuple
    trigger: Trigger
    place: Place
    tally: Counter = field(default_factory=Counter)
    turn: int = 1
    killed: bool = False
    longest: dict[tuple[str, ...], int] = field(default_factory=dict)

    def move(self) -> None:
        """From now on all are published to another place, where nothing is."""
        there = self.place.move()
        for root in self.roots:
            (root / "podcast.yaml").write_text(SHOW.replace("publish: {target: published}\n", there), "utf-8")
        self.longest = {}

    def prepare(self, *, published: bool) -> None:
        """Publishes three generations, so that undo has a way back; half of the places begin empty."""
        for root in (*self.roots[:2], self.roots[0]) if published else ():
            assert self.run(PUBLISH, root) == 0

    def hits(self) -> int:
        """How many commands were killed before they had ended."""
        return sum(count for name, count in self.tally.items() if not name.endswith(TOO_LATE))

    def attempts(self, kills: int, hits: int) -> Iterator[int]:
        """Numbers of attempts: `kills`, and more until there are so many `hits`; the others came too late."""
        for number in itertools.count():
            if number >= 4 * kills or (number >= kills and self.hits() >= hits):
                return
            yield number

    def one_more(self, chance: random.Random, listener: Listener) -> None:
        """Runs a command and kills it at some moment: publishes the other build, or sometimes the same again."""
        (command,) = chance.choices([*COMMANDS], [weight for weight, _ in COMMANDS.values()])
        listener.is_public &= command != UNPUBLISH
        guess = self.place.guessed_requests // (2 if command == UNDO else 1)
        at = chance.randint(1, self.longest.get(command, guess))
        after, pause = chance.random() < 0.5, chance.choice((0, 0.01, 0.05))
        if command == PUBLISH:
            self.turn = self.turn if chance.random() < 0.3 and self.killed else 1 - self.turn
        root = self.roots[2] if command == DUE else self.roots[self.turn]
        self.killed = self.run(command, root, at, after=after, pause=pause) == -signal.SIGKILL
        if not self.killed and self.trigger.requests > 4:
            self.longest[command] = self.trigger.requests
        name = "publish --due" if command == DUE else command[0]
        self.tally[f"{name}: {self.trigger.hit}" if self.killed else f"{name}: {TOO_LATE}"] += 1

    def run(self, command: tuple[str, ...], root, at: int = 0, *, after: bool = False, pause: float = 0.0) -> int:
        """Runs a command, and kills it at the request `at` (0: never); -9 if it was killed, else the exit status."""
        trigger = self.trigger
        trigger.at, trigger.after, trigger.pause, trigger.requests, trigger.hit = at, after, pause, 0, ""
        with Path(os.devnull).open("r+b") as nobody, tempfile.TemporaryFile() as said:
            streams, words = (nobody, nobody, said), (*command, "-C", root)
            trigger.process, started = podcast_process.start(words, streams=streams, session=True), time.monotonic()
            if at and not self.place.has_line and trigger.process.poll(at * TICK) is None:
                trigger.hit = "some moment"
                trigger.kill()
            status = trigger.process.wait()
            if not self.place.has_line:
                trigger.requests = round((time.monotonic() - started) / TICK)
            said.seek(0)
            assert status in {*COMMANDS[command][1], -signal.SIGKILL}, said.read().decode()
        return status


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    """One show three times: with another title and recording, an episode that the first has withdrawn, and one more."""
    first = write_show(tmp_path_factory.mktemp("kill") / "first", episodes=3)
    change(first / "episodes" / "folge-2" / "episode.yaml", "summary:", CORRECTION)
    second = first.parent / "second"
    shutil.copytree(first, second)
    change(first / "episodes" / "folge-3" / "episode.yaml", "summary:", WITHDRAWN)
    change(second / "episodes" / "folge-1" / "episode.yaml", "title: Folge 1", "title: Anders")
    shutil.copy(second / "episodes" / "folge-3" / "recording.wav", second / "episodes" / "folge-2" / "recording.wav")
    third = first.parent / "third"
    shutil.copytree(second, third)
    write_episode(third, 4)
    for root in (first, second, third):
        build(root)
    return first, second, third


def build(root):
    shown = pipeline.load_show(root).due(datetime(2025, 1, 1, tzinfo=UTC))
    with ThreadPoolExecutor(2) as executor:
        return pipeline.build_show(shown, root, executor, lambda _: None)


@pytest.fixture(params=PLACE_PARAMETERS)
def publishing(request, builds):
    trigger = Trigger()
    with contextlib.ExitStack() as stack:
        yield Publishing(builds, trigger, open_place(request, stack, trigger))


def test_however_often_it_is_killed_what_is_public_is_true(publishing, capsys):
    chance, listener = random.Random(SEED), Listener(publishing.place)  # noqa: S311 -- moments, not secrets
    kills = int(KILLS or publishing.place.kills)
    hits = kills if KILLS else kills // 3 + 1
    publishing.move()
    thread = threading.Thread(target=listener.follow)
    thread.start()
    try:
        for number in publishing.attempts(kills, hits):
            published = number // MOVES % 2 == (kills > MOVES)  # a short run begins with what is public
            if number % MOVES == 0:
                with listener.lock:
                    listener.is_public = False
                    publishing.move()
                publishing.prepare(published=published)
                listener.is_public = published
            if published and chance.random() < DAMAGE:  # before the first publish, such a page would be a foreign one
                listener.damage("index.html")
            publishing.one_more(chance, listener)
            listener.look()
            assert not listener.lies, f"after kill {number} at {publishing.trigger.hit} (seed {SEED})"
            if (number + 1) % MOVES == 0:
                converges(publishing, listener)
        converges(publishing, listener)
    finally:
        listener.done.set()
        thread.join()
    assert not listener.lies
    assert listener.feeds > kills // 2
    killed = publishing.hits()
    assert killed >= hits
    with capsys.disabled():
        report(publishing, listener, killed)


def converges(publishing, listener):
    """Left alone, it finds what is damaged and publishes each build, and then there is nothing to do."""
    publishing.run(VERIFY, publishing.roots[0])
    for root in publishing.roots:
        assert publishing.run(PUBLISH, root) == 0
        built = what_was_built(root)
        assert what_is_public(listener, built) == built
    assert publishing.run(VERIFY, root) == 0
    assert publishing.run(PUBLISH, root) == 0
    assert publishing.trigger.requests == 1 or not publishing.place.counts_requests


def what_is_public(listener, keys):
    """The digests of what is there."""
    return {key: sha256(as_built(key, listener.object(key) or b"")).hexdigest() for key in keys}


def what_was_built(root):
    site = root / "site"
    files = [path for path in sorted(site.rglob("*")) if path.is_file()]
    return {path.relative_to(site).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def report(publishing, listener, killed):
    """What happened, for `make soak`."""
    if not KILLS:
        return
    counted = [f"{count:6} {what}\n" for what, count in publishing.tally.most_common()]
    commands = Counter()
    for name, count in publishing.tally.items():
        if not name.endswith(TOO_LATE):
            commands[name.partition(":")[0]] += count
    each = ", ".join(f"{name} {count}" for name, count in commands.most_common())
    sys.stdout.write(
        f"\n{publishing.place.name}: {killed} kills in {publishing.tally.total()} attempts ({each}; seed {SEED}); "
        f"{listener.feeds} feeds read and {listener.fetched} enclosures fetched, {len(listener.lies)} of them false; "
        "0 objects differ in the end. "
        f"Killed at:\n{''.join(counted)}"
    )
