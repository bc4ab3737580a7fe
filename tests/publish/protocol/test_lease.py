"""One publisher at a time: the lease in the head, who renews it, who takes it over."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from podcast.errors import PublishError
from podcast.publish.protocol import state
from podcast.publish.protocol.lease import CLOCK_MARGIN, LEASE_DURATION, RENEWAL_INTERVAL
from podcast.publish.protocol.prepare import PublishOptions, prepare
from podcast.publish.protocol.publish import carry_out
from podcast.publish.protocol.publish_events import Uploaded
from podcast.publish.protocol.state_json import parse_head
from podcast.publish.targets.folder import FolderTarget
from podcast.publish.targets.target import EXIT_LEASE_LOST, EXIT_REFUSED, Capabilities, Headers
from tests.support.paths import ROOT
from tests.support.publish.memory_target import (
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

FIRST, SECOND = contents(Episode("alt", b"old")), contents(Episode("alt", b"old"), Episode("neu", b"new"))


def head(memory):
    return parse_head(memory.objects[state.HEAD_KEY][0])


def publish(folder, files, memory, hands, say=lambda _: None, owner="ours"):
    planned = prepare(build(folder, files), memory, hands.now, PublishOptions(max_delete=99))
    return carry_out(planned, new_publisher(owner, hands), OneByOne(), say)


def dead(folder, files, memory, hands, call):
    """A publisher that is killed at a request."""
    with pytest.raises(CrashError):
        publish(folder, files, Crashing(memory, call, "before"), hands, owner="dead")


def refusal(act):
    with pytest.raises(PublishError) as caught:
        act()
    return str(caught.value), caught.value.exit_status


def test_while_one_publishes_the_head_says_who_and_until_when(tmp_path):
    memory, hands, leases = Memory(), Hands(), []
    publish(tmp_path, FIRST, memory, hands, lambda _: leases.append(head(memory).lease))
    assert leases[-1] is None, "what is committed is given back at once"
    lease = leases[0]
    assert (lease.owner, lease.host, lease.pid) == ("ours", "computer-of-ours", 4711)
    assert (lease.started_at, lease.expires_at) == (NOW, NOW + LEASE_DURATION)
    assert head(memory).lease is None


def test_a_second_publisher_is_refused_with_the_owner_and_end_of_the_lease(tmp_path):
    memory, hands = Memory(), Hands()
    dead(tmp_path / "a", FIRST, memory, hands, 6)
    before = dict(memory.objects)
    hands.pass_by((LEASE_DURATION + CLOCK_MARGIN).total_seconds() - 1)
    words, status = refusal(lambda: publish(tmp_path / "b", SECOND, memory, hands))
    free = f"{(NOW + LEASE_DURATION + CLOCK_MARGIN).astimezone():%H:%M:%S}"
    since = f"{NOW.astimezone():%H:%M:%S}"
    assert status == EXIT_LEASE_LOST
    assert [part for part in ("computer-of-dead", "4711", since, free, "Wait until") if part not in words] == []
    assert memory.objects == before


def test_a_lease_that_has_run_out_is_taken_over_and_its_work_is_put_right(tmp_path):
    memory, hands = Memory(), Hands()
    dead(tmp_path / "a", SECOND, memory, hands, 8)
    assert head(memory).open_intents
    hands.pass_by((LEASE_DURATION + CLOCK_MARGIN).total_seconds())
    publish(tmp_path / "b", FIRST, memory, hands)
    assert {key: memory.public()[key] for key in FIRST} == FIRST
    assert (head(memory).open_intents, head(memory).lease) == ((), None)


@pytest.mark.parametrize("skew", [-3600, 3600])
def test_computers_whose_clocks_differ_by_an_hour_do_not_take_each_others_turn(tmp_path, skew):
    """Each knows by the target's answers how wrong its own clock is."""
    memory, hands = Memory(), Hands()
    dead(tmp_path / "a", FIRST, memory, hands, 6)

    class Elsewhere(Memory):
        def clock_skew(self):
            return -skew

    there = Elsewhere(memory.objects)
    wrong = Hands(hands.now + timedelta(seconds=skew))
    assert refusal(lambda: publish(tmp_path / "b", SECOND, there, wrong))[1] == EXIT_LEASE_LOST
    wrong.pass_by(66)
    publish(tmp_path / "b", SECOND, there, wrong)
    assert memory.public() == SECOND


def test_a_failed_publish_releases_its_lease(tmp_path):
    memory, hands = Memory({"alt/index.html": (b"theirs", Headers("text/html", ""))}), Hands()
    refusal(lambda: publish(tmp_path, FIRST, memory, hands))
    assert (head(memory).lease, len(head(memory).open_intents)) == (None, 1)
    del memory.objects["alt/index.html"]
    publish(tmp_path, FIRST, memory, hands)
    assert memory.public() == FIRST


def test_who_is_interrupted_gives_its_turn_back(tmp_path):
    memory, hands = Memory(), Hands()

    def interrupted(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(tmp_path, FIRST, memory, hands, interrupted)
    assert (head(memory).lease, len(head(memory).open_intents)) == (None, 1)


def test_a_long_publish_renews_its_lease_every_twenty_seconds_and_not_sooner(tmp_path):
    memory, hands, seen = Memory(), Hands(), []

    def slow(_):
        seen.append(head(memory).lease)
        hands.pass_by(9)

    publish(tmp_path, SECOND, memory, hands, slow)
    leases = [lease for lease in seen if lease]
    ends = sorted({lease.expires_at for lease in leases})
    assert len(leases) > 7
    assert len(ends) > 2
    assert all(later - end >= RENEWAL_INTERVAL for end, later in itertools.pairwise(ends))
    assert {lease.started_at for lease in leases} == {NOW}


def test_who_slept_past_its_lease_and_was_overtaken_writes_nothing_more(tmp_path):
    memory, hands = Memory(), Hands()
    publish(tmp_path / "before", FIRST, memory, hands)

    def asleep(event):
        if isinstance(event, Uploaded) and event.key == "neu/index.html":
            hands.pass_by(3600)
            publish(tmp_path / "fast", contents(), memory, hands, owner="fast")
            memory.log.clear()

    words, status = refusal(lambda: publish(tmp_path / "slow", SECOND, memory, hands, asleep, owner="slow"))
    assert status == EXIT_LEASE_LOST
    assert "so this publish stopped" in words
    assert [key for key in memory.written() if not key.startswith((state.HEAD_KEY, state.INTENTS))] == []
    assert memory.public()["feed.xml"] == contents()["feed.xml"]


def test_who_slept_past_its_lease_and_was_not_overtaken_goes_on(tmp_path):
    memory, hands = Memory(), Hands()

    def asleep(event):
        if isinstance(event, Uploaded):
            hands.pass_by(3600)

    publish(tmp_path, FIRST, memory, hands, asleep)
    assert memory.public() == FIRST


def test_while_a_computer_sleeps_its_steady_clock_stands_still_and_the_other_counts(tmp_path):
    memory, hands = Memory(), Hands()
    publish(tmp_path / "before", FIRST, memory, hands)

    def asleep(event):
        if isinstance(event, Uploaded) and event.key.startswith("audio/neu"):
            hands.now += timedelta(hours=1)
            publish(tmp_path / "fast", contents(), memory, Hands(hands.now), owner="fast")
            memory.log.clear()

    assert (
        refusal(lambda: publish(tmp_path / "slow", SECOND, memory, hands, asleep, owner="slow"))[1] == EXIT_LEASE_LOST
    )
    assert [key for key in memory.written() if not key.startswith((state.HEAD_KEY, state.INTENTS))] == []


def test_when_the_wall_clock_is_set_back_the_steady_one_counts(tmp_path):
    memory, hands, seen = Memory(), Hands(), []

    def set_back(_):
        hands.now -= timedelta(seconds=30)
        hands.steady += 30
        seen.append(len([key for key in memory.written() if key == state.HEAD_KEY]))

    publish(tmp_path, FIRST, memory, hands, set_back)
    assert seen[-1] > 5


def test_who_overtook_us_is_named(tmp_path):
    memory, hands = Memory(), Hands()

    def overtaken(event):
        if isinstance(event, Uploaded) and event.key == "alt/index.html":
            hands.pass_by(3600)
            dead(tmp_path / "fast", contents(), memory, hands, 7)

    words, status = refusal(lambda: publish(tmp_path / "slow", FIRST, memory, hands, overtaken))
    assert ("computer-of-dead (process 4711" in words, status) == (True, EXIT_LEASE_LOST)


# --- what a store honours --------------------------------------------------------------------------------------------


class Odd(Memory):
    """A target that honours only what its probe says."""

    def __init__(self, probe):
        super().__init__()
        self.answer, self.asked = probe, []

    def detect_capabilities(self, key):
        self.asked.append(key)
        return self.answer


def test_a_store_is_tried_out_at_the_first_publish_and_never_again(tmp_path):
    odd, hands = Odd(Capabilities(quoted_etags=False)), Hands()
    publish(tmp_path, FIRST, odd, hands)
    publish(tmp_path, SECOND, odd, hands)
    assert odd.asked == [f"{state.PROBE}-ours"]
    assert head(odd).capabilities == Capabilities(quoted_etags=False)


@pytest.mark.parametrize(
    ("probe", "remedy"),
    [
        (Capabilities(conditional_writes=False), "`single_writer: true`"),
        (Capabilities(identity_encoding=False), "Content-Encoding"),
    ],
)
def test_a_store_that_honours_too_little_is_refused_before_anything_is_published(tmp_path, probe, remedy):
    odd = Odd(probe)
    words, status = refusal(lambda: publish(tmp_path, FIRST, odd, Hands()))
    assert (remedy in words, status) == (True, EXIT_REFUSED)
    assert odd.objects == {}


def test_who_promises_to_be_alone_may_use_a_store_without_conditions(tmp_path):
    odd = Odd(Capabilities(conditional_writes=False))
    planned = prepare(build(tmp_path, FIRST), odd, NOW, PublishOptions(single_writer=True))
    carry_out(planned, new_publisher(), OneByOne(), lambda _: None)
    assert odd.public() == FIRST


def test_where_a_store_does_not_look_at_md5_we_do(tmp_path):
    class Flipping(Odd):
        def put(self, key, body, headers, expected):
            super().put(key, body, headers, expected)
            if key.startswith("audio/"):
                self.objects[key] = (b"?" * body.digest.size, headers)
            return self._stored(key).etag

    words, status = refusal(lambda: publish(tmp_path, FIRST, Flipping(Capabilities(checks_md5=False)), Hands()))
    assert ("arrived damaged" in words, status) == (True, 1)


# --- new audio is looked at ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda _: None, "missing"),
        (lambda stored: replace(stored, size=1), "1 bytes instead of 3"),
        (lambda stored: replace(stored, encoding="gzip"), "Content-Encoding gzip"),
        (lambda stored: replace(stored, headers=Headers("text/plain", "")), "served as text/plain"),
    ],
)
def test_audio_that_is_served_wrongly_keeps_pages_and_feed_away(tmp_path, change, words):
    class Wrong(Memory):
        def head(self, key):
            return change(super().head(key)) if key.startswith("audio/") else super().head(key)

    wrong = Wrong()
    assert words in refusal(lambda: publish(tmp_path, FIRST, wrong, Hands()))[0]
    assert [key for key in wrong.public() if not key.startswith("audio/")] == []


@pytest.mark.parametrize("answer", [None, b"xx"])
def test_audio_that_cannot_be_had_in_parts_keeps_the_feed_away(tmp_path, answer):
    class Whole(Memory):
        def read_start(self, *_):
            return answer

    assert "no 206" in refusal(lambda: publish(tmp_path, FIRST, Whole(), Hands()))[0]


def test_only_new_audio_is_looked_at(tmp_path):
    memory, hands = Memory(), Hands()
    publish(tmp_path, FIRST, memory, hands)
    memory.log.clear()
    publish(tmp_path, SECOND, memory, hands)
    looked = [key for verb, key in memory.log if verb == "RANGE"]
    assert looked == [Episode("neu", b"new").key]


# --- real processes --------------------------------------------------------------------------------------------------

SLOWLY = """
    import sys, time
    from concurrent.futures import ThreadPoolExecutor
    from datetime import UTC, datetime, timedelta
    from pathlib import Path
    from podcast.errors import PublishError
    from podcast.files.digest import file_digest
    from podcast.publish import release
    from podcast.publish.protocol import lease, session
    from podcast.publish.protocol.prepare import Site, prepare
    from podcast.publish.protocol.publish import carry_out
    from podcast.publish.targets.folder import FolderTarget
    from tests.support.publish.memory_target import GUID, LINK

    session.LEASE_DURATION = lease.LEASE_DURATION = timedelta(seconds=1)
    session.RENEWAL_INTERVAL = timedelta(seconds=0.3)
    folder, target = map(Path, sys.argv[1:])
    found = {str(path.relative_to(folder)): file_digest(path) for path in folder.rglob("*") if path.is_file()}
    prepared = prepare(Site(folder, found, GUID, LINK), FolderTarget(target), datetime.now(UTC))

    def say(event):
        print(event, flush=True)
        time.sleep(0.1)

    with ThreadPoolExecutor(1) as threads:
        try:
            carry_out(prepared, release.this_publisher(), threads, say)
        except PublishError as error:
            sys.exit(error.exit_status)
"""


@pytest.mark.long
def test_a_process_that_is_stopped_past_its_lease_and_wakes_changes_nothing(tmp_path, monkeypatch):
    build(tmp_path / "slow", SECOND)
    command = [sys.executable, "-c", textwrap.dedent(SLOWLY), str(tmp_path / "slow"), str(tmp_path / "public")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as slow:
        assert slow.stdout.readline()
        assert slow.stdout.readline()
        slow.send_signal(signal.SIGSTOP)
        time.sleep(1.3)
        monkeypatch.setattr("podcast.publish.protocol.lease.CLOCK_MARGIN", timedelta(0))
        target, now = FolderTarget(tmp_path / "public"), Hands(datetime.now(UTC))
        planned = prepare(build(tmp_path / "fast", FIRST), target, now.now, PublishOptions(max_delete=99))
        carry_out(planned, new_publisher("fast", now), OneByOne(), lambda _: None)
        before = {stored.key: stored.etag for stored in target.list("") if not stored.key.startswith(state.OWN_PREFIX)}
        slow.send_signal(signal.SIGCONT)
        slow.stdout.read()
    assert slow.returncode == EXIT_LEASE_LOST
    after = {stored.key: stored.etag for stored in target.list("") if not stored.key.startswith(state.OWN_PREFIX)}
    assert after == before


class DelayedDelete(Memory):
    """A target on which a DELETE of `delayed` arrives only after `meanwhile` was called."""

    delayed, meanwhile = "", None

    def delete(self, key):
        if key == self.delayed and self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        super().delete(key)


def test_what_a_vanished_publisher_may_still_delete_is_not_published_again_before_that_is_over(tmp_path):
    memory, hands, caught = DelayedDelete(), Hands(), []
    for number, files in enumerate((SECOND, FIRST)):
        publish(tmp_path / str(number), files, memory, hands)
    hands.pass_by(timedelta(days=40).total_seconds())

    def need_it_again():
        hands.pass_by(70)
        caught.append(refusal(lambda: publish(tmp_path / "fast", SECOND, memory, hands, owner="fast")))

    memory.delayed = next(key for key in SECOND if key.startswith("audio/neu"))
    memory.meanwhile = need_it_again
    publish(tmp_path / "slow", FIRST | {"new.html": b""}, memory, hands, owner="slow")
    ((words, status),) = caught
    assert status == EXIT_LEASE_LOST
    assert words.startswith("audio/neu")
    assert "Run the same command again after" in words
    publish(tmp_path / "fast", SECOND, memory, hands, owner="fast")
    assert memory.public().items() >= SECOND.items()


def test_a_publisher_that_vanished_while_deleting_delays_nobody_for_ever(tmp_path, monkeypatch):
    memory, hands = DelayedDelete(), Hands()
    for number, files in enumerate((SECOND, FIRST)):
        publish(tmp_path / str(number), files, memory, hands)
    hands.pass_by(timedelta(days=40).total_seconds())
    memory.delayed = next(key for key in SECOND if key.startswith("audio/neu"))

    def vanish():
        raise CrashError

    memory.meanwhile = vanish
    with pytest.raises(CrashError):
        publish(tmp_path / "slow", FIRST | {"new.html": b""}, memory, hands, owner="slow")
    hands.pass_by(70)
    assert refusal(lambda: publish(tmp_path / "fast", SECOND, memory, hands, owner="fast"))[1] == EXIT_LEASE_LOST
    with monkeypatch.context() as patched:
        patched.setattr("podcast.publish.protocol.lease.is_dead", lambda _: True)
        assert prepare(build(tmp_path / "fast", SECOND), memory, hands.now).plan.uploads
    hands.pass_by(timedelta(minutes=15).total_seconds())
    publish(tmp_path / "fast", SECOND, memory, hands, owner="fast")
    assert memory.public().items() >= SECOND.items()
