"""Connections to web space are cut after N bytes, for many N: no feed is torn or names what is missing.

The next publish completes. What is public is read from the server's disk, all the time.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from podcast.errors import PublishError
from podcast.publish.protocol.lease import Clock
from podcast.publish.protocol.prepare import prepare
from podcast.publish.protocol.publish import carry_out
from podcast.publish.targets.retry import Retrier, TransientError
from podcast.publish.targets.web_space import connection_pool
from podcast.publish.targets.web_space.web_space_target import WebSpaceTarget
from tests.support.publish.cut_lines import LINES
from tests.support.publish.cutting_proxy import CUT, DEAD, DOWN, ENDED, STALLED, UP, Fault
from tests.support.publish.memory_target import LINK, Episode, Hands, as_built, build, contents, new_publisher

pytestmark = pytest.mark.long
MOMENTS = int(os.environ.get("PODCAST_CUTS", "2"))  # of each kind and direction, spread over a publish
ENCLOSURE = re.compile(rb'<enclosure url="([^"]+)" length="(\d+)"|transcript url="([^"]+)"')
OLD, NEW, CHANGED = Episode("alt", b"sound" * 9000), Episode("neu", b"noise" * 60_000), Episode("alt", b"again" * 9000)
BEFORE, AFTER = contents(OLD), contents(NEW, CHANGED, extra={"neu/notes.html": b"<p>words</p>" * 900})
SHORTEST = 1.0  # seconds without a byte, after which a connection is given up here
MAX_ATTEMPTS = 200  # connections within the time that a publish waits for a line
AGES = 600.0  # seconds that pass between a publish that failed and the next one


@dataclass
class Patience:
    """Time that passes only when it is waited for."""

    offset: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def sleep(self, seconds: float) -> None:
        with self.lock:
            self.offset += seconds
        time.sleep(min(seconds, 0.01))

    def retrier(self) -> Retrier:
        return Retrier(self.sleep, self.steady)

    def clock(self) -> Clock:
        return Clock(lambda: datetime.now(UTC) + timedelta(seconds=self.offset), self.steady)

    def steady(self) -> float:
        return time.monotonic() + self.offset


@dataclass
class Reader:
    """Reads the feed on the server's disk again and again, and whatever it names."""

    folder: object
    done: threading.Event = field(default_factory=threading.Event)
    lies: set[str] = field(default_factory=set)
    feeds: set[bytes] = field(default_factory=set)
    looks: int = 0

    def look(self) -> None:
        feed = self.folder / "feed.xml"
        if not feed.exists():
            self.lies.add("there is no feed")
            return
        data, self.looks = feed.read_bytes(), self.looks + 1
        self.feeds.add(as_built("feed.xml", data))
        for sound, length, other in ENCLOSURE.findall(data):
            path = self.folder / (sound or other).decode().removeprefix(LINK)
            if not path.exists() or (length and path.stat().st_size != int(length)):
                self.lies.add(f"{path.name} is not what the feed says")

    def follow(self) -> None:
        while not self.done.wait(0.005):
            self.look()


@dataclass
class Show:
    """A show that is published over a line, each time by a publisher of its own, a few minutes after the last one."""

    line: object
    folder: object
    hands: Hands = field(default_factory=Hands)

    def publish(self, files) -> bool:
        """Publish a build, and return whether there was something to do."""
        remote, patience = self.line.connect(), Patience()
        self.hands.pass_by(AGES)
        target = WebSpaceTarget(remote, patience.retrier(), patience.clock(), patience.sleep)
        try:
            prepared = prepare(build(self.folder, files), target, self.hands.now)
            with ThreadPoolExecutor(4) as threads:
                carry_out(prepared, new_publisher(hands=self.hands), threads, lambda _: None)
        finally:
            remote.close()
        return not prepared.is_up_to_date

    def begin_anew(self) -> None:
        """Empty the web space."""
        for path in sorted(self.line.folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()

    def reader(self) -> Reader:
        return Reader(self.line.folder)

    def time_passes(self) -> None:
        """Make everything on the server as old as the clocks say."""
        for path in (self.line.folder / ".podcast").rglob("*"):
            os.utime(path, (time.time() - AGES,) * 2)

    def public(self) -> dict[str, bytes]:
        files = [path for path in self.line.folder.rglob("*") if path.is_file()]
        keys = {path.relative_to(self.line.folder).as_posix(): path.read_bytes() for path in files}
        return {key: as_built(key, data) for key, data in keys.items() if not key.startswith(".podcast/")}


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.server) for name in LINES])
def show(request, tmp_path):
    line = request.getfixturevalue(LINES[request.param])
    yield Show(line, tmp_path / "site")
    line.proxy.repair()
    gc.collect()  # what was left open is found in this test, not in a later one


def measured(show) -> dict[str, int]:
    """How many bytes a publish takes in each direction: the moments are spread over these."""
    show.line.proxy.repair()
    show.publish(BEFORE)
    show.line.proxy.repair()
    show.publish(AFTER)
    return dict(show.line.proxy.passed)


def cut_publish(show, fault) -> Reader:
    """Publish the second build over a line with a fault, while a reader looks, then repair the line."""
    show.begin_anew()
    show.publish(BEFORE)
    reader = show.reader()
    thread = threading.Thread(target=reader.follow)
    thread.start()
    try:
        show.line.proxy.arm(fault)
        show.publish(AFTER)
    except PublishError:
        assert fault.happened
    finally:
        show.line.proxy.repair()
        reader.done.set()
        thread.join()
    reader.look()
    return reader


def assert_true_and_complete(show, reader, fault):
    assert reader.looks
    assert reader.lies == set()
    if show.line.replaces_whole:
        assert reader.feeds <= {BEFORE["feed.xml"], AFTER["feed.xml"]}
    show.time_passes()
    show.publish(AFTER)
    public = show.public()
    assert {key: public.get(key) for key in AFTER} == AFTER, fault
    assert not [key for key in public if key.endswith(".part")]
    assert show.publish(AFTER) is False


def moments(total):
    """How many bytes pass before a line breaks: none, one, and so many parts of a publish, to its very end."""
    parts = [total * part // MOMENTS + part * 7 for part in range(1, MOMENTS)]
    return sorted({0, 1, *parts, total - 1})


@pytest.mark.parametrize("direction", [UP, DOWN])
@pytest.mark.parametrize("kind", [CUT, ENDED, DEAD])
def test_whenever_a_connection_breaks_what_is_public_is_true(show, kind, direction):
    total, happened = measured(show)[direction], 0
    for after in moments(total):
        fault = Fault(kind, direction, after)
        reader = cut_publish(show, fault)
        assert_true_and_complete(show, reader, fault)
        happened += fault.happened
    assert happened >= MOMENTS


@pytest.mark.parametrize("direction", [UP, DOWN])
def test_a_connection_that_stalls_is_given_up_and_the_publish_gets_through(show, direction, monkeypatch):
    if not show.line.timeouts:
        pytest.skip("its timeouts are those of a library or a program")
    total = measured(show)[direction]
    for path, name in show.line.timeouts:
        monkeypatch.setattr(path, name, SHORTEST)
    for after in moments(total)[1:-1]:
        fault = stall(show, direction, after)
        # FTP servers go on sending when a read ends early, one time more than another: the byte may not be reached.
        while not fault.happened:
            assert fault.after, "no stall at the first byte"
            fault = stall(show, direction, fault.after // 2)


def stall(show, direction, after):
    """Publish over a line that stalls at a byte, if it comes to that; what is public is true either way."""
    fault = Fault(STALLED, direction, after)
    reader = cut_publish(show, fault)
    assert_true_and_complete(show, reader, fault)
    return fault


def test_a_line_that_is_down_is_given_up_with_a_message_and_nothing_is_changed(show):
    show.publish(BEFORE)
    before = show.public()
    show.line.proxy.arm(Fault(DEAD, UP, 0))
    with pytest.raises(PublishError, match="again to continue"):
        show.publish(AFTER)
    assert show.line.proxy.connections < MAX_ATTEMPTS
    assert show.public() == before


def test_connections_that_were_closed_while_nothing_was_sent_are_replaced(show, monkeypatch):
    monkeypatch.setattr(connection_pool, "MAX_UNCHECKED_IDLE", 0.0)
    remote = show.line.connect()
    remote.write("a", io.BytesIO(b"one"))
    show.line.proxy.reset_all()
    time.sleep(0.1)
    with contextlib.suppress(TransientError):  # or it is tried again, as every call is
        remote.write("b", io.BytesIO(b"two"))
    remote.write("b", io.BytesIO(b"two"))
    assert show.public() == {"a": b"one", "b": b"two"}
    remote.close()
