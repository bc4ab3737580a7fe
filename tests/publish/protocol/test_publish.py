"""The promise: whoever reads the target finds a feed whose every file is there, whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from itertools import islice

import pytest

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest
from podcast.publish.protocol import publish as protocol
from podcast.publish.protocol import state
from podcast.publish.protocol.feed_gate import check_feed
from podcast.publish.protocol.prepare import PublishOptions, prepare
from podcast.publish.protocol.publish import carry_out
from podcast.publish.protocol.publish_events import Committed, Deleted, LeftAlone, Uploaded, UploadsBegan
from podcast.publish.protocol.state_json import parse_head, parse_manifest
from podcast.publish.targets.body import body_of
from podcast.publish.targets.folder import FolderTarget
from podcast.publish.targets.retry import Retrier
from podcast.publish.targets.s3.client import S3Location
from podcast.publish.targets.s3.s3_target import S3Target
from podcast.publish.targets.target import EXIT_FOREIGN, EXIT_LEASE_LOST, EXIT_REFUSED, Headers
from podcast.publish.targets.wrappers import DryRun, ManifestCache
from tests.support.paths import ROOT
from tests.support.publish.faulty_proxy import line
from tests.support.publish.memory_target import (
    GUID,
    LINK,
    NOW,
    CrashError,
    Crashing,
    Episode,
    Hands,
    Memory,
    OneByOne,
    as_built,
    build,
    contents,
    new_publisher,
)
from tests.support.publish.s3_server import BUCKET, REGION, s3_client

OLD, NEW = Episode("alt", b"old sound" * 3), Episode("neu", b"new sound" * 4)
HTML = Headers("text/html", "")
A_TURN = timedelta(minutes=2)  # longer than a lease lasts
THEIRS = "theirs.txt"  # an object that is not ours


def publish(folder, files, target, now=NOW, **more):
    """Publishes a build, one request after the other; returns what was done and what was said."""
    said = []
    prepared = prepare(build(folder, files, **more), target, now, PublishOptions(max_delete=99))
    return carry_out(prepared, new_publisher(hands=Hands(now)), OneByOne(), said.append), said


def holds_its_promise(memory):
    """Whatever feed is public is true."""
    files = memory.public()
    if "feed.xml" in files:
        check_feed(files["feed.xml"], LINK, {key: len(data) for key, data in files.items()})
        for key in files:
            if key.startswith("audio/"):
                assert bytes_digest(files[key]).sha256[:8] in key


def is_true_to_its_manifest(memory):
    """With no intent open, each row is an object and each object is a row, but for the publisher's own."""
    head = parse_head(memory.objects[state.HEAD_KEY][0])
    manifest = parse_manifest(head.manifest_key, memory.objects[head.manifest_key][0])
    rows = {**manifest.objects, **{key: stone.object for key, stone in manifest.retired.items()}}
    assert head.open_intents == ()
    assert bytes_digest(memory.objects[head.manifest_key][0]).sha256 == head.manifest_sha256
    assert {key: (row.spec.digest, row.spec.headers) for key, row in rows.items()} == {
        key: (bytes_digest(data), headers)
        for key, (data, headers) in memory.objects.items()
        if not key.startswith(".podcast/") and key != THEIRS
    }


# --- one publisher ---------------------------------------------------------------------------------------------------


def test_the_first_publish_uploads_everything(tmp_path):
    memory, files = Memory(), contents(OLD)
    done, said = publish(tmp_path, files, memory)
    assert memory.public() == files
    assert (done.generation, done.uploaded, done.uploaded_bytes, done.deleted) == (
        1,
        6,
        sum(map(len, files.values())),
        0,
    )
    assert said[-1] == Committed(1)
    assert said[0] == UploadsBegan()
    assert [event.key for event in said[1:-1]][-1] == "feed.xml"
    assert all(isinstance(event, Uploaded) and event.reason == "new" for event in said[1:-1])
    is_true_to_its_manifest(memory)


def test_planning_writes_nothing(tmp_path):
    memory = Memory()
    prepared = prepare(build(tmp_path, contents(OLD)), memory, NOW)
    assert len(prepared.plan.uploads) == 6
    assert memory.log == [("GET", state.HEAD_KEY)]


def test_one_page_that_changed_is_at_most_eight_requests(tmp_path):
    memory = Memory()
    for number in range(protocol.MAX_GARBAGE - 1):
        memory.log.clear()
        files = contents(OLD, extra={"robots.txt": str(number).encode()})
        publish(tmp_path / "site", files, ManifestCache(memory, tmp_path / "memory"), NOW + timedelta(number))
        assert number == 0 or len(memory.log) <= 8, memory.log


def test_the_same_build_again_is_one_request_and_writes_nothing(tmp_path):
    memory = Memory()
    publish(tmp_path / "site", contents(OLD), ManifestCache(memory, tmp_path / "memory"))
    memory.log.clear()
    done, said = publish(tmp_path / "site", contents(OLD), ManifestCache(memory, tmp_path / "memory"), NOW)
    assert memory.log == [("GET", state.HEAD_KEY)]
    assert (done.generation, done.uploaded, said) == (1, 0, [])


def test_a_new_episode_goes_up_and_the_old_one_is_not_touched(tmp_path):
    memory = Memory()
    publish(tmp_path, contents(OLD), memory)
    memory.log.clear()
    publish(tmp_path, contents(NEW, OLD), memory)
    assert [key for key in memory.written() if not key.startswith(".podcast/")] == [
        NEW.key,
        "neu/index.html",
        "neu/transcript.vtt",
        "feed.xml",
    ]
    is_true_to_its_manifest(memory)


def test_what_nothing_names_is_deleted_when_its_time_has_come(tmp_path):
    memory = Memory()
    publish(tmp_path / "a", contents(OLD, NEW), memory)
    publish(tmp_path / "b", contents(OLD), memory, NOW)
    assert NEW.key in memory.public()
    done, said = publish(tmp_path / "b", contents(OLD), memory, NOW + timedelta(days=7))
    assert [event for event in said if isinstance(event, Deleted)] == [
        Deleted("neu/index.html"),
        Deleted("neu/transcript.vtt"),
    ]
    assert (done.deleted, NEW.key in memory.public()) == (2, True)
    publish(tmp_path / "b", contents(OLD), memory, NOW + timedelta(days=30))
    assert memory.public() == contents(OLD)
    is_true_to_its_manifest(memory)


def test_a_due_object_that_was_replaced_by_another_program_is_left_alone(tmp_path):
    memory = Memory()
    publish(tmp_path / "a", contents(OLD, NEW), memory)
    publish(tmp_path / "b", contents(OLD), memory)
    memory.objects["neu/index.html"] = (b"theirs", HTML)
    _, said = publish(tmp_path / "b", contents(OLD), memory, NOW + timedelta(days=7))
    assert LeftAlone("neu/index.html") in said
    assert memory.public()["neu/index.html"] == b"theirs"


def test_the_publishers_own_objects_do_not_pile_up(tmp_path):
    memory = Memory()
    for number in range(25):
        publish(tmp_path, contents(OLD, extra={"robots.txt": str(number).encode()}), memory, NOW + timedelta(number))
    own = [key for key in memory.objects if key.startswith(".podcast/")]
    needed = 1 + 2 * state.MAX_HISTORY + 1  # the head, ten generations with what each replaced, the last manifest
    assert needed <= len(own) <= needed + protocol.MAX_GARBAGE + 3
    is_true_to_its_manifest(memory)


def test_a_hand_overwritten_page_is_repaired_when_it_changes(tmp_path):
    memory = Memory()
    publish(tmp_path, contents(OLD), memory)
    memory.objects["alt/index.html"] = (b"by hand", HTML)
    publish(tmp_path, contents(OLD, style=b"p{}"), memory)
    assert memory.public()["alt/index.html"] == contents(OLD, style=b"p{}")["alt/index.html"]


def test_a_dry_run_says_what_a_publish_would_and_changes_nothing(tmp_path):
    memory = Memory()
    _, pretended = publish(tmp_path, contents(OLD), DryRun(memory))
    assert (memory.objects, memory.written()) == ({}, [])
    assert publish(tmp_path, contents(OLD), memory)[1] == pretended
    _, pretended = publish(tmp_path, contents(NEW), DryRun(memory), NOW)
    assert memory.public() == contents(OLD)
    assert NEW.key in [event.key for event in pretended if isinstance(event, Uploaded)]


# --- refusals --------------------------------------------------------------------------------------------------------


def refusal(act):
    with pytest.raises(PublishError) as caught:
        act()
    return str(caught.value), caught.value.exit_status


def test_the_target_of_another_show_is_refused(tmp_path):
    memory = Memory()
    publish(tmp_path / "a", contents(OLD), memory)
    before = dict(memory.objects)
    other = "00000000-0000-4000-8000-000000000000"
    words, status = refusal(lambda: publish(tmp_path / "b", contents(NEW), memory, guid=other))
    assert (GUID in words, other in words, status) == (True, True, EXIT_REFUSED)
    assert memory.objects == before


@pytest.mark.parametrize("damage", [b"", b"{", b"null", b"{}", b'{"format": 3}', "cut", "sha"])
def test_a_damaged_head_stops_everything(tmp_path, damage):
    memory = Memory()
    publish(tmp_path, contents(OLD), memory)
    whole, headers = memory.objects[state.HEAD_KEY]
    other = json.dumps(json.loads(whole) | {"manifest_sha256": "0" * 64}).encode()
    memory.objects[state.HEAD_KEY] = ({"cut": whole[:-9], "sha": other}.get(damage, damage), headers)
    before = dict(memory.objects)
    assert refusal(lambda: publish(tmp_path, contents(NEW), memory))[1] == EXIT_REFUSED
    assert memory.objects == before


@pytest.mark.parametrize("damage", [None, b"{}", b""])
def test_a_manifest_that_is_gone_or_damaged_stops_everything(tmp_path, damage):
    memory = Memory()
    publish(tmp_path, contents(OLD), memory)
    key = parse_head(memory.objects[state.HEAD_KEY][0]).manifest_key
    if damage is None:
        del memory.objects[key]
    else:
        memory.objects[key] = (damage, HTML)
    words, status = refusal(lambda: publish(tmp_path, contents(NEW), memory))
    assert (key in words, status) == (True, EXIT_REFUSED)


def test_a_foreign_object_is_not_overwritten_and_the_feed_stays_away(tmp_path):
    memory = Memory({"alt/index.html": (b"theirs", HTML)})
    words, status = refusal(lambda: publish(tmp_path, contents(OLD), memory))
    assert ("alt/index.html" in words, status) == (True, EXIT_FOREIGN)
    assert memory.public()["alt/index.html"] == b"theirs"
    assert "feed.xml" not in memory.objects
    # An intent that was left open does not make it ours.
    assert refusal(lambda: publish(tmp_path, contents(OLD), memory))[1] == EXIT_FOREIGN
    assert memory.public()["alt/index.html"] == b"theirs"
    del memory.objects["alt/index.html"]
    publish(tmp_path, contents(OLD), memory)
    is_true_to_its_manifest(memory)


def test_a_foreign_object_of_the_same_bytes_is_fine(tmp_path):
    memory = Memory({"alt/index.html": (contents(OLD)["alt/index.html"], HTML)})
    publish(tmp_path, contents(OLD), memory)
    is_true_to_its_manifest(memory)


def test_more_than_half_does_not_vanish_by_mistake(tmp_path):
    memory = Memory()
    many = [Episode(f"folge-{number}", bytes([number])) for number in range(5)]
    publish(tmp_path / "a", contents(*many), memory)
    site = build(tmp_path / "b", contents(many[0]))
    words, status = refusal(lambda: prepare(site, memory, NOW))
    assert ("12 of 18" in words, "--max-delete 12" in words, status) == (True, True, EXIT_REFUSED)
    assert len(prepare(site, memory, NOW, PublishOptions(max_delete=12)).plan.retired) == 12


def test_all_audio_may_be_replaced_at_once(tmp_path):
    memory = Memory()
    publish(tmp_path / "a", {"feed.xml": contents()["feed.xml"], "index.html": b"", OLD.key: b"", NEW.key: b""}, memory)
    louder = {"audio/alt.00000000.mp3": b"1", "audio/neu.00000000.mp3": b"2"}
    publish(tmp_path / "b", {"feed.xml": contents()["feed.xml"], "index.html": b"", **louder}, memory)


def test_a_feed_that_names_what_was_not_built_is_stopped_before_anything_goes_up(tmp_path):
    memory, files = Memory(), contents(OLD)
    del files[OLD.key]
    words, _ = refusal(lambda: publish(tmp_path, files, memory))
    assert OLD.key in words
    assert memory.log == []


def test_a_build_without_a_feed_is_stopped(tmp_path):
    assert "podcast build" in refusal(lambda: publish(tmp_path, {"index.html": b""}, Memory()))[0]


def test_a_file_that_changes_after_the_plan_keeps_the_feed_away(tmp_path):
    folder = FolderTarget(tmp_path / "public")
    prepared = prepare(build(tmp_path / "site", contents(OLD)), folder, NOW)
    (tmp_path / "site" / OLD.key).write_bytes(b"mastered anew meanwhile")
    assert "changed" in refusal(lambda: carry_out(prepared, new_publisher(), OneByOne(), print))[0]
    assert folder.head("feed.xml") is None


# --- two publishers --------------------------------------------------------------------------------------------------


def test_a_plan_made_before_another_publish_is_not_carried_out(tmp_path):
    memory = Memory()
    late = prepare(build(tmp_path / "late", contents(OLD)), memory, NOW)
    publish(tmp_path / "fast", contents(NEW), memory)
    words, status = refusal(lambda: carry_out(late, new_publisher(), OneByOne(), print))
    assert ("another publisher" in words, status) == (True, EXIT_LEASE_LOST)
    assert memory.public() == contents(NEW)
    is_true_to_its_manifest(memory)


def test_who_is_overtaken_leaves_what_the_faster_has_written_alone(tmp_path):
    memory = Memory()
    publish(tmp_path / "before", contents(), memory)

    def overtaken(event):
        if isinstance(event, Uploaded) and event.key == OLD.key:
            publish(tmp_path / "fast", contents(NEW, style=b"p{}"), memory, NOW + timedelta(minutes=2))

    slow = prepare(build(tmp_path / "slow", contents(OLD, style=b"q{}")), memory, NOW)
    assert refusal(lambda: carry_out(slow, new_publisher(), OneByOne(), overtaken))[1] == EXIT_LEASE_LOST
    fast = contents(NEW, style=b"p{}")
    assert {key: memory.public()[key] for key in fast} == fast
    holds_its_promise(memory)


def test_who_is_overtaken_stops_before_the_feed(tmp_path):
    memory = Memory()
    publish(tmp_path / "before", contents(), memory)

    def overtaken(event):
        if isinstance(event, Uploaded) and event.key == "alt/index.html":
            begun = Crashing(memory, 7, "after")  # head, manifest, our intent, list, feed; its intent and head
            with pytest.raises(CrashError):
                publish(tmp_path / "fast", contents(NEW), begun, NOW + timedelta(minutes=2))

    slow = prepare(build(tmp_path / "slow", contents(OLD)), memory, NOW)
    assert refusal(lambda: carry_out(slow, new_publisher(), OneByOne(), overtaken))[1] == EXIT_LEASE_LOST
    assert memory.public()["feed.xml"] == contents()["feed.xml"]


# --- the plug is pulled ----------------------------------------------------------------------------------------------

FIRST = contents(OLD, extra={"alt.html": b"1"})
SECOND = contents(NEW, OLD, style=b"p{}", extra={"alt.html": b"2"})
THIRD = contents(Episode("alt", b"louder"), style=b"p{}")


def crashes(tmp_path, memory, files, how, now):
    """A copy of the target for each call at which the plug can be pulled while `files` are published."""
    for call in range(1, 1000):
        copy = Memory(dict(memory.objects))
        target = Crashing(copy, call, how)
        with suppress(CrashError):  # a lost answer does not end a publish
            publish(tmp_path, files, target, now)
        holds_its_promise(copy)
        yield copy
        if target.calls < call:
            return


@pytest.mark.long
@pytest.mark.parametrize("how", ["before", "after", "lost"])
@pytest.mark.parametrize("then", ["the same", "the previous one", "another"])
@pytest.mark.parametrize("days", [0, 40])
def test_wherever_the_plug_is_pulled_the_feed_is_true_and_the_next_publish_converges(tmp_path, how, then, days):
    """Enumeration: every call to the target while a second build is published is a place to crash."""
    memory, now = Memory({THEIRS: (b"theirs", HTML)}), NOW + timedelta(days=days)
    publish(tmp_path / "zero", contents(NEW, extra={"gone.html": b"0"}), memory)
    publish(tmp_path / "first", FIRST, memory)
    files = {"the same": SECOND, "the previous one": FIRST, "another": THIRD}[then]
    places = 0
    for crashed in crashes(tmp_path / "second", memory, SECOND, how, now):
        places += 1
        publish(tmp_path / "next", files, crashed, now + A_TURN)
        holds_its_promise(crashed)
        is_true_to_its_manifest(crashed)
        assert {key: crashed.public()[key] for key in files} == files
        crashed.log.clear()
        publish(tmp_path / "next", files, crashed, now + A_TURN)
        assert crashed.written() == []
        publish(tmp_path / "next", files | {"alt.html": b"last"}, crashed, now + timedelta(days=31))
        is_true_to_its_manifest(crashed)
        assert crashed.public() == files | {"alt.html": b"last", THEIRS: b"theirs"}
    assert places > 12


@pytest.mark.long
@pytest.mark.parametrize("how", ["before", "after"])
def test_even_who_is_killed_twice_converges(tmp_path, how):
    memory, later, third = Memory(), NOW + timedelta(days=40), contents(NEW)
    publish(tmp_path / "zero", contents(OLD, extra={"gone.html": b"0"}), memory)
    publish(tmp_path / "first", contents(OLD), memory)
    # Every second place to die first, every place to die then: all pairs would take the suite a minute.
    for once in islice(crashes(tmp_path / "second", memory, contents(OLD, style=b"p{}"), how, later), 0, None, 2):
        for twice in crashes(tmp_path / "third", once, third, how, later + A_TURN):
            publish(tmp_path / "third", third, twice, later + 2 * A_TURN)
            is_true_to_its_manifest(twice)
            assert {key: twice.public()[key] for key in third} == third


@pytest.mark.long
@pytest.mark.parametrize("how", ["before", "after", "lost"])
def test_a_first_publish_that_is_killed_twice_converges(tmp_path, how):
    """Among its requests are those that find out what the store honours; what they leave is nobody's manifest."""
    first, second = contents(OLD), contents(NEW)
    for once in islice(crashes(tmp_path / "first", Memory({THEIRS: (b"theirs", HTML)}), first, how, NOW), 5):
        for twice in crashes(tmp_path / "first", once, first, how, NOW + A_TURN):
            publish(tmp_path / "first", first, twice, NOW + 2 * A_TURN)
            twice.log.clear()
            publish(tmp_path / "first", first, twice, NOW + 2 * A_TURN)
            assert twice.written() == []
            publish(tmp_path / "second", second, twice, NOW + 3 * A_TURN)
            is_true_to_its_manifest(twice)
            assert {key: twice.public()[key] for key in second} == second


def test_what_lies_in_the_publishers_own_folder_and_is_not_its_own_is_left_alone(tmp_path):
    memory = Memory({".podcast/notes.txt": (b"theirs", HTML)})
    for crashed in islice(crashes(tmp_path / "first", memory, contents(OLD), "after", NOW), 0, None, 4):
        for number in range(1, 12):
            publish(tmp_path / "first", contents(OLD, extra={"n.html": b"%d" % number}), crashed, NOW + number * A_TURN)
        assert crashed.objects[".podcast/notes.txt"][0] == b"theirs"


def test_audio_that_a_dead_publishers_feed_may_have_named_keeps_its_grace_time(tmp_path):
    memory, later = Memory(), NOW + timedelta(days=40)
    publish(tmp_path / "zero", contents(NEW, OLD), memory)
    publish(tmp_path / "first", contents(OLD), memory)
    seen = 0
    for crashed in crashes(tmp_path / "zero", memory, contents(NEW, OLD), "after", later):
        named = crashed.public()["feed.xml"] == contents(NEW, OLD)["feed.xml"]
        publish(tmp_path / "first", contents(OLD), crashed, later + timedelta(minutes=2))
        if named:
            seen += 1
            assert NEW.key in crashed.public()
    assert seen > 1


def test_what_a_dead_publisher_was_to_delete_is_deleted_by_the_next(tmp_path):
    memory, later = Memory(), NOW + timedelta(days=40)
    publish(tmp_path / "zero", contents(NEW, OLD), memory)
    publish(tmp_path / "first", contents(OLD), memory)
    for crashed in crashes(tmp_path / "first", memory, contents(OLD), "before", later):
        publish(tmp_path / "first", contents(OLD), crashed, later + timedelta(minutes=2))
        assert crashed.public() == contents(OLD)


def test_without_the_right_to_delete_a_publish_still_works(tmp_path):
    class NoDeleting(Memory):
        def delete(self, key):
            raise PublishError(f"you may not delete {key}", EXIT_REFUSED)

    memory = NoDeleting()
    for number in range(protocol.MAX_GARBAGE + 1):
        publish(tmp_path, contents(OLD, extra={"robots.txt": str(number).encode()}), memory, NOW + timedelta(number))
    assert len([key for key in memory.objects if key.startswith(state.INTENTS)]) == protocol.MAX_GARBAGE + 1
    allowed = Memory(memory.objects)
    publish(tmp_path, contents(OLD), allowed, NOW + timedelta(hours=9))
    assert len([key for key in allowed.objects if key.startswith(state.INTENTS)]) == 1
    is_true_to_its_manifest(allowed)


def test_a_broken_promise_is_noticed_by_these_tests():
    """The feed first: the promise is broken, and `holds_its_promise` says so."""
    memory = Memory()
    memory.put("feed.xml", body_of(contents(OLD)["feed.xml"]), HTML, None)
    with pytest.raises(PublishError, match="does not exist"):
        holds_its_promise(memory)


# --- real stores -----------------------------------------------------------------------------------------------------

MANY = [Episode(f"folge-{number:02}", bytes([number]) * 150_000) for number in range(16)]


@pytest.fixture
def store(seaweed, credentials, prefix):  # noqa: ARG001 -- the credentials are in the environment
    """Where the test publishes to, and a way to see what is there that is not ours."""
    return Seen(seaweed.endpoint, prefix)


class Seen:
    def __init__(self, endpoint, prefix):
        self.endpoint, self.prefix, self.client = endpoint, prefix, s3_client(endpoint)

    def target(self, endpoint=None, patience=None):
        return S3Target(S3Location(BUCKET, self.prefix, endpoint or self.endpoint, REGION), patience)

    def public(self):
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=f"{self.prefix}/")
        keys = [item["Key"] for page in pages for item in page.get("Contents", ())]
        names = {key.split("/", 1)[1]: key for key in keys if "/.podcast/" not in key}
        return {name: as_built(name, self.read(key)) for name, key in names.items()}

    def read(self, key):
        with self.client.get_object(Bucket=BUCKET, Key=key)["Body"] as body:
            return body.read()

    def write(self, key, data):
        self.client.put_object(Bucket=BUCKET, Key=f"{self.prefix}/{key}", Body=data)


def publish_in_threads(folder, files, target, now=NOW):
    prepared = prepare(build(folder, files), target, now, PublishOptions(max_delete=99))
    with ThreadPoolExecutor(8) as threads:
        return carry_out(prepared, new_publisher(hands=Hands(now)), threads, lambda _: None)


def puts(requests):
    """The keys of all writes to a line, without bucket and prefix."""
    return [path.split("/", 3)[3] for verb, path, _ in requests if verb == "PUT"]


def test_on_a_real_store_the_second_build_uploads_what_changed_and_the_third_nothing(store, tmp_path):
    with line(store.endpoint, lambda *_: None) as wire:
        target = ManifestCache(store.target(wire.endpoint), tmp_path / "memory")
        first = publish_in_threads(tmp_path / "site", contents(*MANY[1:]), target)
        assert first.uploaded == 3 * 15 + 3
        order = [key for key in puts(wire.requests) if not key.startswith(".podcast/")]
        phases = ["audio" if "audio/" in key else "assets" if "assets/" in key else key == "feed.xml" for key in order]
        assert phases == ["audio"] * 15 + ["assets"] + [False] * 31 + [True]
        wire.requests.clear()
        second = publish_in_threads(tmp_path / "site", contents(*MANY), target)
        changed = [key for key in puts(wire.requests) if not key.startswith(".podcast/")]
        assert (second.uploaded, second.uploaded_bytes > 150_000) == (4, True)
        assert changed[0] == MANY[0].key
        assert sorted(changed[1:3]) == ["folge-00/index.html", "folge-00/transcript.vtt"]
        assert changed[3:] == ["feed.xml"]
        wire.requests.clear()
        third = publish_in_threads(tmp_path / "site", contents(*MANY), target)
        assert (third.generation, third.uploaded) == (2, 0)
        assert [(verb, path.split("/", 3)[3]) for verb, path, _ in wire.requests] == [("GET", state.HEAD_KEY)]
    assert store.public() == contents(*MANY)


def test_on_a_real_store_every_object_has_its_headers(store, tmp_path):
    publish_in_threads(tmp_path, contents(OLD), store.target())
    seen = {key: store.client.head_object(Bucket=BUCKET, Key=f"{store.prefix}/{key}") for key in contents(OLD)}
    soon, forever = "public, max-age=300", "public, max-age=31536000, immutable"
    css = next(key for key in seen if key.endswith(".css"))
    assert {key: (answer["ContentType"], answer["CacheControl"]) for key, answer in seen.items()} == {
        OLD.key: ("audio/mpeg", forever),
        css: ("text/css; charset=utf-8", forever),
        "feed.xml": ("application/rss+xml; charset=utf-8", soon),
        "index.html": ("text/html; charset=utf-8", soon),
        "alt/index.html": ("text/html; charset=utf-8", soon),
        "alt/transcript.vtt": ("text/vtt; charset=utf-8", soon),
    }
    assert not [key for key, answer in seen.items() if "ContentEncoding" in answer]


SCRIPT = """
    import sys
    from concurrent.futures import ThreadPoolExecutor
    from pathlib import Path
    from tests.support.publish.s3_server import BUCKET, REGION
    from tests.support.publish.memory_target import GUID, LINK, NOW, new_publisher
    from podcast.files.digest import file_digest
    from podcast.publish.protocol.prepare import Site, prepare
    from podcast.publish.protocol.publish import carry_out
    from podcast.publish.targets.folder import FolderTarget
    from podcast.publish.targets.s3.client import S3Location
    from podcast.publish.targets.s3.s3_target import S3Target

    folder, endpoint, prefix = sys.argv[1:]
    location = S3Location(BUCKET, prefix, endpoint or None, REGION)
    target = S3Target(location) if endpoint else FolderTarget(Path(prefix))
    found = {str(path.relative_to(folder)): file_digest(path) for path in Path(folder).rglob("*") if path.is_file()}
    prepared = prepare(Site(Path(folder), found, GUID, LINK), target, NOW)
    with ThreadPoolExecutor(8) as threads:
        carry_out(prepared, new_publisher(), threads, lambda event: print(event, flush=True))
"""


def killed(folder, endpoint, prefix, after):
    """Publishes in another process, which is killed when it has said that many things."""
    script = textwrap.dedent(SCRIPT)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script, str(folder), endpoint, str(prefix)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        for _ in range(after):
            assert process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    return process.returncode


@pytest.mark.parametrize("after", [1, 30])
def test_on_a_real_store_who_is_killed_leaves_a_true_feed_and_the_next_publish_goes_on(store, tmp_path, after):
    publish_in_threads(tmp_path / "first", contents(*MANY[:2]), store.target())
    build(tmp_path / "second", contents(*MANY))
    assert killed(tmp_path / "second", store.endpoint, store.prefix, after) == -signal.SIGKILL
    there = store.public()
    assert there["feed.xml"] == contents(*MANY[:2])["feed.xml"]
    check_feed(there["feed.xml"], LINK, {key: len(data) for key, data in there.items()})
    done = publish_in_threads(tmp_path / "second", contents(*MANY), store.target(), NOW + timedelta(minutes=2))
    assert done.uploaded <= len(contents(*MANY)) - len(contents(*MANY[:2])) + 2 - after + 1
    assert store.public() == contents(*MANY)
    assert prepare(build(tmp_path / "second", contents(*MANY)), store.target(), NOW).is_up_to_date


@pytest.mark.parametrize("after", [5, 30])
def test_on_a_disk_who_is_killed_leaves_a_true_feed_and_the_next_publish_goes_on(tmp_path, after):
    target = FolderTarget(tmp_path / "public")
    publish_in_threads(tmp_path / "first", contents(OLD), target)
    build(tmp_path / "second", contents(*MANY, OLD))
    assert killed(tmp_path / "second", "", tmp_path / "public", after) == -signal.SIGKILL
    there = {stored.key: stored.size for stored in target.list("")}
    check_feed((tmp_path / "public" / "feed.xml").read_bytes(), LINK, there)
    publish_in_threads(tmp_path / "second", contents(*MANY, OLD), target, NOW + timedelta(minutes=2))
    for key, data in contents(*MANY, OLD).items():
        assert as_built(key, (tmp_path / "public" / key).read_bytes()) == data
    assert prepare(build(tmp_path / "second", contents(*MANY, OLD)), target, NOW).is_up_to_date


def test_on_a_real_store_wrong_credentials_change_nothing(store, tmp_path, monkeypatch):
    publish_in_threads(tmp_path / "first", contents(OLD), store.target())
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-the-secret")
    with line(store.endpoint, lambda *_: None) as wire:
        target = store.target(wire.endpoint)
        words, status = refusal(lambda: publish_in_threads(tmp_path / "second", contents(NEW), target))
        assert len(wire.requests) <= 2
    assert ("the secret key does not match" in words, "not-the-secret" in words, status) == (True, False, EXIT_REFUSED)
    assert store.public() == contents(OLD)


def test_on_a_real_store_nothing_foreign_is_overwritten(store, tmp_path):
    store.write("alt/index.html", b"theirs")
    assert refusal(lambda: publish_in_threads(tmp_path, contents(OLD), store.target()))[1] == EXIT_FOREIGN
    assert store.public()["alt/index.html"] == b"theirs"
    assert "feed.xml" not in store.public()


@pytest.mark.parametrize("damage", [b"", b"{}", b"<html>503</html>", b'{"format": 9}'])
def test_on_a_real_store_a_damaged_head_is_not_an_empty_one(store, tmp_path, damage):
    publish_in_threads(tmp_path, contents(OLD), store.target())
    store.write(state.HEAD_KEY, damage)
    assert refusal(lambda: publish_in_threads(tmp_path, contents(NEW), store.target()))[1] == EXIT_REFUSED
    assert store.public() == contents(OLD)


def first_attempts(fault, *verbs):
    """What goes wrong with the first attempt of every request, and with nothing after that."""
    return lambda verb, _, attempt: fault if attempt == 1 and verb in verbs else None


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(first_attempts("busy", "GET", "HEAD", "PUT"), id="everything is busy at first"),
        pytest.param(first_attempts("lost", "PUT"), id="the first answer of every PUT is lost"),
        pytest.param(first_attempts("flip", "PUT"), id="a bit flips in every first PUT"),
        pytest.param(first_attempts("cut", "GET"), id="every first body is cut short"),
        pytest.param(first_attempts("unsized", "GET"), id="every first body is cut short and has no length"),
        pytest.param(first_attempts("error", "PUT", "GET"), id="every first answer is an error after 200"),
        pytest.param(lambda verb, *_: "wrong etag" if verb == "PUT" else None, id="each PUT has a wrong ETag"),
    ],
)
def test_on_a_bad_line_a_publish_gets_through_and_is_true(store, tmp_path, fault):
    with line(store.endpoint, fault) as wire:
        target = store.target(wire.endpoint, Retrier(sleep=lambda _: None))
        for files in (contents(*MANY[:3]), contents(*MANY[:4], style=b"p{}")):
            publish_in_threads(tmp_path, files, target)
            there = store.public()
            assert {key: there[key] for key in files} == files
        assert any(said for _, _, said in wire.requests)
    assert prepare(build(tmp_path, contents(*MANY[:4], style=b"p{}")), store.target(), NOW).is_up_to_date


def test_a_single_writer_can_publish_to_a_store_whose_reads_have_no_etag(store, tmp_path):
    """As the S3 gateway of JuiceFS is by itself: conditions are ignored, and HEAD and GET have no ETag."""

    def juice(verb, *_):
        return "unconditional" if verb == "PUT" else "no etag"

    options = PublishOptions(max_delete=99, single_writer=True)
    with line(store.endpoint, juice) as wire:
        target = store.target(wire.endpoint)
        for files in (contents(*MANY[:3]), contents(*MANY[1:4], style=b"p{}")):
            prepared = prepare(build(tmp_path, files), target, NOW, options)
            carry_out(prepared, new_publisher(hands=Hands(NOW)), OneByOne(), lambda _: None)
            there = store.public()
            assert {key: there[key] for key in files} == files
        assert prepare(build(tmp_path, files), target, NOW, options).is_up_to_date


@pytest.mark.parametrize("fault", ["busy", "lost", None])
def test_uploaded_bytes_are_reported_as_they_go_and_each_once(store, tmp_path, fault):
    told = []
    with line(store.endpoint, first_attempts(fault, "PUT")) as wire, ThreadPoolExecutor(8) as threads:
        target = store.target(wire.endpoint, Retrier(sleep=lambda _: None))
        prepared = prepare(build(tmp_path, contents(*MANY[:3])), target, NOW)
        done = carry_out(prepared, new_publisher(), threads, lambda _: None, told.append)
    assert sum(told) == done.uploaded_bytes == sum(len(data) for data in contents(*MANY[:3]).values())
    assert len(told) > done.uploaded
