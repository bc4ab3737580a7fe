"""Tags that are asked for leave the audio of a recording as it is; readers that share no code with ours judge it."""

from __future__ import annotations

import hashlib
import subprocess
from typing import TYPE_CHECKING

import mutagen
import pytest
from mutagen.apev2 import APEv2
from mutagen.id3 import ID3, TIT2, TXXX

from podcast.audio.job import MasterJob
from podcast.audio.passthrough.measure import measure_recording
from podcast.audio.passthrough.write_tags import frame_span, write_file
from podcast.audio.tags.id3 import TaggingJob
from podcast.errors import InputChangedError
from podcast.files.digest import file_digest, file_sha256
from podcast.model.audio_settings import AudioTargets
from podcast.text import strip_soft_hyphens
from tests.support.passthrough_show import RATE
from tests.support.programs import installed_program
from tests.support.sounds import speech, write
from tests.support.tagged_episode import EPISODE, PICTURES, SHOW

if TYPE_CHECKING:
    from pathlib import Path


def tagged(recording: Path, ending: str) -> Path:
    """A copy of a recording with the tags of the episode."""
    target = recording.with_name(f"tagged.{ending}")
    job = MasterJob("zwei", recording, AudioTargets(), None, None, recording, "", passthrough=True)
    master, sha256 = measure_recording(job).master, file_sha256(recording)
    tagging = TaggingJob(recording, "f" * 32, master, "", sha256=sha256, passthrough="tags", format=ending)
    assert write_file(SHOW, EPISODE, tagging, PICTURES, target) == file_digest(target)
    return target


def packets_digest(path: Path) -> str:
    """A digest of the audio packets, as ffmpeg copies them."""
    command = [
        installed_program("ffmpeg"),
        "-v",
        "error",
        "-i",
        path,
        "-map",
        "0:a",
        "-c",
        "copy",
        "-f",
        "hash",
        "-hash",
        "sha256",
        "-",
    ]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def old_mp3(tmp_path: Path) -> Path:
    """An MP3 with tags of another program at both ends: ID3v2, APE and ID3v1."""
    path = write(tmp_path / "recording.mp3", speech(2, rate=RATE, channels=2), RATE)
    old = APEv2()
    old["Title"] = "Alter Titel"
    old.save(path)
    tags = ID3()
    tags.add(TIT2(encoding=3, text="Alter Titel"))
    tags.add(TXXX(encoding=3, desc="note", text="von früher"))
    tags.save(path, v1=2)
    return path


@pytest.mark.parametrize("ending", ["m4a", "opus"])
def test_the_packets_of_a_tagged_file_are_those_of_the_recording(tmp_path: Path, ending: str) -> None:
    recording = write(tmp_path / f"recording.{ending}", speech(2, rate=RATE, channels=2), RATE)
    path = tagged(recording, ending)
    assert packets_digest(path) == packets_digest(recording)
    names = {"m4a": "\xa9nam", "opus": "title"}
    assert mutagen.File(path).tags[names[ending]] == [strip_soft_hyphens(EPISODE.title)]


def test_the_frames_of_a_tagged_mp3_are_those_of_the_recording(old_mp3: Path) -> None:
    path = tagged(old_mp3, "mp3")
    with old_mp3.open("rb") as before, path.open("rb") as after:
        spans = frame_span(before), frame_span(after)
        frames = []
        for file, (start, end) in zip((before, after), spans, strict=True):
            file.seek(start)
            frames.append(hashlib.sha256(file.read(end - start)).hexdigest())
    assert frames[0] == frames[1]
    assert packets_digest(path) == packets_digest(old_mp3)


def test_nothing_is_left_of_the_tags_that_the_recording_had(old_mp3: Path) -> None:
    path = tagged(old_mp3, "mp3")
    tags = ID3(path)
    assert tags["TIT2"].text == [strip_soft_hyphens(EPISODE.title)]
    assert b"Alter Titel" not in path.read_bytes()
    assert [chapter.sub_frames["TIT2"].text[0] for chapter in tags.getall("CHAP")] == [
        chapter.title for chapter in EPISODE.chapters
    ]


def test_a_checker_of_mp3_files_finds_nothing_wrong(old_mp3: Path) -> None:
    command = [installed_program("mp3val"), tagged(old_mp3, "mp3")]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "WARNING" not in report
    assert "ERROR" not in report


def test_a_recording_that_has_changed_is_not_tagged(old_mp3: Path) -> None:
    job = MasterJob("zwei", old_mp3, AudioTargets(), None, None, old_mp3, "", passthrough=True)
    master = measure_recording(job).master
    tagging = TaggingJob(old_mp3, "f" * 32, master, "", sha256="0" * 64, passthrough="tags", format="mp3")
    with pytest.raises(InputChangedError):
        write_file(SHOW, EPISODE, tagging, PICTURES, old_mp3.with_name("tagged.mp3"))
