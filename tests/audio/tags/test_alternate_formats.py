"""Opus and M4A with their tags and chapters, read back by mutagen and by FFmpeg."""

import base64
import contextlib
import hashlib
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from mutagen.flac import Picture
from mutagen.mp4 import MP4
from mutagen.ogg import OggPage
from mutagen.oggopus import OggOpus

from podcast.artifacts import AlternateFormat, LoudnessValues, Master
from podcast.audio.opus_m4a import write_formats
from podcast.audio.tags.alternate_formats import tagged_format
from podcast.audio.tags.id3 import TaggingJob
from podcast.errors import DamagedFileError
from podcast.model.groups import Chapter
from podcast.timeline.time_map import TimeMap
from tests.support.site_tagging import tag_into
from tests.support.sounds import speech
from tests.support.tagged_episode import COVER, EPISODE, PICTURES, SHOW


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> TaggingJob:
    path = tmp_path_factory.mktemp("masters") / "f00.mp3"
    write_formats(
        [speech(4, channels=2).astype(np.float32)], 44100, 2, {n: path.with_suffix(f".{n}") for n in ("m4a", "opus")}
    )
    loud = LoudnessValues(-16.0, -1.5, 4.0)
    facts = Master("f00.mp3", 4.0, 4.0, 44100, 2, 128, TimeMap(), loud, loud, 0.0, 0.0)
    return TaggingJob(path, "f00", facts, "c", transcript="[0:00] Ada: Ja.")


def sound(path: Path) -> list[tuple[int | None, str]]:
    """Every packet of sound: when, and the digest of its bytes."""
    with av.open(str(path)) as file:
        packets = file.demux(file.streams.audio[0])
        return [(packet.pts, hashlib.sha256(bytes(packet)).hexdigest()) for packet in packets if packet.size]


def decoded(path: Path) -> bytes:
    with av.open(str(path)) as file:
        return b"".join(frame.to_ndarray().tobytes() for frame in file.decode(file.streams.audio[0]))


def chapters(path: Path) -> list[tuple[int, str]]:
    with av.open(str(path)) as file:
        return [
            (round(chapter["start"] * chapter["time_base"] * 1000), chapter["metadata"]["title"])
            for chapter in file.chapters()
        ]


def tagged(job: TaggingJob, form: str, site: Path, episode=EPISODE) -> AlternateFormat:
    job = replace(job, path=job.path.with_suffix(f".{form}"))
    path, digest = tag_into(site, SHOW, episode, job, PICTURES)
    return tagged_format(job.master, form, path, digest)


@pytest.mark.parametrize("form", ["m4a", "opus"])
def test_a_damaged_master_is_refused_and_leaves_no_file(job: TaggingJob, form: str, tmp_path: Path) -> None:
    job = replace(job, path=job.path.with_suffix(f".{form}"), sha256=hashlib.sha256(b"other bytes").hexdigest())
    with pytest.raises(DamagedFileError, match=rf"f00\.{form}: is damaged"):
        tag_into(tmp_path, SHOW, EPISODE, job, PICTURES)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("form", ["m4a", "opus"])
def test_tagging_touches_not_a_packet_of_the_sound(job: TaggingJob, form: str, tmp_path: Path) -> None:
    after = tmp_path / tagged(job, form, tmp_path).path
    assert sound(after) == sound(job.path.with_suffix(f".{form}"))
    assert decoded(after) == decoded(job.path.with_suffix(f".{form}"))


@pytest.mark.parametrize("form", ["m4a", "opus"])
def test_the_result_has_size_and_digest_of_the_tagged_file(job: TaggingJob, form: str, tmp_path: Path) -> None:
    other = tagged(job, form, tmp_path)
    data = (tmp_path / other.path).read_bytes()
    assert (other.size, other.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert other.path == f"audio/zwei.{other.sha256[:8]}.{form}"
    assert [path.name for path in sorted(tmp_path.rglob("*")) if path.is_file()] == [Path(other.path).name]


@pytest.mark.parametrize("form", ["m4a", "opus"])
def test_tagging_twice_gives_the_same_file(job: TaggingJob, form: str, tmp_path: Path) -> None:
    assert tagged(job, form, tmp_path / "a") == tagged(job, form, tmp_path / "b")


@pytest.mark.parametrize("form", ["m4a", "opus"])
def test_chapters_come_back_from_ffmpeg(job: TaggingJob, form: str, tmp_path: Path) -> None:
    expected = [(0, "Anfang"), (1250, "Die Mitte, mit einem langen Titel"), (2500, "Schluß")]
    assert chapters(tmp_path / tagged(job, form, tmp_path).path) == expected


def test_an_m4a_says_what_apple_reads(job: TaggingJob, tmp_path: Path) -> None:
    file = MP4(tmp_path / tagged(job, "m4a", tmp_path).path)
    assert file["©nam"] == ["Bürger*innenbeteiligung & „Mut“ 🗂"]
    assert (file["trkn"], file["disk"], file["©day"]) == ([(7, 0)], [(2, 0)], ["2023-07-28T09:00"])
    assert (file["pcst"], file["stik"], file["catg"]) == (True, [21], ["Education"])
    assert (file["egid"], file["purl"]) == (["g"], ["https://podcast.example.org/feed.xml"])
    assert file["©lyr"] == ["[0:00] Ada: Ja."]
    assert bytes(file["covr"][0]) == COVER
    assert [(chapter.start, chapter.title) for chapter in file.chapters][1] == (
        1.25,
        "Die Mitte, mit einem langen Titel",
    )


def test_an_opus_file_says_it_in_vorbis_comments(job: TaggingJob, tmp_path: Path) -> None:
    file = OggOpus(tmp_path / tagged(job, "opus", tmp_path).path)
    assert file["TITLE"] == ["Bürger*innenbeteiligung & „Mut“ 🗂"]
    assert (file["TRACKNUMBER"], file["LANGUAGE"], file["LYRICS"]) == (["7"], ["deu"], ["[0:00] Ada: Ja."])
    assert (file["CHAPTER001"], file["CHAPTER001URL"]) == (["00:00:01.250"], ["https://example.org/a"])
    assert Picture(base64.b64decode(file["METADATA_BLOCK_PICTURE"][0])).data == COVER


def test_a_long_title_is_cut_between_two_characters(job: TaggingJob, tmp_path: Path) -> None:
    long = EPISODE.model_copy(update={"chapters": (Chapter(start=0, title="🗂" * 100), Chapter(start=1, title="B"))})
    file = MP4(tmp_path / tagged(job, "m4a", tmp_path, long).path)
    assert [chapter.title for chapter in file.chapters] == ["🗂" * 63, "B"]


@pytest.mark.parametrize("form", ["m4a", "opus"])
def test_an_episode_without_chapters_has_none(job: TaggingJob, form: str, tmp_path: Path) -> None:
    shy = EPISODE.model_copy(update={"chapters": ()})
    assert chapters(tmp_path / tagged(replace(job, transcript=""), form, tmp_path, shy).path) == []


def test_an_m4a_carries_the_gain_and_the_language_of_the_show_in_both_tracks(job: TaggingJob, tmp_path: Path) -> None:
    path = tmp_path / tagged(job, "m4a", tmp_path).path
    assert MP4(path)["----:com.apple.iTunes:replaygain_track_gain"] == [b"-2.00 dB"]
    data = path.read_bytes()
    tracks = data.split(b"mdhd")[1:]
    languages = [int.from_bytes(track[20:22], "big") for track in tracks]
    assert ["".join(chr((code >> shift & 31) + 0x60) for shift in (10, 5, 0)) for code in languages] == ["deu", "deu"]


def test_an_opus_file_carries_the_gain_and_a_serial_number_of_its_own(job: TaggingJob, tmp_path: Path) -> None:
    def serials(form_job: TaggingJob) -> set[int]:
        path = tmp_path / tagged(form_job, "opus", tmp_path).path
        assert OggOpus(path)["R128_TRACK_GAIN"] == ["-1792"]
        return {page.serial for page in pages(path)}

    [serial], [other] = serials(job), serials(replace(job, fingerprint="f01"))
    assert serial
    assert other
    assert serial != other


def pages(path: Path) -> list[OggPage]:
    read = []
    with path.open("rb") as file, contextlib.suppress(EOFError):
        while True:
            read.append(OggPage(file))
    return read
