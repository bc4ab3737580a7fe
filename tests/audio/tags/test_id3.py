import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from mutagen.id3 import ID3
from mutagen.mp3 import MP3

from podcast.artifacts import LoudnessValues, Master
from podcast.audio.mp3.encode import EncodingJob, encode
from podcast.audio.tags.id3 import EmbeddedPictures, TaggingJob, fingerprint, id3_tag, tag
from podcast.model.groups import AudioTargets, Chapter
from tests.support.sounds import decode_with_miniaudio, speech
from tests.support.tagged_episode import COVER, EPISODE, PICTURES, SHOW


@pytest.fixture(scope="module")
def mastered(tmp_path_factory: pytest.TempPathFactory) -> TaggingJob:
    path = tmp_path_factory.mktemp("masters") / "f00.mp3"
    sound = speech(4).astype("f4")
    encode(EncodingJob(lambda _: [sound], 4 * 44100, AudioTargets(), 1, path, 1))
    loud = LoudnessValues(-16.0, -1.5, 4.0)
    facts = Master("f00.mp3", 4.0, 4.0, 44100, 1, 128, 0.0, loud, loud, 0.0, 0.0)
    return TaggingJob(path, "f00", facts, hashlib.sha256(COVER).hexdigest())


def test_an_app_reads_every_tag_back(tmp_path: Path, mastered: TaggingJob) -> None:
    audio = tag(SHOW, EPISODE, mastered, PICTURES, tmp_path)
    tags = ID3(tmp_path / audio.path, translate=False)
    assert tags.version == (2, 3, 0)
    assert str(tags["TIT2"]) == "Bürger*innenbeteiligung & „Mut“ 🗂", "a soft hyphen has no place in a tag"
    assert str(tags["TPE1"]) == "Initiative Kommune 360°"
    assert str(tags["TALB"]) == "Rebellion im Aktenschrank"
    assert (str(tags["TRCK"]), str(tags["TPOS"]), str(tags["TYER"])) == ("7", "2", "2023")
    assert (str(tags["TCON"]), str(tags["TLAN"])) == ("Podcast", "deu")
    assert str(tags["TCOP"]) == "2023 Initiative Kommune 360°"
    assert tags["WOAF"].url == "https://podcast.example.org/zwei/"
    assert tags["WFED"].url == "https://podcast.example.org/feed.xml"
    assert (str(tags["TGID"]), str(tags["TCAT"]), str(tags["TKWD"])) == ("g", "Education", "Mut,Städte")
    assert str(tags["TDES"]) == "Worum es geht."
    assert tags["PCST"].value == 0
    assert str(tags["COMM::deu"]) == "Worum es geht."
    assert tags.getall("APIC")[0].data == COVER


def test_chapters_follow_each_other_without_a_gap(tmp_path: Path, mastered: TaggingJob) -> None:
    audio = tag(SHOW, EPISODE, mastered, PICTURES, tmp_path)
    tags = ID3(tmp_path / audio.path)
    times = [(frame.start_time, frame.end_time, str(frame.sub_frames["TIT2"])) for frame in tags.getall("CHAP")]
    assert times == [(0, 1250, "Anfang"), (1250, 2500, "Die Mitte, mit einem langen Titel"), (2500, 4000, "Schluß")]
    assert tags["CHAP:chp2"].sub_frames["WXXX:"].url == "https://example.org/a"
    assert tags["CTOC:toc"].child_element_ids == ["chp1", "chp2", "chp3"]


def test_another_reader_finds_title_and_chapters(tmp_path: Path, mastered: TaggingJob) -> None:
    import av

    audio = tag(SHOW, EPISODE, mastered, PICTURES, tmp_path)
    with av.open(str(tmp_path / audio.path)) as container:
        assert container.metadata["title"] == "Bürger*innenbeteiligung & „Mut“ 🗂"
        assert [chapter["metadata"]["title"] for chapter in container.chapters()] == [
            chapter.title for chapter in EPISODE.chapters
        ]


def test_tagging_leaves_the_sound_as_it_is(tmp_path: Path, mastered: TaggingJob) -> None:
    audio = tag(SHOW, EPISODE, mastered, PICTURES, tmp_path)
    tagged = (tmp_path / audio.path).read_bytes()
    assert tagged.endswith(mastered.path.read_bytes())
    assert audio.size == len(tagged)
    assert MP3(tmp_path / audio.path).info.length == pytest.approx(audio.seconds)
    assert len(decode_with_miniaudio(tmp_path / audio.path)[0]) == 4 * 44100
    assert b"TAG" not in tagged[-128:], "an ID3v1 tag at the end makes apps read the whole file"


def test_the_name_holds_the_digest_of_the_bytes(tmp_path: Path, mastered: TaggingJob) -> None:
    audio = tag(SHOW, EPISODE, mastered, PICTURES, tmp_path)
    digest = hashlib.sha256((tmp_path / audio.path).read_bytes()).hexdigest()
    assert audio.path == f"audio/zwei.{digest[:8]}.mp3"


def test_tagging_twice_gives_the_same_bytes(tmp_path: Path, mastered: TaggingJob) -> None:
    first, second = (tag(SHOW, EPISODE, mastered, PICTURES, tmp_path / name) for name in "ab")
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
    audio = tag(SHOW, EPISODE, replace(mastered, transcript="[0:00] Ada: Grüße 🗂"), PICTURES, tmp_path)
    assert ID3(tmp_path / audio.path)["USLT::deu"].text == "[0:00] Ada: Grüße 🗂"
    assert "USLT::deu" not in ID3(tmp_path / tag(SHOW, EPISODE, mastered, PICTURES, tmp_path).path)


def test_a_chapter_carries_its_picture_and_a_link_of_ascii(mastered: TaggingJob, tmp_path: Path) -> None:
    chapters = (Chapter(start=0, title="A", image="a.jpg", href="https://größe.example/ä?b=日"),)
    pictures = EmbeddedPictures(COVER, {"a.jpg": COVER[:99]})
    audio = tag(SHOW, EPISODE.model_copy(update={"chapters": chapters}), mastered, pictures, tmp_path)
    parts = ID3(tmp_path / audio.path)["CHAP:chp1"].sub_frames
    assert parts["APIC:"].data == COVER[:99]
    assert parts["WXXX:"].url == "https://xn--gre-6ka8i.example/%C3%A4?b=%E6%97%A5"
    assert ID3(tmp_path / audio.path).getall("APIC")[0].data == COVER
