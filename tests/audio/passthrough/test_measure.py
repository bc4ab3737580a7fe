"""What is measured of a recording that is published as it is, whatever state the file is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from mutagen.mp3 import MP3

from podcast.audio.decode import read_original
from podcast.audio.job import MasterJob
from podcast.audio.meter import measure_blocks, measure_readings
from podcast.audio.passthrough.measure import measure_recording
from podcast.errors import AudioError
from podcast.model.audio_settings import AudioTargets
from tests.support.media_formats import write_recording
from tests.support.sounds import decode_with_miniaudio, loudness, silence, speech, true_peak, write

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.artifacts import Master

SECONDS = 6


def measure(path: Path) -> Master:
    return measure_recording(MasterJob("a", path, AudioTargets(), None, None, path, "", passthrough=True)).master


@pytest.fixture
def mp3(tmp_path: Path) -> Path:
    return write(tmp_path / "recording.mp3", speech(SECONDS, channels=2))


def without_length(path: Path) -> Path:
    """The same MP3 without its first frame, which counts the others."""
    data, info = path.read_bytes(), MP3(path).info
    place = data.index(b"Xing") if b"Xing" in data else data.index(b"Info")
    following = data.index(data[info.frame_offset : info.frame_offset + 2], place)
    path.write_bytes(data[following:])
    return path


def test_loudness_and_peak_are_those_of_other_meters(mp3: Path) -> None:
    master = measure(mp3)
    samples, rate = decode_with_miniaudio(mp3)
    assert master.after.loudness == pytest.approx(loudness(samples, rate), abs=0.1)
    assert master.after.true_peak == pytest.approx(true_peak(samples), abs=0.1)
    assert master.before == master.after
    assert (master.gain, master.limited) == (0, 0)


def test_readings_are_those_of_the_meter_that_masters_use(mp3: Path) -> None:
    rate = 44100
    readings = measure_readings(read_original(mp3, rate), rate)
    measured = measure_blocks(read_original(mp3, rate), rate)
    assert readings.values == measured.values
    assert (readings.short_term == measured.short_term).all()
    assert (readings.true_peaks == measured.true_peaks).all()


def test_the_length_of_an_mp3_that_does_not_state_it_is_measured(mp3: Path) -> None:
    assert measure(without_length(mp3)).seconds == pytest.approx(SECONDS, abs=0.06)


def test_a_truncated_mp3_is_as_long_as_its_sound(mp3: Path) -> None:
    data = mp3.read_bytes()
    mp3.write_bytes(data[: len(data) // 2 + len(data) // 24])
    master = measure(mp3)
    assert master.seconds == pytest.approx(SECONDS / 2 + 0.25, abs=0.1)
    assert master.stated_seconds == pytest.approx(SECONDS, abs=0.1)


def test_damaged_frames_within_an_mp3_are_passed_over(mp3: Path) -> None:
    data = bytearray(mp3.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3000] = b"\xaa" * 3000
    mp3.write_bytes(data)
    assert SECONDS - 1 < measure(mp3).seconds < SECONDS + 0.2


def test_silence_is_measured_as_well(tmp_path: Path) -> None:
    assert measure(write(tmp_path / "recording.mp3", silence(2))).after.loudness == -70


@pytest.mark.parametrize(("ending", "own"), [("aac", "aac"), ("mp4", "m4a"), ("m4b", "m4a"), ("oga", "ogg")])
def test_the_content_of_a_file_decides_its_format(tmp_path: Path, ending: str, own: str) -> None:
    path, _sound = write_recording(tmp_path / f"recording.{ending}", 2)
    assert measure(path).format == own


@pytest.mark.parametrize("ending", ["mka", "wma", "avi"])
def test_a_format_that_apps_do_not_play_is_an_error(tmp_path: Path, ending: str) -> None:
    path, _sound = write_recording(tmp_path / f"recording.{ending}", 1)
    with pytest.raises(AudioError, match="has a format that podcast apps do not play"):
        measure(path)


def test_a_web_page_in_place_of_a_recording_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "recording.mp3"
    path.write_text("<!doctype html><title>404</title>")
    with pytest.raises(AudioError, match="is a web page"):
        measure(path)
