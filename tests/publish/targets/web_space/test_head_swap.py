"""The head of web space is only replaced by a publisher that knows it, whatever happens between two requests.

What the schedules by chance found is in docs/decisions/web-space.md.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from podcast.errors import PublishError
from podcast.publish.protocol.lease import Clock
from podcast.publish.protocol.process_id import process_identity
from podcast.publish.protocol.state import HEAD_KEY
from podcast.publish.targets.body import body_of
from podcast.publish.targets.target import ABSENT, Capabilities, ConflictError, Headers
from podcast.publish.targets.web_space.web_space_target import WebSpaceTarget
from tests.support.publish.memory_files import Entry, MemoryFiles
from tests.support.publish.simulated_swaps import run_by_chance, tried

OWN = Headers("application/json", "no-store")
FIRST, SECOND = (body_of(json.dumps({"head": name}).encode()) for name in ("first", "second"))
TOKEN = f".podcast/swaps/{FIRST.digest.md5}"


class Time:
    """A clock that goes on while a publisher waits."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0
        self.clock = Clock(lambda: datetime.fromtimestamp(self.now, UTC), lambda: self.now)

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def files(time):
    return MemoryFiles(lambda: time.now)


@pytest.fixture
def target(files, time):
    return WebSpaceTarget(files, clock=time.clock, sleep=time.sleep).for_writing(lambda: None, Capabilities())


def put_head(target, body, expected=ABSENT):
    return target.put(HEAD_KEY, body, OWN, expected)


def left_by(files, path, modified, holder=""):
    """A token that a publisher has left."""
    files.entries[".podcast/swaps"] = Entry(None, modified)
    files.entries[path] = Entry(None, modified)
    if holder:
        files.entries[f"{path}/{holder}"] = Entry(None, modified)


@pytest.mark.long
def test_no_schedule_makes_a_publisher_replace_a_head_that_it_does_not_know():
    assert tried("", range(150)) == {}


@pytest.mark.parametrize(
    "variant",
    [
        "the head is not read again",
        "no token",
        "tokens are used after their time",
        "only the clock that stands still counts",
        "tokens are superseded at once",
        pytest.param("holders are not looked at", marks=pytest.mark.long),
    ],
)
def test_a_rule_that_is_taken_out_is_missed(variant):
    """These tests can fail."""
    assert "replaces a head that it does not know" in str(tried(variant, range(1000)))


def test_the_same_schedule_does_the_same():
    logs = [[name for name, _ in run_by_chance(7).files.log] for _ in range(2)]
    assert logs[0] == logs[1]


def test_nothing_is_left_of_a_swap(target, files):
    put_head(target, FIRST)
    put_head(target, SECOND, FIRST.digest.md5)
    assert sorted(files.entries) == [".podcast", ".podcast/head.json", ".podcast/swaps"]


def test_a_head_that_is_another_one_is_not_replaced(target, files):
    put_head(target, FIRST)
    with pytest.raises(ConflictError):
        put_head(target, SECOND, SECOND.digest.md5)
    with pytest.raises(ConflictError):
        put_head(target, SECOND)
    assert target.get(HEAD_KEY) == (FIRST.source, FIRST.digest.md5)
    assert sorted(files.entries) == [".podcast", ".podcast/head.json", ".podcast/swaps"]


def test_a_token_of_a_process_that_is_dead_is_superseded_at_once(target, files, time):
    put_head(target, FIRST)
    namespace, start, _ = process_identity("x").split(".")
    left_by(files, TOKEN, time.now, f"1.{namespace}.{int(start) + 1}.x")
    began = time.now
    put_head(target, SECOND, FIRST.digest.md5)
    assert time.now == began
    assert sorted(files.entries) == [".podcast", ".podcast/head.json", ".podcast/swaps"]


@pytest.mark.parametrize(("age", "wait"), [(0, 60), (40, 20), (100, 0)])
def test_a_token_of_an_unknown_process_is_superseded_after_a_minute(target, files, time, age, wait):
    put_head(target, FIRST)
    left_by(files, TOKEN, time.now - age, "1.elsewhere.1.x")
    began = time.now
    put_head(target, SECOND, FIRST.digest.md5)
    assert wait <= time.now - began <= wait + 2
    assert target.get(HEAD_KEY)[0] == SECOND.source


def test_where_the_server_tells_no_time_a_token_is_watched_for_a_minute(target, files, time):
    put_head(target, FIRST)
    files.clock = lambda: 0
    left_by(files, TOKEN, 0)
    began = time.now
    put_head(target, SECOND, FIRST.digest.md5)
    assert 60 <= time.now - began <= 62


def test_a_publisher_that_slept_while_it_held_the_token_writes_nothing(files, time):
    """And it leaves the token: by now it may be another publisher's."""

    def sleep_once():
        time.now += 31

    target = WebSpaceTarget(files, clock=time.clock, sleep=time.sleep)
    put_head(target, FIRST)
    reads, read = [], files.read

    def read_and_sleep(path, file, size=None):
        reads.append(path)
        if len(reads) == 1:
            sleep_once()
        return read(path, file, size)

    files.read = read_and_sleep
    with pytest.raises(PublishError, match="too slow"):
        put_head(target, SECOND, FIRST.digest.md5)
    files.read = read
    assert target.get(HEAD_KEY)[0] == FIRST.source
    assert TOKEN in files.entries


# --- servers that do not rename over an existing file ----------------------------------------------------------------


@pytest.fixture
def overwriting(files, time):
    files.renames_over = False
    target = WebSpaceTarget(files, clock=time.clock, sleep=time.sleep)
    return target.for_writing(lambda: None, Capabilities(renames_over=False))


def test_a_head_is_overwritten_in_place_where_the_server_does_not_rename_over_it(overwriting, files):
    put_head(overwriting, FIRST)
    put_head(overwriting, SECOND, FIRST.digest.md5)
    assert overwriting.get(HEAD_KEY) == (SECOND.source, SECOND.digest.md5)
    assert sorted(files.entries) == [".podcast", ".podcast/head.json", ".podcast/swaps"]


@pytest.mark.parametrize("length", [0, 5])
def test_a_head_that_was_cut_while_it_was_overwritten_counts_as_written(overwriting, files, length):
    put_head(overwriting, FIRST)
    write = files.write

    def write_and_die(path, source):
        if path != HEAD_KEY:
            write(path, source)
            return
        files.entries[path].data = SECOND.source[:length]
        raise KeyboardInterrupt

    files.write = write_and_die
    with pytest.raises(KeyboardInterrupt):
        put_head(overwriting, SECOND, FIRST.digest.md5)
    files.write = write
    assert overwriting.get(HEAD_KEY) == (SECOND.source, SECOND.digest.md5)
    put_head(overwriting, FIRST, SECOND.digest.md5)
    assert overwriting.get(HEAD_KEY) == (FIRST.source, FIRST.digest.md5)
    assert [info.key for info in overwriting.list("")] == [HEAD_KEY]
