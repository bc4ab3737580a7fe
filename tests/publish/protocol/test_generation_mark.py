"""The mark of a publish in its feeds: no ETag of a feed returns, and nothing else notices it."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest
from podcast.publish import feed_guard
from podcast.publish.protocol import state
from podcast.publish.protocol.feed_gate import feed_references
from podcast.publish.protocol.generation_mark import generation_mark, mark_feed, unmark_feed
from podcast.publish.protocol.prepare import PublishOptions, prepare
from podcast.publish.protocol.publish import carry_out
from podcast.publish.protocol.state_json import head_json, parse_head, parse_manifest
from podcast.publish.protocol.undo import UndoRequest, prepare_undo
from podcast.publish.protocol.verify import VerifyOptions, verify
from podcast.publish.targets.target import EXIT_LEASE_LOST
from tests.support.publish.memory_target import (
    GUID,
    LINK,
    NOW,
    Episode,
    Hands,
    Memory,
    OneByOne,
    build,
    contents,
    new_publisher,
)

ALT, NEU = Episode("alt", b"old sound" * 3), Episode("neu", b"new sound" * 4)
FIRST = contents(ALT, extra={"alt.html": b"1"})
SECOND = contents(NEU, ALT, style=b"p{}", extra={"alt.html": b"2"})
SAME_FEED = FIRST | {"alt.html": b"3"}
JSON_FEED = b'{"version": "https://jsonfeed.org/version/1.1", "title": "Amt", "items": [\n{"id": "1"}\n]}\n'
LEASE = 70  # seconds until a lease has run out


def publish(folder, files, target, hands, owner="ours"):
    prepared = prepare(build(folder, files), target, hands.now, PublishOptions(max_delete=99, allow_older=True))
    return carry_out(prepared, new_publisher(owner, hands), OneByOne(), lambda _: None)


def undo(folder, target, hands, owner="ours"):
    prepared = prepare_undo(UndoRequest(GUID, LINK, 0, folder), target, hands.now)
    return carry_out(prepared, new_publisher(owner, hands), OneByOne(), lambda _: None)


def head_and_manifest(memory):
    head = parse_head(memory.objects[state.HEAD_KEY][0])
    return head, parse_manifest(head.manifest_key, memory.objects[head.manifest_key][0])


def assert_nothing_false(memory):
    """The manifest is the truth, or an open intent names what may differ."""
    head, manifest = head_and_manifest(memory)
    wrong = [key for key, row in manifest.objects.items() if bytes_digest(memory.objects[key][0]) != row.spec.digest]
    assert head.open_intents or not wrong
    assert "feed.xml" not in wrong


class DelayedPut(Memory):
    """A target on which the PUT of `delayed` arrives only after `meanwhile` was called."""

    delayed, meanwhile = "", None

    def put(self, key, body, headers, expected):
        if key == self.delayed and self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        return super().put(key, body, headers, expected)


def overtake(tmp_path, memory, hands, key, meanwhile):
    """Publish SECOND, whose PUT of `key` is delayed beyond its lease, while another publisher works."""
    memory.delayed, memory.meanwhile = key, lambda: (hands.pass_by(LEASE), meanwhile())
    with pytest.raises(PublishError) as caught:
        publish(tmp_path / "slow", SECOND, memory, hands, "slow")
    assert caught.value.exit_status == EXIT_LEASE_LOST


@pytest.mark.parametrize("data", [FIRST["feed.xml"], FIRST["feed.xml"] + b"\n"])
def test_the_mark_of_a_feed_is_a_comment_behind_its_root(data):
    marked = mark_feed("feed.xml", data, "7-1a2b3c4d")
    assert marked == data + b"<!-- generation 7-1a2b3c4d -->\n"
    assert ET.canonicalize(marked) == ET.canonicalize(data)
    assert list(feed_references(marked)) == list(feed_references(data))


def test_the_mark_of_a_json_feed_is_a_custom_object():
    marked = json.loads(mark_feed("feed.json", JSON_FEED, "7-1a2b3c4d"))
    assert marked == json.loads(JSON_FEED) | {"_podcast": {"generation": "7-1a2b3c4d"}}


@given(st.binary(max_size=50), st.integers(1, 10**6), st.sampled_from(["feed.xml", "zwei/feed.xml"]))
def test_the_mark_of_a_feed_is_taken_out_again_exactly(data, generation, key):
    assert unmark_feed(key, mark_feed(key, data, generation_mark(generation, "owner", NOW))) == data


@given(st.dictionaries(st.text(), st.text() | st.integers(), min_size=1), st.integers(1, 10**6))
def test_the_mark_of_a_json_feed_is_taken_out_again_exactly(value, generation):
    data = json.dumps(value, ensure_ascii=False).encode() + b"\n"
    marked = mark_feed("feed.json", data, generation_mark(generation, "owner", NOW))
    assert unmark_feed("feed.json", marked) == data
    assert "_podcast" in json.loads(marked)


def test_the_owner_of_a_publish_does_not_become_public():
    mark = generation_mark(7, "boot-4711.1234.abcd", NOW)
    assert mark.startswith("7-")
    assert not {"boot", "4711", "1234"} & set(mark.replace("-", " ").split())
    assert mark != generation_mark(7, "boot-4711.1234.abce", NOW)


def test_the_same_build_again_is_one_request_and_nothing_to_do(tmp_path):
    memory, hands = Memory(), Hands()
    files = FIRST | {"feed.json": JSON_FEED, "zwei/feed.xml": FIRST["feed.xml"]}
    publish(tmp_path / "a", files, memory, hands)
    for key in ("feed.xml", "feed.json", "zwei/feed.xml"):
        assert b"1-" in memory.objects[key][0]
    assert memory.public() == files
    memory.log.clear()
    assert prepare(build(tmp_path / "a", files), memory, hands.now).is_up_to_date
    assert memory.written() == []
    again = feed_guard.feed_changes(tmp_path / "a", memory)
    assert again.is_empty


def test_every_upload_of_a_feed_has_other_bytes_even_that_of_an_undo(tmp_path):
    memory, hands, feeds = Memory(), Hands(), []
    for files in (FIRST, SECOND, FIRST, SECOND):
        publish(tmp_path / str(len(feeds)), files, memory, hands)
        feeds.append(memory.objects["feed.xml"][0])
        hands.pass_by(100)
    undo(tmp_path / "undo", memory, hands)
    feeds.append(memory.objects["feed.xml"][0])
    assert b"<!-- generation 5-" in feeds[-1]
    assert len(set(feeds)) == 5
    assert memory.public() == SECOND | FIRST


def test_verify_reads_the_marked_feeds(tmp_path):
    memory, hands = Memory(), Hands()
    publish(tmp_path, FIRST, memory, hands)
    options = VerifyOptions(OneByOne(), lambda _: None, full=True)
    assert verify(memory, GUID, hands.now, options).damaged == ()
    memory.objects["feed.xml"] = (FIRST["feed.xml"], memory.objects["feed.xml"][1])
    assert [item.key for item in verify(memory, GUID, hands.now, options).damaged] == ["feed.xml"]


def test_a_generation_is_restored_even_if_its_feed_was_repaired_with_another_mark(tmp_path):
    memory, hands = Memory(), Hands()
    publish(tmp_path / "1", FIRST, memory, hands)
    memory.objects["feed.xml"] = (b"rot", memory.objects["feed.xml"][1])
    publish(tmp_path / "2", SECOND, memory, hands)
    hands.pass_by(100)
    publish(tmp_path / "3", FIRST, memory, hands)
    publish(tmp_path / "4", SECOND, memory, hands)
    prepared = prepare_undo(UndoRequest(GUID, LINK, 1, tmp_path / "undo"), memory, hands.now)
    carry_out(prepared, new_publisher("ours", hands), OneByOne(), lambda _: None)
    assert memory.public()["feed.xml"] == FIRST["feed.xml"]


def test_a_delayed_put_of_a_feed_does_not_succeed_after_an_undo(tmp_path):
    """The ETag that it expects would be the live one again, if feeds had no mark."""
    memory, hands = DelayedPut(), Hands()
    for number, files in enumerate((contents(NEU), FIRST)):
        publish(tmp_path / str(number), files, memory, hands)
        hands.pass_by(100)

    def publish_and_undo():
        publish(tmp_path / "fast", contents(Episode("alt", b"louder")), memory, hands, "fast")
        undo(tmp_path / "undo", memory, hands, "fast")

    overtake(tmp_path, memory, hands, "feed.xml", publish_and_undo)
    assert memory.public()["feed.xml"] == FIRST["feed.xml"]
    assert_nothing_false(memory)


def test_a_delayed_put_of_a_feed_does_not_succeed_after_a_publish_with_the_same_feed(tmp_path):
    memory, hands = DelayedPut(), Hands()
    publish(tmp_path / "first", FIRST, memory, hands)
    hands.pass_by(100)
    overtake(tmp_path, memory, hands, "feed.xml", lambda: publish(tmp_path / "b", SAME_FEED, memory, hands, "fast"))
    assert memory.public()["feed.xml"] == FIRST["feed.xml"]
    assert_nothing_false(memory)


@pytest.mark.parametrize("key", [NEU.key, "alt.html", "neu/transcript.vtt", "index.html"])
def test_a_delayed_put_that_succeeds_is_put_right_by_the_next_publish_and_leaves_no_orphan(tmp_path, key):
    memory, hands, live = DelayedPut(), Hands(), FIRST | {"index.html": b"fast"}
    publish(tmp_path / "first", FIRST, memory, hands)
    hands.pass_by(100)
    overtake(tmp_path, memory, hands, key, lambda: publish(tmp_path / "fast", live, memory, hands, "fast"))
    assert_nothing_false(memory)
    hands.pass_by(100)
    for days in (0, 31, 31):
        hands.pass_by(days * 86400)
        publish(tmp_path / "fast", live, memory, hands, "next")
    publish(tmp_path / "late", live | {"index.html": b"later"}, memory, hands, "next")
    hands.pass_by(31 * 86400)
    publish(tmp_path / "fast", live, memory, hands, "next")
    assert memory.public() == live


def test_a_publisher_at_work_leaves_an_intent_that_the_overtaken_one_reopens_to_the_next_publish(tmp_path):
    memory, hands = DelayedPut(), Hands()
    publish(tmp_path / "first", FIRST, memory, hands)
    hands.pass_by(100)
    reopened = set()

    def wake_up(_event):
        """The overtaken publisher opens its intent again in the middle of the other's publish."""
        if reopened:
            return
        written, headers = memory.objects[state.HEAD_KEY]
        head = parse_head(written)
        intent = memory.objects[head.open_intents[0]][0].replace(b'"started_at":"2024', b'"started_at":"2023')
        key = state.immutable_key(state.INTENTS, 2, intent)
        memory.objects[key] = (intent, headers)
        memory.objects[state.HEAD_KEY] = (head_json(replace(head, open_intents=(*head.open_intents, key))), headers)
        reopened.add(key)

    prepared = prepare(build(tmp_path / "b", SAME_FEED), memory, hands.now)
    carry_out(prepared, new_publisher("fast", hands), OneByOne(), wake_up)
    head, manifest = head_and_manifest(memory)
    assert (head.generation, {*head.open_intents}, head.lease) == (2, reopened, None)
    assert not reopened & {*manifest.garbage}
    assert not prepare(build(tmp_path / "b", SAME_FEED), memory, hands.now).is_up_to_date
    publish(tmp_path / "b", SAME_FEED, memory, hands)
    assert head_and_manifest(memory)[0].open_intents == ()


class Forgetful(Memory):
    """A store that answers a PUT of one key with 200 and the right ETag, and stores nothing."""

    forgotten = ""

    def put(self, key, body, headers, expected):
        before = self.objects.get(key)
        etag = super().put(key, body, headers, expected)
        if key == self.forgotten:
            self.objects.pop(key)
            self.objects |= {key: before} if before else {}
        return etag


@pytest.mark.parametrize("key", [NEU.key, "neu/transcript.vtt"])
def test_a_file_that_the_store_confirmed_and_did_not_store_is_missed_before_a_feed_names_it(tmp_path, key):
    memory, hands = Forgetful(), Hands()
    publish(tmp_path / "first", FIRST, memory, hands)
    memory.forgotten = key
    with pytest.raises(PublishError, match=r"\(missing\), so the feed was not published"):
        publish(tmp_path / "second", SECOND, memory, hands)
    assert memory.public()["feed.xml"] == FIRST["feed.xml"]
    memory.forgotten = ""
    publish(tmp_path / "second", SECOND, memory, hands)
    assert memory.public().items() >= SECOND.items()


def test_only_new_files_that_a_feed_names_are_looked_at_and_each_once(tmp_path):
    memory, hands = Memory(), Hands()
    publish(tmp_path / "first", FIRST, memory, hands)
    memory.log.clear()
    publish(tmp_path / "second", SECOND, memory, hands)
    assert [key for verb, key in memory.log if verb == "HEAD"] == [NEU.key, "neu/transcript.vtt"]
