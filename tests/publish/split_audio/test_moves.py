"""Audio moves between the pages' target and places of its own; whoever reads meanwhile finds every file."""

from __future__ import annotations

from datetime import timedelta

import pytest

from podcast.errors import PublishError
from podcast.publish.protocol.state import HEAD_KEY
from podcast.publish.protocol.state_json import parse_head, parse_manifest
from podcast.publish.split_audio.audio_keys import place_name
from podcast.publish.targets.target import EXIT_FOREIGN, EXIT_REFUSED
from tests.support.publish.memory_target import CrashError, Crashing, Episode, contents
from tests.support.publish.split_show import PAGES, SplitShow, location

FIRST, SECOND = Episode("alt", b"old sound" * 3), Episode("neu", b"new sound" * 4)
FILES = contents(FIRST, SECOND)
NAMES = {key.removeprefix("audio/") for key in (FIRST.key, SECOND.key)}
A_TURN, A_MONTH = timedelta(minutes=20), timedelta(days=31)


@pytest.fixture
def show(tmp_path):
    return SplitShow(tmp_path / "site")


def head_of(show):
    return parse_head(show.memory.objects[f"pages/{HEAD_KEY}"][0])


def test_audio_goes_to_its_place_and_everything_else_to_the_pages(show):
    show.publish(FILES, "one")
    assert show.audio_at("one") == NAMES
    assert show.audio_at(PAGES) == set()
    assert {key.partition("/")[0] for key in show.memory.objects if "audio/" not in key} == {"pages", "one"}
    assert [key for key in show.memory.objects if key.startswith("one/.podcast/")] == ["one/.podcast/audio-owner.json"]
    show.check_manifest()


def test_audio_is_there_before_a_feed_names_it(show):
    show.publish(FILES, "one")
    written = show.memory.written()
    assert max(written.index(f"one/audio/{name}") for name in NAMES) < written.index("pages/feed.xml")
    assert written.index(f"pages/{HEAD_KEY}") < written.index("one/.podcast/audio-owner.json")


def test_the_same_build_again_is_a_request_for_the_head_and_one_for_the_manifest(show):
    show.publish(FILES, "one")
    show.memory.log.clear()
    show.publish(FILES, "one")
    assert [verb for verb, _key in show.memory.log] == ["GET", "GET"]


@pytest.mark.parametrize(("before", "after"), [(PAGES, "one"), ("one", PAGES), ("one", "two")])
def test_after_a_move_the_old_files_stay_for_their_grace_time(show, before, after):
    show.publish(FILES, before)
    show.publish(FILES, after)
    assert (show.audio_at(before), show.audio_at(after)) == (NAMES, NAMES)
    show.now += timedelta(days=29)
    show.publish(FILES, after)
    assert show.audio_at(before) == NAMES
    show.now += timedelta(days=2)
    assert show.publish(FILES, after).deleted == len(NAMES)
    assert (show.audio_at(before), show.audio_at(after)) == (set(), NAMES)
    show.check_manifest()


def test_a_place_that_has_nothing_left_is_forgotten_and_free_for_others(show):
    show.publish(FILES, "one")
    show.publish(FILES, "two")
    assert {place.target for place in head_of(show).audio_places.values()} == {"one", "two"}
    show.now += A_MONTH
    show.publish(FILES, "two")
    assert {place.target for place in head_of(show).audio_places.values()} == {"two"}
    assert not any(key.startswith("one/") for key in show.memory.objects)


def test_audio_that_moves_back_within_its_grace_time_is_not_uploaded_again(show):
    show.publish(FILES, PAGES)
    show.publish(FILES, "one")
    show.memory.log.clear()
    show.publish(FILES, PAGES)
    assert not [key for key in show.memory.written() if "/audio/" in key]
    show.check_manifest()


@pytest.mark.parametrize(("before", "after"), [(PAGES, "one"), ("one", PAGES), ("one", "two")])
def test_undo_brings_the_old_addresses_back(show, before, after):
    show.publish(FILES, before)
    feed = show.memory.objects["pages/feed.xml"][0].partition(b"<!--")[0]
    show.publish(FILES, after)
    show.undo(after)
    assert show.memory.objects["pages/feed.xml"][0].partition(b"<!--")[0] == feed
    head = head_of(show)
    manifest = parse_manifest(head.manifest_key, show.memory.objects[f"pages/{head.manifest_key}"][0])
    assert manifest.audio_link == location(before).link  # or a later undo would check its feed by another address
    show.check_promise()
    show.check_manifest()


def test_undo_after_the_grace_time_changes_nothing(show):
    show.publish(FILES, PAGES)
    show.publish(FILES, "one")
    show.now += A_MONTH
    show.publish(FILES, "one")
    objects = dict(show.memory.objects)
    with pytest.raises(PublishError, match="deleted since"):
        show.undo("one", generation=1)
    assert show.memory.objects == objects


@pytest.mark.parametrize("delete_audio", [False, True])
def test_a_show_that_is_taken_down_takes_its_audio_with_it(show, delete_audio):
    show.publish(FILES, PAGES)
    show.publish(FILES, "one")
    show.unpublish("one", delete_audio=delete_audio)
    assert show.audio_at("one") == show.audio_at(PAGES) == (set() if delete_audio else NAMES)
    assert "pages/feed.xml" not in show.memory.objects
    show.check_manifest()
    show.publish(FILES, "one")
    show.check_promise()
    show.check_manifest()


# --- the owner of a place --------------------------------------------------------------------------------------------


def test_a_place_of_another_target_is_refused_and_stays_as_it_is(show, tmp_path):
    show.publish(FILES, "one")
    other = SplitShow(tmp_path / "other")
    other.memory.objects |= {key: data for key, data in show.memory.objects.items() if key.startswith("one/")}
    before = dict(other.memory.objects)
    with pytest.raises(PublishError, match="has the audio of another target") as error:
        other.publish(FILES, "one")
    assert error.value.exit_status == EXIT_FOREIGN
    assert other.memory.objects == before


def test_a_place_is_taken_over_with_adopt_and_its_former_owner_deletes_nothing_there(show, tmp_path):
    show.publish(FILES, "one")
    other = SplitShow(tmp_path / "other")
    other.memory.objects |= {key: data for key, data in show.memory.objects.items() if key.startswith("one/")}
    other.memory.log.clear()
    other.publish(FILES, "one", adopt=True)
    assert not [key for key in other.memory.written() if "/audio/" in key]
    other.check_manifest()
    show.memory.objects |= {key: data for key, data in other.memory.objects.items() if key.startswith("one/")}
    show.unpublish("one", delete_audio=True)
    assert show.audio_at("one") == NAMES


def test_a_place_that_is_a_target_itself_is_refused(show):
    show.publish(FILES, PAGES)
    show.memory.objects[f"one/{HEAD_KEY}"] = show.memory.objects[f"pages/{HEAD_KEY}"]
    with pytest.raises(PublishError, match="a show is published there") as error:
        show.publish(FILES, "one")
    assert error.value.exit_status == EXIT_REFUSED
    assert show.audio_at("one") == set()


def test_a_place_under_another_name_is_not_moved_onto_itself(show):
    show.publish(FILES, "one")
    show.memory.objects["two/.podcast/audio-owner.json"] = show.memory.objects["one/.podcast/audio-owner.json"]
    with pytest.raises(PublishError, match="two is the same place as one"):
        show.publish(FILES, "two")
    assert show.audio_at("two") == set()


class Unreachable:
    """A target one of whose places gives no answer."""

    def __init__(self, memory, name):
        self.memory, self.name = memory, name

    def __getattr__(self, method):
        def call(key, *arguments):
            if str(key).startswith(f"{self.name}/"):
                raise PublishError(f"{self.name} gives no answer")
            return getattr(self.memory, method)(key, *arguments)

        return call

    def for_writing(self, check, capabilities):  # noqa: ARG002 -- as a memory
        return self


def test_a_former_place_that_gives_no_answer_is_given_up_when_its_time_is_over(show):
    show.publish(FILES, "one")
    show.publish(FILES, "two")
    show.now += A_MONTH
    done = show.publish(FILES, "two", Unreachable(show.memory, "one"))
    assert done.deleted == 0
    assert show.audio_at("one") == NAMES
    assert {place.target for place in head_of(show).audio_places.values()} == {"two"}
    assert head_of(show).open_intents == ()


def test_the_place_that_podcast_yaml_names_has_to_answer(show):
    show.publish(FILES, "one")
    with pytest.raises(PublishError, match="one gives no answer"):
        show.unpublish("one", Unreachable(show.memory, "one"), delete_audio=True)
    show.unpublish("one", delete_audio=True)
    assert show.audio_at("one") == set()


# --- the plug is pulled at every request -----------------------------------------------------------------------------

COMMANDS = {
    "to a place": (PAGES, lambda show, target: show.publish(FILES, "one", target), "one"),
    "back": ("one", lambda show, target: show.publish(FILES, PAGES, target), PAGES),
    "on": ("one", lambda show, target: show.publish(FILES, "two", target), "two"),
    "first": (None, lambda show, target: show.publish(FILES, "one", target), "one"),
}


def interrupted(command, make, how):
    """Runs a command with the plug pulled at its first request, its second, and so on; yields each show."""
    for call in range(1, 400):
        show = make()
        cut = Crashing(show.memory, call, how)
        try:
            command(show, cut)
        except CrashError:
            pass
        else:
            if cut.calls < call:
                return
        show.check_promise()
        show.now += A_TURN
        yield show
    raise AssertionError("the command makes too many requests")


@pytest.mark.long
@pytest.mark.parametrize("how", ["before", "after", "lost"])
@pytest.mark.parametrize("move", COMMANDS)
def test_a_move_that_is_cut_anywhere_is_completed_by_the_next_publish(tmp_path, move, how):
    before, command, after = COMMANDS[move]

    def make():
        show = SplitShow(tmp_path / "site")
        if before is not None:
            show.publish(FILES, before)
        return show

    count = 0
    for show in interrupted(command, make, how):
        show.publish(FILES, after)
        assert show.audio_at(after) == NAMES
        show.check_promise()
        show.check_manifest()
        count += 1
    assert count > 12


@pytest.mark.long
@pytest.mark.parametrize("how", ["before", "after", "lost"])
def test_a_move_that_is_cut_anywhere_can_be_called_off(tmp_path, how):
    def make():
        show = SplitShow(tmp_path / "site")
        show.publish(FILES, PAGES)
        return show

    for show in interrupted(COMMANDS["to a place"][1], make, how):
        show.publish(FILES, PAGES)
        assert show.audio_at(PAGES) == NAMES
        show.check_promise()
        show.check_manifest()
        show.now += A_MONTH
        show.publish(FILES, PAGES)
        assert show.audio_at("one") == set()
        show.check_manifest()


@pytest.mark.long
@pytest.mark.parametrize("how", ["before", "after", "lost"])
@pytest.mark.parametrize("command", ["undo", "unpublish", "unpublish now", "deletion"])
def test_what_follows_a_move_can_be_cut_anywhere(tmp_path, command, how):
    run = {
        "undo": lambda show, target: show.undo("one", target, f"undone-{target.call}-{how}"),
        "unpublish": lambda show, target: show.unpublish("one", target),
        "unpublish now": lambda show, target: show.unpublish("one", target, delete_audio=True),
        "deletion": lambda show, target: show.publish(FILES, "one", target),
    }[command]

    def make():
        show = SplitShow(tmp_path / "site")
        show.publish(FILES, PAGES)
        show.publish(FILES, "one")
        show.now += A_MONTH if command == "deletion" else A_TURN
        return show

    for show in interrupted(run, make, how):
        show.publish(FILES, "one")
        assert show.audio_at("one") == NAMES
        show.check_promise()
        show.check_manifest()


def test_the_name_of_a_place_depends_on_its_address_alone():
    assert place_name("../audio", None) == place_name("../audio/", "https://s3.example.org")
    names = {place_name("s3://bucket/a", endpoint) for endpoint in (None, "https://s3.example.org")}
    assert len(names) == 2
    assert place_name("s3://bucket/a/", "https://s3.example.org/") in names
