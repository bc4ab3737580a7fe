"""What is found wrong on a target is told, and the next publish repairs it."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from podcast.errors import PublishError
from podcast.publish.protocol import state
from podcast.publish.protocol.live import read_live_status
from podcast.publish.protocol.prepare import PublishOptions, prepare
from podcast.publish.protocol.publish import carry_out
from podcast.publish.protocol.state_json import parse_head
from podcast.publish.protocol.verify import VerifyOptions, mark_damaged, verify
from podcast.publish.targets.target import EXIT_LEASE_LOST, Headers, ObjectInfo
from tests.support.publish.memory_target import (
    GUID,
    NOW,
    CrashError,
    Crashing,
    Episode,
    Hands,
    Memory,
    OneByOne,
    build,
    contents,
    new_publisher,
)

OLD, NEW = Episode("alt", b"old"), Episode("neu", b"new")
FIRST, SECOND = contents(OLD, NEW), contents(OLD)
HTML = Headers("text/html; charset=utf-8", "public, max-age=300")
FOREIGN = "theirs.txt"
A_TURN = timedelta(minutes=2)


def publish(folder, files, target, now=NOW):
    planned = prepare(build(folder, files), target, now, PublishOptions(max_delete=99))
    return carry_out(planned, new_publisher(hands=Hands(now)), OneByOne(), lambda _: None)


def found(memory, *, full=False, now=NOW):
    return verify(memory, GUID, now, VerifyOptions(OneByOne(), lambda _: None, full))


class Rotten(Memory):
    """A store in which bytes rot and the ETag does not: only reading them tells."""

    rotten: tuple[str, ...] = ()

    def digest(self, key):
        real = super().digest(key)
        return None if real is None else (real if key not in self.rotten else type(real)(real.size, "0" * 32, "0" * 64))

    def put(self, key, body, headers, expected):
        self.rotten = tuple(one for one in self.rotten if one != key)
        return super().put(key, body, headers, expected)


@pytest.fixture
def memory(tmp_path):
    memory = Rotten({FOREIGN: (b"theirs", HTML)})
    publish(tmp_path / "first", FIRST, memory)
    return memory


def test_what_is_whole_is_said_to_be_whole_and_nothing_is_written(memory):
    memory.log.clear()
    for full in (False, True):
        result = found(memory, full=full)
        assert (result.verified_count, result.damaged, result.pending, result.foreign_count, result.orphans) == (
            len(FIRST),
            (),
            (),
            1,
            (),
        )
    assert memory.written() == []


DAMAGES = {
    "missing": lambda memory: memory.objects.pop("index.html"),
    "instead of": lambda memory: memory.objects.update({"index.html": (b"short", HTML)}),
    "another program": lambda memory: memory.objects.update(
        {"index.html": (b"x" * len(memory.objects["index.html"][0]), HTML)}
    ),
    "served as": lambda memory: memory.objects.update(
        {"index.html": (memory.objects["index.html"][0], Headers("text/plain", ""))}
    ),
}


@pytest.mark.parametrize("why", DAMAGES)
def test_damage_is_reported_and_the_next_publish_of_the_same_build_repairs_it(memory, tmp_path, why):
    DAMAGES[why](memory)
    assert prepare(build(tmp_path / "first", FIRST), memory, NOW).is_up_to_date, "nobody has looked yet"
    result = found(memory)
    assert [(wrong.key, why in wrong.problem, wrong.in_use) for wrong in result.damaged] == [("index.html", True, True)]
    mark_damaged(memory, result, new_publisher())
    done = publish(tmp_path / "first", FIRST, memory)
    assert done.uploaded == 1
    assert memory.public() == FIRST | {FOREIGN: b"theirs"}
    assert found(memory).damaged == ()
    assert prepare(build(tmp_path / "first", FIRST), memory, NOW).is_up_to_date


def test_what_has_rotted_is_found_by_reading_and_repaired(memory, tmp_path):
    memory.rotten = (OLD.key,)
    assert found(memory).damaged == ()
    result = found(memory, full=True)
    assert [wrong.key for wrong in result.damaged] == [OLD.key]
    mark_damaged(memory, result, new_publisher())
    publish(tmp_path / "first", FIRST, memory)
    assert memory.rotten == ()
    assert found(memory, full=True).damaged == ()


def test_a_content_encoding_is_wrong(memory):
    plain = memory.head

    def encoded(key):
        there = plain(key)
        return ObjectInfo(there.key, there.size, there.etag, there.headers, "aws-chunked") if key == OLD.key else there

    memory.head = encoded
    assert "aws-chunked" in found(memory).damaged[0].problem


def test_the_same_mark_twice_is_one_mark(memory):
    memory.objects.pop("index.html")
    mark_damaged(memory, found(memory), new_publisher())
    before = dict(memory.objects)
    mark_damaged(memory, found(memory), new_publisher(hands=Hands(NOW + A_TURN)))
    assert memory.objects == before


def test_a_file_that_only_waited_to_be_deleted_is_forgotten_when_it_is_gone(memory, tmp_path):
    publish(tmp_path / "second", SECOND, memory)
    memory.objects.pop("neu/index.html")
    result = found(memory)
    assert [(wrong.key, wrong.in_use) for wrong in result.damaged] == [("neu/index.html", False)]
    mark_damaged(memory, result, new_publisher())
    publish(tmp_path / "second", SECOND, memory)
    assert found(memory).damaged == ()


def test_during_a_publish_nothing_can_be_verified(memory, tmp_path):
    with pytest.raises(CrashError):
        publish(tmp_path / "second", SECOND, Crashing(memory, 9, "before"))
    with pytest.raises(PublishError, match="is publishing this show") as error:
        found(memory)
    assert error.value.exit_status == EXIT_LEASE_LOST


def test_what_an_interrupted_publish_was_at_is_left_to_the_next(memory, tmp_path):
    with pytest.raises(CrashError):
        publish(tmp_path / "second", contents(OLD, NEW, style=b"p{}"), Crashing(memory, 12, "after"))
    result = found(memory, now=NOW + A_TURN)
    assert result.damaged == ()
    assert {"index.html", "alt/index.html"} <= set(result.pending)


def test_where_nothing_is_published_nothing_can_be_verified():
    with pytest.raises(PublishError, match="nothing has been published there yet"):
        found(Memory())


def test_who_publishes_meanwhile_is_not_disturbed_by_a_mark(memory, tmp_path):
    memory.objects.pop("index.html")
    result = found(memory)
    publish(tmp_path / "second", SECOND, memory)
    with pytest.raises(PublishError) as error:
        mark_damaged(memory, result, new_publisher())
    assert error.value.exit_status == EXIT_LEASE_LOST
    assert parse_head(memory.objects[state.HEAD_KEY][0]).generation == 2


@pytest.mark.parametrize("how", ["before", "after", "lost"])
def test_wherever_a_repair_is_cut_the_next_publish_ends_it(memory, tmp_path, how):
    memory.objects.pop("index.html")
    memory.objects["alt/index.html"] = (b"by hand", HTML)
    for call in range(1, 1000):
        cut = Memory(dict(memory.objects))
        target = Crashing(cut, call, how)
        with suppress(CrashError):
            mark_damaged(target, found(target), new_publisher())
            publish(tmp_path / "first", FIRST, target)
        publish(tmp_path / "first", FIRST, cut, NOW + A_TURN)
        mark_damaged(cut, found(cut, now=NOW + A_TURN), new_publisher(hands=Hands(NOW + A_TURN)))
        publish(tmp_path / "first", FIRST, cut, NOW + A_TURN)
        assert cut.public() == FIRST | {FOREIGN: b"theirs"}
        assert found(cut, now=NOW + A_TURN).damaged == ()
        if target.calls < call:
            break
    assert call > 20


# --- what is live ----------------------------------------------------------------------------------------------------


def test_the_live_status_takes_two_requests(memory, tmp_path):
    publish(tmp_path / "second", SECOND, memory, NOW + timedelta(days=1))
    memory.log.clear()
    told = read_live_status(memory, GUID, NOW + timedelta(days=1), build(tmp_path / "first", FIRST).files)
    assert [verb for verb, _ in memory.log] == ["GET", "GET"]
    assert (told.generation, told.published_at, told.files, told.undo_generations) == (
        2,
        NOW + timedelta(days=1),
        len(SECOND),
        (1,),
    )
    assert (told.lease, told.interrupted, told.damaged_count) == (None, False, 0)
    assert {job.key for job in told.pending.uploads} == {"feed.xml"}
    assert told.as_json()["to_upload"] == ["feed.xml"]


def test_a_running_publish_is_part_of_the_live_status(memory, tmp_path):
    memory.objects.pop("index.html")
    mark_damaged(memory, found(memory), new_publisher())
    with pytest.raises(CrashError):
        publish(tmp_path / "second", SECOND, Crashing(memory, 12, "before"))
    told = read_live_status(memory, GUID, NOW, {})
    assert (told.lease.host, told.interrupted, told.damaged_count, told.pending) == ("computer-of-ours", True, 1, None)
    assert read_live_status(memory, GUID, NOW + A_TURN, {}).lease is None


def test_without_a_publish_the_live_status_says_so():
    assert read_live_status(Memory(), GUID, NOW, {}).generation == 0
