"""A show is taken down: feed first, audio later; wherever that is cut, what is public is true, and it converges."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from podcast.errors import PublishError
from podcast.publish.protocol import state
from podcast.publish.protocol.feed_gate import check_feed
from podcast.publish.protocol.live import read_live_status
from podcast.publish.protocol.prepare import PublishOptions, prepare
from podcast.publish.protocol.publish import carry_out
from podcast.publish.protocol.publish_events import Deleted
from podcast.publish.protocol.recovery import read_state
from podcast.publish.protocol.undo import UndoRequest, prepare_undo
from podcast.publish.protocol.unpublish import UnpublishRequest, prepare_unpublish
from podcast.publish.protocol.verify import VerifyOptions, verify
from podcast.publish.targets.folder import FolderTarget
from podcast.publish.targets.target import EXIT_LEASE_LOST, Headers
from podcast.publish.targets.wrappers import DryRun
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

OLD, NEW = Episode("alt", b"old"), Episode("neu", b"new")
FIRST = contents(OLD, extra={"more.html": b"1"})
SECOND = contents(NEW, OLD, extra={"staffel-1/feed.xml": b"", "assets/bild.11111111.png": b"png"})
SECOND["staffel-1/feed.xml"] = SECOND["feed.xml"]
A_TURN = timedelta(minutes=20)  # no request of a publisher that died is under way any more
THEIRS = {"theirs.txt": (b"theirs", Headers("text/plain", "")), "audio/theirs.mp3": (b"x", Headers("audio/mpeg", ""))}


def publish(folder, files, target, now=NOW):
    planned = prepare(build(folder, files), target, now, PublishOptions(max_delete=99))
    return carry_out(planned, new_publisher(hands=Hands(now)), OneByOne(), lambda _: None)


def unpublish(target, now=NOW, *, delete_audio=False):
    """Takes the show down; returns what was deleted, in its order."""
    events = []
    planned = prepare_unpublish(UnpublishRequest(GUID, LINK, delete_audio), target, now)
    carry_out(planned, new_publisher(hands=Hands(now)), OneByOne(), events.append)
    return [event.key for event in events if isinstance(event, Deleted)]


def undo(folder, target, now=NOW):
    planned = prepare_undo(UndoRequest(GUID, LINK, 0, folder), target, now)
    return carry_out(planned, new_publisher(hands=Hands(now)), OneByOne(), lambda _: None)


def own(memory):
    """What readers find of the show."""
    return {key: data for key, data in memory.public().items() if key not in THEIRS}


def is_true(memory):
    """Every file that a public feed names is there; what is not ours is as it was."""
    public = memory.public()
    for key in ("feed.xml", "staffel-1/feed.xml"):
        if key in public:
            check_feed(public[key], LINK, {key: len(data) for key, data in public.items()})
    assert {key: memory.objects[key] for key in THEIRS} == THEIRS


@pytest.fixture
def memory(tmp_path):
    """Two generations, and objects of others."""
    memory = Memory(dict(THEIRS))
    publish(tmp_path / "first", FIRST, memory)
    publish(tmp_path / "second", SECOND, memory)
    return memory


def test_the_feed_goes_first_and_audio_stays_for_its_grace_time(memory):
    deleted = unpublish(memory)
    assert deleted[:2] == ["feed.xml", "staffel-1/feed.xml"]
    assert deleted[-2:] == sorted(key for key in SECOND if key.startswith("assets/"))
    assert own(memory) == {OLD.key: OLD.audio, NEW.key: NEW.audio}
    is_true(memory)
    assert {item.delete_after for item in read_state(memory, GUID).manifest.retired.values()} == {
        NOW + timedelta(days=30)
    }


def test_once_more_there_is_nothing_to_do_and_after_its_time_audio_is_deleted(memory):
    unpublish(memory)
    memory.log.clear()
    assert (unpublish(memory), memory.written()) == ([], [])
    assert unpublish(memory, NOW + timedelta(days=31)) == [OLD.key, NEW.key]
    assert own(memory) == {}


def test_at_once_nothing_is_left_but_the_record_and_what_belongs_to_others(memory):
    assert unpublish(memory, delete_audio=True)[-2:] == [OLD.key, NEW.key]
    assert own(memory) == {}
    is_true(memory)
    assert [key for key in memory.objects if key.startswith(state.COPIES)] == []


def test_audio_that_waits_can_be_deleted_at_once_later(memory):
    unpublish(memory)
    assert unpublish(memory, delete_audio=True) == [OLD.key, NEW.key]


def test_undo_brings_the_show_back_and_publish_does_with_the_same_audio(memory, tmp_path):
    unpublish(memory)
    undo(tmp_path / "back", memory, NOW + A_TURN)
    assert own(memory) == SECOND
    unpublish(memory, NOW + A_TURN)
    memory.log.clear()
    publish(tmp_path / "second", SECOND, memory, NOW + 2 * A_TURN)
    assert own(memory) == SECOND
    assert not {OLD.key, NEW.key} & {*memory.written()}


def test_undo_of_the_publish_that_brought_it_back_does_not_take_it_down_again(memory, tmp_path):
    unpublish(memory)
    publish(tmp_path / "first", FIRST, memory, NOW + A_TURN)
    undo(tmp_path / "back", memory, NOW + 2 * A_TURN)
    assert own(memory).items() >= SECOND.items()


def test_undo_after_everything_was_deleted_names_the_remedy(memory, tmp_path):
    unpublish(memory, delete_audio=True)
    with pytest.raises(PublishError, match="`podcast publish` publishes it from your files"):
        undo(tmp_path / "back", memory, NOW + A_TURN)
    publish(tmp_path / "second", SECOND, memory, NOW + A_TURN)
    assert own(memory) == SECOND


def test_undo_of_the_first_publish_names_the_remedy(tmp_path):
    memory = Memory(dict(THEIRS))
    publish(tmp_path / "first", FIRST, memory)
    with pytest.raises(PublishError, match="run `podcast unpublish --show`"):
        undo(tmp_path / "back", memory)


def test_where_nothing_was_published_nothing_is_taken_down():
    with pytest.raises(PublishError, match="nothing has been published there yet"):
        unpublish(Memory(dict(THEIRS)))


def test_a_page_that_another_program_has_overwritten_goes_too(memory):
    memory.objects["index.html"] = (b"by hand", memory.objects["index.html"][1])
    unpublish(memory)
    assert own(memory) == {OLD.key: OLD.audio, NEW.key: NEW.audio}


def test_planning_and_a_dry_run_write_nothing(memory):
    memory.log.clear()
    assert "feed.xml" in unpublish(DryRun(memory))
    assert memory.written() == []


def test_status_and_verify_say_what_is_there(memory):
    unpublish(memory)
    live = read_live_status(memory, GUID, NOW, {})
    assert (live.is_taken_down, live.interrupted, live.files) == (True, False, 0)
    assert live.audio_until == NOW + timedelta(days=30)
    result = verify(memory, GUID, NOW, VerifyOptions(OneByOne(), lambda _: None, full=True))
    assert (result.verified_count, result.damaged, result.foreign_count, result.orphans) == (2, (), 2, ())


@pytest.mark.long
@pytest.mark.parametrize("how", ["before", "after", "lost"])
@pytest.mark.parametrize(("delete_audio", "damaged"), [(False, False), (True, True)])
@pytest.mark.parametrize("then", ["unpublish", "publish", "undo"])
def test_wherever_it_is_cut_what_is_public_is_true_and_what_comes_next_converges(
    tmp_path, memory, how, delete_audio, then, damaged
):
    site = build(tmp_path / "second", SECOND)
    for call in range(1, 1000):
        cut = Memory(dict(memory.objects))
        if damaged:
            cut.objects["index.html"] = (b"by hand", cut.objects["index.html"][1])
        target = Crashing(cut, call, how)
        with suppress(CrashError):
            unpublish(target, delete_audio=delete_audio)
        is_true(cut)
        if then == "unpublish":
            unpublish(cut, NOW + A_TURN, delete_audio=delete_audio)
            assert own(cut) == ({} if delete_audio else {OLD.key: OLD.audio, NEW.key: NEW.audio})
            cut.log.clear()
            assert (unpublish(cut, NOW + 2 * A_TURN), cut.written()) == ([], [])
        elif then == "publish":
            planned = prepare(site, cut, NOW + A_TURN, PublishOptions(max_delete=99))
            carry_out(planned, new_publisher(hands=Hands(NOW + A_TURN)), OneByOne(), lambda _: None)
            assert own(cut).items() >= (SECOND if not damaged else {}).items()
        else:
            with suppress(PublishError):  # no audio, or a page that was not kept
                undo(tmp_path / f"back-{call}", cut, NOW + A_TURN)
        is_true(cut)
        if target.calls < call:
            break
    assert call > 20


def test_a_folder_is_empty_afterwards_but_for_the_record(tmp_path):
    target = FolderTarget(tmp_path / "public")
    publish(tmp_path / "second", SECOND, target)
    unpublish(target, delete_audio=True)
    assert [path.name for path in (tmp_path / "public").iterdir()] == [".podcast"]


def test_a_feed_of_an_interrupted_publish_that_may_still_appear_is_waited_for(memory, tmp_path):
    """Also by the one after the next: the time is in the manifest."""
    unpublish(memory)
    call = memory.log.index(("PUT", "feed.xml")) - memory.log.index(("GET", state.HEAD_KEY))  # about as many
    with suppress(CrashError):
        publish(tmp_path / "second", SECOND, Crashing(memory, call, "before"), NOW)
    assert "feed.xml" not in memory.public()
    soon, later = NOW + timedelta(minutes=3), NOW + timedelta(minutes=20)
    with pytest.raises(PublishError, match="may still be writing the feed, which would bring the show back") as error:
        unpublish(memory, soon)
    assert error.value.exit_status == EXIT_LEASE_LOST
    publish(tmp_path / "second", SECOND, memory, soon)
    assert read_state(memory, GUID).manifest.late_feeds_until is not None
    with pytest.raises(PublishError, match="may still be writing the feed"):
        unpublish(memory, soon)
    assert unpublish(memory, later)[0] == "feed.xml"
    assert read_state(memory, GUID).manifest.late_feeds_until is None
