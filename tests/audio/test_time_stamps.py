"""Gaps, lost packets and clocks that jump: silence keeps the sound where its time stamps have it, and notes tell it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.audio.containers.film_timeline import FrameTimeline
from podcast.audio.decode import probe, read_blocks, read_original, reread
from podcast.timeline.recording_notes import MAX_JUMPS, NoteCollector, RecordingNotes, TimeJump
from tests.audio.test_media_formats import ffmpeg, lag
from tests.support.media_formats import RATE, copy_packets, write_film, write_recording
from tests.support.sounds import CODECS, speech, write_as

if TYPE_CHECKING:
    from pathlib import Path


def notes_of(path: Path) -> RecordingNotes:
    notes = NoteCollector()
    for _block in read_original(path, probe(path).sample_rate, notes):
        pass
    return notes.notes()


def decoded(path: Path, rate: int = RATE) -> np.ndarray:
    return np.concatenate(list(read_blocks(path, rate, 1)), axis=1)[0]


@pytest.mark.parametrize("suffix", ["mkv", "webm"])
def test_a_gap_is_noted_with_its_place_and_length(tmp_path: Path, suffix: str) -> None:
    path = write_film(tmp_path / f"film.{suffix}", [speech(3, RATE)], gap=(960 * 100, 0.75))
    notes = notes_of(path)
    (jump,) = notes.jumps
    assert jump.is_filled
    assert jump.at == pytest.approx(2.0, abs=0.03)
    assert jump.seconds == notes.inserted_silence == pytest.approx(0.75, abs=0.03)
    assert notes.drift == pytest.approx(0, abs=0.03)


def test_a_track_that_begins_later_than_the_picture_has_its_silence_noted_at_the_beginning(tmp_path: Path) -> None:
    path = write_film(tmp_path / "film.mkv", [speech(2, RATE)], start=1.5)
    (jump,) = notes_of(path).jumps
    assert (jump.at, jump.is_filled) == (0.0, True)
    assert jump.seconds == pytest.approx(1.5, abs=0.03)


def call_with_lost_packets(folder: Path, sound: np.ndarray, every: int) -> Path:
    """A call of which one packet of 20 ms in `every` was lost."""
    plain = write_film(folder / "plain.webm", [sound])
    return copy_packets(plain, folder / "call.webm", lambda _packet, number: number % every != every - 1)


@pytest.mark.long
def test_packets_that_a_call_lost_do_not_add_up(tmp_path: Path) -> None:
    sound = np.zeros((1, 20 * RATE))
    for second in (3, 10, 18):  # 0.7 s were missing at the last one
        sound[0, second * RATE : int((second + 0.3) * RATE)] = np.random.default_rng(1).normal(0, 0.1, int(0.3 * RATE))
    path = call_with_lost_packets(tmp_path, sound, 25)
    samples = decoded(path)
    assert samples.size / RATE == pytest.approx(20, abs=0.15)
    loud = np.flatnonzero(np.abs(samples) > 0.05) / RATE
    begins = loud[np.flatnonzero(np.diff(loud, prepend=-9) > 2)]
    assert begins == pytest.approx([3, 10, 18], abs=0.15)
    notes = notes_of(path)
    assert notes.inserted_silence == pytest.approx(0.8, abs=0.15)
    assert all(0.09 < jump.seconds < 0.15 for jump in notes.jumps)


@pytest.mark.long
def test_a_clock_that_is_fast_is_left_alone_and_noted(tmp_path: Path) -> None:
    def stretch(packet: Any, _number: int) -> bool:
        packet.pts = packet.dts = round(packet.pts * 1.1)
        return True

    path = copy_packets(write_film(tmp_path / "a.webm", [speech(10, RATE)]), tmp_path / "fast.webm", stretch)
    notes = notes_of(path)
    assert notes.jumps == ()
    assert notes.drift == pytest.approx(1.0, abs=0.05)
    assert decoded(path).size / RATE == pytest.approx(10, abs=0.05)


def test_a_clock_that_was_set_is_no_gap(tmp_path: Path) -> None:
    def set_clock(packet: Any, number: int) -> bool:
        later = 2 * 3600 * packet.time_base.denominator // packet.time_base.numerator if number >= 10 else 0
        packet.pts, packet.dts = packet.pts + later, packet.dts + later
        return True

    path = copy_packets(write_film(tmp_path / "a.mkv", [speech(3, RATE)]), tmp_path / "set.mkv", set_clock)
    (jump,) = notes_of(path).jumps
    assert not jump.is_filled
    assert jump.seconds == pytest.approx(7200, abs=0.1)
    assert decoded(path).size / RATE == pytest.approx(3, abs=0.05)


def test_two_films_joined_end_to_end_go_back_in_time_and_lose_nothing(tmp_path: Path) -> None:
    one, _sound = write_recording(tmp_path / "one.mpg", 4)
    path = tmp_path / "two.mpg"
    path.write_bytes(one.read_bytes() * 2)
    assert decoded(path).size == 2 * decoded(one).size
    (jump,) = notes_of(path).jumps
    assert not jump.is_filled
    assert jump.seconds == pytest.approx(-4, abs=0.1)


def test_a_hole_in_an_ogg_becomes_silence(tmp_path: Path) -> None:
    sound = speech(12, RATE)
    data = write_as(tmp_path / "r.opus", sound, RATE, CODECS["opus"], bit_rate=64_000).read_bytes()
    pages = [at for at in range(len(data)) if data.startswith(b"OggS", at)]
    path = tmp_path / "hole.opus"
    path.write_bytes(data[: pages[5]] + data[pages[8] :])
    samples = decoded(path)
    assert samples.size == pytest.approx(12 * RATE, abs=0.01 * RATE)
    assert abs(lag(samples, sound[0])) < 0.01 * RATE
    (jump,) = notes_of(path).jumps
    assert jump.is_filled
    assert jump.seconds == pytest.approx(3, abs=0.1)


def test_whole_recordings_have_no_notes(tmp_path: Path) -> None:
    for suffix in ("webm", "mp4", "ts", "wma", "oga", "mka"):
        path, _sound = write_recording(tmp_path / f"r.{suffix}", 3)
        notes = notes_of(path)
        assert (notes.jumps, notes.mixes) == ((), ())
        assert abs(notes.drift) < 0.1


@pytest.mark.long
def test_a_recording_with_silence_is_read_again_from_a_later_sample(tmp_path: Path) -> None:
    path = call_with_lost_packets(tmp_path, speech(8, RATE), 10)
    complete = decoded(path)
    rest = np.concatenate(list(reread(path, RATE, 1, 5 * RATE + 7, has_offset=False)), axis=1)[0]
    assert np.array_equal(rest, complete[5 * RATE + 7 :])


@pytest.mark.long
def test_a_film_of_variable_frame_rate_keeps_its_sound(tmp_path: Path) -> None:
    sound = speech(6, RATE)
    plain = write_as(tmp_path / "sound.wav", sound, RATE, ("pcm_s16le", "s16"))
    choose = r"select='if(lt(t\,2)\,1\,not(mod(n\,7)))'"
    for suffix, codecs in (("mkv", ("mpeg4", "flac")), ("mp4", ("mpeg4", "alac")), ("webm", ("libvpx", "libopus"))):
        path = tmp_path / f"film.{suffix}"
        command = [ffmpeg(), "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=s=64x64:r=25:d=6", "-i", plain]
        command += ["-vf", choose, "-vsync", "vfr", "-c:v", codecs[0], "-c:a", codecs[1], path]
        subprocess.run(command, check=True, capture_output=True)
        samples = decoded(path)
        assert samples.size == pytest.approx(6 * RATE, abs=0.02 * RATE)
        assert abs(lag(samples, sound[0])) <= 2
        assert notes_of(path).jumps == ()


class Frame:
    """A frame with a time, without samples."""

    sample_rate = 1000
    time_base = 0.001

    def __init__(self, start: int, samples: int) -> None:
        self.pts, self.samples = start, samples


@given(st.lists(st.tuples(st.integers(-20, 300), st.integers(1, 60)), min_size=1, max_size=400))
def test_sound_is_never_much_earlier_than_its_time_stamps_unless_a_clock_went_back(
    steps: list[tuple[int, int]],
) -> None:
    timeline = FrameTimeline(0.0)
    clock, length = 0, 0.0
    for jump, samples in steps:
        clock += jump
        gap = timeline.add(Frame(clock, samples))
        assert gap is None or (gap.is_filled and gap.seconds > 0)
        length += (gap.seconds if gap else 0) + samples / 1000
        if gap:  # it is exactly where its time stamp says
            assert length == pytest.approx((clock + samples) / 1000, abs=1e-6)
        clock += samples
        assert timeline.missing == pytest.approx(clock / 1000 - length, abs=1e-6)


def test_notes_stay_small_however_often_time_jumps() -> None:
    notes = NoteCollector()
    for number in range(5000):
        notes.add_jump(TimeJump(number, 0.2, is_filled=True))
    assert len(notes.notes().jumps) == MAX_JUMPS
    assert notes.notes().jump_count == 5000
    assert notes.notes().inserted_silence == pytest.approx(1000)
