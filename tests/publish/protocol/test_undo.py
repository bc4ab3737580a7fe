"""Going back: feed and pages of an earlier generation, with the audio that is still there."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest
from podcast.publish.protocol import state
from podcast.publish.protocol.feed_gate import check_feed
from podcast.publish.protocol.prepare import PublishOptions, prepare
from podcast.publish.protocol.publish import carry_out
from podcast.publish.protocol.state_json import parse_head, parse_manifest
from podcast.publish.protocol.undo import UndoRequest
from podcast.publish.protocol.undo import prepare_undo as going_back
from podcast.publish.targets.target import EXIT_REFUSED
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
    build,
    contents,
    new_publisher,
)

OLD, NEW, LOUD = Episode("alt", b"old"), Episode("neu", b"new"), Episode("alt", b"louder", "Andere Folge")
FIRST = contents(OLD, extra={"alt.html": b"1", "assets/bild.11111111.png": b"png"})
SECOND = contents(NEW, OLD, style=b"p{}", extra={"alt.html": b"2"})
THIRD = contents(LOUD, style=b"p{}")
A_TURN = timedelta(minutes=2)


def publish(folder, files, target, now=NOW, **allowed):
    planned = prepare(build(folder, files), target, now, PublishOptions(max_delete=99, **allowed))
    return carry_out(planned, new_publisher(hands=Hands(now)), OneByOne(), lambda _: None)


def undo(folder, target, now=NOW, to=0):
    planned = going_back(UndoRequest(GUID, LINK, to, folder), target, now)
    return carry_out(planned, new_publisher(hands=Hands(now)), OneByOne(), lambda _: None)


def live(memory):
    """What the manifest says is live, by the bytes that are there."""
    head = parse_head(memory.objects[state.HEAD_KEY][0])
    rows = parse_manifest(head.manifest_key, memory.objects[head.manifest_key][0]).objects
    public = memory.public()
    assert {key: row.spec.built for key, row in rows.items()} == {key: bytes_digest(public[key]) for key in rows}
    return {key: public[key] for key in rows}


@pytest.fixture
def memory(tmp_path):
    """Three generations."""
    memory = Memory()
    for name, files in (("first", FIRST), ("second", SECOND), ("third", THIRD)):
        publish(tmp_path / name, files, memory)
    return memory


def test_undo_brings_back_what_was_live_before(memory, tmp_path):
    done = undo(tmp_path / "back", memory)
    assert live(memory) == SECOND
    assert done.generation == 4


def test_undo_again_goes_one_further_back_and_not_forth(memory, tmp_path):
    undo(tmp_path / "a", memory)
    undo(tmp_path / "b", memory)
    assert live(memory) == FIRST
    with pytest.raises(PublishError, match="no earlier publish"):
        undo(tmp_path / "c", memory)


def test_the_next_publish_brings_the_newer_state_again(memory, tmp_path):
    undo(tmp_path / "a", memory)
    publish(tmp_path / "third", THIRD, memory)
    assert live(memory) == THIRD
    undo(tmp_path / "b", memory)
    assert live(memory) == SECOND


def test_any_of_the_last_ten_generations_can_be_named_and_no_other(tmp_path):
    memory = Memory()
    for number in range(1, 15):
        publish(tmp_path, contents(OLD, extra={"a.html": str(number).encode()}), memory, NOW + timedelta(number))
    undo(tmp_path / "back", memory, NOW + timedelta(14), to=4)
    assert live(memory)["a.html"] == b"4"
    with pytest.raises(PublishError, match=r"publish 3 cannot be restored; available: 5"):
        undo(tmp_path / "further", memory, NOW + timedelta(14), to=3)
    assert sum(key.startswith(state.COPIES) for key in memory.objects) <= state.MAX_HISTORY + 1


def test_pages_come_back_even_when_their_grace_time_is_over(memory, tmp_path):
    publish(tmp_path / "third", THIRD | {"more.html": b""}, memory, NOW + timedelta(days=8))
    assert "neu/index.html" not in memory.public()
    undo(tmp_path / "back", memory, NOW + timedelta(days=8), to=2)
    assert live(memory) == SECOND


def test_audio_that_has_been_deleted_cannot_be_brought_back_and_nothing_is_changed(memory, tmp_path):
    later = NOW + timedelta(days=31)
    publish(tmp_path / "third", THIRD | {"more.html": b""}, memory, later)
    assert NEW.key not in memory.public()
    before = dict(memory.objects)
    with pytest.raises(PublishError, match=r"refers to audio that has been deleted since \(audio/alt\S+, audio/neu"):
        undo(tmp_path / "back", memory, later, to=2)
    assert memory.objects == before


def test_audio_that_waits_to_be_deleted_is_kept_when_it_is_brought_back(memory, tmp_path):
    undo(tmp_path / "back", memory, NOW + timedelta(days=29))
    publish(tmp_path / "more", SECOND | {"more.html": b""}, memory, NOW + timedelta(days=60))
    assert NEW.key in memory.public()


def test_planning_to_go_back_writes_nothing_to_the_target(memory, tmp_path):
    memory.log.clear()
    going_back(UndoRequest(GUID, LINK, 0, tmp_path / "back"), memory, NOW)
    assert memory.written() == []


def test_audio_is_never_copied(memory):
    for key, (data, _) in memory.objects.items():
        if key.startswith(state.COPIES):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                kept = {archive.read(name) for name in archive.namelist()}
                assert all(bytes_digest(archive.read(name)).sha256 == name for name in archive.namelist())
            assert not kept & {OLD.audio, NEW.audio, LOUD.audio}


def test_the_same_publish_makes_the_same_copy(tmp_path):
    copies = []
    for name in ("a", "b"):
        memory = Memory()
        publish(tmp_path / name, FIRST, memory)
        publish(tmp_path / name, SECOND, memory)
        copies.append({key: data for key, (data, _) in memory.objects.items() if key.startswith(state.COPIES)})
    assert copies[0] == copies[1] != {}


@pytest.mark.parametrize("damage", [b"", b"PK", None])
def test_a_copy_that_is_damaged_or_gone_is_said_and_nothing_is_changed(memory, tmp_path, damage):
    (key,) = [key for key in memory.objects if key.startswith(f"{state.COPIES}2-")]
    headers = memory.objects.pop(key)[1]
    if damage is not None:
        memory.objects[key] = (damage, headers)
    before = dict(memory.objects)
    with pytest.raises(PublishError, match=r"is damaged|was not kept") as error:
        undo(tmp_path / "back", memory)
    assert error.value.exit_status in {1, EXIT_REFUSED}
    assert memory.objects == before


def test_an_object_written_by_hand_is_not_restored(memory, tmp_path):
    memory.objects["index.html"] = (b"by hand", memory.objects["index.html"][1])
    publish(tmp_path / "fourth", FIRST, memory)
    with pytest.raises(PublishError, match=r"index\.html of publish 3 was not kept"):
        undo(tmp_path / "back", memory)
    undo(tmp_path / "further", memory, to=1)
    assert live(memory) == FIRST


@pytest.mark.parametrize("how", ["before", "after", "lost"])
@pytest.mark.parametrize("then", ["undo", "publish"])
def test_wherever_going_back_is_cut_the_feed_is_true_and_what_comes_next_converges(tmp_path, memory, how, then):
    for call in range(1, 1000):
        cut = Memory(dict(memory.objects))
        target = Crashing(cut, call, how)
        with suppress(CrashError):
            undo(tmp_path / f"back-{call}", target)
        check_feed(cut.public()["feed.xml"], LINK, {key: len(data) for key, data in cut.public().items()})
        if then == "undo":
            undo(tmp_path / f"again-{call}", cut, NOW + A_TURN, to=2)
            assert live(cut) == SECOND
        else:
            publish(tmp_path / "third", THIRD, cut, NOW + A_TURN)
            assert live(cut) == THIRD
        cut.log.clear()
        files = SECOND if then == "undo" else THIRD
        publish(tmp_path / then, files, cut, NOW + A_TURN)
        assert cut.written() == []
        if target.calls < call:
            break
    assert call > 12


@pytest.mark.long
def test_after_a_crash_even_what_the_dead_publisher_replaced_can_be_brought_back(tmp_path, memory):
    for call in range(1, 100):
        cut = Memory(dict(memory.objects))
        target = Crashing(cut, call, "after")
        with suppress(CrashError):
            publish(tmp_path / "first", FIRST, target)
        publish(tmp_path / "fourth", contents(NEW), cut, NOW + A_TURN)
        undo(tmp_path / f"back-{call}", cut, NOW + A_TURN, to=3)
        assert live(cut) == THIRD
        if target.calls < call:
            break
    assert call > 15


BUILDS = {"first": FIRST, "second": SECOND, "third": THIRD, "empty": contents()}
ACTS = st.one_of(
    st.tuples(st.sampled_from(sorted(BUILDS)), st.just(0), st.sampled_from(["before", "after", "lost"])),
    st.tuples(st.sampled_from(sorted(BUILDS)), st.integers(1, 25), st.sampled_from(["before", "after", "lost"])),
    st.tuples(st.just("undo"), st.integers(0, 25), st.sampled_from(["before", "after"])),
    st.tuples(st.just("days"), st.integers(1, 40), st.just("")),
)


@pytest.mark.long
@settings(max_examples=25)
@given(acts=st.lists(ACTS, max_size=8))
def test_whatever_is_built_published_cut_and_undone_the_feed_is_true(tmp_path_factory, acts):
    """And the manifest is, after every publish that came to its end."""
    folder, memory, now = tmp_path_factory.mktemp("acts"), Memory(), NOW
    for number, (act, call, how) in enumerate(acts):
        now += timedelta(days=call) if act == "days" else A_TURN
        target = Crashing(memory, call, how)
        with suppress(CrashError, PublishError):
            if act == "undo":
                undo(folder / f"back-{number}", target, now)
            elif act != "days":
                publish(folder / act, BUILDS[act], target, now)
        public = memory.public()
        if "feed.xml" in public:
            check_feed(public["feed.xml"], LINK, {key: len(data) for key, data in public.items()})
        if (
            state.HEAD_KEY in memory.objects
            and not (head := parse_head(memory.objects[state.HEAD_KEY][0])).open_intents
            and head.generation
        ):
            live(memory)
    publish(folder / "first", FIRST, memory, now + A_TURN)
    assert live(memory) == FIRST
