import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from mutagen.id3 import ID3, TextFrame
from mutagen.mp3 import MP3

from podcast.artifacts import LoudnessValues, Master
from podcast.audio.mp3.encode import EncodingJob, encode
from podcast.audio.tags.id3 import EmbeddedPictures, TaggingJob, fingerprint, id3_tag
from podcast.audio.tags.mapping import tag_texts
from podcast.audio.tags.replay_gain import id3_texts, r128_gain, track_gain
from podcast.errors import DamagedFileError
from podcast.files.digest import Digest, file_digest
from podcast.model.audio_settings import AudioTargets
from podcast.model.groups import Chapter
from podcast.timeline.time_map import TimeMap
from tests.support.site_tagging import tag_into
from tests.support.sounds import decode_with_miniaudio, speech
from tests.support.tagged_episode import COVER, EPISODE, PICTURES, SHOW


@pytest.fixture(scope="module")
def mastered(tmp_path_factory: pytest.TempPathFactory) -> TaggingJob:
    path = tmp_path_factory.mktemp("masters") / "f00.mp3"
    sound = speech(4).astype("f4")
    encode(EncodingJob(lambda _: [sound], 4 * 44100, AudioTargets(), 1, path, 1))
    loud = LoudnessValues(-16.0, -1.5, 4.0)
    facts = Master("f00.mp3", 4.0, 4.0, 44100, 1, 128, TimeMap(), loud, loud, 0.0, 0.0)
    return TaggingJob(path, "f00", facts, hashlib.sha256(COVER).hexdigest())


def test_an_app_reads_every_tag_back(tmp_path: Path, mastered: TaggingJob) -> None:
    path, _digest = tag_into(tmp_path, SHOW, EPISODE, mastered, PICTURES)
    tags = ID3(tmp_path / path, translate=False)
    assert tags.version == (2, 3, 0)
    assert str(tags["TIT2"]) == "Bürger*innenbeteiligung & „Mut“ 🗂", "a soft hyphen has no place in a tag"
    assert str(tags["TPE1"]) == "Initiative Kommune 360°"
    assert str(tags["TALB"]) == "Rebellion im Aktenschrank"
    assert (str(tags["TRCK"]), str(tags["TPOS"]), str(tags["TYER"])) == ("7", "2", "2023")
    assert (str(tags["TCON"]), str(tags["TLAN"])) == ("Podcast", "deu")
    assert str(tags["TCOP"]) == "2023 Initiative Kommune 360°"
    assert tags["WOAF"].url == "https://podcast.example.org/zwei/"
    assert (str(tags["TXXX:REPLAYGAIN_TRACK_GAIN"]), str(tags["TXXX:REPLAYGAIN_TRACK_PEAK"])) == (
        "-2.00 dB",
        "0.841395",
    )
    assert (str(tags["TGID"]), str(tags["TCAT"]), str(tags["TKWD"])) == ("g", "Education", "Mut,Städte")
    assert str(tags["TDES"]) == "Worum es geht."
    assert tags["PCST"].value == 0
    assert str(tags["COMM::deu"]) == "Worum es geht."
    assert tags.getall("APIC")[0].data == COVER


class FeedText(TextFrame):
    """WFED as Apple's programs and TagLib read it: encoding and text."""


def test_the_address_of_the_feed_is_a_text_frame(tmp_path: Path, mastered: TaggingJob) -> None:
    path, _digest = tag_into(tmp_path, SHOW, EPISODE, mastered, PICTURES)
    tags = ID3(tmp_path / path, known_frames={"WFED": FeedText})
    assert str(tags["FeedText"]) == "https://podcast.example.org/feed.xml"
    assert b"WFED\x00\x00\x00\x25\x00\x00\x00https://podcast.example.org/feed.xml" in (tmp_path / path).read_bytes()


@pytest.mark.parametrize(
    ("loudness", "replay_gain", "r128"),
    [(-16.0, "-2.00 dB", "-1792"), (-18.0, "0.00 dB", "-1280"), (-23.0, "5.00 dB", "0"), (-23.004, "5.00 dB", "1")],
)
def test_gain_is_the_way_to_the_reference(loudness: float, replay_gain: str, r128: str) -> None:
    values = LoudnessValues(loudness, -1.0, 4.0)
    assert (track_gain(values), r128_gain(values)) == (replay_gain, r128)


def test_silence_has_no_gain() -> None:
    values = LoudnessValues(float("-inf"), float("-inf"), 0.0)
    assert (track_gain(values), r128_gain(values), [*id3_texts(values)]) == ("", "", [])


def test_day_and_year_are_those_of_the_show_not_of_the_offset_that_a_date_was_typed_with() -> None:
    show = SHOW.model_copy(update={"copyright": "Ich"})
    episode = EPISODE.model_copy(update={"date": datetime(2023, 12, 31, 23, 30, tzinfo=UTC)})
    texts = {field.id3: text for field, text in tag_texts(show, episode)}
    assert (texts["TDRC"], texts["TCOP"]) == ("2024-01-01T00:30", "2024 Ich")


def test_chapters_follow_each_other_without_a_gap(tmp_path: Path, mastered: TaggingJob) -> None:
    path, _digest = tag_into(tmp_path, SHOW, EPISODE, mastered, PICTURES)
    tags = ID3(tmp_path / path)
    times = [(frame.start_time, frame.end_time, str(frame.sub_frames["TIT2"])) for frame in tags.getall("CHAP")]
    assert times == [(0, 1250, "Anfang"), (1250, 2500, "Die Mitte, mit einem langen Titel"), (2500, 4000, "Schluß")]
    assert tags["CHAP:chp2"].sub_frames["WXXX:"].url == "https://example.org/a"
    assert tags["CTOC:toc"].child_element_ids == ["chp1", "chp2", "chp3"]


def test_another_reader_finds_title_and_chapters(tmp_path: Path, mastered: TaggingJob) -> None:
    import av

    path, _digest = tag_into(tmp_path, SHOW, EPISODE, mastered, PICTURES)
    with av.open(str(tmp_path / path)) as container:
        assert container.metadata["title"] == "Bürger*innenbeteiligung & „Mut“ 🗂"
        assert [chapter["metadata"]["title"] for chapter in container.chapters()] == [
            chapter.title for chapter in EPISODE.chapters
        ]


def test_tagging_leaves_the_sound_as_it_is(tmp_path: Path, mastered: TaggingJob) -> None:
    path, digest = tag_into(tmp_path, SHOW, EPISODE, mastered, PICTURES)
    tagged = (tmp_path / path).read_bytes()
    assert tagged.endswith(mastered.path.read_bytes())
    assert digest.size == len(tagged)
    assert MP3(tmp_path / path).info.length == pytest.approx(mastered.master.seconds)
    assert len(decode_with_miniaudio(tmp_path / path)[0]) == 4 * 44100
    assert b"TAG" not in tagged[-128:], "an ID3v1 tag at the end makes apps read the whole file"


def test_the_name_holds_the_digest_of_the_bytes(tmp_path: Path, mastered: TaggingJob) -> None:
    path, digest = tag_into(tmp_path, SHOW, EPISODE, mastered, PICTURES)
    assert digest == file_digest(tmp_path / path)
    assert path == f"audio/zwei.{digest.sha256[:8]}.mp3"


def test_a_file_is_announced_before_it_has_its_name(tmp_path: Path, mastered: TaggingJob) -> None:
    announced = {}

    def announce(path: str, digest: Digest) -> None:
        announced[path] = digest
        assert not (tmp_path / path).exists()

    path, digest = tag_into(tmp_path, SHOW, EPISODE, mastered, PICTURES, announce)
    assert announced == {path: digest}


def test_a_damaged_master_is_refused_and_leaves_no_file(tmp_path: Path, mastered: TaggingJob) -> None:
    job = replace(mastered, sha256=hashlib.sha256(b"other bytes").hexdigest())
    with pytest.raises(DamagedFileError, match=r"f00\.mp3: is damaged"):
        tag_into(tmp_path, SHOW, EPISODE, job, PICTURES)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_tagging_twice_gives_the_same_bytes(tmp_path: Path, mastered: TaggingJob) -> None:
    first, second = (tag_into(tmp_path / name, SHOW, EPISODE, mastered, PICTURES) for name in "ab")
    assert first == second


def test_an_episode_that_says_little_gets_no_empty_tags(mastered: TaggingJob) -> None:
    shy = EPISODE.model_copy(update={"season": None, "episode": None, "chapters": (), "date": None, "summary": None})
    written = id3_tag(SHOW, shy, mastered, PICTURES)
    for name in (b"TRCK", b"TPOS", b"TYER", b"CHAP", b"CTOC", b"COMM", b"TCOP"):
        assert name not in written


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Neu"},
        {"season": 3},
        {"episode": 8},
        {"chapters": EPISODE.chapters[:2]},
        {"summary": "Anders."},
        {"topics": ("Neu",)},
        {"guid": "h"},
    ],
)
def test_whatever_is_in_a_tag_is_in_the_fingerprint(mastered: TaggingJob, change: dict) -> None:
    changed = EPISODE.model_copy(update=change)
    assert fingerprint(SHOW, changed, mastered) != fingerprint(SHOW, EPISODE, mastered)
    assert id3_tag(SHOW, changed, mastered, PICTURES) != id3_tag(SHOW, EPISODE, mastered, PICTURES)


def test_notes_and_people_do_not_touch_the_audio(mastered: TaggingJob) -> None:
    changed = EPISODE.model_copy(update={"notes": "Neu.", "people": ()})
    assert fingerprint(SHOW, changed, mastered) == fingerprint(SHOW, EPISODE, mastered)


def test_a_transcript_stands_in_the_file_only_where_it_is_asked_for(mastered: TaggingJob, tmp_path: Path) -> None:
    path, _digest = tag_into(tmp_path, SHOW, EPISODE, replace(mastered, transcript="[0:00] Ada: Grüße 🗂"), PICTURES)
    assert ID3(tmp_path / path)["USLT::deu"].text == "[0:00] Ada: Grüße 🗂"
    assert "USLT::deu" not in ID3(tmp_path / tag_into(tmp_path, SHOW, EPISODE, mastered, PICTURES)[0])


def test_a_chapter_carries_its_picture_and_a_link_of_ascii(mastered: TaggingJob, tmp_path: Path) -> None:
    chapters = (Chapter(start=0, title="A", image="a.jpg", href="https://größe.example/ä?b=日"),)
    pictures = EmbeddedPictures(COVER, {"a.jpg": COVER[:99]})
    path, _digest = tag_into(tmp_path, SHOW, EPISODE.model_copy(update={"chapters": chapters}), mastered, pictures)
    parts = ID3(tmp_path / path)["CHAP:chp1"].sub_frames
    assert parts["APIC:"].data == COVER[:99]
    assert parts["WXXX:"].url == "https://xn--gre-6ka8i.example/%C3%A4?b=%E6%97%A5"
    assert ID3(tmp_path / path).getall("APIC")[0].data == COVER
