"""One target of two places: each object is where its key says, and neither place runs ahead of the other."""

from __future__ import annotations

import pytest

from podcast.errors import PublishError
from podcast.model.groups import Publish
from podcast.publish.protocol.state import HEAD_KEY, AudioPlace, Head
from podcast.publish.protocol.state_json import head_json, parse_head
from podcast.publish.split_audio.audio_keys import (
    WITH_PAGES,
    AudioLocation,
    audio_location,
    configured_places,
    place_of,
    private_key,
    routed_key,
    site_path,
)
from podcast.publish.split_audio.split_target import PlaceTargets, SplitTarget
from podcast.publish.targets import folder
from podcast.publish.targets.body import body_of
from podcast.publish.targets.folder import FolderTarget
from podcast.publish.targets.target import ABSENT, Capabilities, Headers
from tests.support.publish.memory_target import Memory

HTML, MP3 = Headers("text/html", ""), Headers("audio/mpeg", "")
ONE = body_of(b"one")
KEY, PATH = "audio@1a2b3c4d/folge.5e6f7a8b.mp3", "audio/folge.5e6f7a8b.mp3"
PLACE = {"1a2b3c4d": AudioPlace("one")}


# --- keys ------------------------------------------------------------------------------------------------------------


def test_a_key_names_the_place_and_the_file():
    assert AudioLocation("1a2b3c4d").key(PATH) == KEY
    assert (place_of(KEY), site_path(KEY), routed_key(KEY)) == ("1a2b3c4d", PATH, ("1a2b3c4d", PATH))


@pytest.mark.parametrize("path", ["feed.xml", "folge/index.html", "audio/index.html", "audio/chapters.json"])
def test_everything_but_audio_files_stays_with_the_pages(path):
    """An episode whose folder is named `audio` has a page there."""
    assert AudioLocation("1a2b3c4d").key(path) == path
    assert (place_of(path), site_path(path), routed_key(path)) == ("", path, ("", path))


def test_audio_with_the_pages_has_the_key_of_its_path():
    assert WITH_PAGES.key(PATH) == PATH


def test_the_publishers_own_objects_at_a_place_are_in_its_private_folder():
    assert routed_key(private_key("1a2b3c4d", "audio-owner.json")) == ("1a2b3c4d", ".podcast/audio-owner.json")


def test_a_store_for_audio_has_the_endpoint_of_the_target_unless_it_has_its_own():
    shared = Publish(target="published", audio="s3://pod/show", endpoint="https://s3.example.org", region="eu")
    own = shared.model_copy(update={"audio_endpoint": "https://other.example.org", "audio_region": "us"})
    (place,) = configured_places(shared).values()
    assert (place.target, place.endpoint, place.region) == ("s3://pod/show", "https://s3.example.org", "eu")
    (place,) = configured_places(own).values()
    assert (place.endpoint, place.region) == ("https://other.example.org", "us")
    assert audio_location(shared).place != audio_location(own).place
    assert audio_location(shared).link == "https://s3.example.org/pod/show/"


# --- dispatch --------------------------------------------------------------------------------------------------------


@pytest.fixture
def places():
    return {"pages": Memory(), "one": Memory(), "old": Memory()}


def open_split(places, configured=PLACE):
    return SplitTarget(places["pages"], PlaceTargets(configured, lambda place: places[place.target]))


def test_each_object_is_where_its_key_says(places):
    target = open_split(places)
    target.put("index.html", ONE, HTML, ABSENT)
    etag = target.put(KEY, ONE, MP3, ABSENT)
    assert (set(places["pages"].objects), set(places["one"].objects)) == ({"index.html"}, {PATH})
    assert target.get(KEY) == (b"one", etag)
    assert (target.head(KEY).key, target.digest(KEY), target.read_start(KEY, 2)) == (KEY, ONE.digest, b"on")
    assert sorted(info.key for info in target.list("")) == [KEY, "index.html"]
    assert [info.key for info in target.list("audio@")] == [KEY]
    target.delete(KEY)
    assert places["one"].objects == {}


def test_other_objects_at_a_place_do_not_belong_to_the_show(places):
    places["one"].put("index.html", ONE, HTML, ABSENT)
    places["one"].put(".podcast/audio-owner.json", ONE, HTML, ABSENT)
    assert list(open_split(places).list("")) == []


def test_the_head_makes_former_places_known(places):
    head = Head("guid", audio_places={"00000000": AudioPlace("old", capabilities=Capabilities())})
    places["pages"].put(HEAD_KEY, body_of(head_json(head)), HTML, ABSENT)
    places["old"].put(PATH, ONE, MP3, ABSENT)
    target = open_split(places, {})
    with pytest.raises(PublishError, match="does not name"):
        target.head("audio@00000000/folge.5e6f7a8b.mp3")
    assert parse_head(target.get(HEAD_KEY)[0]) == head
    assert target.head("audio@00000000/folge.5e6f7a8b.mp3").size == 3


def test_before_each_write_at_a_place_the_lease_is_checked(places):
    calls = []
    target = open_split(places).for_writing(lambda: calls.append(1), Capabilities())
    target.put(KEY, ONE, MP3, ABSENT)
    target.delete(KEY)
    target.put("index.html", ONE, HTML, ABSENT)
    assert len(calls) == 3


def test_a_former_place_that_gives_no_answer_is_listed_as_empty_but_not_the_one_in_podcast_yaml(places):
    def refuse(place):
        raise PublishError(f"{place.target} gives no answer")

    audio = PlaceTargets({}, refuse)
    audio.add_former(PLACE)
    assert list(SplitTarget(places["pages"], audio).list("")) == []
    with pytest.raises(PublishError, match="gives no answer"):
        list(SplitTarget(places["pages"], PlaceTargets(PLACE, refuse)).list(""))


# --- power cuts ------------------------------------------------------------------------------------------------------


def test_pages_wait_until_the_names_of_audio_are_on_the_disk_and_audio_until_those_of_pages(tmp_path, monkeypatch):
    flushed = []
    monkeypatch.setattr(folder, "sync_folder", lambda path: flushed.append(path.relative_to(tmp_path).as_posix()))
    pages, audio = FolderTarget(tmp_path / "pages"), FolderTarget(tmp_path / "audio")
    target = SplitTarget(pages, PlaceTargets(PLACE, lambda _place: audio))
    target = target.for_writing(lambda: None, Capabilities())
    target.put(KEY, ONE, MP3, ABSENT)
    assert "audio/audio" not in flushed
    target.put("feed.xml", ONE, HTML, ABSENT)
    assert "audio/audio" in flushed
    flushed.clear()
    target.delete("feed.xml")
    assert "pages" not in flushed
    target.delete(KEY)
    assert "pages" in flushed
