import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.audio.encode import encode
from podcast.audio.info import crc16, frame_bytes, scan
from podcast.show.model import AudioTargets
from sounds import heard, speech


def encoded(path: Path, sound: np.ndarray, rate: int, bitrate: int) -> Path:
    encode([sound.astype(np.float32)], AudioTargets(bitrate=bitrate, sample_rate=rate), sound.shape[0], path)
    return path


@pytest.mark.parametrize("bitrate", [64, 128, 192, 320])
@pytest.mark.parametrize("rate", [44100, 48000])
@pytest.mark.parametrize("channels", [1, 2])
def test_players_hear_exactly_the_samples_that_went_in(tmp_path: Path, channels: int, rate: int, bitrate: int) -> None:
    from mutagen.mp3 import MP3, BitrateMode

    sound = speech(2.345, rate, channels)
    path = encoded(tmp_path / "a.mp3", sound, rate, bitrate)
    samples, decoded_rate = heard(path)
    assert (samples.shape, decoded_rate) == ((sound.shape[1], channels), rate)
    info = MP3(path).info
    assert info.bitrate_mode is BitrateMode.CBR
    assert info.bitrate == pytest.approx(bitrate * 1000, rel=1e-4)
    assert info.length == pytest.approx(sound.shape[1] / rate, abs=1e-4)
    assert not info.sketchy


@pytest.mark.parametrize(("bitrate", "channels"), [(64, 1), (128, 1), (128, 2), (192, 2), (224, 2), (320, 2)])
def test_what_lame_takes_from_the_level_is_given_back(tmp_path: Path, bitrate: int, channels: int) -> None:
    sound = speech(5, channels=channels)
    samples, _ = heard(encoded(tmp_path / "a.mp3", sound, 44100, bitrate))
    ratio = np.sqrt((samples**2).mean() / (sound**2).mean())
    assert 20 * np.log10(ratio) == pytest.approx(0, abs=0.15)


def test_the_sound_is_where_it_was_to_the_sample(tmp_path: Path) -> None:
    sound = speech(3)
    samples, _ = heard(encoded(tmp_path / "a.mp3", sound, 44100, 192))
    offsets = range(-20, 21)
    likeness = [np.dot(samples[1000 + by : 100_000 + by, 0], sound[0, 1000:100_000]) for by in offsets]
    assert offsets[int(np.argmax(likeness))] == 0


@pytest.mark.parametrize("count", [1, 575, 576, 577, 1152, 5000])
def test_the_shortest_sounds_keep_their_length(tmp_path: Path, count: int) -> None:
    path = encoded(tmp_path / "a.mp3", speech(1)[:, :count], 44100, 128)
    from mutagen.mp3 import MP3

    assert MP3(path).info.length == pytest.approx(count / 44100, abs=1e-6)


def test_the_info_frame_tells_the_truth(tmp_path: Path) -> None:
    path = encoded(tmp_path / "a.mp3", speech(10), 44100, 128)
    data = path.read_bytes()
    at = data.index(b"Info")
    flags, frames, size = struct.unpack(">III", data[at + 4 : at + 16])
    first = frame_bytes(128, 44100)
    assert (flags, size) == (15, len(data))
    walked, place = 0, first
    while place < len(data):
        assert data[place] == 0xFF
        assert data[place + 1] & 0xE0 == 0xE0
        place += 417 + (data[place + 2] >> 1 & 1)
        walked += 1
    assert (place, walked) == (len(data), frames)
    contents = data[at + 16 : at + 116]
    assert list(contents) == sorted(contents)
    music = data[first:]
    assert struct.unpack(">H", data[at + 152 : at + 154])[0] == slow_crc(music)
    assert struct.unpack(">H", data[at + 154 : at + 156])[0] == slow_crc(data[: at + 154])


def slow_crc(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def test_the_checksum_is_that_of_the_standard() -> None:
    assert crc16(b"123456789") == 0xBB3D  # the check value of CRC-16/ARC


@given(st.integers(0, 60_000), st.integers(0, 255))
def test_the_checksum_of_long_data_is_the_same_as_byte_by_byte(length: int, seed: int) -> None:
    data = np.random.default_rng(seed).bytes(length)
    table = [slow_crc(bytes([value])) for value in range(256)]
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    assert crc16(data) == crc


def test_a_hole_in_the_frames_is_a_bug_that_shows(tmp_path: Path) -> None:
    path = encoded(tmp_path / "a.mp3", speech(2), 44100, 128)
    data = path.read_bytes()
    path.write_bytes(data[:5000] + data[5001:])
    with pytest.raises(ValueError, match="no MP3 frame at byte"):
        scan(path)
